// Changes the code at random places, and says which changes no test notices: pnpm mutate:code [--sample n] [--seed n] [--only path] [--numbers 3,17] [--near]
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "../../fuzz/random.ts";
import { root } from "../../program.ts";
import { difference, findCandidates } from "./candidates.ts";
import { importGraph } from "./graph.ts";
import { measureReach } from "./reach.ts";
import { Runner } from "./runners.ts";
import { type Numbered, switched } from "./switched.ts";
import { copyTree, listFiles } from "./tree.ts";
import { type Failure, thatFailAlways, tryAll, type Verdict } from "./trials.ts";

const { values } = parseArgs({
  options: {
    sample: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "packages/" },
    numbers: { type: "string" },
    near: { type: "boolean", default: false },
  },
});

/** With `--near`, so many test files are tried for each file with a mutant. */
const NEAR = 6;

function count(option: "sample" | "seed"): number {
  if (/^\d{1,9}$/.test(values[option])) return Number(values[option]);
  throw new Error(`--${option} must be a whole number, 0 or more, not ${values[option]}`);
}

const files = listFiles(root).filter((file) => file.endsWith(".ts"));
const sources = files.filter((file) => /^packages\/\w+\/src\//.test(file) && file.startsWith(values.only));
const candidates = findCandidates(root, sources);
const graph = importGraph(root, files);
const sample = chosen(drawn(candidates.length, count("sample"), new Random(count("seed"))));
console.log(`${sample.length} of ${candidates.length} mutants`);

const { folder, remove } = copyTree(root);
for (const file of new Set(sample.map(({ mutant }) => mutant.file))) {
  const mutants = sample.filter(({ mutant }) => mutant.file === file);
  writeFileSync(join(folder, file), switched(readFileSync(join(root, file), "utf8"), mutants));
}
const runners = Array.from({ length: Math.min(2, availableParallelism()) }, () => new Runner(folder, "test"));
const slow = new Runner(folder, "full");
// Whoever interrupts a run leaves neither the copy nor tests behind.
process.once("exit", () => {
  for (const runner of [...runners, slow]) runner.stop();
  remove();
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const verdicts = new Map<Numbered, Verdict>();
const quick = await runners[0].files();
await judge(runners, quick, sample);
const rest = sample.filter((mutant) => verdicts.get(mutant) === "not reached");
if (rest.length > 0 && !values.near) {
  const slowFiles = (await slow.files()).filter((file) => !quick.some((one) => pathOf(one) === pathOf(file)));
  await judge([slow], slowFiles, rest);
}
report();
process.exit();

/** Tries mutants with some of the tests. */
async function judge(by: Runner[], tests: readonly string[], mutants: readonly Numbered[]): Promise<void> {
  const reach = await measureReach(by, values.near ? near(tests) : tests, graph);
  for (const test of reach.failing) console.log(`left out, as it fails without a mutant: ${test}`);
  for (let left = mutants; left.length > 0; ) {
    const noticed = new Map<Failure, Numbered>();
    await tryAll(by, left, reach, (one, verdict) => {
      verdicts.set(one, verdict);
      if (typeof verdict !== "string") noticed.set(verdict, one);
      const why =
        typeof verdict === "string" ? "" : `\n  ${verdict.file ?? ""}: ${verdict.name}: ${verdict.message}`;
      console.log(`${one.number} ${wordOf(verdict)}: ${difference(one.mutant)}${why}`);
    });
    const unsound = await thatFailAlways(by[0], [...noticed.keys()]);
    for (const { file, id, name } of unsound) {
      console.log(`left out, as it fails without a mutant: ${file}: ${name}`);
      if (file !== null && id !== null) reach.leaveOut(file, id);
    }
    left = unsound.map((failure) => noticed.get(failure) as Numbered);
  }
}

function near(tests: readonly string[]): string[] {
  const paths = new Set(sample.flatMap(({ mutant }) => graph.testsOf(mutant.file).slice(0, NEAR)));
  return tests.filter((file) => paths.has(pathOf(file)));
}

/** The path of a test file, without the backend that it runs on. */
function pathOf(file: string): string {
  return file.slice(file.indexOf(" ") + 1);
}

function wordOf(verdict: Verdict) {
  return typeof verdict === "string" ? verdict : "killed";
}

function report(): void {
  const tally = { killed: 0, "no end": 0, survived: 0, "not reached": 0 };
  for (const [{ number, mutant }, verdict] of verdicts) {
    const word = wordOf(verdict);
    tally[word]++;
    if (word === "survived" || word === "not reached")
      console.log(`${number} ${word}: ${difference(mutant)}`);
  }
  const alive = tally.survived + tally["not reached"];
  console.log(
    `${sample.length} mutants, ${tally.killed} killed, ${tally["no end"]} without end, ${alive} survived`,
  );
  process.exitCode = alive === 0 ? 0 : 1;
}

/** A sample with its numbers: all of it, or those that are asked for. */
function chosen(all: readonly number[]): Numbered[] {
  const numbers = values.numbers?.split(",").map(Number) ?? all.map((_, i) => i + 1);
  return numbers.map((number) => {
    const mutant = candidates[all[number - 1]];
    if (mutant === undefined) throw new Error(`--numbers: there is no mutant ${number} among ${all.length}`);
    return { number, mutant };
  });
}

/** Some numbers below a bound, each at most once. */
function drawn(bound: number, size: number, random: Random): number[] {
  const left = Array.from({ length: bound }, (_, i) => i);
  return Array.from({ length: Math.min(size, bound) }, () => left.splice(random.below(left.length), 1)[0]);
}
