import {
  checkGradients,
  DTypeError,
  grad,
  hessian,
  IndexError,
  ShapeError,
  type Tensor,
  tensor,
} from "@gradiente/core";
import {
  bceLoss,
  bceWithLogitsLoss,
  crossEntropyLoss,
  huberLoss,
  klDivLoss,
  type LossOptions,
  maeLoss,
  mseLoss,
  nllLoss,
} from "@gradiente/nn";
import { describe, expect, it } from "vitest";
import golden from "./golden/losses.json" with { type: "json" };

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });
const int = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "int32" });

const losses = {
  mseLoss,
  maeLoss,
  huberLoss,
  klDivLoss,
  bceLoss,
  bceWithLogitsLoss,
  crossEntropyLoss,
  nllLoss,
};
type LossName = keyof typeof losses;

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

const numbers = ({ data }: Stored) => Float64Array.from(data, Number);
const load = (stored: Stored) => tensor(numbers(stored), { shape: stored.shape });

function largestError(actual: Tensor, expected: Stored): number {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = numbers(expected);
  return Math.max(
    0,
    ...actual
      .toTypedArray()
      .map((value, i) => Math.abs(value - wanted[i]) / Math.max(1, Math.abs(wanted[i]))),
  );
}

describe("agree with PyTorch (golden/losses.py)", () => {
  for (const { name, loss, reduction, prediction, target, value, gradient } of golden.cases) {
    it(name, () => {
      const lossOf = losses[`${loss}Loss` as LossName];
      const labels = load(target).cast(target.dtype as "float64" | "int32");
      const options = { reduction } as LossOptions;
      expect(largestError(lossOf(load(prediction), labels, options), value)).toBeLessThan(1e-10);
      // Where a probability is exactly 0 or 1 and right, PyTorch clamps the derivative to 0; ours is the true ±1.
      if (gradient === null || name.startsWith("bce: exact 0 and 1")) return;
      const ours = grad((p) => lossOf(p, labels, options).sum())(load(prediction));
      expect(largestError(ours, gradient)).toBeLessThan(1e-10);
    });
  }
});

describe("have gradients up to order 3", () => {
  const p = f64([[0.2, 0.5, 0.9], [0.7, 0.1, 0.4]]); // biome-ignore format: a matrix
  const logits = f64([[-2, 0, 3], [0.5, 1, -1]]); // biome-ignore format: a matrix
  const t = f64([[0, 1, 1], [0.3, 0, 1]]); // biome-ignore format: a matrix
  const cases: Record<string, [f: (x: Tensor) => Tensor, x: Tensor]> = {
    mseLoss: [(x) => mseLoss(x, t), p],
    maeLoss: [(x) => maeLoss(x, t), p],
    huberLoss: [(x) => huberLoss(x, t, { delta: 0.45 }), p],
    klDivLoss: [(x) => klDivLoss(x.log(), t), p],
    bceLoss: [(x) => bceLoss(x, t), p],
    bceWithLogitsLoss: [(x) => bceWithLogitsLoss(x, t), logits],
    "crossEntropyLoss of classes": [(x) => crossEntropyLoss(x, int([2, 0])), logits],
    "crossEntropyLoss of probabilities": [(x) => crossEntropyLoss(x, t), logits],
    nllLoss: [(x) => nllLoss(x.logSoftmax(1), int([2, 0])), logits],
  };
  for (const [name, [f, x]] of Object.entries(cases)) {
    it(name, () => {
      expect(checkGradients(f, [x], { order: 3 }).worstError).toBeLessThan(1e-6);
    });
  }
});

describe("are stable at extremes, in float32 too", () => {
  for (const dtype of ["float32", "float64"] as const) {
    const values = (data: number[]) => tensor(data, { dtype });
    const finite = (f: (x: Tensor) => Tensor, x: Tensor) => {
      const all = [f(x), grad((v) => f(v).sum())(x)];
      for (const y of all) expect([...y.toTypedArray()].every(Number.isFinite), String(y)).toBe(true);
      return [...all[0].toTypedArray()].map((value) => value + 0); // -0 is 0
    };

    it(`logits of 1e4, ${dtype}`, () => {
      const logits = values([1e4, -1e4, 1e4, -1e4]);
      const t = values([1, 0, 0, 1]);
      expect(finite((x) => bceWithLogitsLoss(x, t, { reduction: "none" }), logits)).toEqual([0, 0, 1e4, 1e4]);
      const rows = logits.reshape([2, 2]);
      expect(finite((x) => crossEntropyLoss(x, int([0, 1]), { reduction: "none" }), rows)).toEqual([0, 2e4]);
      expect(finite((x) => crossEntropyLoss(x, t.reshape([2, 2]), { reduction: "none" }), rows)).toEqual([
        0, 2e4,
      ]);
    });

    it(`probabilities of 0 and 1, ${dtype}`, () => {
      const p = values([0, 1, 0, 1, 1e-30]);
      const t = values([0, 1, 1, 0, 1]);
      const found = finite((x) => bceLoss(x, t, { reduction: "none" }), p);
      [0, 0, 100, 100, -Math.log(1e-30)].forEach((wanted, i) => {
        expect(Math.abs(found[i] - wanted)).toBeLessThan(1e-5 * Math.max(1, wanted));
      });
    });
  }
});

it("bceLoss keeps the digits of small probabilities", () => {
  const p = 1e-10;
  const loss = bceLoss(tensor([p]), tensor([0]), { reduction: "none" });
  expect(loss.item() / Math.fround(p)).toBeCloseTo(1, 6);
});

it("bceLoss cuts logarithms at -100 wherever they would go beyond", () => {
  const losses_ = bceLoss(f64([1e-44, 1e-43, 1e-300]), f64([1, 1, 1]), { reduction: "none" });
  expect(losses_.toArray()).toEqual([100, -Math.log(1e-43), 100]);
});

describe("errors teach", () => {
  const scores = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
  const cases: Record<string, [run: () => unknown, kind: new (...args: never[]) => Error, message: RegExp]> = {
    "a label that is no class": [() => crossEntropyLoss(scores, int([0, 3])), IndexError, /^crossEntropyLoss: the target at \[1\] is 3, and there are 3 classes, 0 to 2$/],
    "a negative label": [() => nllLoss(scores, int([-1, 0])), IndexError, /^nllLoss: the target at \[0\] is -1/],
    "labels that are no integers": [() => crossEntropyLoss(scores, tensor([0, Number.NaN])), DTypeError, /^crossEntropyLoss: class indices must be int32, not float32; use target\.cast\("int32"\), which refuses NaN$/],
    "NaN labels made integers": [() => crossEntropyLoss(scores, tensor([0, Number.NaN]).cast("int32")), RangeError, /^cast: NaN has no int32 value/],
    "too few labels": [() => crossEntropyLoss(scores, int([0])), ShapeError, /^crossEntropyLoss: scores of shape \[2, 3\] need class indices of shape \[2\], and the target has \[1\]$/],
    "one-hot labels of another width": [() => crossEntropyLoss(scores, tensor([[1, 0], [0, 1]])), ShapeError, /prediction has shape \[2, 3\] and the target \[2, 2\]/],
    "labels with an axis too many": [() => crossEntropyLoss(scores, int([[0], [1]])), DTypeError, /int32 targets are class indices, of shape \[2\] for logits \[2, 3\], and these have \[2, 1\]: squeeze or reshape/],
    "a scalar": [() => crossEntropyLoss(tensor(1), int(0)), ShapeError, /a scalar has no class axis/],
    "shapes that would broadcast": [() => mseLoss(tensor([[1], [2]]), tensor([1, 2])), ShapeError, /^mseLoss: the prediction has shape \[2, 1\] and the target \[2\]; they must be equal: reshape one of them$/],
    "an unknown reduction": [() => maeLoss(scores, scores, { reduction: "average" as "mean" }), TypeError, /reduction must be "mean", "sum" or "none", not "average"/],
  }; // biome-ignore format: one row a case
  for (const [name, [run, kind, message]] of Object.entries(cases)) {
    it(name, () => {
      expect(run).toThrow(kind);
      expect(run).toThrow(message);
    });
  }
});

describe("an infinite logarithm that has no weight costs nothing", () => {
  const INF = Number.POSITIVE_INFINITY;
  for (const dtype of ["float32", "float64"] as const) {
    const rows = (data: number[][]) => tensor(data, { dtype });
    const zero = (x: Tensor) =>
      expect(
        x.toTypedArray().every((value) => value === 0),
        String(x),
      ).toBe(true);
    /** The value, and that no derivative up to the second is anything but 0. */
    const costsNothing = (f: (x: Tensor) => Tensor, x: Tensor) => {
      zero(f(x));
      zero(grad(f)(x));
      zero(hessian(f)(x));
    };

    it(`crossEntropyLoss with probabilities, ${dtype}`, () => {
      costsNothing((x) => crossEntropyLoss(x, rows([[0, 1]])), rows([[-INF, 0]]));
      const target = rows([[0, 0.25, 0.75]]);
      const masked = grad((x: Tensor) => crossEntropyLoss(x, target))(rows([[-INF, 1, 2]]));
      const rest = grad((x: Tensor) => crossEntropyLoss(x, rows([[0.25, 0.75]])))(rows([[1, 2]]));
      expect((masked.toArray() as number[][])[0][0] + 0).toBe(0);
      expect(masked.slice([null, [1]]).toArray()).toEqual(rest.toArray());
      zero(grad((t: Tensor) => crossEntropyLoss(rows([[-INF, 0]]), t))(rows([[0, 1]])));
    });

    it(`klDivLoss, ${dtype}`, () => {
      const f = (x: Tensor) => klDivLoss(x, rows([[0, 1]]), { reduction: "sum" });
      zero(f(rows([[-INF, 0]])));
      expect(
        grad(f)(rows([[-INF, 0]]))
          .add(0)
          .toArray(),
      ).toEqual([[0, -1]]); // -0 is 0
      zero(hessian(f)(rows([[-INF, 0]])));
      costsNothing((x) => f(x.logSoftmax(1)), rows([[-INF, 0]]));
    });

    it(`bceWithLogitsLoss of infinite logits, ${dtype}`, () => {
      costsNothing((x) => bceWithLogitsLoss(x, rows([[1, 0]])), rows([[INF, -INF]]));
      const wrong = bceWithLogitsLoss(rows([[INF, -INF]]), rows([[0, 1]]), { reduction: "none" });
      expect(wrong.toArray()).toEqual([[INF, INF]]);
    });
  }
});

describe("huberLoss of errors that overflow", () => {
  for (const dtype of ["float32", "float64"] as const) {
    it(`has the slope of its straight line, ${dtype}`, () => {
      const most = dtype === "float32" ? 3e38 : 1.5e308;
      const p = tensor([most, -most, most, 1, 0.5], { dtype });
      const t = tensor([-most, most, 0, 0, 0], { dtype });
      const f = (x: Tensor) => huberLoss(x, t, { reduction: "sum" });
      expect(grad(f)(p).toArray()).toEqual([1, -1, 1, 1, 0.5]);
      const curvature = (hessian(f)(p).toArray() as number[][]).map((row, i) => row[i]);
      expect(curvature).toEqual([0, 0, 0, 1, 1]);
    });
  }
});
