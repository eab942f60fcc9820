import type { TypedArray } from "@gradiente/core";
import { type Backend, Layout, reference, type View } from "@gradiente/core/backend";
import type { HostView } from "./views.ts";

/* One call of a kernel, on a backend and in plain loops, and what must be alike. */

export interface Call {
  /** What is called: the kernel, and the function or routine. */
  readonly what: string;
  readonly inputs: readonly HostView[];
  /** They hold what the kernel finds there. */
  readonly outputs: readonly HostView[];
  run(on: Backend, inputs: readonly View[], outputs: readonly View[]): void;
}

/**
 * How far from the plain loops a value may lie, by the output and the place in its buffer; 0 is the same bits, but for those
 * of NaN.
 */
export type Tolerance = (plain: TypedArray, output: number) => (at: number) => number;

export const exactly: Tolerance = () => () => 0;

/** A view of another backend, of the same elements in the same layout. */
export function onBackend(backend: Backend, { buffer, layout, dtype }: HostView): View {
  const kept = backend.allocate(dtype, buffer.length);
  backend.write(buffer, { buffer: kept, layout: Layout.dense([buffer.length]), dtype });
  return { buffer: kept, layout, dtype };
}

/** Everything in the buffer of a view, what the view does not show among it. */
async function wholeOf(backend: Backend, { buffer, dtype }: View, places: number): Promise<TypedArray> {
  return backend.read({ buffer, layout: Layout.dense([places]), dtype });
}

/** What the outputs hold after a call in plain loops. */
export function inPlainLoops({ inputs, outputs, run }: Call): readonly TypedArray[] {
  const written = outputs.map(({ buffer, layout, dtype }) => ({ buffer: buffer.slice(), layout, dtype }));
  run(reference, inputs, written);
  return written.map(({ buffer }) => buffer);
}

/** @throws Error if the call gives something else on the backend, writes beside its outputs or changes its inputs. */
export async function same(backend: Backend, call: Call, tolerance: Tolerance = exactly): Promise<void> {
  const plain = inPlainLoops(call);
  const inputs = call.inputs.map((view) => onBackend(backend, view));
  const outputs = call.outputs.map((view) => onBackend(backend, view));
  call.run(backend, inputs, outputs);
  for (const [i, view] of outputs.entries()) {
    const found = await wholeOf(backend, view, plain[i].length);
    const allowed = tolerance(plain[i], i);
    for (let at = 0; at < found.length; at++) {
      if (!isWithin(found[at], plain[i][at], allowed(at))) {
        throw differs(call, i, at, found[at], plain[i][at], allowed(at));
      }
    }
  }
  for (const [i, view] of inputs.entries()) {
    const { buffer } = call.inputs[i];
    const found = await wholeOf(backend, view, buffer.length);
    const at = buffer.findIndex((value, place) => !Object.is(value, found[place]));
    if (at >= 0) {
      throw new Error(`${call.what}: the kernel has changed its input ${i}, at place ${at} of the buffer`);
    }
  }
}

function isWithin(found: number, plain: number, allowed: number): boolean {
  return Object.is(found, plain) || Math.abs(found - plain) <= (allowed === 0 ? -1 : allowed);
}

function differs(
  { what, inputs, outputs }: Call,
  output: number,
  at: number,
  found: number,
  plain: number,
  allowed: number,
): Error {
  const bound = allowed === 0 ? "the same bits are wanted" : `${allowed} is allowed`;
  const show = (value: number) => (Object.is(value, -0) ? "-0" : String(value));
  const of = inputs.map((view, i) => `  input ${i}: ${view}`);
  return new Error(
    [
      `${what}: ${show(found)} where the plain loops give ${show(plain)}, at place ${at} of the buffer of output ${output} (${bound})`,
      ...of,
      `  output ${output} before: ${outputs[output]}`,
    ].join("\n"),
  );
}

/** @throws Error unless the call raises an error on the backend that `isRight`. */
export function raises(
  backend: Backend,
  call: Call,
  wanted: string,
  isRight: (error: unknown) => boolean,
): void {
  const inputs = call.inputs.map((view) => onBackend(backend, view));
  const outputs = call.outputs.map((view) => onBackend(backend, view));
  const of = call.inputs.map((view, i) => `\n  input ${i}: ${view}`).join("");
  try {
    call.run(backend, inputs, outputs);
  } catch (error) {
    if (isRight(error)) return;
    throw new Error(`${call.what}: ${wanted} is wanted, not ${String(error)}${of}`);
  }
  throw new Error(`${call.what}: ${wanted} is wanted, and nothing was raised${of}`);
}
