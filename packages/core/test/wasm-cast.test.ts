import { Tensor, watchFallbacks } from "@gradiente/core";
import { type LayoutName, layouts } from "@gradiente/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reference } from "../src/backends/reference/index.ts";
import { limits, wasm } from "../src/backends/wasm/index.ts";
import { allocateArray, type DType } from "../src/dtype.ts";
import { Layout } from "../src/layout.ts";
import { arrayView } from "./kernels.ts";

/* Casts give what the plain loops give, to the last bit, and refuse what they refuse. */

const usual = { ...limits };
beforeAll(() => Object.assign(limits, { smallest: 1 }));
afterAll(() => Object.assign(limits, usual));

const LEAST = -(2 ** 31);
const MOST = 2 ** 31 - 1;
const INF = Number.POSITIVE_INFINITY;

/** Edges of every dtype, and halves that show how numbers are rounded. */
const edges = [
  0,
  -0,
  0.5,
  -0.5,
  1,
  -1,
  1.5,
  2.5,
  -2.5,
  0.1,
  2 ** -149,
  2 ** -150,
  2 ** 24 + 1,
  2 ** 30,
  16777217.5,
];
const ints = [LEAST, LEAST + 1, MOST, MOST - 64, 2 ** 24 + 1, 2 ** 24 + 3];
const widest = [INF, -INF, Number.NaN, 3.5e38, -3.5e38, 1e308, 5e-324, 2 ** 53 + 2];
const justInside = { float32: [LEAST, MOST - 127], float64: [LEAST - 0.99, MOST + 0.99] } as const;
const justOutside = { float32: [LEAST - 256, 2 ** 31], float64: [LEAST - 1, MOST + 1] } as const;

const dtypes: readonly DType[] = ["float32", "float64", "int32", "bool"];
const pairs = dtypes.flatMap((from) => dtypes.filter((to) => to !== from).map((to) => [from, to] as const));

/** Numbers that a cast takes. */
function valuesFor(from: DType, to: DType): readonly number[] {
  if (from === "bool") return [0, 1];
  if (from === "int32") return [...ints, 0, 1, -1, 65536];
  return to === "int32" ? [...edges, ...justInside[from], 1e9, -1e9] : [...edges, ...ints, ...widest];
}

function tensorOf(
  values: readonly number[],
  dtype: DType,
  shape: readonly number[],
  backend: typeof wasm,
): Tensor {
  const layout = Layout.dense(shape);
  const buffer = allocateArray(dtype, layout.size);
  for (let i = 0; i < buffer.length; i++) buffer[i] = values[i % values.length];
  return new Tensor(buffer, layout, dtype, backend);
}

const layoutNames = Object.keys(layouts) as LayoutName[];

describe("casts", () => {
  it.each(pairs)("%s to %s is what the plain loops say, and has a kernel", (from, to) => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 130 })); // biome-ignore format: one thing
    fc.assert(
      fc.property(shape, fc.constantFrom(...layoutNames), fc.nat(20), (shape, layout, turn) => {
        const drawn = valuesFor(from, to);
        const values = [...drawn.slice(turn % drawn.length), ...drawn.slice(0, turn % drawn.length)];
        const [onReference, onWasm] = [reference, wasm].map((backend) =>
          layouts[layout](tensorOf(values, from, shape, backend)),
        );
        const plain = onReference.cast(to).toTypedArray();
        let fast = onReference;
        const missing = watchFallbacks(() => {
          fast = onWasm.cast(to);
        });
        expect(fast.toTypedArray()).toEqual(plain);
        expect([...missing.keys()]).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("refuse what is no int32, wherever it stands, and nothing else", () => {
    for (const from of ["float32", "float64"] as const) {
      for (const bad of [...justOutside[from], Number.NaN, INF, -INF]) {
        for (const place of [0, 1, 3, 4098, 9998]) {
          const x = tensorOf(justInside[from], from, [9999], wasm);
          arrayView(x).buffer[place] = bad;
          expect(() => x.cast("int32"), `${from} ${bad} at ${place}`).toThrow(/^cast: .* has no int32 value/);
        }
      }
    }
  });
});
