import { setBackend, setThreads } from "@gradiente/core";
import { afterAll, describe, expect, it } from "vitest";
import { agrees, deviations } from "../src/agreement.ts";
import { firstLosses, spreadValues } from "../src/child/check.ts";
import { watchMemory } from "../src/child/memory.ts";
import type { Contender } from "../src/contender.ts";
import { type OursOptions, ours } from "../src/contenders/ours.ts";
import { dataFor } from "../src/data.ts";
import type { Problem } from "../src/problem.ts";
import { workloads } from "../src/workloads.ts";

/* Each workload once, tiny, on Gradiente alone: so that the benchmark cannot rot while nobody runs it. */

const { speed, memory } = workloads("tiny");

/** As the full benchmark has them. */
const variants: readonly OursOptions[] = [
  { backend: "reference", threads: 1 },
  { backend: "wasm", threads: 1 },
  { backend: "wasm", threads: 2 },
];
// What the engine starts with.
afterAll(() => {
  setBackend("wasm");
  setThreads(1);
});

async function check(contender: Contender, problem: Problem): Promise<number[]> {
  const data = dataFor(problem);
  switch (problem.kind) {
    case "product":
      return spreadValues(contender.product(problem, data));
    case "operation":
      return spreadValues(contender.operation(problem, data));
    case "training":
      return firstLosses(contender.train(problem, data));
    case "scaled":
      return spreadValues(contender.scaled(problem, data));
    case "network":
      return firstLosses(contender.network(problem, data));
  }
}

async function started(options: OursOptions): Promise<Contender> {
  const contender = ours(options);
  await contender.start();
  return contender;
}

describe.each(speed)("benchmark $id", ({ groups }) => {
  it.each(groups.flat())("$name: both backends, and two threads, compute the same", async ({ problem }) => {
    const checks: number[][] = [];
    for (const variant of variants) checks.push(await check(await started(variant), problem));
    expect(checks[0].length).toBeGreaterThan(0);
    expect(deviations(checks).every(agrees)).toBe(true);
    // The losses of a training fall.
    if (problem.kind === "training" || problem.kind === "network")
      expect(checks[0].at(-1)).toBeLessThan(checks[0][0]);
  });
});

it.each(memory)("benchmark $id: memory is watched for all steps", async ({ training, steps, settled }) => {
  const trained = await started({ backend: "wasm", threads: 1 });
  const contender = { ...trained, train: () => trained.train(training, dataFor(training)) };
  const use = await watchMemory(contender, { training, data: {}, steps, settled, seconds: 60 });
  expect(use.steps).toBe(steps);
  expect(use.settled).toBeGreaterThan(0);
});
