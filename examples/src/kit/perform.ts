import { join } from "node:path";
import { writeFileAtomically } from "@gradiente/files";
import { makeFolder } from "./command-line.ts";
import { environment } from "./environment.ts";
import type { Context, Experiment, Outcome } from "./experiment.ts";
import { runReport } from "./run-report.ts";
import { verdict } from "./target.ts";

/** The content of `result.json`. */
export interface Result {
  readonly experiment: string;
  readonly title: string;
  readonly seed: number;
  readonly epochs: number;
  readonly quick: boolean;
  /** Whether Ctrl-C ended the experiment early. Then the figures are those of the training so far. */
  readonly interrupted: boolean;
  readonly seconds: number;
  readonly measured: Outcome["measured"];
  /** The verdict on each measure: "met", "missed", "not measured", or "" without a target. */
  readonly verdicts: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  /** The names of the figures' files, which are in the same folder. */
  readonly figures: readonly string[];
}

/**
 * Runs an experiment and writes its figures, `result.json` and, as one page that needs no other file, `report.html` into the
 * context's folder.
 *
 * @throws OptionError if the folder cannot be made.
 * @throws the reason of the context's signal, if it aborts before there is a result.
 */
export async function perform(experiment: Experiment, context: Context): Promise<Result> {
  await makeFolder("--out", context.out);
  const start = performance.now();
  const { measured, figures = {}, notes = [] } = await experiment.run(context);
  const seconds = (performance.now() - start) / 1000;
  const files: string[] = [];
  for (const [name, figure] of Object.entries(figures)) {
    const file = `${name}.svg`;
    await figure.save(join(context.out, file));
    files.push(file);
  }
  const result: Result = {
    experiment: experiment.id,
    title: experiment.title,
    seed: context.seed,
    epochs: context.epochs,
    quick: context.quick,
    interrupted: context.signal.aborted,
    seconds,
    measured,
    verdicts: Object.fromEntries(
      Object.entries(experiment.measures).map(([name, measure]) => [
        name,
        verdict(measured[name] ?? null, measure),
      ]),
    ),
    notes,
    figures: files,
  };
  await writeFileAtomically(join(context.out, "result.json"), `${JSON.stringify(result, null, 2)}\n`);
  const { seed, epochs, quick, interrupted, verdicts } = result;
  const page = runReport({
    title: `${experiment.id}: ${experiment.title}`,
    settings: { seed, epochs, quick, interrupted, seconds: seconds.toFixed(1) },
    environment: await environment(),
    measured: Object.entries(experiment.measures).map(([name, { label, digits = 4 }]) => [
      label,
      measured[name]?.toFixed(digits) ?? "-",
      verdicts[name],
    ]),
    notes,
    figures,
  });
  await page.save(join(context.out, "report.html"));
  return result;
}
