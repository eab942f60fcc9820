import type { Distribution } from "../../backend.ts";
import { M0, M1, ROUNDS, W0, W1 } from "../philox.ts";
import { countDraw } from "../reference/random.ts";
import type { View } from "../view.ts";
import { type Code, countTo, i32, memory, simd, v128 } from "./assembler.ts";
import { Block } from "./block.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { f32x4, f64x2, i32x4, type Lanes, lanesOf, lowHalves, shift, upperHalf, VECTOR } from "./lanes.ts";
import { quantileKernel } from "./quantile.ts";
import { CHUNK } from "./rows.ts";
import { reserve, resetScratch, type Scope } from "./scratch.ts";
import { Staging } from "./staging.ts";
import { chooseThreads, runParts, SHARE } from "./threads.ts";
import { roundUp } from "./tiles.ts";

/* Random numbers: four blocks of Philox at a time, and the bits of the plain loops. */

/** Parts begin at multiples of so many elements: at whole blocks. */
const UNIT = 64;

/** Fills `out`, and the state after it; false where there is no kernel for it. */
export function randomOn(kind: Distribution, state: View, out: View, next: View): boolean {
  const lanes = lanesOf(out.dtype);
  if (lanes === undefined) return false;
  const [key, draw] = countDraw(state, next);
  const { threads, scope } = chooseThreads(out.layout.size);
  const share = threads === 1 ? CHUNK : SHARE;
  const blocks = { lanes, threads, scope, share, key, draw };
  resetScratch(scope);
  const target = new Staging(out, threads * share, out.layout.offset);
  const fill = kind === "uniform" ? uniform(blocks, target.address) : normal(blocks, target.address);
  for (let at = 0; at < out.layout.size; at += threads * share) {
    const count = Math.min(threads * share, out.layout.size - at);
    fill(at, count);
    target.store(at, count);
  }
  return true;
}

/** What a draw is worked out of, and by how many threads, each so many elements at a time. */
interface Blocks {
  readonly lanes: Lanes;
  readonly threads: number;
  readonly scope: Scope;
  readonly share: number;
  readonly key: readonly number[];
  readonly draw: readonly number[];
}

/** Works out elements from one on, at an address. */
type Fill = (at: number, count: number) => void;

function uniform({ lanes, threads, scope, key, draw }: Blocks, address: number): Fill {
  const kernel = compiled(
    ["uniform", lanes.dtype],
    () => drawKernel((_, row) => [uniformOf(lanes, row)]),
    scope,
  );
  const tasks = Array.from({ length: threads }, () => kernel.arguments({ key, draw }));
  return (at, count) => {
    runParts(kernel, tasks, roundUp(count, UNIT), UNIT, (task, from, to) => {
      task.out = address + from * lanes.bytes;
      task.bytes = (to - from) * lanes.bytes;
      task.block = blockOf(at + from, lanes);
    });
  };
}

/** Each thread works out probabilities, and then their quantiles. */
function normal({ lanes, threads, scope, share, key, draw }: Blocks, address: number): Fill {
  const drawing = compiled(["probability", lanes.dtype], () => drawKernel((block, row) => probabilitiesOf(lanes, block, row)), scope); // biome-ignore format: a line
  const quantiles = compiled(["quantile", lanes.dtype], () => quantileKernel(lanes), scope);
  const rooms = Array.from({ length: threads }, () => ({
    probabilities: reserve(share * f64x2.bytes),
    places: reserve(share * i32x4.bytes),
  }));
  const draws = rooms.map(({ probabilities }) => {
    const task = drawing.arguments({ key, draw });
    task.out = probabilities;
    return task;
  });
  const tasks = rooms.map((room) => quantiles.arguments({ room }));
  return (at, count) => {
    const size = roundUp(count, UNIT);
    runParts(drawing, draws, size, UNIT, (task, from, to) => {
      task.bytes = (to - from) * f64x2.bytes;
      task.block = blockOf(at + from, lanes);
    });
    runParts(quantiles, tasks, size, UNIT, (task, from, to) => {
      task.out = address + from * lanes.bytes;
      task.bytes = (to - from) * lanes.bytes;
    });
  };
}

/** A block becomes one vector. */
function blockOf(element: number, { bytes }: Lanes): number {
  return (element * bytes) / VECTOR;
}

/** Of so many bytes from a block on. */
type DrawSignature = {
  readonly out: "address";
  readonly bytes: "i32";
  readonly block: "i32";
  readonly key: readonly "i32"[];
  readonly draw: readonly "i32"[];
};

const signature: DrawSignature = {
  out: "address",
  bytes: "i32",
  block: "i32",
  key: ["i32", "i32"],
  draw: ["i32", "i32"],
};

/** Blocks that are worked out at a time, one in each lane. */
const BLOCKS = 4;

/** Writes vectors made of the words of each block. */
function drawKernel(vectorsOf: (block: Block, row: Code) => readonly Code[]): KernelSource<DrawSignature> {
  return kernel(signature, ({ out, bytes, block, key, draw }, f) => {
    const at = f.local("i32");
    const counter = f.local("v128");
    const before = new Block(f);
    before.do(counter.set(i32x4.add(splat(block.get), v128.const(new Uint8Array(Int32Array.of(0, 1, 2, 3).buffer))))); // biome-ignore format: a line
    const draws = draw.map((word) => before.let(splat(word.get)));
    const keys = Array.from({ length: ROUNDS }, (_, round) =>
      [W0, W1].map((step, i) => before.let(splat(i32.add(key[i].get, i32.const(Math.imul(round, step)))))),
    );
    const round = new Block(f);
    const words = philox(round, [counter.get, ...draws, i32x4.splat(0)], keys);
    const vectors = transpose(round, words).flatMap((row) => vectorsOf(round, row));
    vectors.forEach((vector, i) => {
      round.do(memory.storeV128([i32.add(out.get, at.get), vector], i * VECTOR));
    });
    round.do(counter.set(i32x4.add(counter.get, i32x4.splat(BLOCKS))));
    return [...before.code, ...countTo(at, bytes.get, vectors.length * VECTOR, round.code)];
  });
}

const splat = simd(17);
const shiftRightUnsigned = shift(173);
const multiplyLow = simd(222);
const multiplyHigh = simd(223);
const convertUnsigned = simd(255);
/** To float32, of integers with a sign, which those of 24 bits are too. */
const convert32 = simd(250);

/** Word i of blocks, one in each lane: as `philox4x32`. */
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

/** The upper and the lower words of products, of lanes without a sign. */
function multiply(block: Block, x: Code, factor: number): readonly [high: Code, low: Code] {
  const factors = v128.const(new Uint8Array(new Uint32Array(4).fill(factor).buffer));
  const [first, second] = [multiplyLow, multiplyHigh].map((product) => block.let(product(x, factors)));
  return [
    block.let(v128.shuffle(first, second, words(1, 3, 5, 7))),
    block.let(v128.shuffle(first, second, words(0, 2, 4, 6))),
  ];
}

/** The bytes of 32-bit words of two vectors. */
function words(...places: readonly number[]): readonly number[] {
  return places.flatMap((place) => [0, 1, 2, 3].map((byte) => 4 * place + byte));
}

/** Rows of a matrix of four vectors of four words as columns. */
function transpose(block: Block, [a, b, c, d]: readonly Code[]): readonly Code[] {
  const pairs = (x: Code, y: Code) =>
    [words(0, 4, 1, 5), words(2, 6, 3, 7)].map((order) => block.let(v128.shuffle(x, y, order)));
  const [ab, cd] = [pairs(a, b), pairs(c, d)];
  const upperHalves = words(2, 3, 6, 7);
  return [0, 1].flatMap((i) =>
    [lowHalves, upperHalves].map((order) => block.let(v128.shuffle(ab[i], cd[i], order))),
  );
}

/** A float64 takes two words: the first one of each pair, and the second one, as numbers of so many bits. */
function pairOf(row: Code, bits: readonly [high: number, low: number]): readonly Code[] {
  return [words(0, 2, 0, 2), words(1, 3, 1, 3)].map((order, i) =>
    convertUnsigned(shiftRightUnsigned(v128.shuffle(row, row, order), 32 - bits[i])),
  );
}

/** The numbers of a block, from 0 to 1. */
function uniformOf(lanes: Lanes, row: Code): Code {
  if (lanes.dtype === "float32") {
    return f32x4.mul(convert32(shiftRightUnsigned(row, 8)), f32x4.splat(2 ** -24));
  }
  const [high, low] = pairOf(row, [26, 27]);
  return f64x2.mul(f64x2.add(f64x2.mul(high, f64x2.splat(2 ** 27)), low), f64x2.splat(2 ** -53));
}

/** The middles of equal steps from 0 to 1, in float64. */
function probabilitiesOf(lanes: Lanes, block: Block, given: Code): readonly Code[] {
  const middle = (step: Code, bits: number) =>
    f64x2.mul(f64x2.add(step, f64x2.splat(0.5)), f64x2.splat(2 ** -bits));
  const row = block.let(given);
  if (lanes.dtype === "float32") {
    return [row, v128.shuffle(row, row, upperHalf)].map((half) => middle(convertUnsigned(half), 32));
  }
  const [high, low] = pairOf(row, [26, 26]);
  return [middle(f64x2.add(f64x2.mul(high, f64x2.splat(2 ** 26)), low), 52)];
}
