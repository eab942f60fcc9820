import type { Program } from "../../backend.ts";
import { allocateArray, type DType, type TypedArray } from "../../dtype.ts";
import { type BinaryFunction, binaryMeaning, type UnaryFunction, unaryMeaning } from "../../functions.ts";
import { forEachRun } from "../strided.ts";
import type { View } from "../view.ts";

/*
 * Evenly spaced operands go straight into the loop. With forEachRun, its closures and lists, a training step of XOR,
 * whose tensors have some 20 elements, took 19 microseconds instead of 16.
 */

export function unary(f: UnaryFunction, x: View, out: View): void {
  const of = unaryMeaning(f, x.dtype);
  const step = x.layout.step;
  if (step !== null && out.layout.contiguous) {
    unaryRun(of, out.layout.size, x.buffer, x.layout.offset, step, out.buffer, out.layout.offset, 1);
    return;
  }
  forEachRun([x.layout, out.layout], (count, at, steps) => {
    unaryRun(of, count, x.buffer, at[0], steps[0], out.buffer, at[1], steps[1]);
  });
}

function unaryRun(
  of: (x: number) => number,
  count: number,
  x: TypedArray,
  xAt: number,
  xStep: number,
  out: TypedArray,
  outAt: number,
  outStep: number,
): void {
  for (let i = 0; i < count; i++) out[outAt + i * outStep] = of(x[xAt + i * xStep]);
}

export function binary(f: BinaryFunction, a: View, b: View, out: View): void {
  const of = binaryMeaning(f, a.dtype);
  const aStep = a.layout.step;
  const bStep = b.layout.step;
  if (aStep !== null && bStep !== null && out.layout.contiguous) {
    const { offset, size } = out.layout;
    binaryRun(
      of,
      size,
      a.buffer,
      a.layout.offset,
      aStep,
      b.buffer,
      b.layout.offset,
      bStep,
      out.buffer,
      offset,
      1,
    );
    return;
  }
  if (out.layout.shape.length === 2) {
    binaryRows(of, a, b, out);
    return;
  }
  forEachRun([a.layout, b.layout, out.layout], (count, at, steps) => {
    binaryRun(of, count, a.buffer, at[0], steps[0], b.buffer, at[1], steps[1], out.buffer, at[2], steps[2]);
  });
}

/** The same for matrices, row by row: above all, where one is repeated. */
function binaryRows(of: (a: number, b: number) => number, a: View, b: View, out: View): void {
  const [rows, columns] = out.layout.shape;
  const [aRow, aColumn] = a.layout.strides;
  const [bRow, bColumn] = b.layout.strides;
  const [row, column] = out.layout.strides;
  for (let i = 0; i < rows; i++) {
    const aAt = a.layout.offset + i * aRow;
    const bAt = b.layout.offset + i * bRow;
    const at = out.layout.offset + i * row;
    binaryRun(of, columns, a.buffer, aAt, aColumn, b.buffer, bAt, bColumn, out.buffer, at, column);
  }
}

function binaryRun(
  of: (a: number, b: number) => number,
  count: number,
  a: TypedArray,
  aAt: number,
  aStep: number,
  b: TypedArray,
  bAt: number,
  bStep: number,
  out: TypedArray,
  outAt: number,
  outStep: number,
): void {
  for (let i = 0; i < count; i++) out[outAt + i * outStep] = of(a[aAt + i * aStep], b[bAt + i * bStep]);
}

/** Elements of a program that are computed step by step: what is between them stays in the first cache. */
const BLOCK = 256;

/** Where the elements of a register of a program are. */
interface Register {
  readonly array: TypedArray;
  /** The place of the first element of the present block. */
  start: number;
  readonly step: number;
  /** From one block to the next. */
  readonly pitch: number;
}

/** What is between the steps of a program, for each dtype. It is kept: to allocate it takes longer than a small program. */
const kept = new Map<DType, TypedArray>();

function registersFor(dtype: DType, size: number): TypedArray {
  let found = kept.get(dtype);
  if (found === undefined || found.length < size) {
    found = allocateArray(dtype, size);
    kept.set(dtype, found);
  }
  return found;
}

/** Runs the steps of a program. */
export function elementwise(
  { steps, outputs: wanted }: Program,
  inputs: readonly View[],
  outputs: readonly View[],
): boolean {
  const [{ dtype, layout }] = outputs;
  const block = Math.min(layout.size, BLOCK);
  const registers: Register[] = [];
  for (const { buffer: array, layout } of inputs) {
    const isOne = layout.size === 1;
    registers.push({ array, start: layout.offset, step: isOne ? 0 : 1, pitch: isOne ? 0 : block });
  }
  let between: TypedArray | undefined;
  for (let step = 0; step < steps.length; step++) {
    const output = wanted.indexOf(registers.length);
    if (output >= 0) {
      const { buffer: array, layout } = outputs[output];
      registers.push({ array, start: layout.offset, step: 1, pitch: block });
    } else {
      between ??= registersFor(dtype, steps.length * block);
      registers.push({ array: between, start: step * block, step: 1, pitch: 0 });
    }
  }
  for (let from = 0; from < layout.size; from += block) {
    const count = Math.min(block, layout.size - from);
    for (let step = 0; step < steps.length; step++) {
      const { f, operands } = steps[step];
      const out = registers[inputs.length + step];
      const a = registers[operands[0]];
      if (operands.length === 1) {
        const of = unaryMeaning(f as UnaryFunction, dtype);
        unaryRun(of, count, a.array, a.start, a.step, out.array, out.start, 1);
      } else {
        const b = registers[operands[1]];
        const of = binaryMeaning(f as BinaryFunction, dtype);
        binaryRun(of, count, a.array, a.start, a.step, b.array, b.start, b.step, out.array, out.start, 1);
      }
    }
    for (let output = 0; output < wanted.length; output++) {
      const { array, start, step } = registers[wanted[output]];
      const { buffer, layout } = outputs[output];
      // What is an input, or is wanted twice.
      if (array !== buffer) unaryRun(same, count, array, start, step, buffer, layout.offset + from, 1);
    }
    for (let i = 0; i < registers.length; i++) registers[i].start += registers[i].pitch;
  }
  return true;
}

const same = (x: number) => x;

export function where(condition: View, a: View, b: View, out: View): void {
  const choice = condition.buffer;
  const left = a.buffer;
  const right = b.buffer;
  const target = out.buffer;
  forEachRun([condition.layout, a.layout, b.layout, out.layout], (count, starts, steps) => {
    const cAt = starts[0];
    const aAt = starts[1];
    const bAt = starts[2];
    const outAt = starts[3];
    const cStep = steps[0];
    const aStep = steps[1];
    const bStep = steps[2];
    const outStep = steps[3];
    for (let i = 0; i < count; i++) {
      target[outAt + i * outStep] =
        choice[cAt + i * cStep] !== 0 ? left[aAt + i * aStep] : right[bAt + i * bStep];
    }
  });
}
