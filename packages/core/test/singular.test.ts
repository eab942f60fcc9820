import { grad, hessian, hypot, lpPool1d, pow, type Tensor, tensor } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { INF, NAN } from "./samples/values.ts";

/* Where a function is singular, a derivative that does not exist is NaN or the limit, and never 0 in silence. */

const NANS = [[NAN, NAN], [NAN, NAN]]; // biome-ignore format: a matrix
const ZEROS = [[0, 0], [0, 0]]; // biome-ignore format: a matrix

for (const dtype of ["float32", "float64"] as const) {
  describe(dtype, () => {
    const values = (data: number[]) => tensor(data, { dtype });
    const origin = values([0, 0]);
    /** The first derivative and the second. */
    const at = (f: (x: Tensor) => Tensor, x: Tensor) => {
      const total = (v: Tensor) => f(v).sum();
      return [grad(total)(x).add(0).toArray(), hessian(total)(x).add(0).toArray()];
    };

    it("norms at the origin: a subgradient, and no second derivative, of what is made of them neither", () => {
      for (const order of [2, 3, 1.5, 0.5, -1]) {
        expect(
          at((x) => x.norm(order), origin),
          `order ${order}`,
        ).toEqual([[0, 0], NANS]);
        expect(
          at((x) => x.norm(order).square(), origin),
          `order ${order}`,
        ).toEqual([[0, 0], NANS]);
      }
      expect(at((x) => x.norm(2, 0).pow(2), origin)).toEqual([[0, 0], NANS]);
      expect(at((x) => x.square().sum(), origin)).toEqual([[0, 0], [[2, 0], [0, 2]]]); // biome-ignore format: a matrix
    });

    it("norms beside other rows: a row of zeros does not touch them", () => {
      const rows = (x: Tensor) => x.reshape([2, 2]).norm(2, 1);
      const [first, second] = at(rows, values([0, 0, 3, 4])) as [number[], number[][]];
      expect(first.slice(0, 2)).toEqual([0, 0]);
      expect(first[2]).toBeCloseTo(0.6, 6);
      const block = second.slice(2).map((row) => row.slice(2));
      const exact = [[16 / 125, -12 / 125], [-12 / 125, 9 / 125]]; // biome-ignore format: a matrix
      block.flat().forEach((value, i) => {
        expect(value).toBeCloseTo(exact.flat()[i], 6);
      });
    });

    it("norms by an element that is 0: the limit", () => {
      const x = values([0, 2]);
      expect(at((v) => v.norm(1.5), x)).toEqual([[0, 1], [[INF, 0], [0, 0]]]); // biome-ignore format: a matrix
      expect(at((v) => v.norm(0.5), x)).toEqual([[0, 1], [[-INF, 0], [0, 0]]]); // biome-ignore format: a matrix
      expect(at((v) => v.norm(2), x)).toEqual([[0, 1], [[0.5, 0], [0, 0]]]); // biome-ignore format: a matrix
      expect(at((v) => v.norm(3), x)).toEqual([[0, 1], ZEROS]);
    });

    it("orders 1 and ±Infinity are straight between kinks: second derivatives are 0", () => {
      for (const order of [1, INF, -INF]) expect(at((x) => x.norm(order), origin)[1]).toEqual(ZEROS);
    });

    it("hypot at the origin", () => {
      const f = (x: Tensor) => hypot(x.slice([[0, 1]]), x.slice([[1]]));
      expect(at(f, origin)).toEqual([[0, 0], NANS]);
      expect(at((x) => f(x).square(), origin)).toEqual([[0, 0], NANS]);
      expect(at((x) => x.hypot(0), values([0]))).toEqual([[0], [[NAN]]]);
    });

    it("the standard deviation of equal elements", () => {
      expect(at((x) => x.std(), values([2, 2]))).toEqual([[0, 0], NANS]);
      expect(at((x) => x.std().square(), values([2, 2]))).toEqual([[0, 0], NANS]);
      expect(at((x) => x.var(), values([2, 2]))).toEqual([[0, 0], [[1, -1], [-1, 1]]]); // biome-ignore format: a matrix
    });

    it("windows of zeros, in pooling by norms", () => {
      const f = (x: Tensor) => lpPool1d(x.reshape([1, 1, 2]), 2, 2);
      expect(at(f, origin)).toEqual([[0, 0], NANS]);
    });

    it("roots, logarithms and their kin at 0", () => {
      const zero = values([0]);
      expect(at((x) => x.sqrt(), zero)).toEqual([[INF], [[-INF]]]);
      expect(at((x) => x.rsqrt(), zero)).toEqual([[-INF], [[INF]]]);
      expect(at((x) => x.cbrt(), zero)).toEqual([[INF], [[NAN]]]);
      for (const log of ["log", "log2", "log10"] as const) expect(at((x) => x[log](), zero)).toEqual([[INF], [[-INF]]]); // biome-ignore format: a line
      expect(at((x) => x.log1p(), values([-1]))).toEqual([[INF], [[-INF]]]);
      expect(at((x) => x.asin(), values([1]))).toEqual([[INF], [[INF]]]);
      expect(at((x) => x.atanh(), values([1]))).toEqual([[INF], [[INF]]]);
    });

    it("powers at a base of 0, by the base", () => {
      const second = (b: number) => at((x) => x.pow(b), values([0]));
      expect(second(0)).toEqual([[0], [[0]]]);
      expect(second(0.5)).toEqual([[INF], [[-INF]]]);
      expect(second(1)).toEqual([[1], [[0]]]);
      expect(second(1.5)).toEqual([[0], [[INF]]]);
      expect(second(2)).toEqual([[0], [[2]]]);
      expect(second(3)).toEqual([[0], [[0]]]);
      expect(second(-1)).toEqual([[-INF], [[INF]]]);
    });

    it("powers at a base of 0, by base and exponent: aᵇ⁻¹ (1 + b log a), either way round", () => {
      const cases = [[3, 0, 0], [2, 0, 0], [1, -INF, -INF], [0.5, -INF, NAN], [0, NAN, NAN]]; // biome-ignore format: rows
      for (const [b, ...mixed] of cases) {
        const f = (x: Tensor) => pow(x.slice([0]), x.slice([1]));
        const [, second] = at(f, values([0, b])) as [unknown, number[][]];
        expect([second[0][1], second[1][0]], `exponent ${b}`).toEqual(mixed);
      }
      // An infinite base: a negative power of it beats its logarithm.
      expect(at((b) => pow(INF, b), values([-2]))).toEqual([[0], [[0]]]);
    });

    it("powers of |x| that have no second derivative at 0 do not say 0", () => {
      for (const order of [0.5, 1.5]) {
        const [, [[second]]] = at((x) => x.abs().pow(order), values([0])) as [unknown, number[][]];
        expect(second).toBeNaN();
      }
    });

    it("straight lines that meet keep their subgradient, and 0", () => {
      const kinks: Record<string, (x: Tensor) => Tensor> = {
        relu: (x) => x.relu(),
        abs: (x) => x.abs(),
        sign: (x) => x.sign(),
        clip: (x) => x.clip(0, 1),
        maximum: (x) => x.maximum(0),
        max: (x) => x.max(),
        leakyRelu: (x) => x.leakyRelu(0.1),
        hardTanh: (x) => x.hardTanh(0, 1),
      };
      for (const [name, f] of Object.entries(kinks)) expect(at(f, origin)[1], name).toEqual(ZEROS);
    });
  });
}
