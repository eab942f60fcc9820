import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Tally } from "./run.ts";

/** What a run is to do. */
export interface Order {
  /** How many mutants of each target. */
  readonly mutants: number;
  readonly seed: number;
  /** The name of the only target. Default: all. */
  readonly only?: string;
  /** The number of the only mutant. Default: all. */
  readonly mutant?: number;
}

/** What the reading process says: the mutant that it begins with, or how a target has come out. */
export type Report = { readonly target: string; readonly mutant: number } | { readonly tally: Tally };

/** How long mutants may take until one of them counts as hanging. */
const PATIENCE = 60_000;

/**
 * Reads mutants in a process of its own, with a bound on its memory: one that hangs or ends the process is found as well.
 *
 * @throws Error for those, which says from which mutant on to look.
 */
export function watched(order: Order): Promise<Tally[]> {
  const tallies: Tally[] = [];
  let last = "the first one";
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL("./reader.ts", import.meta.url)), [JSON.stringify(order)], {
      execArgv: [...process.execArgv, "--max-old-space-size=512"],
    });
    const hanging = () => {
      child.kill("SIGKILL");
      reject(new Error(`a mutant takes longer than ${PATIENCE / 1000} s, from ${last} on`));
    };
    let timer = setTimeout(hanging, PATIENCE);
    child.on("message", (report: Report) => {
      clearTimeout(timer);
      timer = setTimeout(hanging, PATIENCE);
      if ("tally" in report) tallies.push(report.tally);
      else last = `--only "${report.target}" --mutant ${report.mutant}`;
    });
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(tallies);
      else reject(new Error(`a mutant has ended the process (${signal ?? code}), from ${last} on`));
    });
  });
}
