import { pow, Tensor, weighted, xlogy } from "@gradiente/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unaryFormulas, within } from "../src/backends/formulas/index.ts";
import { reference } from "../src/backends/reference/index.ts";
import { limits, wasm } from "../src/backends/wasm/index.ts";
import { allocateArray, type DType, type TypedArray } from "../src/dtype.ts";
import { Layout } from "../src/layout.ts";
import powers from "./exact/pow.json" with { type: "json" };
import { floats, ulps, worst } from "./kernels.ts";
import exact from "./special/values.json" with { type: "json" };

/* Functions whose kernels have cases: arguments that are large, special or whole numbers. */

const usual = { ...limits };
beforeAll(() => Object.assign(limits, { smallest: 1 }));
afterAll(() => Object.assign(limits, usual));

const INF = Number.POSITIVE_INFINITY;

function tensorOf(values: readonly number[], dtype: DType, backend = wasm): Tensor {
  const array = allocateArray(dtype, values.length);
  array.set(values);
  return new Tensor(array, Layout.dense([values.length]), dtype, backend);
}

function onBoth(values: readonly number[], dtype: DType, run: (x: Tensor) => Tensor): TypedArray[] {
  return [wasm, reference].map((backend) => run(tensorOf(values, dtype, backend)).toTypedArray());
}

const method = (name: string) => (x: Tensor) => (x as unknown as Record<string, () => Tensor>)[name]();

describe("sin, cos and tan", () => {
  const multiples = Array.from({ length: 20_000 }, (_, i) => (i - 10_000) * 6 * (Math.PI / 2));
  const bounds = { sin: 2, cos: 2, tan: 3 };

  for (const dtype of floats) {
    it(`of ${dtype} are right beside multiples of π/2`, () => {
      for (const [name, bound] of Object.entries(bounds)) {
        const [fast, plain] = onBoth(multiples, dtype, method(name));
        expect(worst(fast, plain, dtype).ulps, name).toBeLessThanOrEqual(bound);
      }
    });

    it(`of ${dtype} leave larger arguments to the loops, and only those`, () => {
      const [limit] = within.values();
      const large = [limit * 1.001, -limit * 2, 1e9, -1e22, 1e30, INF, -INF];
      // Larger ones in the first and the last of three chunks.
      const values = Array.from({ length: 40_000 }, (_, i) => i / 100);
      large.forEach((x, i) => {
        values[i % 2 === 0 ? 17 * i : 39_000 + i] = x;
      });
      for (const name of Object.keys(bounds)) {
        const [fast, plain] = onBoth(values, dtype, method(name));
        const [alone] = onBoth(
          values.filter((x) => Math.abs(x) <= limit),
          dtype,
          method(name),
        );
        const isLarge = (_: number, i: number) => Math.abs(values[i]) > limit;
        expect(fast.filter(isLarge), name).toEqual(plain.filter(isLarge));
        expect(fast.filter((_, i) => Math.abs(values[i]) <= limit)).toEqual(alone);
      }
    });
  }

  it("have a limit that covers no other function", () => {
    expect([...within.keys()]).toEqual(Object.keys(bounds));
    for (const name of within.keys()) expect(unaryFormulas.has(name)).toBe(true);
  });
});

describe("pow", () => {
  const special = [0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -1.5, 1 / 3, 1e-300, 1e300, 1e30, -1e30, 1e-40, 5e-324, -5e-324, 2 ** 53, 2 ** 53 + 2, 2 ** 31, 1 + 2 ** -52, 1 - 2 ** -53, 1 + 2 ** -23, INF, -INF, Number.NaN, 1023, 1024, -1022, -1074, -1075, 127, -149, -150, 1e9 + 1]; // biome-ignore format: a list
  const pairs = special.flatMap((a) => special.map((b): [number, number] => [a, b]));

  for (const dtype of floats) {
    it(`of ${dtype} is right for every pair of special values`, () => {
      const a = pairs.map(([x]) => x);
      const b = pairs.map(([, y]) => y);
      const [fast, plain] = [wasm, reference].map((on) =>
        pow(tensorOf(a, dtype, on), tensorOf(b, dtype, on)).toTypedArray(),
      );
      fast.forEach((y, i) => {
        expect(Object.is(y, -0), `sign of ${a[i]} ** ${b[i]}`).toBe(Object.is(plain[i], -0));
        expect(ulps(y, plain[i], dtype), `${a[i]} ** ${b[i]}: ${y} for ${plain[i]}`).toBeLessThanOrEqual(1);
      });
    });

    it(`of ${dtype} gives whole powers of negative numbers`, () => {
      const bases = Array.from({ length: 400 }, (_, i) => -(i + 1) / 7);
      for (const exponent of [2, 3, -1, -2, 5, 8, 17]) {
        const [fast, plain] = onBoth(bases, dtype, (x) => x.pow(exponent));
        expect(worst(fast, plain, dtype).ulps, String(exponent)).toBeLessThanOrEqual(1);
      }
    });
  }

  it("of float64 is within 1 ULP of the exact power, where Math.pow is not", () => {
    const [a, b] = [0, 1].map((operand) => tensorOf(powers.map((row) => row[operand]), "float64")); // biome-ignore format: a line
    const found = worst(
      pow(a, b).toTypedArray(),
      Float64Array.from(powers, ([, , y]) => y),
      "float64",
    );
    expect(found.ulps, String(powers[found.at])).toBeLessThanOrEqual(1);
  });

  it("of float32 is within 1 ULP of the power in double precision", () => {
    const single = powers
      .map(([x, y]) => [Math.fround(x ** 0.125), Math.fround(y)])
      .filter(([x, y]) => x !== 1 && Math.abs(y) < 1e4);
    const [a, b] = [0, 1].map((operand) => tensorOf(single.map((row) => row[operand]), "float32")); // biome-ignore format: a line
    const expected = Float32Array.from(single, ([x, y]) => x ** y);
    expect(single.length).toBeGreaterThan(200);
    expect(worst(pow(a, b).toTypedArray(), expected, "float32").ulps).toBeLessThanOrEqual(1);
  });
});

describe("erfc", () => {
  const rows = exact.functions.erfc as [x: number, y: number][];

  it("of float64 is within 3 ULP of the exact value, down to the last subnormal one", () => {
    const found = tensorOf(rows.map(([x]) => x), "float64").erfc().toTypedArray(); // biome-ignore format: a line
    const subnormal = rows.filter(([, y]) => y > 0 && y < 2 ** -1022);
    expect(subnormal.length).toBeGreaterThan(5);
    rows.forEach(([x, y], i) => {
      expect(ulps(found[i], y, "float64"), `at ${x}: ${found[i]} for ${y}`).toBeLessThanOrEqual(3);
    });
  });

  it("of float32 is within 3 ULP of the value in double precision, down to the last subnormal one", () => {
    const values = Array.from({ length: 40_000 }, (_, i) => -1 + i * 0.000277);
    const [fast, plain] = onBoth(values, "float32", (x) => x.erfc());
    expect(plain.filter((y) => y > 0 && y < 2 ** -126).length).toBeGreaterThan(1000);
    const found = worst(fast, plain, "float32");
    expect(found.ulps, `at ${values[found.at]}`).toBeLessThanOrEqual(3);
  });

  for (const dtype of floats) {
    it(`of ${dtype} reaches 0 and 2, and keeps NaN`, () => {
      const found = tensorOf([0, -0, INF, -INF, Number.NaN, 30, -30, 1e30, -1e30], dtype).erfc();
      expect([...found.toTypedArray()]).toEqual([1, 1, 0, 2, Number.NaN, 0, 2, 0, 2]);
    });
  }
});

describe("weighted and xlogy", () => {
  const special = [0, -0, 1, -1, 0.5, 2, 1 + 2 ** -20, 1e-30, -1e30, INF, -INF, Number.NaN];
  const pairs = special.flatMap((x) => special.map((y): [number, number] => [x, y]));
  for (const dtype of floats) {
    const onBackends = (f: typeof xlogy) =>
      [wasm, reference].map((on) => {
        const [x, y] = [0, 1].map((operand) => tensorOf(pairs.map((pair) => pair[operand]), dtype, on)); // biome-ignore format: a line
        return f(x, y).toTypedArray();
      });

    it(`weighted of ${dtype} is that of the loops`, () => {
      const [fast, plain] = onBackends(weighted);
      fast.forEach((value, i) => {
        expect(value, `${pairs[i][0]} weighted with ${pairs[i][1]}`).toEqual(
          plain[i] === 0 ? value : plain[i],
        );
        expect(value === 0).toBe(plain[i] === 0);
      });
    });

    it(`xlogy of ${dtype} is within 2 ULP of the loops`, () => {
      const [fast, plain] = onBackends(xlogy);
      fast.forEach((value, i) => {
        expect(ulps(value, plain[i], dtype), `xlogy of ${pairs[i]}`).toBeLessThanOrEqual(2);
      });
    });
  }
});
