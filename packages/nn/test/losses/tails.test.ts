import { grad, hessian, type Tensor, tensor } from "@gradiente/core";
import {
  bceLoss,
  bceWithLogitsLoss,
  cosineEmbeddingLoss,
  crossEntropyLoss,
  ctcLoss,
  diceLoss,
  gaussianNllLoss,
  hingeLoss,
  klDivLoss,
  multiLabelMarginLoss,
  multiLabelSoftMarginLoss,
  multiMarginLoss,
  nllLoss,
  poissonNllLoss,
  sigmoidFocalLoss,
  smoothL1Loss,
  softMarginLoss,
  softmaxFocalLoss,
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

  it("cosineEmbeddingLoss keeps the digits of derivatives where a vector is nearly 0", () => {
    // With ε = 1e-12 in the square of its length, (s, 0) has the cosine s v / 1e-6 with a vector (v, w) of length 1, to s².
    const s = 2 ** -60;
    // ε is in the length of the other, too.
    const [v, w] = [0.6, 0.8].map((x) => x / Math.sqrt(1 + 1e-12));
    const loss = (x: Tensor) => cosineEmbeddingLoss(x, f([[0.6, 0.8]]), f([1]));
    const first = grad(loss);
    const at = f([[s, 0]]);
    close(first(at).reshape([-1]).narrow(0, 0, 1).div(1e6), [-v]);
    // d² (x · q / √(x² + ε)) = -(x qᵀ + q xᵀ + x · q 1) ε^(-3/2)
    const second = grad((x: Tensor) =>
      first(x)
        .slice([null, [0, 1]])
        .sum(),
    )(at);
    close(second.reshape([-1]).div(1e18 * s), [3 * v, w]);
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

  it("samples that are left out have no gradient either, of any order, if they are padded with what is no score", () => {
    for (const padding of [
      [-INF, -INF],
      [Number.NaN, 0],
      [INF, 0],
    ]) {
      for (const options of [{}, { labelSmoothing: 0.1 }, { weight: f([1, 2]) }]) {
        const loss = (x: Tensor) => crossEntropyLoss(x, int([-1, 0]), { ...options, ignoreIndex: -1 });
        const alone = (x: Tensor) => crossEntropyLoss(x, int([0]), options);
        const [x, rest] = [f([padding, [0, 1]]), f([[0, 1]])];
        expect(loss(x).item()).toBe(alone(rest).item());
        expect(grad(loss)(x).toArray()).toEqual([[0, 0], ...(grad(alone)(rest).toArray() as number[][])]);
        const second = hessian(loss)(x);
        expect([...second.slice([0]).toTypedArray()].every((value) => value === 0)).toBe(true);
        expect([...second.slice([1, null, 1]).toTypedArray()]).toEqual([
          ...hessian(alone)(rest).toTypedArray(),
        ]);
      }
    }
  });

  it("multiMarginLoss of an infinite score of the target costs nothing, with a power of 2 too", () => {
    const loss = (x: Tensor) => multiMarginLoss(x, int(1), { power: 2 });
    const x = f([-INF, INF, 1]);
    expect([loss(x).item(), grad(loss)(x).add(0).toArray()]).toEqual([0, [0, 0, 0]]);
  });

  it("multiLabelMarginLoss costs nothing where there is nothing to tell apart: no class, all, or a single one", () => {
    const none = { reduction: "none" } as const;
    for (const named of [[[-1, 0], [0, 1], [1, 0]], [[-1, 1], [0, 1], [1, 0]]]) {
      const loss = (x: Tensor) => multiLabelMarginLoss(x, int(named), none);
      expect(loss(f([[1, 3], [1, 3], [INF, -INF]])).toArray()).toEqual([0, 0, 0]);
    }
    const single = (x: Tensor) => multiLabelMarginLoss(x, int([[-1], [0]]), none);
    expect(single(f([[2], [3]])).toArray()).toEqual([0, 0]);
  }); // biome-ignore format: matrices

  it("gaussianNllLoss of an infinite variance is infinite, and pulls nowhere", () => {
    const loss = (m: Tensor, v: Tensor) => gaussianNllLoss(m, f([0]), v);
    expect(loss(f([2]), f([INF])).item()).toBe(INF);
    const slopes = grad(loss)(f([2]), f([INF])) as unknown as Tensor[];
    expect(slopes.map((slope) => slope.add(0).item())).toEqual([0, 0]);
  });

  it("gaussianNllLoss takes one variance for a vector", () => {
    const loss = (v: Tensor) => gaussianNllLoss(f([1, 3]), f([0, 0]), v, { reduction: "none" }).toArray();
    expect(loss(f(2))).toEqual(loss(f([2, 2])));
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

describe.each(["float32", "float64"] as const)("focal losses and ctcLoss of %s at the ends", (dtype) => {
  const f = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype });
  const none = { reduction: "none" } as const;
  const curvature = (loss: (x: Tensor) => Tensor, x: Tensor) => hessian(loss)(x).diagonal();

  it("sigmoidFocalLoss of large logits costs what the cross-entropy does, or nothing", () => {
    const t = f([1, 0, 1, 0, 1]);
    const x = f([INF, -INF, -1e4, 1e4, 100]);
    const losses = (y: Tensor) => sigmoidFocalLoss(y, t, { ...none, alpha: 0.5 });
    const [, , third, fourth, last] = losses(x).toTypedArray();
    expect([...losses(x).toTypedArray()].slice(0, 2).map((value) => value + 0)).toEqual([0, 0]);
    expect([third, fourth]).toEqual([5e3, 5e3]);
    expect(last).toBeLessThan(1e-80);
    const finite = grad((y: Tensor) => losses(y).sum())(x).toTypedArray();
    expect([...finite].map((value) => value + 0)).toEqual([0, 0, -0.5, 0.5, expect.closeTo(0, 30)]);
  });

  it("an infinite logit that is wrong has the slope of large ones, and none where its weight is 0", () => {
    const positive = (x: Tensor) => sigmoidFocalLoss(x, f([1, 0]), { alpha: 0.5, reduction: "sum" });
    const wrong = f([-INF, INF]);
    expect(positive(wrong).item()).toBe(INF);
    expect(grad(positive)(wrong).toArray()).toEqual([-0.5, 0.5]);
    close(curvature(positive, wrong).add(0), [0, 0]);
    for (const gamma of [0.5, 1, 2]) {
      const loss = (x: Tensor) => softmaxFocalLoss(x, int(0), { gamma });
      const x = f([-INF, 1, 1]);
      expect(loss(x).item()).toBe(INF);
      expect(grad(loss)(x).toArray()).toEqual([-1, 0.5, 0.5]);
      const weightless = (y: Tensor) => softmaxFocalLoss(y, int(0), { gamma, weight: f([0, 1, 1]) });
      expect([weightless(x).item(), grad(weightless)(x).add(0).toArray()]).toEqual([0, [0, 0, 0]]);
    }
  });

  it("softmaxFocalLoss keeps the digits of what is nearly right, and of its derivatives", () => {
    const sizes = [9, 15, 20, 25, 30];
    const loss = (x: Tensor) => softmaxFocalLoss(x, int([0, 0, 0, 0, 0]), { gamma: 1, reduction: "sum" });
    const x = f(sizes).unsqueeze(1).pad([[0, 0], [0, 1]]); // biome-ignore format: a list of widths
    const slope = (v: Tensor) => grad(loss)(v).slice([null, 0]);
    // With q = σ(-x): -q log(1 - q), whose derivative is q (1 - q) log(1 - q) - q².
    const q = sizes.map((size) => Math.exp(-size) / (1 + Math.exp(-size)));
    close(softmaxFocalLoss(x, int([0, 0, 0, 0, 0]), { ...none, gamma: 1 }).div(16), q.map((share) => (-share * Math.log1p(-share)) / 16)); // biome-ignore format: one thing
    close(slope(x), q.map((share) => share * (1 - share) * Math.log1p(-share) - share ** 2)); // biome-ignore format: one thing
    const curved = grad((v: Tensor) => slope(v).sum())(x).slice([null, 0]);
    sizes.forEach((size, i) => {
      const wanted = 4 * Math.exp(-2 * size);
      expect(Math.abs(curved.toTypedArray()[i] / wanted - 1)).toBeLessThan(8 * Math.exp(-size) + 1e-5);
    });
  });

  it("softmaxFocalLoss of what is certain costs nothing, also where a power has no derivative", () => {
    const x = f([[2000, 0, 0], [0, 0, 1000]]); // biome-ignore format: a matrix
    for (const gamma of [0, 0.5, 2]) {
      const loss = (y: Tensor) => softmaxFocalLoss(y, int([0, 2]), { gamma });
      expect(loss(x).item() + 0).toBe(0);
      expect(grad(loss)(x).abs().max().item()).toBe(0);
    }
  });

  it("softmaxFocalLoss of gamma 0 is the cross-entropy", () => {
    const x = f([[2, -1, 0.5], [0.25, 1, -3]]); // biome-ignore format: a matrix
    const loss = softmaxFocalLoss(x, int([2, 0]), { ...none, gamma: 0 });
    close(loss, [...crossEntropyLoss(x, int([2, 0]), none).toTypedArray()]);
  });

  it("ctcLoss is the sum over all paths that spell the labels, one by one", () => {
    const p = f([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3], [0.2, 0.2, 0.6], [0.4, 0.35, 0.25]]); // biome-ignore format: a matrix
    const spelling = (path: readonly number[]) =>
      path.filter((label, i) => label !== 0 && label !== path[i - 1]).join();
    const paths = Array.from({ length: 81 }, (_, n) =>
      [27, 9, 3, 1].map((power) => Math.floor(n / power) % 3),
    );
    const rows = p.toArray() as number[][];
    for (const labels of [[1, 2], [1, 1], [2], []]) {
      // biome-ignore format: one line
      const sum = paths
        .filter((path) => spelling(path) === labels.join())
        .map((path) => path.reduce((product, label, t) => product * rows[t][label], 1))
        .reduce((a, b) => a + b);
      const target = tensor(Int32Array.from([...labels, -7, 99]));
      const loss = ctcLoss(p.log(), target, int(4), int(labels.length), none);
      expect(loss.item()).toBeCloseTo(-Math.log(sum), dtype === "float32" ? 5 : 12);
    }
  });

  it("ctcLoss of labels that do not fit is infinite, or 0, without a gradient; of a thousand steps it is finite", () => {
    const p = f([[0.5, 1, 2], [1, 0, 0]]).logSoftmax(); // biome-ignore format: a matrix
    const loss = (x: Tensor) => ctcLoss(x, int([1, 1]), int(2), int(2));
    expect(loss(p).item()).toBe(INF);
    expect(grad(loss)(p).abs().max().item()).toBe(0);
    expect(ctcLoss(p, int([1, 1]), int(2), int(2), { zeroInfinity: true }).item()).toBe(0);
    expect(ctcLoss(p, int([1]), int(0), int(0)).item() + 0).toBe(0);
    const long = f(new Array(1000).fill([0, 0, 0])).logSoftmax();
    const x = ctcLoss(long, int([1, 2]), int(1000), int(2), none).item();
    expect(x).toBeGreaterThan(1000 * Math.log(3) - 30);
    expect(x).toBeLessThan(1000 * Math.log(3));
  });

  it("diceLoss of a class that is neither predicted nor there is 0, and is given for each class", () => {
    const p = f([[[0, 0], [1, 1]]]); // biome-ignore format: a batch
    expect([...diceLoss(p, p, none).toTypedArray()].map(Math.abs)).toEqual([0, 0]);
    const wrong = diceLoss(p, f([[[1, 1], [1, 0]]]), { ...none, epsilon: 0 }); // biome-ignore format: a batch
    close(wrong, [1, 1 / 3]);
  });
});
