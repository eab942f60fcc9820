import { Command, CommanderError, InvalidArgumentError } from "commander";
import { type ContenderName, contenderNames } from "./roster.ts";
import type { Pace } from "./run.ts";
import { workloads } from "./workloads.ts";

export interface Options extends Pace {
  readonly only: readonly string[];
  readonly contenders: readonly ContenderName[];
  readonly write: boolean;
  readonly last: boolean;
}

interface Parsed {
  readonly only?: readonly string[];
  readonly contenders?: readonly ContenderName[];
  readonly rounds?: number;
  readonly seconds?: number;
  readonly quick?: true;
  readonly write?: true;
  readonly last?: true;
}

const FULL: Pace = { rounds: 7, seconds: 0.5, warmUpSeconds: 1.5, memorySeconds: 150 };
const QUICK: Pace = { rounds: 3, seconds: 0.05, warmUpSeconds: 0.2, memorySeconds: 15 };

/** What the command line asks for, or the exit code with which it is answered already: help, or a bad value. */
export function parseOptions(args: readonly string[]): Options | { readonly exitCode: number } {
  const { speed, memory } = workloads("full");
  const described = [...speed, ...memory];
  const ids = described.map(({ id }) => id);
  const command = new Command("bench")
    .description("The same work on Gradiente and on its peers, in one run. Close other programs first.")
    .option("--only <workloads>", "some of the workloads, as w2,w5", listOf(ids))
    .option("--contenders <names>", "some of the contenders, as ours-wasm,tfjs-wasm", listOf(contenderNames))
    .option("--rounds <number>", `rounds to take the median of (default: ${FULL.rounds})`, whole)
    .option("--seconds <number>", `of each contender in a round (default: ${FULL.seconds})`, positive)
    .option("--quick", "fewer and shorter rounds: to see that it runs, not to compare")
    .option("--write", "put the report into docs/benchmarks.md")
    .option("--last", "measure nothing: report the last run again")
    .addHelpText("after", `\nContenders: ${contenderNames.join(", ")}`)
    .addHelpText("after", `\nWorkloads:\n${described.map(({ id, title }) => `  ${id}  ${title}`).join("\n")}`)
    .allowExcessArguments(false)
    .exitOverride();
  try {
    const parsed = command.parse(args, { from: "user" }).opts<Parsed>();
    const pace = parsed.quick ? QUICK : FULL;
    return {
      ...pace,
      rounds: parsed.rounds ?? pace.rounds,
      seconds: parsed.seconds ?? pace.seconds,
      only: parsed.only ?? ids,
      contenders: parsed.contenders ?? contenderNames,
      write: parsed.write ?? false,
      last: parsed.last ?? false,
    };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : 2 };
  }
}

/** In the order of the allowed names, whichever way they are given. */
function listOf<Name extends string>(allowed: readonly Name[]): (text: string) => Name[] {
  return (text) => {
    const names = text.split(",").map((name) => name.trim().toLowerCase());
    const unknown = names.filter((name) => !allowed.some((other) => other === name));
    if (unknown.length > 0) {
      throw new InvalidArgumentError(`There is no ${unknown.join(", ")}; there are ${allowed.join(", ")}.`);
    }
    return allowed.filter((name) => names.includes(name));
  };
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("It must be a whole number of at least 1.");
  }
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
}
