import { copyFile, mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { command, complain, EXIT } from "@gradiente/cli/program";
import { writeFileAtomically } from "@gradiente/files";
import { experiments, unknownExperiment } from "../experiments/index.ts";
import { runProgram } from "../kit/command-line.ts";
import type { Experiment } from "../kit/experiment.ts";
import { wholeNumber } from "../kit/whole-number.ts";
import { documentOf } from "./document.ts";
import { folderOf, readResults } from "./results.ts";
import { runAll } from "./run-all.ts";

const docs = fileURLToPath(new URL("../../../docs/", import.meta.url));

interface Options {
  readonly seeds: number;
  readonly jobs: number;
}

function chosen(ids: readonly string[]): readonly Experiment[] {
  const unknown = ids.filter((id) => !experiments.some((experiment) => experiment.id === id));
  if (unknown.length > 0) program.error(`error: ${unknownExperiment(unknown[0])}`);
  return ids.length === 0 ? experiments : experiments.filter(({ id }) => ids.includes(id));
}

/** Writes the document from all existing results, also those of earlier runs. */
async function writeDocument(seeds: readonly number[]): Promise<void> {
  const results = await readResults(experiments, seeds);
  const figures = join(docs, "figures");
  await mkdir(figures, { recursive: true });
  for (const { id, illustration } of experiments) {
    const name = `${illustration}.svg`;
    if (results.get(id)?.[0]?.figures.some(({ file }) => file === name) !== true) continue;
    await copyFile(join(folderOf(id, seeds[0]), name), join(figures, `${id}-${name}`));
  }
  await writeFileAtomically(join(docs, "experiments.md"), documentOf(experiments, results));
}

const program = command("reproduce")
  .description(
    "Runs experiments over several seeds and writes docs/experiments.md from all results in out/reproduce.",
  )
  .argument("[ids...]", "the experiments to run (default: all)")
  .option("--seeds <number>", "the number of seeds; the first is 0", wholeNumber(1), 3)
  .option(
    "--jobs <number>",
    "the number of experiments that run at the same time",
    wholeNumber(1),
    availableParallelism(),
  );

await runProgram(async () => {
  program.parse();
  const { seeds: count, jobs } = program.opts<Options>();
  const seeds = Array.from({ length: count }, (_, seed) => seed);
  const failures = await runAll(chosen(program.args), seeds, jobs);
  await writeDocument(seeds);
  for (const failure of failures) complain(failure);
  process.exitCode = failures.length === 0 ? EXIT.done : EXIT.failure;
});
