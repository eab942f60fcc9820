import { clip, eq, gt, lt, maximum, minimum, type Tensor, tensor } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { INF, int, NAN } from "./samples/values.ts";

/* Integers beside numbers, and beside float32: nothing is rounded on the way to a comparison. */

const f32 = (data: number[]) => tensor(data);
const LARGEST = 2 ** 31 - 1;

/** Numbers around the edges of int32 and of the whole numbers of float32. */
const integers = [0, -1, 3, 2 ** 24, 2 ** 24 + 1, LARGEST, LARGEST - 1, -(2 ** 31)];
const numbers = [...integers, 2 ** 31, 2 ** 31 + 1, -(2 ** 31) - 1, 2 ** 24 + 0.5, 0.1, 1e300, 5e-324, INF, -INF, NAN]; // biome-ignore format: a list

describe("comparisons of int32", () => {
  const operators = {
    eq: (a: number, b: number) => a === b,
    ne: (a: number, b: number) => a !== b,
    lt: (a: number, b: number) => a < b,
    le: (a: number, b: number) => a <= b,
    gt: (a: number, b: number) => a > b,
    ge: (a: number, b: number) => a >= b,
  };
  for (const [name, holds] of Object.entries(operators) as [keyof typeof operators, typeof operators.eq][]) {
    it(`${name} with numbers is exact`, () => {
      for (const value of numbers) {
        expect(int(integers)[name](value).toArray(), String(value)).toEqual(integers.map((x) => holds(x, value))); // biome-ignore format: a line
      }
    });

    it(`${name} with float32 is exact`, () => {
      for (const value of numbers.map(Math.fround)) {
        const found = int(integers)[name](f32(integers.map(() => value)));
        expect(found.toArray(), String(value)).toEqual(integers.map((x) => holds(x, value)));
      }
    });
  }

  it("two plain numbers are compared as they are", () => {
    const [a, b] = [2 ** 24, 2 ** 24 + 1];
    expect([lt(a, b), gt(b, a), eq(a, b), lt(0.1, 0.1 + 2 ** -54 * 4)].map((x) => x.toArray())).toEqual([true, true, false, true]); // biome-ignore format: a line
  });

  it("a number beside a floating tensor is rounded to its dtype, as ever", () => {
    expect(f32([0.1]).eq(0.1).toArray()).toEqual([true]);
    expect(tensor([true, false]).lt(0.5).toArray()).toEqual([false, true]);
  });

  it("searchSorted finds the place of fractions and of large numbers", () => {
    const rows = int([2 ** 24, 2 ** 24 + 1, LARGEST]);
    expect(rows.searchSorted(f32([2 ** 24])).toArray()).toEqual([0]);
    expect([2 ** 24 + 0.5, LARGEST, 2 ** 31].map((value) => rows.searchSorted(value).item())).toEqual([
      1, 2, 3,
    ]);
  });
});

describe("int32 beside a whole number beyond it", () => {
  const x = int([LARGEST, -5]);
  const cases: Record<string, [Tensor, number[]]> = {
    maximum: [maximum(x, 2 ** 31), [2 ** 31, 2 ** 31]],
    minimum: [minimum(2 ** 31, x), [LARGEST, -5]],
    clip: [clip(x, -(2 ** 40), 2 ** 40), [LARGEST, -5]],
    where: [x.gt(0).where(x, 2 ** 31), [LARGEST, 2 ** 31]],
    add: [x.add(2 ** 31), [2 ** 32 - 1, 2 ** 31 - 5]],
    sub: [x.sub(2 ** 53 - 1), [2 ** 31 - 2 ** 53, -4 - 2 ** 53]],
    maskedFill: [x.maskedFill(x.lt(0), 2 ** 31 + 1), [LARGEST, 2 ** 31 + 1]],
  };
  for (const [name, [found, expected]] of Object.entries(cases)) {
    it(`${name} is exact, in float64`, () => {
      expect([found.dtype, found.toArray()]).toEqual(["float64", expected]);
    });
  }

  it("fractions and infinities make float32, numbers that fit keep int32", () => {
    expect([x.add(0.5), x.maximum(-INF), x.add(LARGEST), x.add(-(2 ** 31))].map(({ dtype }) => dtype)).toEqual(["float32", "float32", "int32", "int32"]); // biome-ignore format: a line
  });
});
