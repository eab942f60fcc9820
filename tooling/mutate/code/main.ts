// Changes the code at random places, and says which changes no test notices: pnpm mutate:code [--sample n] [--seed n] [--only path] [--near] [--minutes n] [--numbers 3,17] [--project name ...]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "../../fuzz/random.ts";
import { root } from "../../program.ts";
import { applied, difference, findCandidates, type Mutant } from "./candidates.ts";
import { importGraph } from "./graph.ts";
import { judge, type Verdict } from "./judge.ts";
import { copyTree, listFiles } from "./tree.ts";

const { values } = parseArgs({
  options: {
    sample: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "packages/" },
    near: { type: "boolean", default: false },
    minutes: { type: "string", default: "10" },
    numbers: { type: "string" },
    project: { type: "string", multiple: true, default: [] },
  },
});

function count(option: "sample" | "seed" | "minutes"): number {
  if (/^\d{1,9}$/.test(values[option])) return Number(values[option]);
  throw new Error(`--${option} must be a whole number, 0 or more, not ${values[option]}`);
}

const time = count("minutes") * 60_000;
const files = listFiles(root).filter((file) => file.endsWith(".ts"));
const sources = files.filter((file) => /^packages\/\w+\/src\//.test(file));
const candidates = findCandidates(
  root,
  sources.filter((file) => file.startsWith(values.only)),
);
const graph = importGraph(root, files);
const sample = chosen(drawn(candidates, count("sample"), new Random(count("seed"))));
console.log(`${sample.length} of ${candidates.length} mutants`);

const { folder, remove } = copyTree(root);
// Whoever interrupts a run leaves neither the copy nor tests behind.
process.once("exit", remove);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
mkdirSync(join(folder, "out"), { recursive: true });
const tally = { killed: 0, "no end": 0, survived: 0 };
const sound = new Set<string>();
for (const [number, mutant] of sample) {
  const verdict = await tried(mutant);
  const outcome = verdict === null ? "survived" : verdict === "no end" ? verdict : "killed";
  tally[outcome]++;
  const why =
    verdict === null || verdict === "no end"
      ? ""
      : `\n  ${verdict.file}: ${verdict.test}: ${verdict.message}`;
  console.log(`${number} ${outcome}: ${difference(mutant)}${why}`);
}
console.log(
  `${sample.length} mutants, ${tally.killed} killed, ${tally["no end"]} without end, ${tally.survived} survived`,
);
process.exitCode = tally.survived === 0 ? 0 : 1;

/** A sample with its numbers: all of it, or those that are asked for, in that order. */
function chosen(all: readonly Mutant[]): (readonly [number: number, mutant: Mutant])[] {
  const numbers = values.numbers?.split(",").map(Number) ?? all.map((_, i) => i + 1);
  return numbers.map((number) => {
    const mutant = all[number - 1];
    if (mutant === undefined) throw new Error(`--numbers: there is no mutant ${number} among ${all.length}`);
    return [number, mutant] as const;
  });
}

/** What the tests say of a mutant: those near it first, then all others that can see it. */
async function tried(mutant: Mutant): Promise<Verdict> {
  const { near, others } = graph.testsOf(mutant.file);
  const path = join(folder, mutant.file);
  const text = readFileSync(path, "utf8");
  let verdict: Verdict = null;
  try {
    writeFileSync(path, applied(text, mutant));
    // Most end at the first of them.
    for (const test of near) verdict ??= await judge(folder, [test], time, values.project);
    if (!values.near) verdict ??= await judge(folder, others, time, values.project);
  } finally {
    writeFileSync(path, text);
  }
  if (verdict !== null && verdict !== "no end") await checkSound(verdict.file);
  return verdict;
}

/** @throws Error if tests fail without any mutant, since these would kill every one. */
async function checkSound(file: string): Promise<void> {
  if (sound.has(file) || file === "(none)") return;
  const verdict = await judge(folder, [file], time, values.project);
  if (verdict !== null) throw new Error(`without any mutant, ${file} fails: ${JSON.stringify(verdict)}`);
  sound.add(file);
}

/** Some of a list, each at most once. */
function drawn<T>(list: readonly T[], size: number, random: Random): T[] {
  const left = [...list];
  return Array.from({ length: Math.min(size, left.length) }, () => {
    const at = random.below(left.length);
    const [one] = left.splice(at, 1);
    return one;
  });
}
