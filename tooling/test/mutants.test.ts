import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { Random } from "../fuzz/random.ts";
import { applied, findCandidates } from "../mutate/code/candidates.ts";
import { importGraph } from "../mutate/code/graph.ts";
import { listFiles } from "../mutate/code/tree.ts";
import { root } from "../program.ts";

const files = listFiles(root).filter((file) => file.endsWith(".ts"));
const read = (file: string) => readFileSync(`${root}${file}`, "utf8");

const own = files.filter((file) => /^packages\/(nn|optim)\/src\//.test(file));
const exponential = "packages/core/src/ops/elementwise/exponential.ts";
const candidates = findCandidates(root, [...own, exponential]);

describe("random changes of the code", () => {
  it("are operators, comparisons, constants, conditions, checks and statements, but no messages", () => {
    const schedules = candidates.filter(({ file }) => file.startsWith("packages/optim/src/schedules/"));
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

  it("leave gradients to those who break all of them", () => {
    const pullbacks = read(exponential).split("\n").flatMap((line, i) => (line.includes("(dy) =>") ? [i + 1] : [])); // biome-ignore format: one line
    expect(pullbacks.length).toBeGreaterThan(5);
    const changed = candidates.filter(({ file }) => file === exponential).map(({ line }) => line);
    expect(changed.filter((line) => pullbacks.includes(line))).toEqual([]);
  });

  it("are still programs, and none is the program that was", () => {
    const random = new Random(1);
    expect(candidates.length).toBeGreaterThan(200);
    for (let i = 0; i < 15; i++) {
      const mutant = random.pick(candidates);
      const text = applied(read(mutant.file), mutant);
      const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true });
      expect(diagnostics, `${mutant.file}:${mutant.line}: ${mutant.mutated}`).toEqual([]);
      expect(text).not.toBe(read(mutant.file));
    }
  });

  it("are judged by the tests that speak of them, then by all that import them", () => {
    const graph = importGraph(
      root,
      files.filter((file) => /^packages\/(optim|train)\//.test(file)),
    );
    const { near, others } = graph.testsOf("packages/optim/src/schedules/joined.ts");
    expect(near[0]).toBe("packages/optim/test/schedules.test.ts");
    expect(others).toContain("packages/train/test/fit.test.ts");
    const above = graph.testsOf("packages/train/src/fit.ts");
    expect([...above.near, ...above.others]).not.toContain(near[0]);
  });
});
