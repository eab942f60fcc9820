import type { Backend } from "../backend.ts";
import { type DType, isFloat } from "../dtype.ts";
import { Layout } from "../layout.ts";
import type { Shape } from "../shape.ts";
import { isRecording, Node, observer, type Pullback } from "../tape.ts";
import { Tensor } from "../tensor.ts";

/*
 * The one place where a kernel meets the tape. A factory takes an op's record (name, meaning, gradient) and gives
 * the op. Gradients are in two stages: the outer function runs at forward, only if the result is recorded, and
 * closes over just what the inner one, the pullback, needs at backward. Gradients are written in tensor ops, so
 * every order of derivative exists; broadcasting and promotion are recorded as ops of their own, so gradients
 * never mention them.
 */

export function emptyTensor(backend: Backend, dtype: DType, layout: Layout): Tensor {
  return new Tensor(backend.allocate(dtype, layout.size), layout, dtype, backend);
}

export function deepest(inputs: readonly Tensor[]): Backend {
  let { backend } = inputs[0];
  for (const input of inputs) if (input.backend.depth > backend.depth) backend = input.backend;
  return backend;
}

export function isTracked(x: Tensor): boolean {
  return x.node !== null && isRecording();
}

/** Runs a kernel into a fresh tensor and records it; one gradient for each input, null where there is none. */
export function launch(
  op: string,
  inputs: readonly Tensor[],
  shape: Shape,
  dtype: DType,
  run: (backend: Backend, out: Tensor) => void,
  gradients: readonly (((y: Tensor) => Pullback) | null)[],
): Tensor {
  const backend = deepest(inputs);
  const out = emptyTensor(backend, dtype, Layout.dense(shape));
  run(backend, out);
  if (observer !== null) observer.made(op, inputs, out);
  record(op, out, inputs, gradients);
  return out;
}

export function record(
  op: string,
  out: Tensor,
  inputs: readonly Tensor[],
  gradients: readonly (((y: Tensor) => Pullback) | null)[],
): void {
  if (!isFloat(out.dtype) || !isRecording()) return;
  const parents = inputs.map((input) => input.node);
  if (parents.every((parent) => parent === null)) return;
  const pullbacks = parents.map((parent, i) => (parent === null ? null : (gradients[i]?.(out) ?? null)));
  out.node = new Node(op, parents, pullbacks);
}
