// Changes the code at random places, and says which changes no test notices: pnpm mutate:code [--sample n] [--seed n] [--only path] [--numbers 3,17] [--near]
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "../../fuzz/random.ts";
import { root } from "../../program.ts";
import { difference, findCandidates } from "./candidates.ts";
import { importGraph } from "./graph.ts";
import { measureReach, pathOf } from "./reach.ts";
import { Runner } from "./runners.ts";
import { type Numbered, switched } from "./switched.ts";
import { copyTree, listFiles, NATIVE_ADDON } from "./tree.ts";
import { tryAll, type Verdict } from "./trials.ts";

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
const hasNative = existsSync(join(root, NATIVE_ADDON));
if (!hasNative) console.log("packages/native is left out, since its tests need `pnpm build:native`");
const sources = files.filter((file) => {
  const [, name] = /^packages\/(\w+)\/src\//.exec(file) ?? [];
  return name !== undefined && (name !== "native" || hasNative) && file.startsWith(values.only);
});
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
const paths = new Set(quick.map(pathOf));
// Most mutants end at the packages' own tests. Few need those that say much the same, or take long.
await judge(runners, quick.filter(isOfPackages), sample);
if (!values.near) {
  const others = quick.filter((file) => !isOfPackages(file));
  await judge(runners, others, left("survived", "not reached"));
  const slowFiles = (await slow.files()).filter((file) => !paths.has(pathOf(file)));
  await judge([slow], slowFiles, left("not reached"));
}
for (const one of left("survived", "not reached")) {
  console.log(`${one.number} ${verdicts.get(one)}: ${difference(one.mutant)}`);
}
const tally = { killed: 0, "no end": 0, survived: 0, "not reached": 0 };
for (const verdict of verdicts.values()) tally[wordOf(verdict)]++;
console.log(
  `${sample.length} mutants, ${tally.killed} killed, ${tally["no end"]} without end, ` +
    `${tally.survived} survived, ${tally["not reached"]} not reached`,
);
process.exit(tally.survived + tally["not reached"] === 0 ? 0 : 1);

/** Whether it is a test of the packages, but on the backend whose tests are those of another. */
function isOfPackages(file: string): boolean {
  return pathOf(file).startsWith("packages/") && !file.startsWith("reference ");
}

function left(...words: readonly Verdict[]): Numbered[] {
  return sample.filter((mutant) => words.includes(verdicts.get(mutant) as Verdict));
}

/** Tries mutants with some of the tests. */
async function judge(by: Runner[], tests: readonly string[], mutants: readonly Numbered[]): Promise<void> {
  if (mutants.length === 0) return;
  const some = values.near ? near(tests, mutants) : tests;
  console.log(`${elapsed()} s: ${mutants.length} mutants, ${some.length} test files`);
  const reach = await measureReach(by, some, graph);
  console.log(`${elapsed()} s: the tests have run with all mutants off`);
  for (const test of reach.failing) console.log(`left out, as it fails without a mutant: ${test}`);
  await tryAll(by, mutants, reach, (one, verdict) => {
    // Of two rounds of tests, the one that reaches it says more.
    if (verdict !== "not reached" || !verdicts.has(one)) verdicts.set(one, verdict);
    const why =
      typeof verdict === "string" ? "" : `\n  ${verdict.file ?? ""}: ${verdict.name}: ${verdict.message}`;
    console.log(`${one.number} ${wordOf(verdict)}: ${difference(one.mutant)}${why}`);
  });
}

function near(tests: readonly string[], mutants: readonly Numbered[]): string[] {
  const nearest = new Set(mutants.flatMap(({ mutant }) => graph.testsOf(mutant.file).slice(0, NEAR)));
  return tests.filter((file) => nearest.has(pathOf(file)));
}

function elapsed(): number {
  return Math.round(performance.now() / 1000);
}

function wordOf(verdict: Verdict) {
  return typeof verdict === "string" ? verdict : "killed";
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
