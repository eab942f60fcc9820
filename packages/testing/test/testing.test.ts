import { type DType, type Tensor, tensor } from "@gradiente/core";
import {
  broadcastableShapes,
  gradientMatches,
  type LayoutName,
  layouts,
  shapes,
  tensors,
} from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("arbitraries", () => {
  it("shapes keep to their bounds, and reach them", () => {
    const seen = fc.sample(shapes({ minimumAxes: 1, maximumAxes: 3, minimumSize: 0, maximumSize: 2 }), 500);
    expect(new Set(seen.map((shape) => shape.length))).toEqual(new Set([1, 2, 3]));
    expect(new Set(seen.flat())).toEqual(new Set([0, 1, 2]));
  });

  it("broadcastable shapes broadcast to their result, as the ops have it", () => {
    fc.assert(
      fc.property(broadcastableShapes({ minimumSize: 0 }), ({ a, b, result }) => {
        const filled = (shape: readonly number[]) => tensor(0).expand(shape);
        expect(filled(a).add(filled(b)).shape).toEqual(result);
      }),
    );
  });

  it("tensors have the dtype, shape and bounds asked for", () => {
    for (const dtype of ["float32", "float64", "int32", "bool"] as DType[]) {
      for (const x of fc.sample(tensors({ dtype, shape: [2, 3], minimum: -1, maximum: 2 }), 100)) {
        expect([x.dtype, x.shape]).toEqual([dtype, [2, 3]]);
        for (const value of x.toTypedArray()) expect(value >= -1 && value <= 2).toBe(true);
      }
    }
  });

  it("tensors come in every layout", () => {
    const contiguous = fc.sample(tensors({ shape: [2, 3] }), 200).map((x) => x.layout.contiguous);
    expect(new Set(contiguous)).toEqual(new Set([true, false]));
    const strides = (name: LayoutName) => layouts[name](tensor([[1, 2, 3], [4, 5, 6]])).layout.strides; // biome-ignore format: a matrix
    expect(Object.keys(layouts).map((name) => strides(name as LayoutName))).toEqual([[3, 1], [1, 2], [6, 1], [6, 2], [-3, -1]]); // biome-ignore format: strides
  });
});

describe("gradientMatches", () => {
  const swish = (x: Tensor) => x.mul(x.sigmoid());
  /** Right values, but a factor that gradients do not see. */
  const wrong = (x: Tensor) => x.mul(x.sigmoid().detach());

  it("accepts what is right, of one input or several", () => {
    fc.assert(gradientMatches(swish, [tensors()], { order: 2 }));
    const pair = broadcastableShapes().chain(({ a, b }) =>
      fc.tuple(tensors({ shape: a }), tensors({ shape: b })),
    );
    fc.assert(gradientMatches((x, y) => x.mul(y).tanh(), pair));
  });

  it("refuses what is wrong, and shrinks to small inputs that show it", () => {
    const details = fc.check(gradientMatches(wrong, [tensors({ shape: { minimumSize: 1 } })]));
    expect(details.failed).toBe(true);
    const [[x]] = details.counterexample as [[Tensor]];
    expect(x.size).toBeLessThanOrEqual(2);
    expect(String(details.errorInstance)).toMatch(
      /the derivative of order 1 of wrong is wrong by input 0 of shape \[/,
    );
  });
});
