import { fullLike, Generator, graphOf, tensor, Variable } from "@gradiente/core";
import {
  Adam,
  Ema,
  type EmaOptions,
  OptimizerStateError,
  StochasticWeightAverage,
  type StochasticWeightAverageOptions,
  type WeightAverage,
} from "@gradiente/optim";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { found, relativeError } from "../../../tooling/agreement.ts";
import golden from "./golden/evaluating.json" with { type: "json" };

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });

type Parameters_ = ReadonlyMap<string, Variable>;

const makers: Record<string, (parameters: Parameters_) => WeightAverage> = {
  Ema: (p) => new Ema(p, { decay: 0.5 }),
  StochasticWeightAverage: (p) => new StochasticWeightAverage(p),
};

/** The averages of one number after each update, where it takes these values. */
function along(make: (parameters: Parameters_) => WeightAverage, first: number, values: readonly number[]) {
  const w = new Variable(f64(first));
  const average = make(new Map([["w", w]]));
  return values.map((value) => {
    w.set(f64(value));
    average.update();
    return average.averages().get("w")?.item() as number;
  });
}

describe("Ema", () => {
  it("is decay a + (1 - decay) p", () => {
    expect(along((p) => new Ema(p, { decay: 0.75 }), 8, [4, 0, 12])).toEqual([7, 5.25, 6.9375]);
  });

  it("has a default decay of 0.999", () => {
    expect(along((p) => new Ema(p), 0, [1])[0]).toBeCloseTo(0.001, 15);
  });

  it("rises to its decay with warmup", () => {
    const values = along((p) => new Ema(p, { decay: 0.2, warmup: true }), 1, [0, 0, 0]);
    expect(values[0]).toBeCloseTo(2 / 11, 14);
    expect(values[1]).toBeCloseTo((2 / 11) * 0.2, 14);
    expect(values[2]).toBeCloseTo((2 / 11) * 0.2 * 0.2, 14);
  });

  it("with bias correction is the weighted mean of the updates alone", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 12 }),
        (decay, values) => {
          const found = along((p) => new Ema(p, { decay, biasCorrection: true }), 1e6, values);
          const weights = values.map((_, i) => decay ** (values.length - 1 - i));
          const total = weights.reduce((a, b) => a + b);
          const wanted = values.reduce((sum, value, i) => sum + (value * weights[i]) / total, 0);
          expect(Math.abs((found.at(-1) as number) - wanted)).toBeLessThan(1e-11);
        },
      ),
    );
  });

  it("of values that stay is these values, to the bit, in float32 too", () => {
    const w = new Variable(new Generator(1).normal([40, 40]));
    const ema = new Ema(new Map([["w", w]]), { decay: 0.9999 });
    for (let i = 0; i < 50; i++) ema.update();
    expect(ema.averages().get("w")?.toTypedArray()).toEqual(w.toTypedArray());
  });

  it("refuses two ways to forget the start, and other wrong options", () => {
    const w = new Map([["w", new Variable(f64(1))]]);
    const cases: [EmaOptions, string][] = [
      [{ warmup: true, biasCorrection: true }, "Ema: warmup and biasCorrection are two ways to forget the start"],
      [{ decay: 1 }, "Ema: decay must be at least 0 and below 1, not 1"],
      [{ momentum: 0.9 } as EmaOptions, 'Ema: there is no option "momentum"; options are decay'],
    ]; // biome-ignore format: one row a case
    for (const [options, message] of cases) expect(() => new Ema(w, options)).toThrow(message);
  });
});

describe("agree with PyTorch (golden/evaluating.py)", () => {
  const { values, ...cases } = golden.averages;
  const biased: Record<keyof typeof cases, (p: Parameters_) => WeightAverage> = {
    Ema: (p) => new Ema(p, { decay: golden.averages.Ema.decay }),
    StochasticWeightAverage: (p) => new StochasticWeightAverage(p),
  };

  it.each(Object.keys(cases) as (keyof typeof cases)[])("%s", (name) => {
    const w = new Variable(f64(values[0]));
    const average = biased[name](new Map([["w", w]]));
    const worst = values.map((value, i) => {
      w.set(f64(value));
      average.update();
      const found = average.averages().get("w")?.toTypedArray() as Float64Array;
      return Math.max(...cases[name].averages[i].map((wanted, j) => relativeError(found[j], wanted)));
    });
    found(name, cases[name].theirs, Math.max(...worst));
    expect(Math.max(...worst)).toBeLessThan(1e-8);
  });
});

describe("StochasticWeightAverage", () => {
  it("is the mean", () => {
    expect(along((p) => new StochasticWeightAverage(p), 100, [2, 4, 9])).toEqual([2, 3, 5]);
  });

  it("follows the newest values until it starts, and then takes one of several", () => {
    const options = { start: 2, every: 2 };
    const values = along((p) => new StochasticWeightAverage(p, options), 100, [1, 2, 4, 99, 8, 99, 3]);
    expect(values).toEqual([1, 2, 4, 4, 6, 6, 5]);
  });

  it("refuses options that make no sense", () => {
    const w = new Map([["w", new Variable(f64(1))]]);
    const cases: [StochasticWeightAverageOptions, string][] = [
      [{ start: -1 }, "StochasticWeightAverage: start must be a whole number >= 0, not -1"],
      [{ every: 0 }, "StochasticWeightAverage: every must be a whole number of updates >= 1, not 0"],
    ];
    for (const [options, message] of cases) {
      expect(() => new StochasticWeightAverage(w, options)).toThrow(message);
    }
  });
});

it.each<[string, (parameters: Parameters_) => WeightAverage]>([
  ["Ema with a decay of 0", (p) => new Ema(p, { decay: 0 })],
  ["StochasticWeightAverage before it starts", (p) => new StochasticWeightAverage(p, { start: 4 })],
])("%s is the newest values to the bit", (_name, make) => {
  // A sum with the old ones would lose the small values, and turn infinite ones into NaN.
  const values = [0.1, 1e17, 0.3, Infinity, 5];
  expect(along(make, 1e17, values)).toEqual(values);
});

it.each<[string, (parameters: Parameters_) => WeightAverage]>([
  ["Ema with bias correction", (p) => new Ema(p, { decay: 0.75, biasCorrection: true })],
  ["StochasticWeightAverage", (p) => new StochasticWeightAverage(p)],
])("%s forgets the first values at its first update", (_name, make) => {
  for (const first of [1e17, Infinity, Number.NaN]) expect(along(make, first, [0.1])).toEqual([0.1]);
});

describe.each(Object.entries(makers))("%s", (name, make) => {
  const start = () => {
    const w = new Variable(f64([1, 2]));
    const large = new Variable(new Generator(1).normal([30, 40]));
    const count = new Variable(tensor([3], { dtype: "int32" }), { trainable: false });
    const parameters = new Map([["w", w], ["large", large], ["count", count]]); // biome-ignore format: a map
    return { w, large, count, parameters, average: make(parameters) };
  };
  const advance = ({ w, large, count, average }: ReturnType<typeof start>, by: number) => {
    for (let i = 0; i < by; i++) {
      w.set(w.value.mul(1.1));
      large.set(large.value.sub(0.3));
      count.set(count.value.add(1));
      average.update();
    }
  };

  it("lends the averages and puts the own values back, to the bit", () => {
    const all = start();
    advance(all, 3);
    const own = [...all.parameters.values()].map((v) => v.toTypedArray());
    const averages = [...all.average.averages().values()].map((v) => v.toTypedArray());
    const seen = all.average.use(() => [...all.parameters.values()].map((v) => v.toTypedArray()));
    expect(seen).toEqual(averages);
    expect(seen[0]).not.toEqual(own[0]);
    expect([...all.parameters.values()].map((v) => v.toTypedArray())).toEqual(own);
    expect(averages[2]).toEqual(own[2]);
  });

  it("puts them back where the function throws, and can be used again", () => {
    const all = start();
    advance(all, 2);
    const own = all.w.toArray();
    expect(() =>
      all.average.use(() => {
        all.w.set(f64([0, 0]));
        throw new RangeError("no");
      }),
    ).toThrow("no");
    expect(all.w.toArray()).toEqual(own);
    expect(all.average.use(() => 7)).toBe(7);
  });

  it("waits for a promise, and puts them back where it is rejected", async () => {
    const all = start();
    advance(all, 2);
    const own = all.w.toArray();
    const averaged = all.average.averages().get("w")?.toArray();
    for (const fails of [false, true]) {
      const pending = all.average.use(async () => {
        await Promise.resolve();
        const seen = all.w.toArray();
        if (fails) throw new RangeError("late");
        return seen;
      });
      expect(all.w.toArray()).toEqual(averaged);
      expect(() => all.average.update()).toThrow(
        `${name}.update: the Variables hold the averages inside use()`,
      );
      expect(() => all.average.use(() => 1)).toThrow(`${name}.use: the averages are in use already`);
      if (fails) await expect(pending).rejects.toThrow("late");
      else expect(await pending).toEqual(averaged);
      expect(all.w.toArray()).toEqual(own);
    }
  });

  it("goes on from a saved state exactly as without the break", () => {
    const whole = start();
    advance(whole, 5);
    const before = start();
    advance(before, 2);
    const after = start();
    for (const [path, variable] of after.parameters) variable.set((before.parameters.get(path) as Variable).value); // biome-ignore format: one line
    const state = before.average.stateDict();
    expect([...state.keys()]).toEqual(["step", "w.average", "large.average", "count.average"]);
    after.average.loadStateDict(state);
    advance(after, 3);
    expect(after.average.stepCount).toBe(5);
    for (const [path, value] of whole.average.stateDict()) {
      expect(after.average.stateDict().get(path)?.toTypedArray()).toEqual(value.toTypedArray());
    }
  });

  it("refuses a state of something else, and then loads nothing", () => {
    const { average } = start();
    const state = average.stateDict();
    state.delete("w.average");
    state.set("step", f64(4));
    expect(() => average.loadStateDict(state)).toThrow(OptimizerStateError);
    expect(() => average.loadStateDict(state)).toThrow(/does not fit this average:\n {2}missing: w\.average/);
    expect(average.stepCount).toBe(0);
  });

  it("keeps no graph alive, and is no part of one", () => {
    const { parameters, w, average } = start();
    const optimizer = new Adam(new Map([["w", w]]));
    for (let i = 0; i < 5; i++) {
      optimizer.step(w.square().sum().backward());
      average.update();
    }
    for (const value of [...average.averages().values(), ...average.stateDict().values()]) {
      expect(graphOf(value).nodes.length).toBe(0);
    }
    // Values that were lent still lead to the Variable's own gradient.
    const gradient = average.use(() => w.square().sum().backward().get(w));
    expect(gradient.toArray()).toEqual(average.averages().get("w")?.mul(2).toArray());
    expect(parameters.get("w")?.trainable).toBe(true);
  });

  it("takes Variables by path alone", () => {
    expect(() => make([new Variable(f64(1))] as unknown as Parameters_)).toThrow(
      `${name}: expected parameters by path, a Map; pass model.parameters()`,
    );
    expect(() => make(new Map())).toThrow(`${name}: there are no parameters`);
    const { average } = start();
    expect(() => average.use(3 as unknown as () => void)).toThrow(
      `${name}.use: the argument must be a function`,
    );
  });

  it("a NaN of one value stays with that value", () => {
    const w = new Variable(f64([1, 2]));
    const average = make(new Map([["w", w]]));
    w.set(f64([Number.NaN, 4]));
    average.update();
    w.set(fullLike(w, 4));
    average.update();
    expect(average.averages().get("w")?.toArray()).toEqual([Number.NaN, name === "Ema" ? 3.5 : 4]);
  });
});
