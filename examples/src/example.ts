import { join } from "node:path";
import { DatasetFormatError, DatasetNotFoundError } from "@gradiente/datasets";
import { Command, CommanderError } from "commander";
import { experiments } from "./experiments/index.ts";
import { type Experiment, OptionError } from "./kit/experiment.ts";
import { perform } from "./kit/perform.ts";
import { alignColumns, resultTable } from "./kit/table.ts";
import { wholeNumber } from "./kit/whole-number.ts";

/** The exit code of an interrupted process, by the convention of shells. */
const INTERRUPTED = 130;

interface CommonOptions {
  readonly seed: number;
  readonly epochs?: number;
  readonly quick: boolean;
  readonly out?: string;
}

function list(): string {
  const rows = experiments.map(({ id, title, data }) => [id, data, title]);
  return `${alignColumns([["", "data", "experiment"], ...rows])}\n\nRun one: pnpm example a3; its options: pnpm example a3 --help`;
}

function command(experiment: Experiment): Command {
  const { id, title, epochs, options = [] } = experiment;
  const found = new Command(id)
    .description(title)
    .option("--seed <number>", "the seed of all random numbers", wholeNumber(0), 0)
    .option("--quick", "a short run that only shows that it works; the result means nothing", false)
    .option("--out <folder>", `the folder of figures and result.json (default: out/${id})`)
    .allowExcessArguments(false);
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
  { seed, quick, out, epochs, ...options }: CommonOptions & Record<string, unknown>,
): Promise<number> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt);
  try {
    console.log(`${experiment.id}: ${experiment.title}`);
    const result = await perform(experiment, {
      seed,
      quick,
      epochs: epochs ?? experiment.epochs?.[quick ? "quick" : "full"] ?? 1,
      out: out ?? join("out", experiment.id),
      options,
      signal: interruption.signal,
      progress: true,
      log: (line) => console.log(line),
    });
    console.log(`\n${resultTable(experiment, result)}`);
    if (result.interrupted) console.log("interrupted: these are the figures of the training so far");
    for (const note of result.notes) console.log(note);
    console.log(`${result.seconds.toFixed(1)} s; files in ${out ?? join("out", experiment.id)}`);
    return result.interrupted ? INTERRUPTED : 0;
  } catch (error) {
    if (interruption.signal.aborted && error === interruption.signal.reason) {
      console.error("interrupted before there was a result");
      return INTERRUPTED;
    }
    if (error instanceof OptionError) {
      console.error(`error: ${error.message}`);
      return 2;
    }
    if (error instanceof DatasetNotFoundError || error instanceof DatasetFormatError) {
      console.error(`error: ${error.message}`);
      return 1;
    }
    throw error;
  } finally {
    process.off("SIGINT", interrupt);
  }
}

const program = new Command("example")
  .description("The experiments of docs/experiments.md, each by its name.")
  .action(() => console.log(list()))
  .exitOverride();
for (const experiment of experiments) program.addCommand(command(experiment).exitOverride());

try {
  await program.parseAsync(process.argv.slice(2), { from: "user" });
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
