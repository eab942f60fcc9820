import type { StandardizeParameters } from "../../routines/standardize.ts";
import type { View } from "../view.ts";
import { advance, type Code, countTo, i32, type Local, memory } from "./assembler.ts";
import { Block } from "./block.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { f64x2, type Lanes, VECTOR } from "./lanes.ts";
import { copyOut, fill, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";
import {
  accumulators,
  add,
  constantsOf,
  folded,
  operand,
  rowsOf,
  sweeps,
  WIDE,
  wide,
} from "./standardize-rows.ts";

/** Fills the outputs with the gradients of a standardisation. False if there is no kernel for it. */
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
    const { at, vectorOf, sweep } = sweeps(f, given);
    const row = f.local("i32");
    const [mean, scale, weight, constant, along] = Array.from({ length: 5 }, () => f.local("v128"));
    const [totals, products] = [0, 1].map(() => accumulators(f, lanes));
    const elements = memory.load64Splat([given.constants.get]);
    const distances = (block: Block, vector: number) =>
      wide(block, lanes, vectorOf(x, vector)).map((part) => block.let(f64x2.sub(part, mean.get)));
    /** dy, and dy times the weight of its place. */
    const gradients = (block: Block, vector: number) => {
      const plain = wide(block, lanes, vectorOf(dy, vector));
      if (!each) return { plain, weighted: plain };
      const weights = wide(block, lanes, vectorOf(factor, vector));
      return { plain, weighted: plain.map((part, i) => block.let(f64x2.mul(part, weights[i]))) };
    };
    /** Adds float64 numbers to those in memory, for each place of a row. */
    const addInMemory = (block: Block, vector: number, base: Local, values: readonly Code[]) => {
      const address = i32.add(base.get, i32.mul(at.get, i32.const(WIDE / lanes.bytes)));
      values.forEach((value, i) => {
        const offset = (vector * values.length + i) * VECTOR;
        block.do(memory.storeV128([address, f64x2.add(memory.loadV128([address], offset), value)], offset));
      });
    };

    const begin = new Block(f);
    begin.do(mean.set(memory.load64Splat([given.mean.get])));
    begin.do(scale.set(memory.load64Splat([given.scale.get])));
    if (!each) begin.do(weight.set(wide(begin, lanes, lanes.loadSplat(factor.get))[0]));

    const summing = (block: Block, vector: number) => {
      const away = distances(block, vector);
      const { plain, weighted } = gradients(block, vector);
      weighted.forEach((part, i) => {
        add(block, totals[vector][i], part);
        add(block, products[vector][i], f64x2.mul(part, away[i]));
      });
      if (!each) return;
      const byWeight = plain.map((part, i) => f64x2.mul(part, f64x2.mul(away[i], scale.get)));
      addInMemory(block, vector, given.byBias, plain);
      addInMemory(block, vector, given.byWeight, byWeight);
    };

    const between = new Block(f);
    const total = folded(between, totals.flat());
    const product = between.let(f64x2.mul(folded(between, products.flat()), scale.get));
    if (!each) {
      between.do(memory.store64Lane([given.byBias.get, total], 0));
      between.do(memory.store64Lane([given.byWeight.get, product], 0));
      between.do(weight.set(f64x2.mul(weight.get, scale.get)));
    }
    between.do(constant.set(centred ? f64x2.div(total, elements) : f64x2.splat(0)));
    between.do(along.set(f64x2.mul(f64x2.div(product, elements), scale.get)));

    const writing = (block: Block, vector: number) => {
      const away = distances(block, vector);
      const results = gradients(block, vector).weighted.map((part, i) => {
        const left = f64x2.sub(f64x2.sub(part, constant.get), f64x2.mul(away[i], along.get));
        return block.let(f64x2.mul(left, each ? scale.get : weight.get));
      });
      block.do(memory.storeV128([i32.add(dx.get, at.get), lanes.narrow(results)], vector * VECTOR));
    };

    const oneRow = [
      ...begin.code,
      ...[...totals, ...products].flat().flatMap((sum) => sum.set(f64x2.splat(0))),
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
