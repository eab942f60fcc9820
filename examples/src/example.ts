import { join } from "node:path";
import { command, complain, EXIT, print } from "@gradiente/cli/program";
import type { Command } from "commander";
import { experiments, unknownExperiment } from "./experiments/index.ts";
import { openAnswers, runProgram } from "./kit/command-line.ts";
import type { Experiment } from "./kit/experiment.ts";
import { computeNatively } from "./kit/native.ts";
import { perform } from "./kit/perform.ts";
import { alignColumns, resultTable } from "./kit/table.ts";
import { wholeNumber } from "./kit/whole-number.ts";

interface CommonOptions {
  readonly seed: number;
  readonly epochs?: number;
  readonly quick: boolean;
  readonly native: boolean;
  readonly out?: string;
}

function list(): string {
  const rows = experiments.map(({ id, title, data }) => [id, data, title]);
  return `${alignColumns([["", "data", "experiment"], ...rows])}\n\nRun one: pnpm example a3; its options: pnpm example a3 --help`;
}

function commandOf(experiment: Experiment): Command {
  const { id, title, epochs, options = [] } = experiment;
  const found = command(id)
    .description(title)
    .option("--seed <number>", "the seed of all random numbers", wholeNumber(0), 0)
    .option("--quick", "a short run that only shows that it works; the result means nothing", false)
    .option("--native", "compute with the kernels of @gradiente/native, not on WebAssembly", false)
    .option("--out <folder>", `the folder of figures, report.html and result.json (default: out/${id})`);
  if (epochs !== undefined) {
    found.option("--epochs <number>", `the number of epochs (default: ${epochs.full})`, wholeNumber(1));
  }
  for (const { flags, description, parse = String, default: usual } of options) {
    found.option(flags, description, parse, usual);
  }
  return found.action(async (given: CommonOptions & Record<string, unknown>) => {
    process.exitCode = await run(experiment, given);
  });
}

async function run(
  experiment: Experiment,
  { seed, quick, native, out, epochs, ...options }: CommonOptions & Record<string, unknown>,
): Promise<number> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt);
  const answers = openAnswers(interruption.signal);
  try {
    if (native) computeNatively();
    print(`${experiment.id}: ${experiment.title}`);
    const result = await perform(experiment, {
      seed,
      quick,
      epochs: epochs ?? experiment.epochs?.[quick ? "quick" : "full"] ?? 1,
      out: out ?? join("out", experiment.id),
      options,
      signal: interruption.signal,
      progress: true,
      log: (line) => print(line),
      ask: answers.ask,
    });
    print(`\n${resultTable(experiment, result)}`);
    if (result.interrupted) print("interrupted: these are the figures of the training so far");
    for (const note of result.notes) print(note);
    const seconds = `${result.seconds.toFixed(1)} s on the ${result.backend} backend`;
    print(`${seconds}; figures and report.html in ${out ?? join("out", experiment.id)}`);
    return result.interrupted ? EXIT.interrupted : EXIT.done;
  } catch (error) {
    if (!interruption.signal.aborted || error !== interruption.signal.reason) throw error;
    complain("interrupted before there was a result");
    return EXIT.interrupted;
  } finally {
    process.off("SIGINT", interrupt);
    answers.close();
  }
}

const program = command("example")
  .description("The experiments of docs/experiments.md, each by its name.")
  // What no experiment has the name of comes to the action, which says so.
  .allowExcessArguments()
  .allowUnknownOption()
  .action((_, { args: [id] }: Command) => {
    if (id === undefined) print(list());
    else if (id.startsWith("-")) program.error(`error: unknown option '${id}'`);
    else program.error(`error: ${unknownExperiment(id)}`);
  });
for (const experiment of experiments) program.addCommand(commandOf(experiment));

await runProgram(async () => {
  await program.parseAsync(process.argv.slice(2), { from: "user" });
});
