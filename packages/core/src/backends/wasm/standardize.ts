import type { StandardizeParameters } from "../../routines/standardize.ts";
import type { View } from "../view.ts";
import { advance, type Code, countTo, i32, type Local, memory } from "./assembler.ts";
import { Block } from "./block.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { f64x2, type Lanes, VECTOR } from "./lanes.ts";
import { fill, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";
import {
  accumulators,
  add,
  constantsOf,
  folded,
  operand,
  type Rows,
  rowsOf,
  sweeps,
  WIDE,
  wide,
} from "./standardize-rows.ts";

/** Fills the outputs. False if there is no kernel for it. */
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

/** A vector of ones, with zeros in the lanes at the end of a row that have no element. */
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

/**
 * The sums of a row are those of distances from its first element, and of their squares. Of the digits of float64 their
 * difference loses no more than the size of a row has, and hardly any unless one element is almost all of it: float32 does not
 * see it. In float64, they are summed again, of distances from the mean.
 */
function forwardKernel(
  lanes: Lanes,
  each: boolean,
  centred: boolean,
  padded: boolean,
): KernelSource<typeof forward> {
  return kernel(forward, (given, f) => {
    const { x, out, factor, shift, pieceBytes } = given;
    const { at, vectorOf, sweep } = sweeps(f, given);
    const row = f.local("i32");
    const [pivot, mean, scale, weight, bias] = Array.from({ length: 5 }, () => f.local("v128"));
    const [sums, squares] = [0, 1].map(() => accumulators(f, lanes));
    const constant = (index: number) => memory.load64Splat([given.constants.get], index * WIDE);
    const distances = (block: Block, from: Local, vector: number) =>
      wide(block, lanes, vectorOf(x, vector)).map((part) => block.let(f64x2.sub(part, from.get)));
    const addUp = (block: Block, vector: number, parts: readonly Code[]) => {
      parts.forEach((part, i) => {
        if (centred) add(block, sums[vector][i], part);
        add(block, squares[vector][i], f64x2.mul(part, part));
      });
    };

    const begin = new Block(f);
    begin.do(pivot.set(centred ? wide(begin, lanes, lanes.loadSplat(x.get))[0] : f64x2.splat(0)));
    // The padding of the last vector gets distance 0.
    const last = new Block(f);
    if (padded) {
      const mask = wide(last, lanes, memory.loadV128([given.mask.get]));
      addUp(last, 0, distances(last, pivot, 0).map((part, i) => last.let(f64x2.mul(part, mask[i])))); // biome-ignore format: one sum
    }

    const between = new Block(f);
    const offset = between.let(f64x2.div(folded(between, sums.flat()), constant(0)));
    const ofPivot = between.let(f64x2.div(folded(between, squares.flat()), constant(0)));
    const square = between.let(f64x2.sub(ofPivot, f64x2.mul(offset, offset)));
    between.do(mean.set(f64x2.add(pivot.get, offset)));
    between.do(scale.set(f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(square, constant(1))))));
    between.do(memory.store64Lane([given.mean.get, mean.get], 0));
    between.do(memory.store64Lane([given.square.get, square], 0));
    between.do(memory.store64Lane([given.scale.get, scale.get], 0));
    if (!each) {
      const [w] = wide(between, lanes, lanes.loadSplat(factor.get));
      const [b] = wide(between, lanes, lanes.loadSplat(shift.get));
      between.do(weight.set(f64x2.mul(w, scale.get)));
      between.do(bias.set(b));
    }

    const writing = (block: Block, vector: number) => {
      const near = distances(block, mean, vector);
      const ofPlaces = (operand: Local) => wide(block, lanes, vectorOf(operand, vector));
      const weights = each
        ? ofPlaces(factor).map((part) => f64x2.mul(part, scale.get))
        : near.map(() => weight.get);
      const biases = each ? ofPlaces(shift) : near.map(() => bias.get);
      const results = near.map((part, i) => block.let(f64x2.add(f64x2.mul(part, weights[i]), biases[i])));
      block.do(memory.storeV128([i32.add(out.get, at.get), lanes.narrow(results)], vector * VECTOR));
    };

    const summing = [
      ...[...sums, ...squares].flat().flatMap((sum) => sum.set(f64x2.splat(0))),
      ...sweep((block, vector) => addUp(block, vector, distances(block, pivot, vector)), padded ? VECTOR : 0),
      ...last.code,
      ...between.code,
    ];
    const fromMean = lanes.dtype === "float64" && centred ? [...pivot.set(mean.get), ...summing] : [];
    const oneRow = [
      ...begin.code,
      ...summing,
      ...fromMean,
      ...sweep(writing),
      ...advance(x, pieceBytes.get),
      ...advance(out, pieceBytes.get),
      ...[given.mean, given.square, given.scale].flatMap((pointer) => advance(pointer, WIDE)),
      ...(each ? [] : [factor, shift].flatMap((pointer) => advance(pointer, lanes.bytes))),
    ];
    return [...row.set(i32.const(0)), ...countTo(row, given.rows.get, 1, oneRow)];
  });
}
