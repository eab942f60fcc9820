import { type DType, defineOp, type Tensor, tensor, Variable } from "@gradiente/core";
import {
  axes,
  broadcastableShapes,
  gradientMatches,
  type LayoutName,
  layouts,
  pullbackIsAdjoint,
  pullbackIsLinear,
  savingKeepsModule,
  shapes,
  tensors,
  viewsEqualCopies,
} from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** What a property says of the smallest inputs that it found to fail. */
function failureOf<Values>(property: fc.IProperty<Values>): string {
  const details = fc.check(property);
  expect(details.failed).toBe(true);
  return String(details.errorInstance);
}

describe("arbitraries", () => {
  it("shapes keep to their bounds, and reach them", () => {
    const seen = fc.sample(shapes({ minimumAxes: 1, maximumAxes: 3, minimumSize: 0, maximumSize: 2 }), 500);
    expect(new Set(seen.map((shape) => shape.length))).toEqual(new Set([1, 2, 3]));
    expect(new Set(seen.flat())).toEqual(new Set([0, 1, 2]));
  });

  it("broadcastable shapes have as many axes as asked for", () => {
    const seen = fc.sample(broadcastableShapes({ minimumAxes: 2, maximumAxes: 3 }), 300);
    expect(new Set(seen.map(({ result }) => result.length))).toEqual(new Set([2, 3]));
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

  it("tensors keep clear of what is to be avoided, and their values apart", () => {
    for (const x of fc.sample(tensors({ shape: [4], avoid: [0, 1], distinct: true }), 200)) {
      const values = Array.from(x.toTypedArray());
      for (const value of values) {
        expect(Math.min(Math.abs(value), Math.abs(value - 1))).toBeGreaterThan(2 ** -7);
        expect(values.filter((other) => Math.abs(value - other) < 2 ** -7).length).toBe(1);
      }
    }
    // In so little room, values that are not neighbours in the tensor would often be close.
    for (const x of fc.sample(tensors({ shape: [5], minimum: 0, maximum: 0.3, distinct: true }), 200)) {
      const sorted = Array.from(x.toTypedArray()).sort((a, b) => a - b);
      for (let i = 1; i < 5; i++) expect(sorted[i] - sorted[i - 1]).toBeGreaterThan(2 ** -6);
    }
    for (const x of fc.sample(tensors({ shape: [], minimum: 1e-3, maximum: 2e-3 }), 20)) {
      expect(x.item()).toBeGreaterThanOrEqual(1e-3);
      expect(x.item()).toBeLessThanOrEqual(2e-3);
    }
  });

  it("axes are those that reductions take, negative ones too", () => {
    const seen = fc.sample(axes(3), 300);
    expect(new Set(seen.map((given) => (Array.isArray(given) ? given.length : typeof given)))).toEqual(
      new Set(["undefined", "number", 0, 1, 2, 3]),
    );
    const x = tensor([[[1, 2], [3, 4]]]); // biome-ignore format: a cube
    for (const given of seen) expect(x.sum(given).sum().item()).toBe(10);
    expect(new Set(fc.sample(axes(0), 10))).toEqual(new Set([undefined]));
  });

  it("tensors come in every layout", () => {
    const contiguous = fc.sample(tensors({ shape: [2, 3] }), 200).map((x) => x.layout.contiguous);
    expect(new Set(contiguous)).toEqual(new Set([true, false]));
    const strides = (name: LayoutName) => layouts[name](tensor([[1, 2, 3], [4, 5, 6]])).layout.strides; // biome-ignore format: a matrix
    const names = Object.keys(layouts) as LayoutName[];
    for (const layout of names) {
      const [x] = fc.sample(tensors({ shape: [2, 3], layout }), 1);
      expect(x.layout.strides, layout).toEqual(strides(layout));
    }
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
    const property = gradientMatches(wrong, [tensors({ shape: { minimumSize: 1 } })]);
    const failures = [1, 2, 3, 4].map((seed) => fc.check(property, { seed }));
    const sizes = failures.map(({ counterexample }) => (counterexample as [[Tensor]])[0][0].size);
    expect(Math.min(...sizes)).toBe(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
    const [details] = failures;
    expect(String(details.errorInstance)).toMatch(
      /the derivative of order 1 of wrong is wrong by input 0 of shape \[/,
    );
  });
});

describe("options of gradientMatches", () => {
  const swish = (x: Tensor) => x.mul(x.sigmoid());
  /** Right up to the first order. */
  const flat = (x: Tensor) =>
    x
      .detach()
      .square()
      .mul(0.5)
      .add(x.detach().mul(x.sub(x.detach())));
  const inputs = [tensors({ shape: [2], minimum: 1, maximum: 2 })];

  it("order, tolerance, directions and seed are those of checkGradients", () => {
    fc.assert(gradientMatches(flat, inputs, { order: 1 }));
    expect(failureOf(gradientMatches(flat, inputs, { order: 2 }))).toMatch(/order 2/);
    expect(failureOf(gradientMatches(swish, inputs, { tolerance: 1e-300 }))).toMatch(/order 1/);
    const calls = (options: { directions: number; seed: number }) => {
      let count = 0;
      const f = (x: Tensor) => {
        count++;
        return swish(x);
      };
      fc.assert(gradientMatches(f, inputs, options), { numRuns: 3, seed: 1 });
      return count;
    };
    expect(calls({ directions: 4, seed: 9 })).toBe(4 * calls({ directions: 1, seed: 9 }));
    const texts = [1, 1, 2].map((seed) => {
      const property = gradientMatches(swish, inputs, { tolerance: 1e-300, seed });
      return String(fc.check(property, { seed: 3, endOnFailure: true }).errorInstance);
    });
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });
});

describe("laws of pullbacks", () => {
  const inputs = [tensors({ shape: [2] })];

  it("hold for what is right", () => {
    const pair = broadcastableShapes().chain(({ a, b }) =>
      fc.tuple(tensors({ shape: a }), tensors({ shape: b })),
    );
    for (const law of [pullbackIsAdjoint, pullbackIsLinear]) fc.assert(law((x, y) => x.mul(y).tanh(), pair));
  });

  it("are of a function and its inputs", () => {
    for (const law of [pullbackIsAdjoint, pullbackIsLinear]) {
      expect(() => law(3 as never, inputs)).toThrow(new RegExp(`^${law.name}: the function must be`));
      expect(() => law((x) => x, 3 as never)).toThrow(new RegExp(`^${law.name}: the inputs must be`));
    }
  });

  it("fail where the pullback is not linear", () => {
    const clipped = defineOp({
      name: "clipped",
      forward: (x: Tensor) => x.mul(2),
      gradient: () => (dy) => dy.mul(2).clip(-1, 1),
    });
    const shifted = defineOp({
      name: "shifted",
      forward: (x: Tensor) => x.mul(2),
      gradient: () => (dy) => dy.mul(2).add(1),
    });
    for (const op of [clipped, shifted]) {
      expect(failureOf(pullbackIsLinear((x) => op(x), inputs))).toMatch(/by input 0 is not linear/);
      expect(failureOf(pullbackIsAdjoint((x) => op(x), inputs))).toMatch(/is not adjoint to its derivative/);
    }
  });
});

describe("viewsEqualCopies", () => {
  it("accepts ops, and refuses what reads buffers", () => {
    const any = [tensors({ dtype: "float32", shape: { minimumSize: 0 } })];
    fc.assert(
      viewsEqualCopies(
        (x) => x.exp().sum(-1 % Math.max(x.ndim, 1)),
        [tensors({ shape: { minimumAxes: 1 } })],
      ),
    );
    const careless = (x: Tensor) =>
      tensor(Float32Array.from({ length: x.size }, (_, i) => (x.buffer as Float32Array)[i]));
    expect(failureOf(viewsEqualCopies(careless, any))).toMatch(
      /careless gives another result for (transposed|sliced|strided|reversed) inputs/,
    );
  });
});

describe("savingKeepsModule", () => {
  let seed = 0;
  class Scale {
    readonly factor = new Variable(tensor(Math.sin(++seed)));
    readonly offset: number | Variable;
    constructor(offset: (value: number) => number | Variable) {
      this.offset = offset(Math.cos(seed));
    }
    forward(x: Tensor): Tensor {
      return x.mul(this.factor).add(this.offset);
    }
    stateDict() {
      const entries = Object.entries(this).filter(([, value]) => value instanceof Variable);
      return new Map(entries.map(([name, variable]) => [name, (variable as Variable).value.detach()]));
    }
    loadStateDict(state: ReadonlyMap<string, Tensor>) {
      for (const [name, value] of state) (this as unknown as Record<string, Variable>)[name].set(value);
    }
  }
  const inputs = [tensors({ dtype: "float32" })];

  it("accepts a module whose state is all in Variables", () => {
    fc.assert(savingKeepsModule(() => new Scale((value) => new Variable(tensor(value))), inputs));
  });

  it("refuses one that keeps a number in a field", () => {
    expect(failureOf(savingKeepsModule(() => new Scale((value) => value), inputs))).toMatch(
      /Scale: saved and loaded, it gives .* its state has factor/,
    );
  });
});
