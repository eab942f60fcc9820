import { tensor, Variable } from "@gradiente/core";
import { SGD, schedules } from "@gradiente/optim";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "./golden/optimizers.json" with { type: "json" };

const { cosine, exponential, inverseTime, linear, piecewise, staircase, warmup } = schedules;

const asPyTorch: Record<string, schedules.Schedule> = {
  exponential: exponential({ from: 0.5, factor: 0.9 }),
  staircase: staircase({ from: 0.5, factor: 0.1, every: 7 }),
  linear: linear({ from: 0.5, to: 0.1, steps: 20 }),
  cosine: cosine({ from: 0.5, to: 0.05, steps: 30 }),
  piecewise: piecewise({ boundaries: [5, 12], rates: [0.5, 0.05, 0.005] }),
};

describe("30 rates agree with PyTorch (golden/optimizers.py)", () => {
  it.each(golden.schedules)("$name", ({ name, rates }) => {
    rates.forEach((rate, step) => {
      expect(Math.abs(asPyTorch[name](step) - rate), `step ${step}`).toBeLessThan(1e-12 * rate + 1e-15);
    });
  });
});

it("inverseTime halves the rate after 1 / decay updates", () => {
  const rate = inverseTime({ from: 0.4, decay: 0.01 });
  expect([rate(0), rate(100), rate(300)]).toEqual([0.4, 0.2, 0.1]);
});

it("linear and cosine stay at their last rate", () => {
  for (const anneal of [linear, cosine]) {
    const rate = anneal({ from: 1, to: 0.25, steps: 10 });
    expect([rate(0), rate(10), rate(1000)]).toEqual([1, 0.25, 0.25]);
  }
});

it("annealing never rises and stays between its ends", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(linear, cosine),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 5, noNaN: true }),
      fc.integer({ min: 1, max: 50 }),
      (anneal, to, from, steps) => {
        const rate = anneal({ from, to, steps });
        for (let step = 0; step < 60; step++) {
          expect(rate(step + 1)).toBeLessThanOrEqual(rate(step) + 1e-15);
          expect(rate(step)).toBeGreaterThanOrEqual(to - 1e-12);
          expect(rate(step)).toBeLessThanOrEqual(from + 1e-12);
        }
      },
    ),
  );
});

it("warmup rises to the first rate of what follows, which begins at its own 0", () => {
  const rate = warmup({ steps: 4, to: linear({ from: 1, steps: 10 }) });
  const rates = [0, 1, 2, 3, 4, 5].map(rate);
  [0.2, 0.4, 0.6, 0.8, 1, 0.9].forEach((expected, step) => {
    expect(rates[step]).toBeCloseTo(expected, 12);
  });
  expect(warmup({ steps: 1, to: 3 })(7)).toBe(3);
});

it("piecewise joins schedules, each from its own beginning", () => {
  const falling = linear({ from: 1, to: 0.5, steps: 2 });
  const rate = piecewise({ boundaries: [2, 5], rates: [falling, 2, warmup({ steps: 1, to: falling })] });
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(rate)).toEqual([1, 0.75, 2, 2, 2, 0.5, 1, 0.75, 0.5, 0.5]);
});

it("an optimiser follows a schedule", () => {
  const w = new Variable(tensor(1, { dtype: "float64" }));
  const optimizer = new SGD(new Map([["w", w]]), { learningRate: staircase({ from: 0.5, factor: 0.5 }) });
  for (const expected of [0.5, 0.25, 0.125]) {
    expect(optimizer.learningRate).toBe(expected);
    const before = w.item();
    optimizer.step(w.mul(1).backward());
    expect(before - w.item()).toBe(expected);
  }
});

it.each([
  [
    "a negative rate",
    () => cosine({ from: -1, steps: 3 }),
    "cosine: from must be a number of 0 or more, not -1",
  ],
  ["no number", () => exponential({ from: 1, factor: Number.NaN }), "factor"],
  ["no updates", () => linear({ from: 1, steps: 0 }), "steps must be a whole number of updates >= 1, not 0"],
  ["half an update", () => warmup({ steps: 1.5, to: 1 }), "not 1.5"],
  [
    "too few rates",
    () => piecewise({ boundaries: [1, 2], rates: [1, 2] }),
    "2 boundaries need 3 rates, not 2",
  ],
  ["a part that is no rate", () => piecewise({ boundaries: [1], rates: [() => 1, -2] }), "rate 1 must be"],
  ["falling boundaries", () => piecewise({ boundaries: [5, 2], rates: [1, 2, 3] }), "2 follows 5"],
])("refuses %s", (_name, make, message) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(message);
});
