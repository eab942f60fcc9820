import type { Backend } from "../backend.ts";
import { type DType, inNameOf, isFloat } from "../dtype.ts";
import type { Layout } from "../layout.ts";
import { emptyTensor, placeOf } from "../operand.ts";
import { isRecording, Node, observer, type Pullback } from "../tape.ts";
import { notReadable, type Tensor } from "../tensor.ts";
import type { Primitive } from "./list.ts";

/*
 * The one place where a kernel meets the tape. A factory takes an op's record (name, function, gradient) and gives the
 * op. Gradients are in two stages: the outer function runs at forward, only if the result is recorded, and closes over
 * just what the inner one, the pullback, needs at backward. Gradients are written in tensor ops, so every order of
 * derivative exists; broadcasting and promotion are recorded as ops of their own, so gradients never mention them.
 */

/** The gradient by one input: what prepares the pullback. The op's name is that of the call. */
export type Gradient<Parameters> = (
  inputs: readonly Tensor[],
  output: Tensor,
  parameters: Parameters,
  op: string,
) => Pullback;

/** What is the same for all calls of an op. */
export interface Op<Parameters> {
  readonly primitive: Primitive<Parameters>;
  /** One for each input; null where the derivative is zero almost everywhere. */
  readonly gradients: readonly (Gradient<Parameters> | null)[];
}

/** Runs a kernel into a new tensor, and records the step. */
export function launch<Parameters>(
  op: Op<Parameters>,
  name: string,
  inputs: readonly Tensor[],
  parameters: Parameters,
  dtype: DType,
  layout: Layout,
): Tensor {
  const backend = placeOf(name, inputs);
  const out = emptyTensor(name, backend, dtype, layout);
  run(op.primitive, name, inputs, [out], parameters, backend);
  record(op, name, inputs, out, parameters);
  return out;
}

/** Runs a kernel that writes the outputs. The observer is told, if there is one. */
export function run<Parameters>(
  primitive: Primitive<Parameters>,
  op: string,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  parameters: Parameters,
  backend: Backend,
): void {
  if (backend.readNow === undefined && primitive.mustSee?.(inputs, outputs, parameters)) {
    throw notReadable(op, backend);
  }
  try {
    if (observer === null) primitive.run(backend, inputs, outputs, parameters);
    else {
      const start = () => primitive.run(backend, inputs, outputs, parameters);
      observer.compute(op, inputs, outputs, start, parameters);
    }
  } catch (error) {
    // What a kernel needs for a while may be too much, too.
    throw inNameOf(op, error);
  }
}

/** Records the step on the tape, if gradients flow through it. */
export function record<Parameters>(
  { gradients }: Pick<Op<Parameters>, "gradients">,
  name: string,
  inputs: readonly Tensor[],
  out: Tensor,
  parameters: Parameters,
): void {
  if (!isRecording() || !isFloat(out.dtype)) return;
  let pullbacks: (Pullback | null)[] | null = null;
  for (let i = 0; i < inputs.length; i++) {
    const gradient = gradients[i] ?? null;
    if (inputs[i].node === null || gradient === null) continue;
    pullbacks ??= new Array<Pullback | null>(inputs.length).fill(null);
    pullbacks[i] = gradient(inputs, out, parameters, name);
  }
  if (pullbacks === null) return;
  const parents: (Node | null)[] = [];
  for (let i = 0; i < inputs.length; i++) parents.push(inputs[i].node);
  out.node = new Node(name, parents, pullbacks, out.layout.shape, out.dtype);
}
