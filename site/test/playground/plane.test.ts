import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { EDGE, SIDE } from "../../playground/plane/places.ts";
import { drawPoints } from "../../playground/plane/points.ts";
import { CHOICES, DEFAULTS, hashOf, settingsOf } from "../../playground/plane/settings.ts";
import { type PlaneReport, PlaneTraining } from "../../playground/plane/training.ts";

/** The links of the page, by their text. */
const links = new Map(
  [
    ...readFileSync(new URL("../../pages/playground/plane.md", import.meta.url), "utf8").matchAll(
      /\[([^\]]+)\]\((#[^)]+)\)/g,
    ),
  ].map(([, text, hash]) => [text, hash]),
);

describe("the link", () => {
  test("keeps all settings", () => {
    const settings = {
      data: "spirals",
      noise: 0.05,
      layers: [8, 1],
      activation: "silu",
      optimizer: "rmsprop",
      rate: 0.3,
      penalty: "l1",
      strength: 0.01,
      batch: 8,
      seed: 42,
    } as const;
    expect(settingsOf(hashOf(settings))).toEqual(settings);
    expect(settingsOf(hashOf({ ...settings, layers: [] })).layers).toEqual([]);
  });

  test("means the defaults where it says nothing", () => {
    expect(settingsOf("")).toEqual(DEFAULTS);
    expect(settingsOf("#data=xor")).toEqual({ ...DEFAULTS, data: "xor" });
  });

  test.each([
    "#data=moon",
    "#layers=9",
    "#layers=0-4",
    "#layers=4-4-4-4-4",
    "#layers=a",
    "#layers=1.5",
    "#seed=-1",
    "#seed=x",
    "#rate=0.031",
    "#data=__proto__",
  ])("%s means the defaults, since it cannot be", (hash) => {
    expect(settingsOf(hash)).toEqual(DEFAULTS);
  });
});

test.each(CHOICES.data)("the points of %s are in the picture", (data) => {
  for (const noise of CHOICES.noise) {
    const { train, test } = drawPoints({ ...DEFAULTS, data, noise });
    const outside = [train, test].map(({ x }) => x.abs().max(1).gt(EDGE).cast("float32").sum().item());
    // Of 300, with the strongest noise, a few stray.
    expect(outside[0] + outside[1], `noise ${noise}`).toBeLessThanOrEqual(noise <= 0.1 ? 0 : 10);
  }
});

/** The state after some steps. */
function after(steps: number, changes: Partial<typeof DEFAULTS> = {}) {
  const training = new PlaneTraining({ ...DEFAULTS, ...changes });
  for (let step = 0; step < steps; step++) training.step();
  return training.report();
}

describe("a training", () => {
  test.each(CHOICES.data)("learns %s", (data) => {
    const layers = data === "spirals" ? [8, 8] : [6, 4];
    const { testAccuracy, step } = after(400, { data, layers, noise: 0, rate: 0.03 });
    expect(step).toBe(400);
    expect(testAccuracy).toBeGreaterThan(0.95);
  });

  test("cannot part XOR by a straight line", () => {
    expect(after(300, { data: "xor", layers: [] }).trainLoss).toBeGreaterThan(0.6);
  });

  test("is the same again with the same seed, and another with another", () => {
    expect(after(20)).toEqual(after(20));
    expect(after(20, { seed: 1 }).trainLoss).not.toBe(after(20).trainLoss);
  });

  test.each(CHOICES.optimizer)("lowers the loss with %s", (optimizer) => {
    expect(after(60, { optimizer }).trainLoss).toBeLessThan(after(0).trainLoss);
  });

  test.each(["l1", "l2"] as const)("fits less closely with %s", (penalty) => {
    expect(after(200, { penalty, strength: 0.1 }).trainLoss).toBeGreaterThan(after(200).trainLoss + 0.05);
  });

  test("shows the plane as it is", () => {
    const { surface, neurons } = after(400, { noise: 0 });
    expect(surface.length).toBe(SIDE * SIDE);
    // The upper half circle, on the left, is class 0; the lower one, on the right, class 1.
    const at = (x: number, y: number) =>
      surface[Math.floor(((3 - y) / 6) * SIDE) * SIDE + Math.floor(((x + 3) / 6) * SIDE)];
    expect(at(-1, 1.4)).toBeLessThan(0.1);
    expect(at(1, -1.4)).toBeGreaterThan(0.9);
    expect(neurons.map((layer) => layer.length)).toEqual([6, 4]);
    for (const values of neurons.flat()) expect(Math.max(...values.map(Math.abs))).toBeCloseTo(1, 5);
  });
});

/** The states of what a link of the page leads to, after some numbers of steps. */
function linked(text: string, ...counts: readonly number[]): PlaneReport[] {
  const training = new PlaneTraining(settingsOf(links.get(text) as string));
  let done = 0;
  return counts.map((count) => {
    for (; done < count; done++) training.step();
    return training.report();
  });
}

describe("what the page says of its links holds", () => {
  test("XOR wants a hidden layer", () => {
    expect(linked("XOR without a hidden layer", 500)[0].testAccuracy).toBeLessThan(0.7);
    expect(linked("four neurons", 500)[0].testAccuracy).toBeGreaterThan(0.93);
  });

  test("three ReLUs find the circle, and two layers the spirals", () => {
    expect(linked("Circles with three ReLUs", 1000)[0].testAccuracy).toBeGreaterThan(0.93);
    expect(linked("Spirals", 1000)[0].testAccuracy).toBeGreaterThan(0.95);
  });

  test("deep sigmoids hardly move", () => {
    const [before, later] = linked("hardly move", 0, 1000);
    expect(before.trainLoss - later.trainLoss).toBeLessThan(0.01);
  });

  test("too high a rate jumps", () => {
    const states = linked("Moons with too high a rate", 300, 320, 340, 360, 380, 400);
    const losses = states.map(({ trainLoss }) => trainLoss);
    expect(losses.filter((loss, i) => i > 0 && loss > losses[i - 1]).length).toBeGreaterThan(0);
    expect(Math.min(...losses)).toBeGreaterThan(2 * after(400, { data: "moons" }).trainLoss);
  });

  test("with much noise the network learns by heart, and with a penalty it does not", () => {
    const [early, late] = linked("Much noise", 200, 2000);
    expect(late.trainLoss).toBeLessThan(early.trainLoss - 0.05);
    expect(late.testLoss).toBeGreaterThan(early.testLoss + 0.05);
    const [calm, steady] = linked("an L2 penalty", 200, 2000);
    expect(steady.testLoss).toBeLessThan(calm.testLoss + 0.05);
  });
});
