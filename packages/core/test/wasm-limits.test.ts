import type { Tensor } from "@gradiente/core";
import { afterEach, beforeAll, expect, it, vi } from "vitest";

/* From which size on kernels run. Other tests set all limits to 1: a graph of modules of its own has the real ones. */

async function load() {
  vi.resetModules();
  const [core, { limits }, { reference }] = await Promise.all([
    import("@gradiente/core"),
    import("../src/backends/wasm/index.ts"),
    import("../src/backends/reference/index.ts"),
  ]);
  return { core, limits, reference };
}

type Loaded = Awaited<ReturnType<typeof load>>;
type Core = Loaded["core"];
type Kernel = Exclude<keyof Loaded["reference"], "name" | "depth">;

let loaded: Loaded;
beforeAll(async () => {
  loaded = await load();
  loaded.core.setBackend("wasm");
});
afterEach(() => vi.restoreAllMocks());

/** How often the plain loops ran, and what came out. */
function observe(kernel: Kernel, f: () => Tensor): { plain: number; values: number[] } {
  const spy = vi.spyOn(loaded.reference, kernel);
  try {
    const values = [...f().toTypedArray()];
    return { plain: spy.mock.calls.length, values };
  } finally {
    spy.mockRestore();
  }
}

/** `n` whole numbers, so that sums and products are exact in any order. */
function wholes({ tensor }: Core, n: number): Tensor {
  return tensor(Float32Array.from({ length: n }, (_, i) => ((i * 5) % 7) - 3));
}

function places({ tensor }: Core, n: number): Tensor {
  return tensor(Int32Array.from({ length: n }, (_, i) => n - 1 - i));
}

/** The gradient of two overlapping parts, which the sweep adds up where they lie. */
function accumulated(core: Core, n: number): Tensor {
  const x = new core.Variable(core.zeros([n + 1]));
  const parts = x
    .slice([[0, n]])
    .mul(wholes(core, n))
    .sum()
    .add(
      x
        .slice([[1, n + 1]])
        .mul(wholes(core, n))
        .sum(),
    );
  return parts.backward().get(x);
}

function drawn(core: Core, n: number): Tensor {
  core.seed(1);
  return core.rand([n]);
}

it("are those that were measured", () => {
  expect(loaded.limits).toEqual({
    smallest: 64,
    smallestProduct: 1024,
    smallestOfBatch: 400,
    smallestRandom: 32,
  });
});

/** The kernel, the sizes on both sides of its limit, and an op on as many elements. */
const sides: Record<string, [Kernel, below: number, at: number, f: (core: Core, n: number) => Tensor]> = {
  "an elementwise function": ["unary", 63, 64, (core, n) => wholes(core, n).abs()],
  "a sum of two": ["binary", 63, 64, (core, n) => wholes(core, n).add(wholes(core, n))],
  "a choice": ["where", 63, 64, (core, n) => wholes(core, n).cast("bool").where(wholes(core, n), 9)],
  "a reduction": ["reduce", 63, 64, (core, n) => wholes(core, n).sum()],
  "a softmax": ["normalize", 63, 64, (core, n) => wholes(core, n).softmax()],
  "a gathering": ["gather", 63, 64, (core, n) => wholes(core, n).gather(places(core, n), 0)],
  "a scattered sum": [
    "scatterAdd",
    63,
    64,
    (core, n) => core.zeros([n]).scatterAdd(places(core, n), wholes(core, n), 0),
  ],
  "a scattering": [
    "scatter",
    63,
    64,
    (core, n) => core.zeros([n]).scatter(places(core, n), wholes(core, n), 0),
  ],
  "a copy": ["copy", 63, 64, (core, n) => wholes(core, n).cast("float64")],
  "a matrix product": [
    "contract",
    1023,
    1024,
    (core, n) =>
      wholes(core, n)
        .reshape([1, -1])
        .matmul(wholes(core, n).reshape([-1, 1])),
  ],
  "a product of a batch": [
    "contract",
    399,
    400,
    (core, n) =>
      core
        .stack([1, 2, 3].map((f) => wholes(core, n).mul(f).reshape([1, -1])))
        .matmul(core.stack([1, 2, 3].map(() => wholes(core, n).reshape([-1, 1])))),
  ],
  "an accumulation": ["accumulate", 63, 64, accumulated],
  "random numbers": ["random", 31, 32, drawn],
};

it.each(Object.entries(sides))(
  "%s runs plainly below its limit, and by its kernel from there on",
  (_, row) => {
    const [kernel, below, at, f] = row;
    const { core } = loaded;
    for (const n of [below, at]) {
      core.setBackend("reference");
      const expected = [...f(core, n).toTypedArray()];
      core.setBackend("wasm");
      const { plain, values } = observe(kernel, () => f(core, n));
      expect(plain > 0, `${n} elements by plain loops`).toBe(n === below);
      expect(values).toHaveLength(expected.length);
      for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i], 6);
    }
  },
);
