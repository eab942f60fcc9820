import { join } from "node:path";
import { getBackend } from "@gradiente/core";
import { writeFileAtomically } from "@gradiente/files";
import { makeFolder } from "./command-line.ts";
import { environment } from "./environment.ts";
import type { Context, Experiment, Outcome } from "./experiment.ts";
import { pageOf } from "./page.ts";
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
  /** The backend that computed, and so what the seconds are of. */
  readonly backend: string;
  readonly measured: Outcome["measured"];
  /** The verdict on each measure: "met", "missed", "not measured", or "" without a target. */
  readonly verdicts: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  /** The figures' files, which are in the same folder, each with what to see in it. */
  readonly figures: readonly { readonly file: string; readonly see: string }[];
}

/**
 * Runs an experiment and writes its figures, `report.html` and `result.json` into the context's folder.
 *
 * @throws UsageError if the folder cannot be made.
 * @throws the reason of the context's signal, if it aborts before there is a result.
 */
export async function perform(experiment: Experiment, context: Context): Promise<Result> {
  await makeFolder("--out", context.out);
  const start = performance.now();
  const { measured, figures, notes = [] } = await experiment.run(context);
  const seconds = (performance.now() - start) / 1000;
  for (const [name, { figure }] of Object.entries(figures)) {
    await figure.save(join(context.out, `${name}.svg`));
  }
  const result: Result = {
    experiment: experiment.id,
    title: experiment.title,
    seed: context.seed,
    epochs: context.epochs,
    quick: context.quick,
    interrupted: context.signal.aborted,
    seconds,
    backend: getBackend(),
    measured,
    verdicts: Object.fromEntries(
      Object.entries(experiment.measures).map(([name, measure]) => [
        name,
        verdict(measured[name] ?? null, measure),
      ]),
    ),
    notes,
    figures: Object.entries(figures).map(([name, { see }]) => ({ file: `${name}.svg`, see })),
  };
  await pageOf(experiment, result, figures, await environment()).save(join(context.out, "report.html"));
  await writeFileAtomically(join(context.out, "result.json"), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}
