import { describe, expect, it } from "vitest";
import { agrees, deviations } from "../src/agreement.ts";
import { growthName } from "../src/growth.ts";
import { insert } from "../src/report/document.ts";
import { formatSeconds, significant, table } from "../src/report/format.ts";
import { GROWTH_FIGURE, growthFigure } from "../src/report/growth.ts";
import { markdown } from "../src/report/markdown.ts";
import { verdicts } from "../src/report/targets.ts";
import type { Results } from "../src/results.ts";
import { STEP, workloads } from "../src/workloads.ts";

const participant = (name: string) => ({ name, library: name, version: "1", backend: "wasm", threads: 1 });
const timing = (contender: string, seconds: number) => ({
  contender,
  seconds,
  rounds: [seconds],
  deviation: 0,
  agrees: true,
});
const [
  ,
  {
    groups: [[{ problem }]],
  },
] = workloads("tiny").speed;

const results: Results = {
  machine: {
    date: "2026-01-01",
    commit: "abc",
    cpu: "A CPU",
    cores: 2,
    memoryGiB: 4,
    system: "Linux",
    node: "20.0.0",
    v8: "11",
  },
  rounds: 7,
  seconds: 0.2,
  participants: ["ours-wasm", "tfjs-wasm", "jax-js", "torch"].map(participant),
  absent: [{ contender: "numpy", failure: "no python3 here has numpy" }],
  speed: [
    {
      id: "w2",
      title: "MNIST",
      cases: [
        {
          name: STEP,
          problem,
          results: [
            timing("ours-wasm", 2e-3),
            timing("tfjs-wasm", 8e-3),
            { ...timing("torch", 1e-3), agrees: false, deviation: 0.5 },
            { contender: "jax-js", failure: "out of luck" },
          ],
        },
      ],
    },
  ],
  memory: [
    {
      id: "w8",
      title: "Memory",
      steps: 100,
      settled: 10,
      results: [{ contender: "ours-wasm", steps: 100, settled: 2 ** 20, end: 3 * 2 ** 20 }],
    },
  ],
};

describe("the report", () => {
  it("gives times, ratios, failures with their reason, and no time for wrong numbers", () => {
    const report = markdown(results);
    expect(report).toMatch(/\| a step +\| +2 ms \| +8 ms \(4\) \| +– \| +≠ \|/);
    expect(report).toContain("- jax-js: out of luck");
    expect(report).toContain("- numpy: no python3 here has numpy");
    expect(report).toMatch(/\| ours-wasm \| +100 \| +1 MB \| +3 MB \| +2 MB \|/);
  });

  it("holds what was measured against the targets, wrong numbers apart", () => {
    const hit = verdicts(results);
    expect(hit).toEqual([
      { target: "W2: ≤ 0.30 of tfjs-wasm's time", measured: "0.25", met: true },
      { target: "W8: grows by ≤ 16 MB after the first 10 steps", measured: "2 MB", met: true },
    ]);
    const [w2] = results.speed;
    const slower = w2.cases[0].results.map((result) =>
      result.contender === "ours-wasm" ? timing("ours-wasm", 3e-3) : result,
    );
    const missed = { ...results, speed: [{ ...w2, cases: [{ ...w2.cases[0], results: slower }] }] };
    expect(verdicts(missed)[0]).toMatchObject({ measured: "0.375", met: false });
  });

  it("holds native and WASM against PyTorch where a run has both, and draws how cost grows", () => {
    const growth = (size: number) => ({ curve: "Running sum", along: "elements", size });
    const times = (wasm: number, native: number) => [timing("ours-wasm", wasm), timing("ours-native", native), timing("torch", 1e-3)]; // biome-ignore format: one thing
    const cases = [1000, 1_000_000].map((size) => {
      return { name: growthName(growth(size)), problem, growth: growth(size), results: times(4e-3, 1.2e-3) };
    });
    const run: Results = {
      ...results,
      participants: ["ours-wasm", "ours-native", "torch"].map(participant),
      speed: [
        { id: "w4", title: "A step", cases: [{ name: STEP, problem, results: times(1, 1.2e-3) }] },
        { id: "w12", title: "How cost grows", cases },
      ],
      memory: [
        {
          id: "w8",
          title: "Memory",
          steps: 100,
          settled: 10,
          results: [{ contender: "ours-native", steps: 100, settled: 2 ** 20, end: 10 * 2 ** 20 }],
        },
      ],
    };
    expect(verdicts(run)).toEqual([
      { target: "W12 Running sum: elements 1,000,000: ≤ 3 of torch's time", measured: "4", met: false },
      { target: "native, W4: ≤ 1.1 of torch's time", measured: "1.2", met: false },
      { target: "native, W8: grows by ≤ 8 MB after the first 10 steps", measured: "9 MB", met: false },
      ...cases.map(({ name }) => ({ target: `native, W12 ${name}: ≤ 1.3 of torch's time`, measured: "1.2", met: true })), // biome-ignore format: one thing
    ]);
    expect(markdown(run)).toContain(`![How cost grows](${GROWTH_FIGURE})`);
    const svg = growthFigure(run)?.toSVG() ?? "";
    for (const text of ["Running sum, by elements", "ours-native", "milliseconds"])
      expect(svg).toContain(text);
    expect(growthFigure(results)).toBeUndefined();
  });

  it("takes the place of the last one in a document, and leaves the rest alone", () => {
    const first = insert("# Title\n\nBefore.\n", "one");
    expect(first).toContain("Before.");
    const second = insert(`${first}\nAfter.\n`, "two");
    expect(second).toContain("two");
    expect(second).not.toContain("one");
    expect(second).toContain("After.");
    expect(insert(second, "two")).toBe(second);
    expect(() => insert(first.replace(/<!-- end .*-->/, ""), "x")).toThrow("damaged");
  });

  it("writes numbers with three digits and tables with aligned columns", () => {
    expect([1.2345, 0.012345, 1234.5].map(significant)).toEqual(["1.23", "0.0123", "1235"]);
    expect([2, 2e-3, 2e-6].map(formatSeconds)).toEqual(["2 s", "2 ms", "2 µs"]);
    expect(table(["", "a"], [["x", "10"]])).toBe("|     |   a |\n| --- | --: |\n| x   |  10 |");
  });
});

describe("agreement", () => {
  it("finds the one that computes something else", () => {
    const checks = [[1, 2], [1, 2.0001], [1, 3], [1, null], [1], [1, 2]];
    expect(deviations(checks).map(agrees)).toEqual([true, true, false, false, false, true]);
  });

  it("of two that differ trusts neither", () => {
    expect(deviations([[1], [2]]).map(agrees)).toEqual([false, false]);
  });
});
