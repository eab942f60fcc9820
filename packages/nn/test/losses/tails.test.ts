import { grad, hessian, type Tensor, tensor } from "@gradiente/core";
import {
  bceLoss,
  bceWithLogitsLoss,
  cosineEmbeddingLoss,
  crossEntropyLoss,
  gaussianNllLoss,
  hingeLoss,
  klDivLoss,
  multiLabelSoftMarginLoss,
  multiMarginLoss,
  nllLoss,
  poissonNllLoss,
  smoothL1Loss,
  softMarginLoss,
} from "@gradiente/nn";
import { describe, expect, it } from "vitest";

const INF = Number.POSITIVE_INFINITY;
const int = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "int32" });

/** Values equal within some units of the last place of the dtype. */
function close(actual: Tensor, expected: readonly number[]): void {
  const unit = actual.dtype === "float32" ? 2 ** -23 : 2 ** -52;
  const found = [...actual.toTypedArray()];
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => {
    const error = value === expected[i] ? 0 : Math.abs(value - expected[i]) / Math.abs(expected[i]);
    expect(error, `element ${i}: ${value} for ${expected[i]}`).toBeLessThanOrEqual(8 * unit);
  });
}

describe.each(["float32", "float64"] as const)("losses of %s in the tails", (dtype) => {
  const f = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype });
  const none = { reduction: "none" } as const;
  const curvature = (loss: (x: Tensor) => Tensor, x: Tensor) => hessian(loss)(x).diagonal();

  it("softMarginLoss and bceWithLogitsLoss keep the digits of what is nearly right", () => {
    const x = f([20, 40, -40, 80]);
    const y = f([1, 1, -1, 1]);
    const expected = [20, 40, 40, 80].map((size) => Math.log1p(Math.exp(-size)));
    close(softMarginLoss(x, y, none), expected);
    const slopes = [20, 40, 40, 80].map((size) => Math.exp(-size) / (1 + Math.exp(-size)));
    const sum = (v: Tensor) => softMarginLoss(v, y, { reduction: "sum" });
    close(grad(sum)(x).mul(y).neg(), slopes);
    close(
      curvature(sum, x),
      slopes.map((slope) => slope * (1 - slope)),
    );
    close(bceWithLogitsLoss(x, y.add(1).div(2), { ...none, posWeight: f(3) }), [3, 3, 1, 3].map((w, i) => w * expected[i])); // biome-ignore format: a line
  });

  it("cosineEmbeddingLoss keeps the digits of nearly parallel vectors", () => {
    // 1 - cos of (1, t) and (1, 0) is t² / 2, to the fourth power of t.
    const t = 2 ** -14;
    const loss = cosineEmbeddingLoss(f([[1, t]]), f([[1, 0]]), f([1]));
    expect(Math.abs(loss.item() / (t ** 2 / 2) - 1)).toBeLessThan(1e-3);
    const long = dtype === "float32" ? 1e30 : 1e200;
    close(cosineEmbeddingLoss(f([[long, 0]]), f([[0, long]]), f([1])), [1]);
    close(cosineEmbeddingLoss(f([[long, long]]), f([[long, 0]]), f([-1])), [Math.SQRT1_2]);
    const slope = grad((x: Tensor) => cosineEmbeddingLoss(x, f([[0, long]]), f([1])))(f([[long, 0]]));
    close(slope.mul(long).reshape([-1]).narrow(0, 1, 1), [-1]);
  });

  it("cosineEmbeddingLoss of zeros is that of a right angle", () => {
    const at = (y: number) => cosineEmbeddingLoss(f([[0, 0]]), f([[3, 4]]), f([y]));
    close(at(1), [1]);
    close(at(-1), [0]);
    const slope = grad((x: Tensor) => cosineEmbeddingLoss(x, f([[3, 4]]), f([1])))(f([[0, 0]]));
    expect([...slope.toTypedArray()].every(Number.isFinite)).toBe(true);
  });

  it("klDivLoss of logarithms counts nothing where the target is 0", () => {
    const loss = (p: Tensor, t: Tensor) => klDivLoss(p, t, { logTarget: true, reduction: "sum" });
    const [p, t] = [f([-INF, -1, -INF]), f([-INF, -INF, 0])];
    expect(loss(p.slice([[0, 2]]), t.slice([[0, 2]])).item()).toBe(0);
    expect(loss(p, t).item()).toBe(INF);
    const slopes = grad((a: Tensor, b: Tensor) => loss(a, b))(f([-INF, -1]), f([-INF, -INF]));
    for (const slope of slopes as unknown as Tensor[]) close(slope.add(0), [0, 0]);
    // A difference of products would lose these digits.
    close(klDivLoss(f([-3]), f([-3 + 2 ** -20]), { logTarget: true }), [2 ** -20 * Math.exp(-3 + 2 ** -20)]);
  });

  it("poissonNllLoss of a count of 0 is 0 where the rate is 0", () => {
    const loss = (x: Tensor) => poissonNllLoss(x, f([0]), { reduction: "sum", full: true });
    expect(loss(f([-INF])).item()).toBe(0);
    close(grad(loss)(f([-INF])), [0]);
    expect(poissonNllLoss(f([0]), f([0]), { logInput: false }).item()).toBe(0);
  });

  it("gaussianNllLoss of large errors does not overflow where it is finite", () => {
    const [error, variance] = dtype === "float32" ? [1e20, 1e30] : [1e160, 1e200];
    const loss = gaussianNllLoss(f([error]), f([0]), f([variance]));
    close(loss, [0.5 * (Math.log(variance) + (error / variance) * error)]);
  });

  it("gaussianNllLoss pulls a variance of 0 up", () => {
    const loss = (v: Tensor) => gaussianNllLoss(f([1]), f([0]), v, { epsilon: 0.25 });
    expect(loss(f([0])).item()).toBe(loss(f([0.25])).item());
    close(grad(loss)(f([0])), [0.5 * (1 / 0.25 - 1 / 0.25 ** 2)]);
  });

  it("smoothL1Loss of errors that overflow has the slope of its straight line", () => {
    const most = dtype === "float32" ? 3e38 : 1.5e308;
    const loss = (x: Tensor) => smoothL1Loss(x, f([0, 0]), { reduction: "sum", beta: 1e-3 });
    close(grad(loss)(f([most, 2 ** -12])), [1, 2 ** -12 / 1e-3]);
    close(curvature(loss, f([most, 2 ** -12])), [0, 1000]);
  });

  it("weights of 0 beat infinite losses", () => {
    const zero = (loss: (x: Tensor) => Tensor, x: Tensor) => {
      for (const y of [loss(x), grad(loss)(x), hessian(loss)(x)]) {
        expect(
          y.toTypedArray().every((value) => value === 0),
          String(y),
        ).toBe(true);
      }
    };
    const weight = f([0, 1]);
    zero((x) => nllLoss(x, int([0]), { weight, reduction: "sum" }), f([[-INF, 0]]));
    zero((x) => crossEntropyLoss(x, int([0]), { weight, reduction: "sum" }), f([[-INF, 0]]));
    zero((x) => crossEntropyLoss(x, f([[1, 0]]), { weight }), f([[-INF, 0]]));
    zero((x) => crossEntropyLoss(x, int([0, -1]), { ignoreIndex: -1 }), f([[0, -INF], [-INF, 0]])); // biome-ignore format: a line
    zero((x) => bceWithLogitsLoss(x, f([1, 1]), { weight, reduction: "sum" }), f([-INF, INF]));
    zero((x) => bceWithLogitsLoss(x, f([1, 1]), { posWeight: weight, reduction: "sum" }), f([-INF, INF]));
    zero((x) => multiLabelSoftMarginLoss(x, f([1, 1]), { weight, reduction: "sum" }), f([-INF, INF]));
    expect(bceLoss(f([0, 1]), f([1, 1]), { weight }).item()).toBe(0);
  });

  it("samples that are left out cost nothing, whatever their scores are", () => {
    const loss = crossEntropyLoss(f([[1, 2], [3, -INF]]), int([0, -1]), { ...none, ignoreIndex: -1 }); // biome-ignore format: a line
    expect(loss.toTypedArray()[1]).toBe(0);
    const nothing = crossEntropyLoss(f([[1, 2]]), int([7]), { ignoreIndex: 7 });
    expect(nothing.item()).toBeNaN();
  });

  it("a margin that is met exactly has no slope", () => {
    const hinge = (x: Tensor) => hingeLoss(x, f([1, -1]), { reduction: "sum" });
    expect(
      grad(hinge)(f([1, -1]))
        .add(0)
        .toArray(),
    ).toEqual([0, 0]);
    const multi = (x: Tensor) => multiMarginLoss(x, int(0), { reduction: "sum" });
    expect(
      grad(multi)(f([1, 0]))
        .add(0)
        .toArray(),
    ).toEqual([0, 0]);
  });
});
