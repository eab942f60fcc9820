import {
  type Axes,
  batchNorm,
  batchNormWithStatistics,
  grad,
  groupNorm,
  instanceNorm,
  layerNorm,
  ones,
  registerBackend,
  rmsNorm,
  ShapeError,
  type Tensor,
  type TensorLike,
  tensor,
  Variable,
} from "@gradiente/core";
import { reference } from "@gradiente/core/backend";
import { gradientMatches, tensors } from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose } from "./close.ts";
import { withBackend } from "./toy.ts";

/** Whether the routine was asked for on the way back. */
let asked = 0;
registerBackend("forwards", () => ({
  ...reference,
  name: "forwards",
  depth: 0,
  routine: (f, parameters, inputs, outputs) => {
    if (f.name !== "standardizeBack") return reference.routine(f, parameters, inputs, outputs);
    asked++;
    return false;
  },
}));

const wave = (shape: readonly number[], phase = 0, dtype: "float32" | "float64" = "float64"): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(Float64Array.from({ length: size }, (_, i) => Math.sin(i * 1.7 + phase)), { shape }).cast(dtype); // biome-ignore format: one thing
};

/** The same, composed of ops. */
function byHand(x: Tensor, axes: Axes, weight: TensorLike, bias: TensorLike, epsilon = 1e-5): Tensor {
  const centred = x.sub(x.mean(axes, { keepDims: true }));
  const variance = centred.square().mean(axes, { keepDims: true });
  return centred.div(variance.add(epsilon).sqrt()).mul(weight).add(bias);
}

const standardizedByHand = (x: Tensor): Tensor => byHand(x, -1, 1, 0);

const gradientsOf = (f: (...xs: Tensor[]) => Tensor, inputs: readonly Tensor[]) =>
  (
    grad((...xs: Tensor[]) => {
      const y = f(...xs);
      return y.mul(wave(y.shape, 0.3, y.dtype as "float64")).sum();
    }) as unknown as (...xs: readonly Tensor[]) => Tensor[]
  )(...inputs);

describe("layerNorm of one row", () => {
  for (const shape of [[40], [1, 40], [1, 1, 40]]) {
    it(`of shape [${shape}] has a weight for each place`, () => {
      const [x, weight, bias] = [wave(shape), wave([40], 1), wave([40], 2)];
      const hand = byHand(x, -1, weight, bias);
      expect(layerNorm(x, -1, { weight, bias }).sub(hand).abs().max().item()).toBeLessThan(1e-12);
    });
  }
});

describe("a row keeps its digits", () => {
  const size = 5001;
  const near = (i: number) => Math.sin(i * 1.7);
  const rows: Record<string, (i: number) => number> = {
    "far from 0": (i) => 65536 + Math.round(64 * near(i)) / 64,
    "whose first element is almost all of it": (i) => (i === 0 ? 2 ** 20 : Math.round(64 * near(i)) / 64),
    "whose last element is almost all of it": (i) =>
      i === size - 1 ? -(2 ** 20) : Math.round(64 * near(i)) / 64,
    "of one number": () => 0.375,
  };
  for (const dtype of ["float32", "float64"] as const) {
    it.each(Object.entries(rows))(`of ${dtype}, %s`, (_, of) => {
      const x = tensor(Float64Array.from({ length: size }, (_, i) => of(i))).cast(dtype);
      const values = [...x.toTypedArray()];
      const mean = values.reduce((a, b) => a + b, 0) / size;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
      const expected = values.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
      const found = layerNorm(x, -1).toTypedArray();
      const largest = Math.max(1, ...expected.map(Math.abs));
      const worst = Math.max(...expected.map((value, i) => Math.abs(value - found[i])));
      expect(worst / largest).toBeLessThan(dtype === "float32" ? 1e-7 : 1e-12);
      const byHand = grad((x: Tensor) =>
        standardizedByHand(x)
          .mul(wave([size], 0.3, dtype))
          .sum(),
      )(x);
      const ours = grad((x: Tensor) =>
        layerNorm(x, -1)
          .mul(wave([size], 0.3, dtype))
          .sum(),
      )(x);
      const scale = byHand.abs().max().item();
      expect(ours.sub(byHand).abs().max().item() / scale).toBeLessThan(dtype === "float32" ? 1e-3 : 1e-9);
    });
  }
});

describe("a weight and a bias of different dtypes", () => {
  const dtypes = ["float32", "float64"] as const;
  const all = dtypes.flatMap((x) =>
    dtypes.flatMap((weight) => dtypes.map((bias) => [x, weight, bias] as const)),
  );
  it.each(all)("give what ops give: x of %s, %s and %s", (...[of, ofWeight, ofBias]) => {
    const [x, weight, bias] = [wave([6, 40], 0, of), wave([40], 1, ofWeight), wave([40], 2, ofBias)];
    const ours = layerNorm(x, -1, { weight, bias });
    const hand = byHand(x, -1, weight, bias);
    expect([ours.dtype, ours.shape]).toEqual([hand.dtype, hand.shape]);
    expect(ours.sub(hand).abs().max().item()).toBeLessThan(
      of === "float32" || ofWeight === "float32" ? 1e-5 : 1e-6,
    );
  });
});

/** Shapes that are worked on in several pieces, in rows that do not fill vectors, and in columns. */
interface Case {
  readonly inputs: readonly (readonly number[])[];
  readonly ours: (...xs: Tensor[]) => Tensor;
  readonly hand: (...xs: Tensor[]) => Tensor;
}

const large: Readonly<Record<string, Case>> = {
  "layerNorm of many rows": {
    inputs: [[300, 97], [97], [97]],
    ours: (x, w, b) => layerNorm(x, -1, { weight: w, bias: b }),
    hand: (x, w, b) => byHand(x, -1, w, b),
  },
  "layerNorm over two axes": {
    inputs: [
      [20, 9, 7],
      [9, 7],
      [9, 7],
    ],
    ours: (x, w, b) => layerNorm(x, [1, 2], { weight: w, bias: b }),
    hand: (x, w, b) => byHand(x, [1, 2], w, b),
  },
  "layerNorm over the middle": {
    inputs: [[5, 30, 6], [30], [30]],
    ours: (x, w, b) => layerNorm(x, 1, { weight: w, bias: b }),
    hand: (x, w, b) => byHand(x, 1, w.reshape([30, 1]), b.reshape([30, 1])),
  },
  "layerNorm around the middle": {
    inputs: [
      [4, 3, 10],
      [4, 10],
      [4, 10],
    ],
    ours: (x, w, b) => layerNorm(x, [0, 2], { weight: w, bias: b }),
    hand: (x, w, b) => byHand(x, [0, 2], w.reshape([4, 1, 10]), b.reshape([4, 1, 10])),
  },
  "batchNorm of large images": {
    inputs: [[4, 3, 50, 51], [3], [3]],
    ours: (x, w, b) => batchNorm(x, { weight: w, bias: b }),
    hand: (x, w, b) => byHand(x, [0, 2, 3], w.reshape([3, 1, 1]), b.reshape([3, 1, 1])),
  },
  "batchNorm of images, several channels at a time": {
    inputs: [[5, 9, 20, 20], [9], [9]],
    ours: (x, w, b) => batchNorm(x, { weight: w, bias: b }),
    hand: (x, w, b) => byHand(x, [0, 2, 3], w.reshape([9, 1, 1]), b.reshape([9, 1, 1])),
  },
  "batchNorm of features": {
    inputs: [[40, 6], [6], [6]],
    ours: (x, w, b) => batchNorm(x, { weight: w, bias: b }),
    hand: (x, w, b) => byHand(x, 0, w, b),
  },
  "instanceNorm of images": {
    inputs: [[3, 4, 11, 5], [4], [4]],
    ours: (x, w, b) => instanceNorm(x, { weight: w, bias: b }),
    hand: (x, w, b) => byHand(x, [2, 3], w.reshape([4, 1, 1]), b.reshape([4, 1, 1])),
  },
  "a weight alone": {
    inputs: [[30, 9], [9]],
    ours: (x, w) => layerNorm(x, -1, { weight: w }),
    hand: (x, w) => byHand(x, -1, w, 0),
  },
  "a bias alone": {
    inputs: [[4, 3, 10], [3]],
    ours: (x, b) => batchNorm(x, { bias: b }),
    hand: (x, b) => byHand(x, [0, 2], 1, b.reshape([3, 1])),
  },
};

describe("normalisation", () => {
  for (const [name, { inputs, ours, hand }] of Object.entries(large)) {
    for (const dtype of ["float64", "float32"] as const) {
      it(`${name} is what ops give, with its gradients, in ${dtype}`, () => {
        const given = inputs.map((shape, i) => wave(shape, i, dtype));
        const exact = given.map((x) => x.cast("float64"));
        const close =
          dtype === "float64" ? { absolute: 1e-11, relative: 1e-11 } : { absolute: 2e-5, relative: 2e-5 };
        const [found, expected] = [ours(...given), hand(...exact)];
        expect(found.dtype).toBe(dtype);
        expectClose(found.toArray(), expected.toArray(), close);
        const wanted = gradientsOf(hand, exact);
        gradientsOf(ours, given).forEach((gradient, i) => {
          expect(gradient.dtype).toBe(dtype);
          expectClose(gradient.toArray(), wanted[i].toArray(), close);
        });
      });
    }
  }

  it("takes a weight of another dtype than x", () => {
    const [x, w, b] = [wave([6, 10], 0, "float32"), wave([10], 1), wave([10], 2)];
    const y = layerNorm(x, -1, { weight: w, bias: b });
    expect(y.dtype).toBe("float64");
    expectClose(y.toArray(), byHand(x.cast("float64"), -1, w, b).toArray(), {
      absolute: 1e-6,
      relative: 1e-6,
    });
  });

  it("has the same gradients if they are recorded", () => {
    const inputs = [wave([6, 10]), wave([10], 1), wave([10], 2)];
    const f = (x: Tensor, w: Tensor, b: Tensor) => layerNorm(x, -1, { weight: w, bias: b });
    const plain = gradientsOf(f as never, inputs);
    const [x, w, b] = inputs.map((value) => new Variable(value));
    const loss = layerNorm(x, -1, { weight: w, bias: b })
      .mul(wave([6, 10], 0.3))
      .sum();
    const recorded = loss.backward({ createGraph: true });
    [x, w, b].forEach((variable, i) => {
      const close = { absolute: 1e-13, relative: 1e-13 };
      expectClose(recorded.get(variable)?.toArray(), plain[i].toArray(), close);
    });
  });

  it("has gradients composed of ops where a backend has the routine of the way forward alone", () => {
    const { inputs, ours, hand } = large["layerNorm of many rows"];
    asked = 0;
    const found = withBackend("forwards", () =>
      gradientsOf(
        ours,
        inputs.map((shape, i) => wave(shape, i)),
      ),
    );
    expect(asked).toBe(1);
    const exact = gradientsOf(
      hand,
      inputs.map((shape, i) => wave(shape, i)),
    );
    found.forEach((gradient, i) => {
      expectClose(gradient.toArray(), exact[i].toArray(), { absolute: 1e-11, relative: 1e-11 });
    });
  });

  describe("has gradients of the second order by x, weight and bias", () => {
    const of = (...shapes: number[][]) => shapes.map((shape) => tensors({ shape }));
    const few = { numRuns: 3 };
    it("layerNorm and rmsNorm", () => {
      fc.assert(
        gradientMatches((x, w, b) => layerNorm(x, -1, { weight: w, bias: b, epsilon: 0.5 }).square(), of([2, 4], [4], [4]), { order: 2 }),
        few,
      );
      fc.assert(gradientMatches((x, w) => rmsNorm(x, 0, { weight: w, epsilon: 0.5 }).square(), of([3, 2], [3]), { order: 2 }), few);
    }); // biome-ignore format: rows
    it("batchNorm, by columns and by rows, and with given statistics", () => {
      fc.assert(gradientMatches((x, w, b) => batchNorm(x, { weight: w, bias: b, epsilon: 0.5 }).square(), of([3, 2], [2], [2]), { order: 2 }), few);
      fc.assert(gradientMatches((x, w, b) => batchNorm(x, { weight: w, bias: b, epsilon: 0.5 }).square(), of([2, 2, 8], [2], [2]), { order: 2 }), few);
      fc.assert(
        gradientMatches((x, mean, v, w) => batchNorm(x, { mean, variance: v.square(), weight: w, epsilon: 0.5 }).square(), of([3, 2], [2], [2], [2]), { order: 2 }),
        few,
      );
    }); // biome-ignore format: rows
    it("groupNorm and instanceNorm", () => {
      fc.assert(gradientMatches((x, w, b) => groupNorm(x, 2, { weight: w, bias: b, epsilon: 0.5 }).square(), of([2, 4, 2], [4], [4]), { order: 2 }), few);
      fc.assert(gradientMatches((x, w, b) => instanceNorm(x, { weight: w, bias: b, epsilon: 0.5 }).square(), of([2, 2, 3], [2], [2]), { order: 2 }), few);
    }); // biome-ignore format: rows
  });

  it("keeps its digits under a large mean", () => {
    const x = wave([4, 32]);
    const close = { absolute: 1e-8, relative: 1e-8 };
    expectClose(layerNorm(x.add(1e6)).toArray(), layerNorm(x).toArray(), close);
    const images = wave([2, 2, 16]);
    expectClose(batchNorm(images.add(1e6)).toArray(), batchNorm(images).toArray(), close);
  });

  it("of two elements sends back epsilon's share alone, to the last digits of float32", () => {
    // y = ±d / √(d² + ε), half the distance being d, so the derivative is ε / (d² + ε)^1.5 in either direction.
    const gradient = (dtype: "float32" | "float64") =>
      grad((x: Tensor) => layerNorm(x).slice([0]))(tensor([0, 2]).cast(dtype));
    const share = 1e-5 / (1 + 1e-5) ** 1.5 / 2;
    expectClose(gradient("float64").toArray(), [share, -share], { absolute: 1e-15, relative: 1e-9 });
  });

  it("gives the statistics of the batch as constants", () => {
    const x = new Variable(wave([3, 2, 5]));
    const { mean, variance } = batchNormWithStatistics(x);
    expectClose(mean.toArray(), x.mean([0, 2]).toArray(), { absolute: 1e-14, relative: 1e-14 });
    expectClose(variance.toArray(), x.var([0, 2], { correction: 0 }).toArray(), {
      absolute: 1e-14,
      relative: 1e-14,
    });
    expect([mean.node, variance.node]).toEqual([null, null]);
  });

  describe("refuses", () => {
    const cases: Record<string, [() => unknown, new (...args: never) => Error, RegExp]> = {
      "a weight of another shape": [() => layerNorm(ones([2, 3]), -1, { weight: ones([2]) }), ShapeError, /^layerNorm: weight must have shape \[3\].* not \[2\]/],
      "a bias of another shape": [() => batchNorm(ones([2, 3]), { bias: ones([2]) }), ShapeError, /^batchNorm: bias must have shape \[3\].* not \[2\]/],
      "no elements": [() => layerNorm(ones([2, 0])), ShapeError, /^layerNorm: no elements along axes \[1\] of shape \[2, 0\]/],
      "no elements of a batch": [() => batchNorm(ones([0, 2])), ShapeError, /^batchNorm: no elements along axes \[0\]/],
      "no places": [() => instanceNorm(ones([2, 3])), ShapeError, /^instanceNorm: expected the shape \[batch, channels, ...places\], got \[2, 3\]/],
      "no channels": [() => groupNorm(ones([2]), 1), ShapeError, /^groupNorm: expected the shape \[batch, channels, ...\], got \[2\]/],
      "groups that do not divide": [() => groupNorm(ones([2, 3]), 2), ShapeError, /^groupNorm: 2 groups do not divide 3 channels/],
      "no groups": [() => groupNorm(ones([2, 3]), 0), RangeError, /^groupNorm: the number of groups must be a whole number >= 1, not 0/],
      "a mean alone": [() => batchNorm(ones([2, 3]), { mean: ones([3]) }), TypeError, /^batchNorm: mean was given alone; give both/],
      "a variance alone": [() => batchNorm(ones([2, 3]), { variance: ones([3]) }), TypeError, /^batchNorm: variance was given alone; give both/],
      "a negative epsilon": [() => rmsNorm(ones([2]), -1, { epsilon: -1 }), RangeError, /^rmsNorm: epsilon must be a finite number >= 0, not -1/],
      "a number for a weight": [() => layerNorm(ones([2]), -1, { weight: 2 as never }), TypeError, /^layerNorm: weight must be a tensor or a Variable, not 2/],
    }; // biome-ignore format: rows
    for (const [name, [call, error, message]] of Object.entries(cases)) {
      it(name, () => {
        expect(call).toThrow(error);
        expect(call).toThrow(message);
      });
    }
  });
});
