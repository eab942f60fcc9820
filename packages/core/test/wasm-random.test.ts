import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Distribution } from "../src/backend.ts";
import { normalQuantile } from "../src/backends/normal-quantile.ts";
import { reference } from "../src/backends/reference/index.ts";
import type { ArrayBackend, View } from "../src/backends/view.ts";
import { compiled } from "../src/backends/wasm/kernels.ts";
import { lanesOf } from "../src/backends/wasm/lanes.ts";
import { quantileKernel } from "../src/backends/wasm/quantile.ts";
import { randomOn } from "../src/backends/wasm/random.ts";
import { copyIn, copyOut, reserve, resetScratch } from "../src/backends/wasm/scratch.ts";
import { allocateArray, type DType, type TypedArray } from "../src/dtype.ts";
import { Layout } from "../src/layout.ts";
import { floats } from "./kernels.ts";

/* Random numbers of the kernels have the bits of the plain loops. */

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
/** What carries from one word of the number of draws to the next one, and what changes sign. */
const draw = fc.oneof(word, fc.constantFrom(-1, 2 ** 31 - 1, -(2 ** 31), 0));

/** Beside multiples of blocks, of rounds and of what is drawn at a time, and none at all. */
const sizes = fc.oneof(
  fc.integer({ min: 0, max: 140 }),
  fc.tuple(fc.constantFrom(4096, 8192), fc.integer({ min: -5, max: 5 })).map(([size, more]) => size + more),
);

type Draw = ArrayBackend["random"];

/** What a draw writes: numbers, in a buffer with something before and after them, and the next state. */
function drawn(
  run: Draw,
  f: Distribution,
  dtype: DType,
  state: readonly number[],
  size: number,
  offset: number,
): readonly TypedArray[] {
  const view = (buffer: TypedArray, from: number, count: number, of: View["dtype"]): View => ({
    buffer,
    layout: new Layout([count], [1], from),
    dtype: of,
  });
  const out = allocateArray(dtype, size + 2 * offset).fill(7);
  const next = new Int32Array(6).fill(-7);
  const before = Int32Array.of(9, ...state);
  run(f, view(before, 1, 4, "int32"), view(out, offset, size, dtype), view(next, 1, 4, "int32"));
  return [out, next];
}

/** What is drawn, and as what; the bounds of choices are at the ends of their range, and inside. */
const floating = floats.flatMap((dtype) => (["uniform", "normal"] as const).map((name) => ({ f: { name, parameters: [] }, dtype }))); // biome-ignore format: a line
const chosen = [24, 53].flatMap((bits) => [0, 0.3, 0.5, 1 - 2 ** -bits, 1].map((share) => ({ f: { name: "bernoulli", parameters: [Math.ceil(share * 2 ** bits), bits] } as const, dtype: "bool" as const }))); // biome-ignore format: a line

describe("random numbers", () => {
  it("are the same bits for every state, size and place, and leave the same state", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...floating), fc.constantFrom(...chosen)),
        fc.tuple(word, word, draw, draw),
        sizes,
        fc.integer({ min: 0, max: 3 }),
        ({ f, dtype }, state, size, offset) => {
          const [fast, plain] = [randomOn, reference.random].map((run) =>
            drawn(run as Draw, f, dtype, state, size, offset),
          );
          fast.forEach((values, output) => {
            const other = values.findIndex((value, i) => !Object.is(value, plain[output][i]));
            expect(other, `place in output ${output}`).toBe(-1);
          });
        },
      ),
    );
  });
});

/** On both sides of where the formula changes, and down to the smallest steps of 32 and of 52 bits. */
const bounds = [0.075, 0.925, Math.exp(-25), 2 ** -33, 2 ** -53, 0.5, 0.25, 1 - 2 ** -33, 1 - 2 ** -53];
const beside = bounds.flatMap((p) => [p, p * (1 - 2 ** -52), p * (1 + 2 ** -52)].filter((x) => x < 1));
const powers = Array.from({ length: 53 }, (_, i) => 2 ** -(i + 1)).flatMap((p) => [p, p * 0.7, 1 - p]);
const even = Array.from({ length: 999 }, (_, i) => (i + 1) / 1000);

describe.each(floats)("the normal quantile of %s", (dtype) => {
  const compute = (probabilities: readonly number[]): TypedArray => {
    const lanes = lanesOf(dtype);
    if (lanes === undefined) throw new Error("there are vectors of both");
    const kernel = compiled(["quantile", dtype], () => quantileKernel(lanes));
    const size = probabilities.length;
    resetScratch();
    const room = { probabilities: reserve(8 * size), places: reserve(4 * size) };
    const given = kernel.arguments({ room });
    given.out = reserve(8 * size);
    given.bytes = size * lanes.bytes;
    copyIn(room.probabilities, "float64", Float64Array.from(probabilities), 0, size);
    kernel.run(given);
    const found = allocateArray(dtype, size);
    copyOut(given.out, dtype, found, 0, size);
    return found;
  };
  const expected = (probabilities: readonly number[]): TypedArray => {
    const values = allocateArray(dtype, probabilities.length);
    values.set(probabilities.map(normalQuantile));
    return values;
  };

  it("has the bits of the plain one in the centre, in the tails and far out", () => {
    const all = [...beside, ...powers, ...even];
    expect(all.filter((p) => p < Math.exp(-25)).length).toBeGreaterThan(10);
    expect(compute(all)).toEqual(expected(all));
  });

  it("is right whichever of them are in the tails, be it none or all", () => {
    const one = fc.constantFrom(0.3, 0.01, 0.999, 1e-12);
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 40 }), (probabilities) => {
        expect(compute(probabilities)).toEqual(expected(probabilities));
      }),
    );
  });
});
