import type { Program } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, putRow } from "./border.ts";
import { binaryNumber, unaryNumber } from "./elementwise.ts";

/*
 * Programs of elementwise functions. The kernel runs them step by step over blocks that stay in the first cache. Results
 * that nobody needs any more leave their block to the next one; an output is written where it belongs at once.
 */

/** As in native.h. */
const MOST_STEPS = 512;
const MOST_VIEWS = 64;
const NO_OPERAND = -32768;

/** A program as the kernel reads it; null if it has a function without a kernel, or is too long. */
type Plan = Float64Array | null;

const plans = new WeakMap<Program, Plan>();

/** Fills the outputs; false where there is no kernel for the program. */
export function programOn(program: Program, inputs: readonly View[], outputs: readonly View[]): boolean {
  let plan = plans.get(program);
  if (plan === undefined) {
    plan = planOf(program, inputs.length);
    plans.set(program, plan);
  }
  if (plan === null) return false;
  block.set(plan);
  let at = plan.length;
  for (const { layout } of inputs) at = putRow(at, layout);
  for (const { layout } of outputs) at = putRow(at, layout);
  return addon().elementwise(
    inputs.map(({ buffer }) => buffer),
    outputs.map(({ buffer }) => buffer),
  );
}

/** Registers: inputs first, then blocks; what is negative is an output. */
function planOf({ steps, outputs }: Program, inputs: number): Plan {
  if (steps.length > MOST_STEPS || inputs + outputs.length > MOST_VIEWS) return null;
  const lastUse = new Map<number, number>();
  steps.forEach(({ operands }, step) => {
    for (const register of operands) lastUse.set(register, step);
  });
  const places = Array.from({ length: inputs }, (_, i) => i);
  const free: number[] = [];
  let blocks = 0;
  const plan: number[] = [];
  for (const [step, { f, operands }] of steps.entries()) {
    const number = operands.length === 1 ? unaryNumber(f.name) : binaryNumber(f.name);
    if (number === undefined) return null;
    const from = operands.map((register) => places[register]);
    for (const register of new Set(operands)) {
      // A block that is read for the last time may be written in the same step: element by element, that is one place.
      if (lastUse.get(register) === step && places[register] >= inputs && !outputs.includes(register)) {
        free.push(places[register]);
      }
    }
    const output = outputs.indexOf(inputs + step);
    const to = output >= 0 ? -1 - output : (free.pop() ?? inputs + blocks++);
    if (output < 0 && !lastUse.has(inputs + step)) free.push(to);
    places.push(to);
    plan.push(number, from[0], from[1] ?? NO_OPERAND, to);
  }
  return Float64Array.from([
    ...[inputs, outputs.length, steps.length, blocks],
    ...plan,
    ...outputs.map((register) => places[register]),
  ]);
}
