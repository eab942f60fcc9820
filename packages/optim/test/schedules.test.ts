import { tensor, Variable } from "@gradiente/core";
import { SGD, schedules } from "@gradiente/optim";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { found, relativeError } from "../../../tooling/agreement.ts";
import golden from "./golden/optimizers.json" with { type: "json" };

const {
  cosine,
  cosineRestarts,
  exponential,
  inverseTime,
  linear,
  oneCycle,
  piecewise,
  polynomial,
  scaled,
  staircase,
  warmup,
  warmupCosine,
} = schedules;

const others = { from: 0.05, to: 0.0025, rise: 0.25, shape: "line", threePhases: true } as const;

const asPyTorch: Record<string, schedules.Schedule> = {
  exponential: exponential({ from: 0.5, factor: 0.9 }),
  staircase: staircase({ from: 0.5, factor: 0.1, every: 7 }),
  linear: linear({ from: 0.5, to: 0.1, steps: 20 }),
  cosine: cosine({ from: 0.5, to: 0.05, steps: 30 }),
  piecewise: piecewise({ boundaries: [5, 12], rates: [0.5, 0.05, 0.005] }),
  "piecewise of schedules": piecewise({
    boundaries: [8],
    rates: [0.1, exponential({ from: 0.5, factor: 0.8 })],
  }),
  inverseTime: inverseTime({ from: 0.5, decay: 0.2 }),
  polynomial: polynomial({ from: 0.5, steps: 20, power: 2.5 }),
  cosineRestarts: cosineRestarts({ from: 0.5, steps: 7 }),
  "cosineRestarts, growth": cosineRestarts({ from: 0.5, to: 0.05, steps: 3, growth: 2 }),
  oneCycle: oneCycle({ peak: 0.5, steps: 30 }),
  "oneCycle, other options": oneCycle({ peak: 0.5, steps: 30, ...others }),
  warmup: warmup({ steps: 9, to: 0.5 }),
  warmupCosine: warmupCosine({ warmup: 6, peak: 0.5, to: 0.05, steps: 30 }),
  scaled: scaled(exponential({ from: 0.5, factor: 0.9 }), staircase({ from: 1, factor: 0.5, every: 7 })),
};

it("exponential falls by its factor in `every` updates, evenly", () => {
  const rate = exponential({ from: 0.5, factor: 0.1, every: 4 });
  expect([0, 2, 4, 8].map(rate)).toEqual([0.5, 0.5 * 0.1 ** 0.5, 0.05, 0.5 * 0.1 ** 2]);
});

describe("30 rates agree with PyTorch (golden/optimizers.py)", () => {
  it("of every schedule", () => {
    expect(golden.schedules.map(({ name }) => name)).toEqual(Object.keys(asPyTorch));
    const compared = new Set(golden.schedules.map(({ name }) => name.split(/,| of/)[0]));
    expect([...compared].sort()).toEqual(Object.keys(schedules).sort());
  });

  it.each(golden.schedules)("$name", ({ name, theirs, rates }) => {
    let worst = 0;
    rates.forEach((rate, step) => {
      const ours = asPyTorch[name](step);
      expect(Math.abs(ours - rate), `step ${step}`).toBeLessThan(1e-12 * rate + 1e-15);
      worst = Math.max(worst, relativeError(ours, rate));
    });
    found(`schedules.${name.split(/,| of/)[0]}`, theirs, worst);
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

it("warmupCosine is a warm-up to a cosine, and stays at its end", () => {
  const joined = warmup({ steps: 3, to: cosine({ from: 2, to: 0.5, steps: 7 }) });
  const rate = warmupCosine({ warmup: 3, peak: 2, to: 0.5, steps: 10 });
  for (let step = 0; step < 15; step++) expect(rate(step)).toBe(joined(step));
  expect([rate(3), rate(10), rate(99)]).toEqual([2, 0.5, 0.5]);
});

it("what falls falls to 0 unless it is told where to", () => {
  const options = { from: 1, steps: 4 };
  expect([linear, cosine, polynomial].map((fall) => fall(options)(4))).toEqual([0, 0, 0]);
  expect([warmupCosine({ warmup: 1, peak: 1, steps: 4 })(4), cosineRestarts(options)(2)]).toEqual([0, 0.5]);
});

it("oneCycle may fall first and rise then, from where the first phase has ended", () => {
  const rate = oneCycle({ peak: 0.1, from: 1, to: 2, steps: 11, rise: 0.5, shape: "line" });
  expect([0, 2.25, 4.5, 7.25, 10].map((step) => Number(rate(step).toFixed(12)))).toEqual([
    1, 0.55, 0.1, 1.05, 2,
  ]);
});

it("polynomial with a power of 1 is linear, and stays at its last rate", () => {
  const [line, curve] = [linear({ from: 1, to: 0.25, steps: 10 }), polynomial({ from: 1, to: 0.25, steps: 10 })]; // biome-ignore format: one line
  for (const step of [0, 3, 7, 10, 1000]) expect(curve(step)).toBeCloseTo(line(step), 14);
  expect(polynomial({ from: 1, to: 0.25, steps: 10, power: 3 })(11)).toBe(0.25);
});

it("cosineRestarts begins anew at each start of a cycle, far on too", () => {
  const rate = cosineRestarts({ from: 1, to: 0.1, steps: 3, growth: 2 });
  const starts = [0, 3, 9, 21, 3 * (2 ** 30 - 1)];
  expect(starts.map(rate)).toEqual([1, 1, 1, 1, 1]);
  expect(cosineRestarts({ from: 1, steps: 4 })(4e9)).toBe(1);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 500 }), (steps, step) => {
      const plain = cosine({ from: 1, to: 0.1, steps })(step % steps);
      expect(cosineRestarts({ from: 1, to: 0.1, steps })(step)).toBeCloseTo(plain, 14);
    }),
  );
});

it("oneCycle has defaults by its peak, rises, falls, and stays at its last rate", () => {
  const rate = oneCycle({ peak: 1, steps: 10 });
  expect(rate(0)).toBe(0.04);
  expect([rate(2), rate(9), rate(1000)]).toEqual([1, 0.04 / 1e4, 0.04 / 1e4]);
  const line = oneCycle({ peak: 1, steps: 11, from: 0.5, to: 0.1, shape: "line", threePhases: true });
  expect([0, 2.3, 4.6, 10].map(line)).toEqual([0.5, 1, 0.5, 0.1]);
  // As short as can be: finite all the same.
  for (const steps of [1, 2, 3, 4]) {
    for (const threePhases of [false, true]) {
      const short = oneCycle({ peak: 1, steps, rise: 0.5, threePhases });
      for (let step = 0; step < 6; step++) {
        expect(short(step)).toBeGreaterThan(0);
        expect(short(step)).toBeLessThanOrEqual(1);
      }
    }
  }
});

it("scaled multiplies numbers and schedules", () => {
  expect(scaled(0.5, 0.5)(7)).toBe(0.25);
  expect(scaled(2, linear({ from: 1, steps: 10 }))(5)).toBe(1);
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
  [
    "a power of 0",
    () => polynomial({ from: 1, steps: 3, power: 0 }),
    "power must be a finite number above 0",
  ],
  [
    "half a growth",
    () => cosineRestarts({ from: 1, steps: 3, growth: 1.5 }),
    "growth must be a whole number >= 1",
  ],
  [
    "a rise beyond the end",
    () => oneCycle({ peak: 1, steps: 3, rise: 1 }),
    "rise must be above 0 and below 1",
  ],
  [
    "a rise that leaves no room for the way back",
    () => oneCycle({ peak: 1, steps: 3, rise: 0.6, threePhases: true }),
    "oneCycle: rise must be at most 0.5 with three phases, not 0.6",
  ],
  [
    "a warm-up of all steps",
    () => warmupCosine({ warmup: 5, peak: 1, steps: 5 }),
    "warmupCosine: warmup must be less than steps, 5, not 5",
  ],
  ["a negative rate", () => scaled(-1, 1), "scaled: the rate must be a number of 0 or more"],
  ["a negative factor", () => scaled(1, -1), "scaled: the factor must be a number of 0 or more"],
  [
    "a negative step",
    () => oneCycle({ peak: 1, steps: 3 })(-1),
    "oneCycle: the step must be a number of updates",
  ],
  ["falling boundaries", () => piecewise({ boundaries: [5, 2], rates: [1, 2, 3] }), "2 follows 5"],
])("refuses %s", (_name, make, message) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(message);
});

it.each([
  ["a rise of more than half, with three phases", () => oneCycle({ peak: 1, steps: 3, rise: 0.5 + 1e-9, threePhases: true })],
  ["two boundaries at one place", () => piecewise({ boundaries: [5, 5], rates: [1, 2, 3] })],
  ["a boundary at the start", () => piecewise({ boundaries: [0], rates: [1, 2] })],
  ["one rate too many", () => piecewise({ boundaries: [1], rates: [1, 2, 3] })],
])("refuses %s, but not less", (_name, make) => {
  expect(make).toThrow(RangeError);
  expect(oneCycle({ peak: 1, steps: 3, rise: 0.5, threePhases: true })(0)).toBe(0.04);
  expect(piecewise({ boundaries: [1, 2], rates: [1, 2, 3] })(2)).toBe(3);
  expect(warmupCosine({ warmup: 4, peak: 1, steps: 5 })(5)).toBe(0);
}); // biome-ignore format: one row a case
