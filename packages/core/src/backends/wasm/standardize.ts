import type { StandardizeParameters } from "../../routines/standardize.ts";
import type { View } from "../view.ts";
import { advance, type Code, countTo, i32, type Local, memory } from "./assembler.ts";
import { Block } from "./block.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { f64x2, type Lanes, VECTOR } from "./lanes.ts";
import { fill, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";
import { constantsOf, folded, operand, type Rows, rowsOf, sweeps, WIDE, wide } from "./standardize-rows.ts";

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
      // The padding of the last vector gets distance 0.
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
