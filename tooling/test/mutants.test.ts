import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { findCandidates, mutantsOf } from "../mutate/code/candidates.ts";
import { importGraph } from "../mutate/code/graph.ts";
import { type Numbered, switched } from "../mutate/code/switched.ts";
import { listFiles } from "../mutate/code/tree.ts";
import * as collector from "../mutate/collector.ts";
import { GENERATED, WRITTEN } from "../mutate/gradient-tests.ts";
import { root } from "../program.ts";

const files = listFiles(root).filter((file) => file.endsWith(".ts"));
const read = (file: string) => readFileSync(`${root}${file}`, "utf8");

const own = files.filter((file) => /^packages\/optim\/src\//.test(file));
const exponential = "packages/core/src/ops/elementwise/exponential.ts";
const candidates = findCandidates(root, [...own, exponential]);

const schedules = candidates.filter(({ file }) => file.startsWith("packages/optim/src/schedules/"));

describe("random changes of the code", () => {
  it("are operators, comparisons, constants, conditions, checks and statements, but no messages", () => {
    const changes = schedules.map(({ kind, original, mutated }) => `${kind}: ${original} → ${mutated}`);
    expect(changes).toEqual(
      expect.arrayContaining([
        "another operator: / → *",
        "another comparison: >= → >",
        "another constant: 1 → (1 + 1)",
        "condition negated: step < steps → !(step < steps)",
        "check removed: rates.length !== boundaries.length + 1 → false",
        'statement removed: checkArgument(owner, "the step", step, aStep); → ;',
      ]),
    );
    expect(changes.filter((change) => change.includes("boundaries need"))).toEqual([]);
  });

  it("leave the names of members, which stand in objects and in what takes them apart", () => {
    const changes = mutantsOf("f.ts", "const { 0: a, 1: { 2: b = 3 } } = { 4: 5 };");
    expect(changes.map(({ original }) => original)).toEqual(["3", "5"]);
  });

  it("leave gradients to those who break all of them", () => {
    const pullbacks = read(exponential).split("\n").flatMap((line, i) => (line.includes("(dy) =>") ? [i + 1] : [])); // biome-ignore format: one line
    expect(pullbacks.length).toBeGreaterThan(5);
    const changed = candidates.filter(({ file }) => file === exponential).map(({ line }) => line);
    expect(changed.filter((line) => pullbacks.includes(line))).toEqual([]);
  });

  it("are still programs, all in one text, each behind its switch", () => {
    const numbered = schedules.map((mutant, i) => ({ number: i + 1, mutant }));
    for (const file of new Set(schedules.map((mutant) => mutant.file))) {
      const mutants = numbered.filter(({ mutant }) => mutant.file === file);
      const text = switched(read(file), mutants);
      const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true });
      expect(diagnostics, file).toEqual([]);
      const switches = new Set(
        [...text.matchAll(/(?:isOn|either)\((\d+)/g)].map(([, number]) => Number(number)),
      );
      expect(switches, file).toEqual(new Set(mutants.map(({ number }) => number)));
    }
  });

  it("make the difference that their switches say, and none while these are off", () => {
    const source = `
      export function f(list, limit) {
        const seen = [];
        if (list.length > 9) throw new Error("long");
        for (const x of list ?? []) seen.push(x * 2 + 1);
        return seen.some((x) => x >= limit)?.valueOf() === true && limit !== 0 ? Math.min(...seen) : -seen.length;
      }`;
    const mutants = mutantsOf("f.ts", source).map((mutant, i) => ({ number: i + 1, mutant }));
    const text = switched(source, mutants);
    const alone = ({ mutant: { start, end, mutated } }: Numbered) =>
      source.slice(0, start) + mutated + source.slice(end);
    const inputs = [[[1, 2, 3], 5], [[1, 2, 3], 7], [[1], 0], [Array(10).fill(3), 2], [[], 3]]; // biome-ignore format: one line
    for (const on of [undefined, ...mutants]) {
      const expected = outcomes(on === undefined ? source : alone(on), undefined, inputs);
      expect(outcomes(text, on?.number, inputs), JSON.stringify(on)).toEqual(expected);
    }
  });

  it("are judged by the tests that speak of them, then by all that import them", () => {
    const graph = importGraph(
      root,
      files.filter((file) => /^packages\/(optim|train)\//.test(file)),
    );
    const tests = graph.testsOf("packages/optim/src/schedules/joined.ts");
    expect(tests[0]).toBe("packages/optim/test/schedules.test.ts");
    expect(tests).toContain("packages/train/test/fit.test.ts");
    expect(graph.testsOf("packages/train/src/fit.ts")).not.toContain(tests[0]);
  });
});

/** What a function `f` gives or throws for some arguments, while the switch of a mutant is on. */
function outcomes(text: string, on: number | undefined, inputs: readonly (readonly unknown[])[]): unknown[] {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const exports: { f?: (...input: readonly unknown[]) => unknown } = {};
  const mutants = {
    isOn: (number: number) => number === on,
    either: (number: number, value: unknown, other: () => unknown) => (number === on ? other() : value),
  };
  new Function("exports", "globalThis", outputText)(exports, { mutants });
  return inputs.map((input) => {
    try {
      return exports.f?.(...input);
    } catch (error) {
      return String(error);
    }
  });
}

describe("broken gradients", () => {
  const known: Readonly<Record<string, unknown>> = collector;

  it.each([...GENERATED, ...WRITTEN])("meet %s, of which the stand-in for Vitest knows all words", (file) => {
    const text = read(`packages/core/test/${file}`);
    const [, names = ""] = /import \{([^}]*)\} from "vitest"/.exec(text) ?? [];
    const words = names.split(",").map((name) => name.trim());
    expect(words).toContain("expect");
    expect(words.filter((word) => known[word] === undefined)).toEqual([]);
    const ways = [...text.matchAll(/\b(it|test|describe)\.(\w+)/g)];
    const lacking = ways.filter(([, name, way]) => !(way in (known[name] as object)));
    expect(lacking.map(([way]) => way)).toEqual([]);
  });
});
