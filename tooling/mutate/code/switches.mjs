import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

/*
 * Loaded first in each process and thread of the tests: which mutants are on, and which would have made a difference
 * so far. JavaScript, since this comes before whatever understands TypeScript.
 */

const on = new Set((process.env.MUTANTS ?? "").split(",").map(Number));
const folder = process.env.MUTANTS_NOTES;
const noted = new Set();
let handsOver = false;

function note(number) {
  if (folder === undefined || noted.has(number)) return;
  noted.add(number);
  if (!handsOver) keep([number]);
}

/** Notes mutants that are reached, no matter by which test: in a child process, in a thread, or as a module is loaded. */
function keep(numbers) {
  if (folder !== undefined && numbers.length > 0) {
    appendFileSync(join(folder, `${process.pid}-${threadId}`), `${numbers.join("\n")}\n`);
  }
}

globalThis.mutants = {
  isOn(number) {
    note(number);
    return on.has(number);
  },

  /** One of two values. A mutant makes no difference where they are the same. */
  either(number, original, mutated) {
    if (on.has(number)) return mutated();
    if (folder !== undefined && !noted.has(number) && differs(original, mutated)) note(number);
    return original;
  },

  /** The mutants noted since the last call, which from the first one on are not kept in a file. */
  taken() {
    const numbers = handsOver ? [...noted] : [];
    handsOver = true;
    noted.clear();
    return numbers;
  },

  keep,
};

function differs(original, mutated) {
  try {
    return !Object.is(original, mutated());
  } catch {
    return true;
  }
}
