import {
  checkGradients,
  checkpoint,
  type DType,
  grad,
  hvp,
  jacobian,
  type Tensor,
  tensor,
  vjp,
} from "@gradiente/core";
import {
  broadcastableShapes,
  dtypes,
  expressions,
  gradientMatches,
  type LayoutName,
  layouts,
  operations,
  pullbackIsAdjoint,
  pullbackIsLinear,
  shapes,
  tensors,
} from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Layout } from "../src/layout.ts";
import { expectClose } from "./close.ts";

/* Laws that hold for all shapes, layouts, dtypes and compositions, on random ones. */

describe("random expressions, up to 12 operations deep", () => {
  it("have gradients of order 1 and 2 that match finite differences", () => {
    const matches = fc.property(expressions(), ({ f, inputs }) => {
      checkGradients(f, inputs, { order: 2, directions: 1 });
    });
    fc.assert(matches, { numRuns: 300 });
  });

  it("reach the depth, and use every operation", () => {
    // A seed of its own: some operations rarely fit.
    const sample = fc.sample(expressions(), { numRuns: 1000, seed: 1 });
    expect(Math.max(...sample.map(({ depth }) => depth))).toBe(12);
    const texts = sample.join("\n");
    const calls = operations.flatMap(({ apply }) => String(apply).match(/(?<=\.)\w+(?=\)?\()/g) ?? []);
    const unused = calls.filter((name) => !texts.includes(`${name}(`));
    expect(unused).toEqual([]);
  });

  const withDirections = fc.tuple(expressions(), fc.nat(1000));

  it("have adjoint vjp and jvp, and pullbacks that are linear", () => {
    const laws = [pullbackIsAdjoint, pullbackIsLinear];
    const hold = fc.property(withDirections, fc.constantFrom(...laws), ([{ f, inputs }, seed], law) => {
      fc.assert(law(f, fc.constant(inputs)), { numRuns: 1, seed });
    });
    fc.assert(hold, { numRuns: 200 });
  });

  it("give the same values and gradients checkpointed, in whole and in parts", () => {
    const same = fc.property(expressions({ depth: 8 }), expressions({ depth: 4 }), (outer, inner) => {
      const f = (...xs: Tensor[]) =>
        inner.f(
          ...inner.inputs.map((x) =>
            x.add(
              outer
                .f(...xs)
                .tanh()
                .sum(),
            ),
          ),
        );
      const parts = (...xs: Tensor[]) => {
        const shift = checkpoint(outer.f)(...xs)
          .tanh()
          .sum();
        return checkpoint(inner.f)(...inner.inputs.map((x) => x.add(shift)));
      };
      const [plain, ...others] = [f, checkpoint(f), parts, checkpoint(parts)].map((g) => {
        const slope = (...xs: Tensor[]) => grad((...at) => g(...at).sum())(...xs);
        const first = [slope(...outer.inputs)].flat().map((x) => x.toArray());
        const second = hvp((...at) => g(...at).sum(), outer.inputs, outer.inputs).products.map((x) =>
          x.toArray(),
        );
        return { value: g(...outer.inputs).toArray(), first, second };
      });
      // Shares of a gradient may be added in another order.
      const rounding = { relative: 1e-11, absolute: 1e-11 };
      for (const other of others) {
        expect(other.value).toEqual(plain.value);
        expectClose(other.first, plain.first, rounding);
        expectClose(other.second, plain.second, rounding);
      }
    });
    fc.assert(same, { numRuns: 50 });
  });

  it("give the same Jacobians by rows, by columns, and from vjp", () => {
    const same = fc.property(expressions({ depth: 5, inputs: 1 }), ({ f: of, inputs: [x] }) => {
      const f = (v: Tensor) => of(v);
      const J = jacobian(f)(x).reshape([-1, x.size]);
      // A value that is repeated is worked out from the other side.
      const copies = 2 * x.size;
      const tall = jacobian((v) => f(v).expand([copies, ...f(v).shape]))(x).reshape([copies, -1, x.size]);
      expectClose(tall.slice([copies - 1]).toArray(), J.toArray(), { absolute: 1e-12 });
      const ones = vjp(f, [x], f(x).mul(0).add(1)).gradients[0];
      expectClose(J.sum(0).toArray(), ones.reshape([-1]).toArray(), { absolute: 1e-12 });
    });
    fc.assert(same, { numRuns: 100 });
  });
});

describe("broadcasting", () => {
  const operands = broadcastableShapes({ maximumSize: 3 }).chain(({ a, b, result }) =>
    fc.record({
      x: tensors({ shape: a, minimum: 0.5 }),
      y: tensors({ shape: b, minimum: 0.5 }),
      result: fc.constant(result),
    }),
  );

  it("is what expanding both sides gives", () => {
    fc.assert(
      fc.property(operands, ({ x, y, result }) => {
        expect(x.mul(y).shape).toEqual(result);
        expect(x.mul(y).toArray()).toEqual(x.expand(result).mul(y.expand(result)).toArray());
        expectClose(x.sub(y).toArray(), y.sub(x).neg().toArray(), { relative: 0, absolute: 0 });
      }),
    );
  });

  const both = operands.map(({ x, y }) => [x, y] as const);
  for (const [name, f] of Object.entries({
    add: (x: Tensor, y: Tensor) => x.add(y),
    mul: (x: Tensor, y: Tensor) => x.mul(y),
    div: (x: Tensor, y: Tensor) => x.div(y),
    pow: (x: Tensor, y: Tensor) => x.pow(y),
    where: (x: Tensor, y: Tensor) => x.detach().lt(1.5).where(x.square(), y.exp()),
  })) {
    it(`${name} has gradients of the operands' own shapes`, () => {
      // Away from the kink of the condition, which depends on values alone.
      fc.assert(gradientMatches((x, y) => f(x.add(0), y), both.filter(([x]) => !near(x, 1.5)), { order: 2, directions: 1 }), { numRuns: 50 }); // biome-ignore format: one thing
    });
  }
});

function near(x: Tensor, value: number): boolean {
  return x.sub(value).abs().lt(0.01).sum().item() > 0;
}

describe("reductions", () => {
  it("over axes one after another are the reduction over all of them", () => {
    fc.assert(
      fc.property(tensors({ shape: { minimumAxes: 2 } }), (x) => {
        expectClose(x.sum([0, 1]).toArray(), x.sum(0).sum(0).toArray(), { relative: 1e-12, absolute: 1e-12 });
        expect(x.max([0, 1]).toArray()).toEqual(x.max(0).max(0).toArray());
        expect(x.min().item()).toBe(x.neg().max().neg().item());
      }),
    );
  });

  it("sum pairwise: the error of a long float32 sum does not grow with its length", () => {
    const size = 1_000_000;
    const x = tensor(new Float32Array(size).fill(0.1));
    const exact = size * Math.fround(0.1);
    // Pairwise summation (Higham 2002, section 4.2): log2(n) roundings; a naive float32 sum is off by about 1000.
    const bound = Math.log2(size) * 2 ** -24 * exact;
    expect(Math.abs(x.sum().item() - exact)).toBeLessThan(bound);
    const wide = tensor(new Float64Array(size).fill(0.1));
    // Blocks of up to 64 additions one after the other, and then pairwise; a naive float64 sum is off by 1e-6.
    const wideBound = (64 + Math.log2(size)) * 2 ** -53 * (size / 10);
    expect(Math.abs(wide.sum().item() - size / 10)).toBeLessThan(wideBound);
    expect(Math.abs(wide.reshape([-1, 2]).sum(0).slice([1]).item() - size / 20)).toBeLessThan(wideBound);
    expect(Math.abs(x.reshape([-1, 1]).expand([size, 2]).sum(0).slice([0]).item() - exact)).toBeLessThan(
      bound,
    );
    expect(Math.abs(x.reshape([-1, 4]).sum(0).slice([3]).item() - exact / 4)).toBeLessThan(bound);
  });

  it("softmax sums to one at any magnitude", () => {
    fc.assert(
      fc.property(tensors({ shape: { minimumAxes: 1 }, minimum: -1e4, maximum: 1e4 }), (x) => {
        const sums = x.softmax().sum(-1);
        expectClose(sums.toArray(), sums.mul(0).add(1).toArray());
      }),
    );
  });
});

describe("views equal copies", () => {
  const slicing = tensors({ shape: { minimumAxes: 1, minimumSize: 0 } }).chain((x) => {
    const place = fc.option(fc.integer({ min: -6, max: 6 }), { nil: null });
    const range = fc.tuple(place, place, fc.constantFrom(-3, -2, -1, 1, 2, 3));
    return fc.record({ x: fc.constant(x), ranges: fc.array(range, { maxLength: x.ndim }) });
  });

  it("slices as Python does", () => {
    fc.assert(
      fc.property(slicing, ({ x, ranges }) => {
        const expected = (value: unknown, axis: number): unknown =>
          axis === ranges.length
            ? value
            : pythonSlice(value as unknown[], ranges[axis]).map((v) => expected(v, axis + 1));
        const y = x.slice(ranges);
        if (y.size > 0) expect(y.toArray()).toEqual(expected(x.toArray(), 0));
        expect(y.exp().toArray()).toEqual(copyOf(y).exp().toArray());
      }),
    );
  });

  it("pad undoes slice, slice undoes pad", () => {
    fc.assert(
      fc.property(tensors(), fc.nat(3), fc.nat(3), (x, before, after) => {
        const padded = x.pad(x.shape.map(() => [before, after] as const), 5); // biome-ignore format: one call
        expect(padded.slice(x.shape.map((size) => [before, before + size] as const)).toArray()).toEqual(
          x.toArray(),
        );
      }),
    );
  });

  it("any order of axes and any reshape keep the elements", () => {
    const shuffled = tensors().chain(
      (x) =>
      fc.record({ x: fc.constant(x), axes: fc.shuffledSubarray(x.shape.map((_, axis) => axis), { minLength: x.ndim }) }), // biome-ignore format: one thing
    );
    fc.assert(
      fc.property(shuffled, ({ x, axes }) => {
        const y = x.permute(axes);
        expect(y.reshape([-1]).toArray()).toEqual(copyOf(y).reshape([-1]).toArray());
        expect(
          y
            .reshape([1, ...y.shape, 1])
            .squeeze([0, -1])
            .toArray(),
        ).toEqual(y.toArray());
        expect(y.sum(y.ndim > 0 ? 0 : undefined).shape).toEqual(y.shape.slice(1));
      }),
    );
  });

  it("a reshape without a copy reads the same elements", () => {
    const cut = fc.tuple(shapes({ minimumAxes: 1 }), fc.nat());
    fc.assert(
      fc.property(tensors({ shape: { minimumAxes: 1 } }), cut, (x, [, pick]) => {
        const factors = x.size % 2 === 0 ? [2, x.size / 2] : [x.size, 1];
        const shape = pick % 2 === 0 ? factors : [...factors].reverse();
        const view = x.layout.reshape(shape);
        if (view === null) return;
        expect(view).toBeInstanceOf(Layout);
        expect(x.reshape(shape).buffer).toBe(x.buffer);
        expect(x.reshape(shape).toArray()).toEqual(copyOf(x).reshape(shape).toArray());
      }),
    );
  });

  it("gives the same results in every layout and dtype", () => {
    const names = Object.keys(layouts) as LayoutName[];
    const any = dtypes().chain((dtype: DType) =>
      fc.record({ x: tensors({ dtype }), layout: fc.constantFrom(...names) }),
    );
    fc.assert(
      fc.property(any, ({ x, layout }) => {
        const y = layouts[layout](x);
        expect([y.dtype, y.shape, y.toArray()]).toEqual([x.dtype, x.shape, x.toArray()]);
        expect(y.add(1).toArray()).toEqual(copyOf(x).add(1).toArray());
        expect(y.cast("float64").toArray()).toEqual(copyOf(x).cast("float64").toArray());
      }),
    );
  });
});

function copyOf(x: Tensor): Tensor {
  return tensor(x.toTypedArray(), { shape: x.shape, dtype: x.dtype });
}

/** What `list[start:stop:step]` gives in Python, worked out element by element. */
function pythonSlice<T>(
  list: readonly T[],
  [start, stop, step]: readonly [number | null, number | null, number],
): T[] {
  const n = list.length;
  const from = (at: number) => (at < 0 ? at + n : at);
  const picked: T[] = [];
  if (step > 0) {
    const end = stop === null ? n : from(stop);
    for (let i = Math.max(start === null ? 0 : from(start), 0); i < Math.min(end, n); i += step)
      picked.push(list[i]);
  } else {
    const end = stop === null ? -1 : from(stop);
    for (let i = Math.min(start === null ? n - 1 : from(start), n - 1); i > Math.max(end, -1); i += step)
      picked.push(list[i]);
  }
  return picked;
}
