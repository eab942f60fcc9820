import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { dataFor } from "../src/data.ts";
import { load, store } from "../src/stored-data.ts";
import { workloads } from "../src/workloads.ts";

const { speed } = workloads("tiny");
const problemOf = (id: string) => speed.find((workload) => workload.id === id)!.groups[0][0].problem;

it("data are the same every time, and the same as ever", () => {
  const [x] = dataFor(problemOf("w2")).x.values;
  expect(x).toBe(dataFor(problemOf("w2")).x.values[0]);
  expect(x).toMatchInlineSnapshot(`0.46414101123809814`);
});

it("uniform data fill their interval evenly", () => {
  const { values } = dataFor({ kind: "operation", name: "exp", rows: 100, columns: 100 }).x;
  const mean = (values as Float32Array).reduce((a, b) => a + b, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.1);
  expect(Math.min(...values)).toBeLessThan(-3.9);
  expect(Math.max(...values)).toBeGreaterThan(3.9);
});

it("XOR is XOR", () => {
  const { x, target } = dataFor(problemOf("w5"));
  expect([...x.values]).toEqual([0, 0, 0, 1, 1, 0, 1, 1]);
  expect([...target.values]).toEqual([0, 1, 1, 0]);
});

it("the data of every workload survive the way through files", () => {
  const directory = mkdtempSync(join(tmpdir(), "gradiente-benchmark-test-"));
  try {
    for (const { groups } of speed) {
      for (const { problem } of groups.flat()) {
        const data = dataFor(problem);
        expect(load(store(data, directory))).toEqual(data);
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});
