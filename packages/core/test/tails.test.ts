import * as core from "@gradiente/core";
import { grad, hessian, hypot, jacobian, type Tensor, tensor } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import exact from "./exact/derivatives.json" with { type: "json" };
import { floats } from "./kernels.ts";

/* No derivative is formed by cancellation: first and second ones in relative error, in the tails too. */

const unit = { float32: 2 ** -24, float64: 2 ** -53 };

type Elementwise = (x: Tensor) => Tensor;

const functions: Record<string, Elementwise> = {
  ...(core as unknown as Record<string, Elementwise>),
  "gelu tanh": (x) => x.gelu("tanh"),
};

/** First and second derivatives of an elementwise function. */
function derivatives(f: Elementwise, x: Tensor): ArrayLike<number>[] {
  const first = (at: Tensor) => grad((v: Tensor) => f(v).sum())(at);
  return [first(x), grad((v: Tensor) => first(v).sum())(x)].map((y) => y.toTypedArray());
}

function expectNear(actual: number, expected: number, relative: number, label: string): void {
  const error = Math.abs(actual - expected) / Math.abs(expected);
  // Not "error > relative": a NaN must fail.
  if (!(error <= relative)) {
    expect.fail(`${label}: got ${actual}, expected ${expected} (off by ${error}, ${relative} allowed)`);
  }
}

for (const dtype of floats) {
  describe(`elementwise functions of ${dtype}`, () => {
    for (const [name, rows] of Object.entries(exact.functions)) {
      it(name, () => {
        const x = tensor(
          rows.map(([at]) => at),
          { dtype },
        );
        const found = derivatives(functions[name], x);
        rows.forEach(([at, first, second, growth1, growth2], i) => {
          // A dozen roundings, each of which may be one of x.
          const bound = (growth: number) => 24 * (1 + growth) * unit[dtype];
          expectNear(found[0][i], first, bound(growth1), `first derivative of ${name} at ${at}`);
          expectNear(found[1][i], second, bound(growth1 + growth2), `second derivative of ${name} at ${at}`);
        });
      });
    }
  });

  describe(`where one part is nearly all, ${dtype}`, () => {
    const values = (data: number[]) => tensor(data, { dtype });
    const near = 64 * unit[dtype];
    const logits = values([20, 0]);
    const rest = 1 / (1 + Math.exp(20));
    const product = rest * (1 - rest);
    const expectAll = (x: Tensor, expected: number[]) => {
      const found = x.reshape([-1]).toTypedArray();
      expect(found.length).toBe(expected.length);
      expected.forEach((value, i) => {
        expectNear(found[i], value, near, `entry ${i}`);
      });
    };

    it("softmax, its logarithm and logSumExp", () => {
      expectAll(jacobian((x: Tensor) => x.softmax())(logits), [product, -product, -product, product]);
      expectAll(jacobian((x: Tensor) => x.logSoftmax())(logits), [rest, -rest, rest - 1, 1 - rest]);
      const first = (x: Tensor) => x.logSoftmax().slice([0]);
      expectAll(hessian(first)(logits), [-product, product, product, -product]);
      expectAll(hessian((x: Tensor) => x.logSumExp())(logits), [product, -product, -product, product]);
    });

    it("the logarithm of a share of nearly 1, in tensors of any size", () => {
      for (const [rows, columns] of [
        [1, 2],
        [3, 5],
        [200, 2],
        [100, 7],
        [40, 300],
      ] as const) {
        for (const apart of [3, 9, 17.5, 30, 60]) {
          const row = Array.from({ length: columns }, (_, i) => (i === columns - 1 ? apart : 0));
          const found = values(Array.from({ length: rows }, () => row).flat()).reshape([rows, columns]).logSoftmax(); // biome-ignore format: a line
          const certain = found.toTypedArray()[rows * columns - 1];
          const expected = -Math.log1p((columns - 1) * Math.exp(-apart));
          expectNear(
            certain,
            expected,
            (32 + columns) * unit[dtype],
            `${rows} rows of ${columns}, ${apart} apart`,
          );
        }
        // As many as share the largest.
        const even = values(Array(rows * columns).fill(7))
          .reshape([rows, columns])
          .logSoftmax();
        expectNear(even.toTypedArray()[0], -Math.log(columns), 8 * unit[dtype], `${columns} alike`);
      }
    });

    it("running sums of logarithms, whichever part comes first", () => {
      const last = (x: Tensor) => x.logCumSumExp().slice([1]);
      const curved = [product, -product, -product, product];
      expectAll(hessian(last)(logits), curved);
      expectAll(hessian(last)(values([0, 20])), curved);
      expectAll(hessian((x: Tensor) => x.logCumSumExp(-1, { reverse: true }).slice([0]))(logits), curved);
      const nothing = values([Number.NEGATIVE_INFINITY, 20, 0]);
      const shown = [0, 0, 0, 0, product, -product, 0, -product, product];
      expect(
        hessian((x: Tensor) => x.logCumSumExp().slice([2]))(nothing)
          .sub(tensor(shown, { dtype }).reshape([3, 3]))
          .abs()
          .max()
          .item(),
      ).toBeLessThan(near * product);
    });

    it("hypot and norms", () => {
      const [a, b] = [1, Math.fround(1e-5)];
      const d = Math.hypot(a, b);
      const curved = [b * b, -a * b, -a * b, a * a].map((value) => value / d ** 3);
      expectAll(hessian((x: Tensor) => x.norm())(values([a, b])), curved);
      expectAll(hessian((x: Tensor) => hypot(x.slice([0]), x.slice([1])))(values([a, b])), curved);
      const c = Math.fround(0.01);
      const n = (1 + c ** 3) ** (1 / 3);
      const cubic = [c ** 3, -(c ** 2), -(c ** 2), c].map((value) => (2 * value) / n ** 5);
      expectAll(hessian((x: Tensor) => x.norm(3))(values([1, c])), cubic);
    });
  });
}
