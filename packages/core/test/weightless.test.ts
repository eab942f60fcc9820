import { grad, hessian, interpolate, logSumExp, type Tensor, tensor, xlogy } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { expectClose } from "./close.ts";
import { f64, INF, NAN } from "./samples/values.ts";

/* A weight of exactly 0 beats an infinite factor: in values, and in gradients of every order. */

const MASKED = [-INF, 0, 1];

/** Gradient and Hessian of a function of one tensor, whose elements are summed. */
function derivatives(f: (x: Tensor) => Tensor, x: Tensor): unknown[] {
  const total = (given: Tensor) => f(given).sum();
  return [grad(total)(x).toArray(), hessian(total)(x).toArray()];
}

/** -0 is 0. */
function plain(x: Tensor): unknown {
  return x.add(0).toArray();
}

for (const dtype of ["float32", "float64"] as const) {
  describe(dtype, () => {
    const rounding = { relative: 1e-6, absolute: 1e-6 };
    const values = (data: number[]) => tensor(data, { dtype });

    it("a term without weight has no value and no derivatives, by the weight neither", () => {
      const x = values([INF, -INF, 2]);
      const weight = values([0, 0, 0]);
      expect(plain(x.weighted(weight))).toEqual([0, 0, 0]);
      expect(derivatives((w) => x.weighted(w), weight)[0]).toEqual([0, 0, 2]);
      expect(derivatives((w) => x.weighted(w.square()), weight)[1]).toEqual([[0, 0, 0], [0, 0, 0], [0, 0, 4]]); // biome-ignore format: a matrix
      expect(derivatives((v) => v.weighted(weight), x)).toEqual([[0, 0, 0], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]]); // biome-ignore format: a matrix
    });

    it("NaN stays, whatever its weight", () => {
      expect(values([NAN]).weighted(0).toArray()).toEqual([NAN]);
      expect(xlogy(0, values([NAN])).toArray()).toEqual([NAN]);
    });

    it("x log y at x = 0 has no derivatives where the logarithm is infinite or none", () => {
      const x = values([0, 0, 0, 0]);
      const y = values([0, -1, INF, 2]);
      const [first, second] = derivatives((v) => xlogy(v, y), x) as [number[], number[][]];
      expect(first.slice(0, 3)).toEqual([0, 0, 0]);
      expect(first[3]).toBeCloseTo(Math.LN2, 6);
      expect(second.flat().every((value) => value === 0)).toBe(true);
      expect(plain(tensor(derivatives((v) => xlogy(x, v), y)[0] as number[]))).toEqual([0, 0, 0, 0]);
      expect((derivatives((v) => xlogy(v, v), x)[1] as number[][]).flat().every((value) => value === 0)).toBe(
        true,
      );
    });

    it("x log y has the derivatives that it has where x is not 0", () => {
      const byY = (x: number, y: number) => grad((v: Tensor) => xlogy(x, v))(tensor(y, { dtype })).item();
      expect([byY(-1, 0), byY(2, 0), byY(2, -4), byY(0, 0)]).toEqual([-INF, INF, -0.5, 0]);
    });

    it("the entropy of masked logits, and its gradients", () => {
      const entropy = (x: Tensor) => {
        const p = x.softmax();
        return xlogy(p, p).sum().neg();
      };
      const masked = values(MASKED);
      const rest = values(MASKED.slice(1));
      expect(entropy(masked).item()).toBeCloseTo(entropy(rest).item(), 6);
      const [first, second] = derivatives(entropy, masked) as [number[], number[][]];
      const [firstOfRest, secondOfRest] = derivatives(entropy, rest) as [number[], number[][]];
      expect(first[0] + 0).toBe(0);
      expectClose(first.slice(1), firstOfRest, rounding);
      expect(second[0].every((value) => value === 0)).toBe(true);
      expectClose(second.slice(1).map((row) => row.slice(1)), secondOfRest, rounding); // biome-ignore format: a line
    });

    it("the expected logarithm of masked logits, weighted with their probabilities", () => {
      const f = (x: Tensor) => x.logSoftmax().weighted(x.softmax()).sum();
      const first = grad(f)(values(MASKED)).toArray() as number[];
      const rest = grad(f)(values(MASKED.slice(1))).toArray() as number[];
      expect(first[0] + 0).toBe(0);
      expectClose(first.slice(1), rest, rounding);
    });

    it("logSumExp of nothing but -Infinity has derivatives of 0, beside rows that have others", () => {
      const x = tensor([[-INF, -INF], [0, -INF]], { dtype }); // biome-ignore format: a matrix
      expect(logSumExp(x, 1).toArray()).toEqual([-INF, 0]);
      const [first, second] = derivatives((v) => logSumExp(v, 1), x) as [unknown, number[]];
      expect(first).toEqual([[0, 0], [1, 0]]); // biome-ignore format: a matrix
      expect(second.flat(4).every((value) => value === 0)).toBe(true);
      expect(grad((v: Tensor) => v.logSumExp())(values([-INF, -INF])).toArray()).toEqual([0, 0]);
    });

    it("softmax of nothing but -Infinity has no shares to give: NaN", () => {
      expect(values([-INF, -INF]).softmax().toArray()).toEqual([NAN, NAN]);
      expect(values([-INF, -INF]).logSoftmax().toArray()).toEqual([NAN, NAN]);
      expect(values([-INF, 3]).softmax().toArray()).toEqual([0, 1]);
      expect(values([-INF, 3]).logSoftmax().toArray()).toEqual([-INF, 0]);
    });

    it("lerp along a way that is too long for the dtype, and its derivatives", () => {
      const most = dtype === "float32" ? 3e38 : 1.5e308;
      const f = (a: Tensor, b: Tensor, t: Tensor) => a.lerp(b, t);
      const [a, b, t] = [values([-most, most, most]), values([most, -most, most]), values([0.5, 0.25, 0.75])];
      expectClose(f(a, b, t).div(most).toArray(), [0, 0.5, 1], rounding);
      const slopes = grad((from: Tensor, to: Tensor, x: Tensor) => f(from, to, x).sum())(
        a,
        b,
        t,
      ) as unknown as Tensor[];
      expect(slopes[0].toArray()).toEqual([0.5, 0.75, 0.25]);
      expect(slopes[1].toArray()).toEqual([0.5, 0.25, 0.75]);
      // By t it is b - a, which is infinite.
      expect(slopes[2].toArray()).toEqual([INF, -INF, 0]);
    });

    it("lerp at one end takes no notice of the other", () => {
      const f = (t: Tensor) => values([3, INF]).lerp(values([INF, 3]), t);
      expect(f(values([0, 1])).toArray()).toEqual([3, 3]);
      expect(grad((a: Tensor) => a.lerp(values([INF]), values([0])).sum())(values([3])).toArray()).toEqual([
        1,
      ]);
      expect(
        grad((b: Tensor) =>
          values([INF])
            .lerp(b, values([1]))
            .sum(),
        )(values([3])).toArray(),
      ).toEqual([1]);
    });
  });
}

it("interpolate takes no notice of a neighbour whose share is 0", () => {
  const image = f64([[[1, INF, 2]]]);
  expect(interpolate(image, { size: 5, mode: "linear", alignCorners: true }).toArray()).toEqual([[[1, INF, INF, INF, 2]]]); // biome-ignore format: one thing
});
