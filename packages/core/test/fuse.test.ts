import {
  fuse,
  fused,
  noGrad,
  rand,
  randn,
  seed,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from "@gradiente/core";
import { layouts } from "@gradiente/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { countPrograms, MOST_PROGRAMS } from "../src/backends/wasm/kernels.ts";

beforeEach(() => seed(0));

const floats = ["float32", "float64"] as const;

/** Adam's update, with a scalar that comes in by closure. */
const rate = tensor(0.01, { dtype: "float64" });
function adam(p: Tensor, g: Tensor, m: Tensor, v: Tensor): Tensor[] {
  const mean = m.mul(0.9).add(g.mul(0.1));
  const square = v.mul(0.99).add(g.square().mul(0.01));
  const step = mean.div(square.sqrt().add(1e-8)).mul(rate.sqrt().cast(p.dtype));
  return [p.sub(step), mean, square];
}

/** Counts kernels of the backend in use that are called one op at a time. */
function countKernels(x: Tensor, run: () => unknown): number {
  const binary = vi.spyOn(x.backend, "binary");
  run();
  const large = binary.mock.calls.filter(([, , , out]) => out.layout.size > 1).length;
  binary.mockRestore();
  return large;
}

describe("fuse", () => {
  it("gives the bits of ops that leave large arguments to the loops, and of pow", () => {
    const x = randn([3000]).mul(1e5);
    const wave = (y: Tensor) => [y.sin().add(1).mul(y.cos())];
    const power = (y: Tensor) => [y.abs().pow(0.3).erf()];
    for (const f of [wave, power]) {
      expect(fuse(f, [x])[0].toTypedArray()).toEqual(f(x)[0].toTypedArray());
    }
    expect(countKernels(x, () => fuse((y) => [y.mul(2).pow(y)], [x]))).toBe(0);
  });

  it("keeps a bounded number of programs, and still runs those that it forgot", () => {
    const x = randn([2000]);
    const program = (n: number) => (y: Tensor) => {
      let z = y;
      for (let bit = 0; bit < 9; bit++) z = (n >> bit) & 1 ? z.mul(y) : z.add(y);
      return [z];
    };
    for (let n = 0; n < 2 ** 9; n++) fuse(program(n), [x]);
    expect(countPrograms()).toBe(x.backend.name === "wasm" ? MOST_PROGRAMS : 0);
    for (const n of [0, 511]) {
      expect(fuse(program(n), [x])[0].toTypedArray()).toEqual(program(n)(x)[0].toTypedArray());
    }
  });

  for (const dtype of floats) {
    it(`gives the same bits as op after op, ${dtype}`, () => {
      for (const shape of [[1024], [37, 51], [3, 5, 7, 11], [5000]]) {
        const [p, g, m] = [0, 1, 2].map(() => randn(shape, { dtype }));
        const inputs = [p, g, m, g.square()];
        const fused = fuse(adam as (...xs: Tensor[]) => Tensor[], inputs);
        expect(countKernels(p, () => fuse(adam as (...xs: Tensor[]) => Tensor[], inputs))).toBe(0);
        fused.forEach((y, i) => {
          expect([y.shape, y.dtype, y.backend.name]).toEqual([shape, dtype, p.backend.name]);
          expect(y.toTypedArray()).toEqual(adam(p, g, m, g.square())[i].toTypedArray());
        });
      }
    });
  }

  it("takes inputs in any layout", () => {
    const f = (x: Tensor, y: Tensor) => [x.sub(y.mul(0.5)).tanh(), y];
    const [x, y] = [randn([40, 50]), randn([40, 50])];
    for (const layout of Object.values(layouts)) {
      const [a, b] = fuse(f, [layout(x), layout(y).transpose().transpose()]);
      expect(a.toTypedArray()).toEqual(f(x, y)[0].toTypedArray());
      expect(b.toTypedArray()).toEqual(y.toTypedArray());
    }
  });

  it("has one register for a scalar that is used twice", () => {
    const one = tensor(0.5);
    const x = randn([2000]);
    const f = (v: Tensor) => [v.mul(one).add(one)];
    expect(countKernels(x, () => fuse(f, [x]))).toBe(0);
    expect(fuse(f, [x])[0].toTypedArray()).toEqual(f(x)[0].toTypedArray());
  });

  it("tells scalars of one buffer apart", () => {
    const pair = tensor([2, 3]);
    const f = (x: Tensor) => [x.mul(pair.slice([0])).add(pair.slice([1]))];
    const x = randn([2000]);
    expect(fuse(f, [x])[0].toTypedArray()).toEqual(f(x)[0].toTypedArray());
  });

  it("simply calls what it cannot fuse", () => {
    const x = randn([30, 40]);
    const row = randn([40]);
    const outside = randn([30, 40]);
    const cases: ((x: Tensor) => Tensor[])[] = [
      (x) => [x.sub(x.mean())],
      (x) => [
        x.mul(
          x
            .transpose()
            .transpose()
            .slice([[null, null, -1]]),
        ),
      ],
      (x) => [x.gt(0).where(x, 0)],
      (x) => [x.matmul(x.transpose())],
      (x) => [x.cast("float64").exp()],
      (x) => [x.add(row)],
      (x) => [x.slice([0])],
      () => [tensor(1)],
      () => [outside],
      (x) => [x.neg(), outside],
    ];
    for (const f of cases) {
      const seen = (results: readonly Tensor[]) => results.map((y) => [y.dtype, y.shape, y.toTypedArray()]);
      expect(seen(fuse(f, [x]))).toEqual(seen(f(x)));
    }
  });

  it("begins at 1024 elements: below, the ops run one by one", () => {
    const f = (x: Tensor) => [x.mul(2).add(1)];
    for (const [size, kernels] of [
      [1023, 2],
      [1024, 0],
    ]) {
      const x = randn([size]);
      expect(countKernels(x, () => fuse(f, [x]))).toBe(kernels);
      expect(fuse(f, [x])[0].toTypedArray()).toEqual(f(x)[0].toTypedArray());
    }
  });

  it("lets gradients through where they are recorded", () => {
    const x = new Variable(randn([2000]));
    const [y] = fuse((v) => [v.square()], [x.value]);
    expect(y.sum().backward().get(x).toTypedArray()).toEqual(x.mul(2).toTypedArray());
  });

  it("is not fused where a gradient is recorded by way of a closure", () => {
    const w = new Variable(tensor(3));
    const x = randn([2000]);
    const [y] = fuse((v) => [v.mul(w)], [x]);
    expect(Math.abs(y.sum().backward().get(w).item() - x.sum().item())).toBeLessThan(1e-3);
  });

  it("is fused inside noGrad, whatever the inputs are", () => {
    const x = new Variable(randn([2000]));
    expect(countKernels(x.value, () => noGrad(() => fuse((v) => [v.mul(2)], [x.value])))).toBe(0);
  });

  it("does not take one program for another", () => {
    const x = randn([4000]).slice([[1000, 3000]]);
    const y = randn([2000]);
    const one = tensor(0.5);
    expect(fuse((a, b) => [a.mul(b)], [x, y])[0].toTypedArray()).toEqual(x.mul(y).toTypedArray());
    expect(fuse((a) => [a.mul(one)], [x])[0].toTypedArray()).toEqual(x.mul(0.5).toTypedArray());
    const steps = (a: Tensor) => [a.square(), a.square().add(a)];
    expect(fuse((a) => [steps(a)[1]], [x])[0].toTypedArray()).toEqual(steps(x)[1].toTypedArray());
    const both = fuse((a) => [...steps(a)].reverse(), [x]);
    expect(both.map((z) => z.toTypedArray())).toEqual([...steps(x)].reverse().map((z) => z.toTypedArray()));
    const rows = randn([2, 2000]);
    expect(fuse((a, b) => [a.add(b)], [rows, y])[0].toTypedArray()).toEqual(rows.add(y).toTypedArray());
    expect(fuse(() => [one], [])).toEqual([one]);
  });

  it("is called plainly where a function has no kernel, or there are too many steps", () => {
    const x = randn([2000]).abs();
    const long = (v: Tensor) => [Array.from({ length: 2000 }).reduce((sum: Tensor) => sum.add(1), v)];
    for (const f of [(v: Tensor) => [v.pow(1.5).add(v.exp()).tanh()], long]) {
      expect(fuse(f, [x])[0].toTypedArray()).toEqual(f(x)[0].toTypedArray());
    }
  });

  it("takes up to 4096 tensors, and nothing else", () => {
    const x = tensor([1, 2]);
    const first = (...xs: Tensor[]) => [xs[0].neg()];
    for (const run of [fuse, (f: typeof first, xs: readonly Tensor[]) => fused(f)(...xs)]) {
      expect(run(first, new Array<Tensor>(4096).fill(x))[0].toArray()).toEqual([-1, -2]);
      for (const wrong of [new Array<Tensor>(4097).fill(x), [x, 1], new Array<Tensor>(2)]) {
        expect(() => run(first, wrong as Tensor[])).toThrow(
          /^fused?: the inputs must be a list of at most 4096 tensors/,
        );
      }
    }
  });

  it("passes errors on", () => {
    const f = (x: Tensor) => [x.add(randn([3]))];
    expect(() => fuse(f, [randn([2000])])).toThrow(/do not broadcast/);
  });
});

describe("fused", () => {
  const moved = (x: Tensor, y: Tensor, rate: Tensor) => [
    x.sub(y.mul(rate.mul(2).sqrt())).exp(),
    y.mul(0.9).tanh(),
  ];
  const values = (results: readonly Tensor[]) => results.map((y) => [y.dtype, y.shape, y.toTypedArray()]);

  for (const dtype of floats) {
    it(`gives the bits of the function at every call and size, and calls it once, ${dtype}`, () => {
      const calls = vi.fn(moved);
      const run = fused(calls as (...xs: Tensor[]) => Tensor[]);
      for (const shape of [[3], [64], [4, 1], [30, 50], [2, 1]]) {
        for (const layout of [(x: Tensor) => x, (x: Tensor) => x.flip(0)]) {
          const [x, y, rate] = [
            layout(randn(shape, { dtype })),
            randn(shape, { dtype }),
            rand([], { dtype }),
          ];
          const found = run(x, y, rate);
          expect(values(found)).toEqual(values(moved(x, y, rate)));
          expect(found[0].backend).toBe(x.backend);
        }
      }
      expect(calls).toHaveBeenCalledTimes(1);
    });
  }

  it("works the program out anew for another dtype, and where a scalar takes the place of a tensor", () => {
    const run = fused((x, y) => [x.mul(y)]);
    const given = [randn([40]), randn([40]), tensor(3), randn([40], { dtype: "float64" })];
    for (const [x, y] of [
      [0, 1],
      [0, 2],
      [1, 0],
      [3, 3],
      [2, 2],
      [1, 2],
    ].map((pair) => pair.map((i) => given[i]))) {
      expect(values(run(x, y))).toEqual(values([x.mul(y)]));
    }
  });

  it("runs no step that no output needs", () => {
    const x = randn([2000]);
    const kernel = vi.spyOn(x.backend, "elementwise");
    const half = (y: Tensor) => {
      const square = y.square();
      y.erfc().add(square);
      return [square.div(2).add(1)];
    };
    const [run] = fuse(half, [x]);
    expect(run.toTypedArray()).toEqual(half(x)[0].toTypedArray());
    const steps = kernel.mock.calls.map(([program]) => program.steps.map(({ f }) => f.name));
    kernel.mockRestore();
    expect(steps).toEqual([["square", "div", "add"]]);
  });

  it("works anew with another number of inputs, other shapes among them, and nothing in them", () => {
    const run = fused((...xs: Tensor[]) => [xs.reduce((sum, x) => sum.add(x))]);
    const [row, matrix] = [randn([4]), randn([3, 4])];
    const calls = [[row, row], [row, row, row], [matrix, row], [row, matrix], [matrix, matrix], [row], [zeros([0]), zeros([0])], [row, row]]; // biome-ignore format: one line
    for (const xs of calls) expect(values(run(...xs))).toEqual(values([xs.reduce((sum, x) => sum.add(x))]));
  });

  it("calls a function each time that uses a tensor from outside", () => {
    let outside = tensor(2);
    const run = fused((x) => [x.mul(outside).add(1)]);
    for (const size of [30, 2000]) {
      const x = randn([size]);
      for (const value of [2, 3]) {
        outside = tensor(value);
        expect(values(run(x))).toEqual(values([x.mul(value).add(1)]));
      }
    }
  });

  it("calls a function that is not elementwise, or on what is no program's", () => {
    const cases: ((x: Tensor) => Tensor[])[] = [
      (x) => [x.sub(x.sum())],
      (x) => [x.cast("float64").exp()],
      (x) => [x.add(x.sum().item())],
      (x) => [x.mul(2).sum()],
    ];
    for (const f of cases)
      for (const x of [randn([5]), randn([2000])]) expect(values(fused(f)(x))).toEqual(values(f(x)));
    const double = fused((x) => [x.mul(2)]);
    for (const x of [tensor([1, 2, 3], { dtype: "int32" }), zeros([0, 2]), tensor(4)]) {
      expect(values(double(x))).toEqual(values([x.mul(2)]));
    }
    expect(values(fused((x, y) => [x.add(y)])(randn([2, 1]).mul(0), tensor([1, 2])))).toEqual(
      values([
        tensor([
          [1, 2],
          [1, 2],
        ]),
      ]),
    );
    expect(fused(() => [])()).toEqual([]);
  });

  it("lets gradients through where they are recorded, after calls that recorded none", () => {
    const run = fused((x) => [x.square()]);
    const x = new Variable(randn([50]));
    noGrad(() => run(x.value));
    expect(run(x.value)[0].sum().backward().get(x).toTypedArray()).toEqual(x.mul(2).toTypedArray());
    const [w, y] = [new Variable(tensor(3)), randn([50])];
    const product = fused((v) => [v.mul(w)]);
    noGrad(() => product(y));
    expect(Math.abs(product(y)[0].sum().backward().get(w).item() - y.sum().item())).toBeLessThan(1e-4);
  });
});
