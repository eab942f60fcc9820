import type { StandardizeParameters } from "../../routines/standardize.ts";
import type { View } from "../view.ts";
import { advance, type Code, countTo, type FunctionBuilder, i32, type Local, memory } from "./assembler.ts";
import { Block } from "./block.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { f64x2, type Lanes, lanesOf, VECTOR } from "./lanes.ts";
import { copyOut, fill, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";

/*
 * Standardising with vectors: the elements of a group are brought together as a row of the scratch memory, and everything
 * is computed in float64. This file is loaded with the ops that use it, so that bundles of other programs are smaller.
 */

/** Elements that are worked on at a time, if a row is not longer. */
const CHUNK = 8192;

/** Where rows come in pieces, those of several rows lie side by side: elements that are worth a copy, and at most in all. */
const PIECE = 2048;
const LARGE = 131_072;

/** Longer rows are left to the plain loops: a scratch memory does not shrink. */
const LONGEST = 2_097_152;

/** Of a float64. */
const WIDE = 8;

/** Fills the outputs; false where there is no kernel for it. */
export function standardizeOn(
  inputs: readonly View[],
  outputs: readonly View[],
  parameters: StandardizeParameters,
): boolean {
  const rows = rowsOf(inputs[0], parameters);
  if (rows === null) return false;
  const { lanes, width, height } = rows;
  const { groups, each, centred, hasWeight, hasBias } = parameters;
  const { dtype } = lanes;
  const padded = width > rows.count;
  const found = compiled(["standardize", dtype, Number(each), Number(centred), Number(padded)], () =>
    forwardKernel(lanes, each, centred, padded),
  );
  resetScratch();
  const source = new Staging(inputs[0], height * width, inputs[0].layout.offset);
  const target = new Staging(outputs[0], height * width, outputs[0].layout.offset);
  const factor = operand(hasWeight ? inputs[1] : null, lanes, each ? width : groups, 1);
  const shift = operand(hasBias ? inputs[hasWeight ? 2 : 1] : null, lanes, each ? width : groups, 0);
  const statistics = outputs.slice(1).map((out) => new Staging(out, groups, out.layout.offset));
  const constants = constantsOf(rows, parameters);
  const mask = maskOf(rows);
  if (padded) fill(source.address, dtype, 0, height * width);
  const given = found.arguments({});
  const step = each ? 0 : lanes.bytes;
  for (let row = 0; row < groups; row += height) {
    const count = Math.min(height, groups - row);
    rows.move(row, count, (from, size, to) => source.load(from, size, to));
    given.x = source.address;
    given.out = target.address;
    given.factor = factor + row * step;
    given.shift = shift + row * step;
    given.mean = statistics[0].address + row * WIDE;
    given.square = statistics[1].address + row * WIDE;
    given.scale = statistics[2].address + row * WIDE;
    given.constants = constants;
    given.mask = mask;
    given.pieces = rows.pieces;
    given.pieceBytes = (width / rows.pieces) * lanes.bytes;
    given.pieceStep = height * given.pieceBytes;
    given.rows = count;
    found.run(given);
    rows.move(row, count, (to, size, from) => target.store(to, size, from));
  }
  for (const statistic of statistics) statistic.store(0, groups);
  return true;
}

/** As {@link standardizeOn}, for the gradients. */
export function standardizeBackOn(
  inputs: readonly View[],
  outputs: readonly View[],
  parameters: StandardizeParameters,
): boolean {
  const rows = rowsOf(inputs[0], parameters);
  if (rows === null) return false;
  const { lanes, width, height } = rows;
  const { groups, each, centred, hasWeight } = parameters;
  const { dtype } = lanes;
  const found = compiled(["standardizeBack", dtype, Number(each), Number(centred)], () =>
    backKernel(lanes, each, centred),
  );
  resetScratch();
  const [x, dy] = inputs.slice(0, 2).map((view) => new Staging(view, height * width, view.layout.offset));
  const target = new Staging(outputs[0], height * width, outputs[0].layout.offset);
  const [mean, scale] = inputs.slice(2, 4).map((view) => new Staging(view, groups, view.layout.offset));
  for (const statistic of [mean, scale]) statistic.load(0, groups);
  const factor = operand(hasWeight ? inputs[4] : null, lanes, each ? width : groups, 1);
  const places = each ? width : groups;
  const sums = [0, 1].map(() => reserve(places * WIDE));
  for (const address of sums) fill(address, "float64", 0, places);
  const constants = constantsOf(rows, parameters);
  if (width > rows.count) for (const { address } of [x, dy]) fill(address, dtype, 0, height * width);
  const given = found.arguments({});
  for (let row = 0; row < groups; row += height) {
    const count = Math.min(height, groups - row);
    rows.move(row, count, (from, size, to) => {
      x.load(from, size, to);
      dy.load(from, size, to);
    });
    given.x = x.address;
    given.dy = dy.address;
    given.dx = target.address;
    given.factor = factor + (each ? 0 : row * lanes.bytes);
    given.mean = mean.address + row * WIDE;
    given.scale = scale.address + row * WIDE;
    given.byWeight = sums[0] + (each ? 0 : row * WIDE);
    given.byBias = sums[1] + (each ? 0 : row * WIDE);
    given.constants = constants;
    given.pieces = rows.pieces;
    given.pieceBytes = (width / rows.pieces) * lanes.bytes;
    given.pieceStep = height * given.pieceBytes;
    given.rows = count;
    found.run(given);
    rows.move(row, count, (to, size, from) => target.store(to, size, from));
  }
  const kept = each ? rows.count : groups;
  sums.forEach((address, i) => {
    const values = new Float64Array(kept);
    copyOut(address, "float64", values, 0, kept);
    outputs[i + 1].buffer.set(values, outputs[i + 1].layout.offset);
  });
  return true;
}

/** How groups are rows of the scratch memory. Rows begin at whole vectors. */
interface Rows {
  readonly lanes: Lanes;
  /** The elements of a group, and the length of its row. */
  readonly count: number;
  readonly width: number;
  /** Rows at a time. */
  readonly height: number;
  /** Parts of a row that lie apart, each `height` times its length from the one before. */
  readonly pieces: number;
  /** Calls `piece` for what lies side by side of some groups: its place in the array, its size, its place in the rows. */
  move(row: number, rows: number, piece: (at: number, size: number, place: number) => void): void;
}

function rowsOf(x: View, { outer, groups, inner }: StandardizeParameters): Rows | null {
  const lanes = lanesOf(x.dtype);
  const count = outer * inner;
  if (lanes === undefined || count > LONGEST) return null;
  const width = Math.ceil(count / lanes.count) * lanes.count;
  const height = Math.max(1, Math.floor(CHUNK / width));
  if (outer > 1 && inner % lanes.count === 0) {
    const more = Math.min(groups, Math.ceil(PIECE / inner), Math.floor(LARGE / width));
    const most = Math.max(height, more);
    return {
      lanes,
      count,
      width,
      height: most,
      pieces: outer,
      move: (row, rows, piece) => {
        for (let o = 0; o < outer; o++) piece((o * groups + row) * inner, rows * inner, o * most * inner);
      },
    };
  }
  return {
    lanes,
    count,
    width,
    height,
    pieces: 1,
    move: (row, rows, piece) => {
      if (outer === 1 && width === count) {
        piece(row * inner, rows * inner, 0);
        return;
      }
      for (let i = 0; i < rows; i++) {
        for (let o = 0; o < outer; o++) piece((o * groups + row + i) * inner, inner, i * width + o * inner);
      }
    },
  };
}

/** Brings in weight or bias, or the number that stands for it. */
function operand(view: View | null, { dtype, bytes }: Lanes, places: number, otherwise: number): number {
  if (view === null) {
    const address = reserve(places * bytes);
    fill(address, dtype, otherwise, places);
    return address;
  }
  const staged = new Staging(view, places, view.layout.offset);
  if (places > view.layout.size) fill(staged.address, dtype, 0, places);
  staged.load(0, view.layout.size);
  return staged.address;
}

/** The number of elements, and epsilon. */
function constantsOf({ count }: Rows, { epsilon }: StandardizeParameters): number {
  const address = reserve(2 * WIDE);
  fill(address, "float64", count, 1);
  fill(address + WIDE, "float64", epsilon, 1);
  return address;
}

/** A vector of ones, but for the lanes at the end of a row that have no element. */
function maskOf({ lanes, count, width }: Rows): number {
  const address = reserve(VECTOR);
  fill(address, lanes.dtype, 0, lanes.count);
  fill(address, lanes.dtype, 1, lanes.count - (width - count));
  return address;
}

const forward = {
  x: "address",
  out: "address",
  factor: "address",
  shift: "address",
  mean: "address",
  square: "address",
  scale: "address",
  constants: "address",
  mask: "address",
  pieces: "i32",
  pieceBytes: "i32",
  pieceStep: "i32",
  rows: "i32",
} as const;

const [turned] = f64x2.rotations;

/** The sum of all lanes of float64 vectors, in both lanes. */
function folded(block: Block, parts: readonly Local[]): Code {
  const all = block.let(parts.map(({ get }) => get).reduce((a, b) => f64x2.add(a, b)));
  return block.let(f64x2.add(all, turned(all)));
}

/** A vector as float64. */
function wide(block: Block, lanes: Lanes, value: Code): readonly Code[] {
  return lanes.widen(block.let(value)).map((part) => block.let(part));
}

/** Goes through a row, piece after piece, but for so many bytes at the end; returns how to, and where it is. */
function sweeps(
  f: FunctionBuilder,
  { pieces, pieceBytes, pieceStep }: Readonly<Record<"pieces" | "pieceBytes" | "pieceStep", Local>>,
): { readonly at: Local; readonly sweep: (body: Block, left?: number) => Code } {
  const [at, piece, start, end] = Array.from({ length: 4 }, () => f.local("i32"));
  const sweep = (body: Block, left = 0): Code => [
    ...start.set(i32.const(0)),
    ...piece.set(i32.const(0)),
    ...countTo(piece, pieces.get, 1, [
      ...at.set(start.get),
      ...end.set(i32.add(at.get, i32.sub(pieceBytes.get, i32.const(left)))),
      ...countTo(at, end.get, VECTOR, body.code),
      ...advance(start, pieceStep.get),
    ]),
  ];
  return { at, sweep };
}

function forwardKernel(
  lanes: Lanes,
  each: boolean,
  centred: boolean,
  padded: boolean,
): KernelSource<typeof forward> {
  return kernel(forward, (given, f) => {
    const { x, out, factor, shift, pieceBytes } = given;
    const { at, sweep } = sweeps(f, given);
    const row = f.local("i32");
    const [mean, scale, weight, bias] = Array.from({ length: 4 }, () => f.local("v128"));
    const parts = Array.from({ length: VECTOR / lanes.bytes / 2 }, () => f.local("v128"));
    const load = (base: Local) => memory.loadV128([i32.add(base.get, at.get)]);
    const constant = (index: number) => memory.load64Splat([given.constants.get], index * WIDE);
    const reset = parts.flatMap((part) => part.set(f64x2.splat(0)));
    const distances = (block: Block) =>
      wide(block, lanes, load(x)).map((part) => block.let(f64x2.sub(part, mean.get)));
    const addTo = (block: Block, values: readonly Code[]) => {
      values.forEach((value, i) => {
        block.do(parts[i].set(f64x2.add(parts[i].get, value)));
      });
    };

    const summing = new Block(f);
    addTo(summing, wide(summing, lanes, load(x)));
    const averaging = new Block(f);
    averaging.do(mean.set(f64x2.div(folded(averaging, parts), constant(0))));
    const squaring = new Block(f);
    addTo(
      squaring,
      distances(squaring).map((part) => f64x2.mul(part, part)),
    );
    const last = new Block(f);
    const mask = wide(last, lanes, memory.loadV128([given.mask.get]));
    addTo(
      last,
      distances(last).map((part, i) => f64x2.mul(f64x2.mul(part, part), mask[i])),
    );

    const scaling = new Block(f);
    const square = scaling.let(f64x2.div(folded(scaling, parts), constant(0)));
    scaling.do(scale.set(f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(square, constant(1))))));
    scaling.do(memory.store64Lane([given.mean.get, mean.get], 0));
    scaling.do(memory.store64Lane([given.square.get, square], 0));
    scaling.do(memory.store64Lane([given.scale.get, scale.get], 0));
    if (!each) {
      const [w] = wide(scaling, lanes, lanes.loadSplat(factor.get));
      const [b] = wide(scaling, lanes, lanes.loadSplat(shift.get));
      scaling.do(weight.set(w));
      scaling.do(bias.set(b));
    }

    const writing = new Block(f);
    const [weights, biases] = each
      ? [wide(writing, lanes, load(factor)), wide(writing, lanes, load(shift))]
      : [parts.map(() => weight.get), parts.map(() => bias.get)];
    const results = distances(writing).map((part, i) => {
      return writing.let(f64x2.add(f64x2.mul(f64x2.mul(part, scale.get), weights[i]), biases[i]));
    });
    writing.do(memory.storeV128([i32.add(out.get, at.get), lanes.narrow(results)]));

    const averaged = [...reset, ...sweep(summing), ...averaging.code];
    const oneRow = [
      ...(centred ? averaged : mean.set(f64x2.splat(0))),
      ...reset,
      // What fills up the last vector is at no distance.
      ...(padded ? [...sweep(squaring, VECTOR), ...last.code] : sweep(squaring)),
      ...scaling.code,
      ...sweep(writing),
      ...advance(x, pieceBytes.get),
      ...advance(out, pieceBytes.get),
      ...[given.mean, given.square, given.scale].flatMap((pointer) => advance(pointer, WIDE)),
      ...(each ? [] : [factor, shift].flatMap((pointer) => advance(pointer, lanes.bytes))),
    ];
    return [...row.set(i32.const(0)), ...countTo(row, given.rows.get, 1, oneRow)];
  });
}

const back = {
  x: "address",
  dy: "address",
  dx: "address",
  factor: "address",
  mean: "address",
  scale: "address",
  byWeight: "address",
  byBias: "address",
  constants: "address",
  pieces: "i32",
  pieceBytes: "i32",
  pieceStep: "i32",
  rows: "i32",
} as const;

function backKernel(lanes: Lanes, each: boolean, centred: boolean): KernelSource<typeof back> {
  return kernel(back, (given, f) => {
    const { x, dy, dx, factor, pieceBytes } = given;
    const { at, sweep } = sweeps(f, given);
    const row = f.local("i32");
    const [mean, scale, weight, constant, along] = Array.from({ length: 5 }, () => f.local("v128"));
    const count = VECTOR / lanes.bytes / 2;
    const [totals, products] = [0, 1].map(() => Array.from({ length: count }, () => f.local("v128")));
    const load = (base: Local) => memory.loadV128([i32.add(base.get, at.get)]);
    const elements = memory.load64Splat([given.constants.get]);
    const standards = (block: Block) =>
      wide(block, lanes, load(x)).map((part) => block.let(f64x2.mul(f64x2.sub(part, mean.get), scale.get)));
    /** dy, and dy times the weight of its place. */
    const gradients = (block: Block) => {
      const plain = wide(block, lanes, load(dy));
      if (!each) return { plain, weighted: plain };
      const weights = wide(block, lanes, load(factor));
      return { plain, weighted: plain.map((part, i) => block.let(f64x2.mul(part, weights[i]))) };
    };
    const add = (block: Block, sum: Local, value: Code) => block.do(sum.set(f64x2.add(sum.get, value)));
    /** Adds float64 numbers to those in memory, for each place of a row. */
    const addInMemory = (block: Block, base: Local, values: readonly Code[]) => {
      const address = i32.add(base.get, i32.mul(at.get, i32.const(WIDE / lanes.bytes)));
      values.forEach((value, i) => {
        block.do(
          memory.storeV128([address, f64x2.add(memory.loadV128([address], i * VECTOR), value)], i * VECTOR),
        );
      });
    };

    const begin = new Block(f);
    begin.do(mean.set(memory.load64Splat([given.mean.get])));
    begin.do(scale.set(memory.load64Splat([given.scale.get])));
    if (!each) begin.do(weight.set(wide(begin, lanes, lanes.loadSplat(factor.get))[0]));

    const summing = new Block(f);
    const standard = standards(summing);
    const { plain, weighted } = gradients(summing);
    weighted.forEach((part, i) => {
      add(summing, totals[i], part);
      add(summing, products[i], f64x2.mul(part, standard[i]));
    });
    if (each) {
      addInMemory(summing, given.byBias, plain);
      addInMemory(
        summing,
        given.byWeight,
        plain.map((part, i) => f64x2.mul(part, standard[i])),
      );
    }

    const between = new Block(f);
    const total = folded(between, totals);
    const product = folded(between, products);
    if (!each) {
      between.do(memory.store64Lane([given.byBias.get, total], 0));
      between.do(memory.store64Lane([given.byWeight.get, product], 0));
      between.do(weight.set(f64x2.mul(weight.get, scale.get)));
    }
    between.do(constant.set(centred ? f64x2.div(total, elements) : f64x2.splat(0)));
    between.do(along.set(f64x2.div(product, elements)));

    const writing = new Block(f);
    const again = standards(writing);
    const results = gradients(writing).weighted.map((part, i) => {
      const left = f64x2.sub(f64x2.sub(part, constant.get), f64x2.mul(again[i], along.get));
      return writing.let(f64x2.mul(left, each ? scale.get : weight.get));
    });
    writing.do(memory.storeV128([i32.add(dx.get, at.get), lanes.narrow(results)]));

    const oneRow = [
      ...begin.code,
      ...[...totals, ...products].flatMap((sum) => sum.set(f64x2.splat(0))),
      ...sweep(summing),
      ...between.code,
      ...sweep(writing),
      ...[x, dy, dx].flatMap((pointer) => advance(pointer, pieceBytes.get)),
      ...[given.mean, given.scale].flatMap((pointer) => advance(pointer, WIDE)),
      ...(each ? [] : [given.byWeight, given.byBias].flatMap((pointer) => advance(pointer, WIDE))),
      ...(each ? [] : advance(factor, lanes.bytes)),
    ];
    return [...row.set(i32.const(0)), ...countTo(row, given.rows.get, 1, oneRow)];
  });
}
