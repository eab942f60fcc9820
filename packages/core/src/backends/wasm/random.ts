import type { Distribution } from "../../backend.ts";
import { bytesPerElement } from "../../dtype.ts";
import { M0, M1, ROUNDS, W0, W1 } from "../philox.ts";
import { countDraw, wordsOf } from "../reference/random.ts";
import type { View } from "../view.ts";
import { type Code, countTo, i32, memory, simd, v128 } from "./assembler.ts";
import { Block } from "./block.ts";
import { narrow } from "./elementwise.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { f32x4, f64x2, i32x4, lowHalves, shift, upperHalf, VECTOR } from "./lanes.ts";
import { quantileKernel } from "./quantile.ts";
import { CHUNK } from "./rows.ts";
import { fill, reserve, resetScratch, type Scope } from "./scratch.ts";
import { Staging } from "./staging.ts";
import { chooseThreads, runParts, SHARE } from "./threads.ts";
import { roundUp } from "./tiles.ts";

/* Random numbers: four blocks of Philox at a time, with the bits of the plain loops. */

/** Parts begin at multiples of this number of elements, so at whole blocks. */
const UNIT = 64;

/** Fills `out`, and the state after it. */
export function randomOn(f: Distribution, state: View, out: View, next: View): void {
  const [key, draw] = countDraw(state, next);
  const { threads, scope } = chooseThreads(out.layout.size);
  const share = threads === 1 ? CHUNK : SHARE;
  const work = { words: wordsOf(f, out.dtype), bytes: bytesPerElement(out.dtype), threads, scope, share, key, draw }; // biome-ignore format: a line
  resetScratch(scope);
  const target = new Staging(out, threads * share, out.layout.offset);
  const run = f.name === "normal" ? normal(work, target.address) : plain(f, work, target.address);
  for (let at = 0; at < out.layout.size; at += threads * share) {
    const count = Math.min(threads * share, out.layout.size - at);
    run(at, roundUp(count, UNIT));
    target.store(at, count);
  }
}

/** The inputs of a draw, the number of threads, and the number of elements that each thread computes at a time. */
interface Work {
  /** The words that an element takes, and the bytes that it becomes. */
  readonly words: 1 | 2;
  readonly bytes: number;
  readonly threads: number;
  readonly scope: Scope;
  readonly share: number;
  readonly key: readonly number[];
  readonly draw: readonly number[];
}

/** Computes `size` elements from element `at`. */
type Run = (at: number, size: number) => void;

/** Turns random bits into elements in one step: a number from 0 to 1, or whether the bits are below a bound. */
function plain({ name, parameters: [bound] }: Distribution, work: Work, address: number): Run {
  const { words, bytes, threads, scope, key, draw } = work;
  const chooses = name === "bernoulli";
  const kernel = chooses
    ? compiled([name, "bool", words], () => drawKernel(choices[words], bounded), scope)
    : compiled([name, "float", words], () => drawKernel(numbers[words]), scope);
  const bounds = chooses ? [reserve(f64x2.bytes)] : [];
  if (chooses) fill(bounds[0], words === 1 ? "int32" : "float64", bound, 1);
  const tasks = Array.from({ length: threads }, () => kernel.arguments({ key, draw, bounds }));
  return (at, size) => {
    runParts(kernel, tasks, size, UNIT, (task, from, to) => {
      task.out = address + from * bytes;
      task.bytes = (to - from) * bytes;
      task.block = blockOf(at + from, words);
    });
  };
}

/** Each thread computes probabilities, and then their quantiles. */
function normal({ words, bytes, threads, scope, share, key, draw }: Work, address: number): Run {
  const { dtype } = words === 1 ? f32x4 : f64x2;
  const drawing = compiled(["probability", dtype], () => drawKernel(probabilities[words]), scope);
  const quantiles = compiled(["quantile", dtype], () => quantileKernel(words === 1 ? f32x4 : f64x2), scope);
  const rooms = Array.from({ length: threads }, () => ({
    probabilities: reserve(share * f64x2.bytes),
    places: reserve(share * i32x4.bytes),
  }));
  const draws = rooms.map((room) => {
    const task = drawing.arguments({ key, draw, bounds: [] });
    task.out = room.probabilities;
    return task;
  });
  const tasks = rooms.map((room) => quantiles.arguments({ room }));
  return (at, size) => {
    runParts(drawing, draws, size, UNIT, (task, from, to) => {
      task.bytes = (to - from) * f64x2.bytes;
      task.block = blockOf(at + from, words);
    });
    runParts(quantiles, tasks, size, UNIT, (task, from, to) => {
      task.out = address + from * bytes;
      task.bytes = (to - from) * bytes;
    });
  };
}

/** The block of the first word of an element. */
function blockOf(element: number, words: number): number {
  return (element * words) / WORDS;
}

/** The number of words in a block. */
const WORDS = 4;

/** The parameters of a kernel that fills a number of bytes, from a block on. */
type DrawSignature = {
  readonly out: "address";
  readonly bytes: "i32";
  readonly block: "i32";
  readonly key: readonly "i32"[];
  readonly draw: readonly "i32"[];
  /** The bound, if the bits are compared with one. */
  readonly bounds: readonly "address"[];
};

const signatureWith = (bounds: readonly "address"[]): DrawSignature => ({
  out: "address",
  bytes: "i32",
  block: "i32",
  key: ["i32", "i32"],
  draw: ["i32", "i32"],
  bounds,
});
const unbounded = /* @__PURE__ */ signatureWith([]);
const bounded = /* @__PURE__ */ signatureWith(["address"]);

/** Blocks that are computed at a time, one in each lane. */
const BLOCKS = 4;

/** How the words of {@link BLOCKS} blocks, in one vector for each block, become elements. */
interface Outcome {
  /** The size of these elements. */
  readonly bytes: number;
  store(block: Block, to: Code, rows: readonly Code[], bounds: readonly Code[]): void;
}

function drawKernel(outcome: Outcome, signature = unbounded): KernelSource<DrawSignature> {
  return kernel(signature, ({ out, bytes, block, key, draw, bounds }, f) => {
    const at = f.local("i32");
    const counter = f.local("v128");
    const before = new Block(f);
    before.do(counter.set(i32x4.add(splat(block.get), v128.const(new Uint8Array(Int32Array.of(0, 1, 2, 3).buffer))))); // biome-ignore format: a line
    const draws = draw.map((word) => before.let(splat(word.get)));
    const keys = Array.from({ length: ROUNDS }, (_, round) =>
      [W0, W1].map((step, i) => before.let(splat(i32.add(key[i].get, i32.const(Math.imul(round, step)))))),
    );
    const round = new Block(f);
    const rows = transpose(round, philox(round, [counter.get, ...draws, i32x4.splat(0)], keys));
    outcome.store(round, i32.add(out.get, at.get), rows, bounds.map((bound) => bound.get)); // biome-ignore format: a line
    round.do(counter.set(i32x4.add(counter.get, i32x4.splat(BLOCKS))));
    return [...before.code, ...countTo(at, bytes.get, outcome.bytes, round.code)];
  });
}

const splat = /* @__PURE__ */ simd(17);
const shiftRightUnsigned = /* @__PURE__ */ shift(173);
const multiplyLow = /* @__PURE__ */ simd(222);
const multiplyHigh = /* @__PURE__ */ simd(223);
const convertUnsigned = /* @__PURE__ */ simd(255);
/** Converts signed integers to float32. Unsigned integers of 24 bits are the same as signed ones. */
const convert32 = /* @__PURE__ */ simd(250);

/** Word i of the blocks, one block in each lane, as in `philox4x32`. */
function philox(
  block: Block,
  counters: readonly Code[],
  keys: readonly (readonly Code[])[],
): readonly Code[] {
  let [c0, c1, c2, c3] = counters;
  for (const [key0, key1] of keys) {
    const [high0, low0] = multiply(block, c0, M0);
    const [high1, low1] = multiply(block, c2, M1);
    [c0, c1, c2, c3] = [
      block.let(v128.xor(v128.xor(high1, c1), key0)),
      low1,
      block.let(v128.xor(v128.xor(high0, c3), key1)),
      low0,
    ];
  }
  return [c0, c1, c2, c3];
}

/** The upper and the lower words of the products of unsigned lanes. */
function multiply(block: Block, x: Code, factor: number): readonly [high: Code, low: Code] {
  const factors = v128.const(new Uint8Array(new Uint32Array(4).fill(factor).buffer));
  const [first, second] = [multiplyLow, multiplyHigh].map((product) => block.let(product(x, factors)));
  return [
    block.let(v128.shuffle(first, second, words(1, 3, 5, 7))),
    block.let(v128.shuffle(first, second, words(0, 2, 4, 6))),
  ];
}

/** The byte order that picks 32-bit words of two vectors. */
function words(...places: readonly number[]): readonly number[] {
  return places.flatMap((place) => [0, 1, 2, 3].map((byte) => 4 * place + byte));
}

/** Transposes a matrix of four vectors of four words. */
function transpose(block: Block, [a, b, c, d]: readonly Code[]): readonly Code[] {
  const pairs = (x: Code, y: Code) =>
    [words(0, 4, 1, 5), words(2, 6, 3, 7)].map((order) => block.let(v128.shuffle(x, y, order)));
  const [ab, cd] = [pairs(a, b), pairs(c, d)];
  const upperHalves = words(2, 3, 6, 7);
  return [0, 1].flatMap((i) =>
    [lowHalves, upperHalves].map((order) => block.let(v128.shuffle(ab[i], cd[i], order))),
  );
}

/** The first and the second words of each element, as numbers of `bits` bits. */
function pairOf(row: Code, bits: readonly [high: number, low: number]): readonly Code[] {
  return [words(0, 2, 0, 2), words(1, 3, 1, 3)].map((order, i) =>
    convertUnsigned(shiftRightUnsigned(v128.shuffle(row, row, order), 32 - bits[i])),
  );
}

const bits24 = (row: Code) => shiftRightUnsigned(row, 8);

/** 53 random bits as float64 numbers. */
function bits53(row: Code): Code {
  const [high, low] = pairOf(row, [26, 27]);
  return f64x2.add(f64x2.mul(high, f64x2.splat(2 ** 27)), low);
}

/** Stores `perRow` vectors for each row. */
function vectors(perRow: number, of: (block: Block, row: Code) => readonly Code[]): Outcome {
  return {
    bytes: BLOCKS * perRow * VECTOR,
    store: (block, to, rows) => {
      rows
        .flatMap((row) => of(block, row))
        .forEach((vector, i) => {
          block.do(memory.storeV128([to, vector], i * VECTOR));
        });
    },
  };
}

/** Numbers from 0 to 1, by the number of words of an element. */
const numbers: Record<1 | 2, Outcome> = {
  1: /* @__PURE__ */ vectors(1, (_, row) => [f32x4.mul(convert32(bits24(row)), f32x4.splat(2 ** -24))]),
  2: /* @__PURE__ */ vectors(1, (_, row) => [f64x2.mul(bits53(row), f64x2.splat(2 ** -53))]),
};

const middle = (step: Code, bits: number) =>
  f64x2.mul(f64x2.add(step, f64x2.splat(0.5)), f64x2.splat(2 ** -bits));

/** The midpoints of equal steps from 0 to 1, in float64. */
const probabilities: Record<1 | 2, Outcome> = {
  1: /* @__PURE__ */ vectors(2, (_, row) =>
    [row, v128.shuffle(row, row, upperHalf)].map((half) => middle(convertUnsigned(half), 32)),
  ),
  2: /* @__PURE__ */ vectors(1, (_, row) => {
    const [high, low] = pairOf(row, [26, 26]);
    return [middle(f64x2.add(f64x2.mul(high, f64x2.splat(2 ** 26)), low), 52)];
  }),
};

/** Stores one byte for each element, which has some words. */
function bytes(words: number, store: Outcome["store"]): Outcome {
  return { bytes: (BLOCKS * WORDS) / words, store };
}

/** One byte per element: whether its bits are below the bound. */
const choices: Record<1 | 2, Outcome> = {
  1: /* @__PURE__ */ bytes(1, (block, to, rows, [bound]) => {
    const limit = i32x4.loadSplat(bound);
    block.do(memory.storeV128([to, bytesOf(rows.map((row) => i32x4.lt(bits24(row), limit)))]));
  }),
  2: /* @__PURE__ */ bytes(2, (block, to, rows, [bound]) => {
    const limit = f64x2.loadSplat(bound);
    const masks = rows.map((row) => block.let(f64x2.lt(bits53(row), limit)));
    block.do(memory.store64Lane([to, bytesOf([...masks, ...masks])], 0));
  }),
};

/** Turns masks of sixteen elements into bytes that are 0 or 1. */
function bytesOf(masks: readonly Code[]): Code {
  return v128.and(narrow(masks), v128.const(new Uint8Array(16).fill(1)));
}
