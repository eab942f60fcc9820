import type { MatrixRoutine } from "../backend.ts";
import { Layout } from "../layout.ts";
import { placeOf } from "../operand.ts";
import type { Shape } from "../shape.ts";
import type { Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { emptyTensor, record, run } from "./launch.ts";
import { matrices } from "./list.ts";

/** The gradient of one input from that of one output; both are given, with all of their kin. */
type MatrixGradient = (op: string, inputs: readonly Tensor[], outputs: readonly Tensor[]) => Pullback;

/**
 * A routine on matrices with equal leading axes, called in the name of an op; it may give several tensors. A gradient
 * is linear in that of the results, so each result has a gradient of its own for each input, and they add up:
 * `gradients[result][input]`; null for a result that is constant almost everywhere.
 */
export function factorization(
  routine: MatrixRoutine,
  shapes: (...inputs: readonly Shape[]) => readonly Shape[],
  gradients: readonly (readonly MatrixGradient[] | null)[],
): (op: string, ...inputs: readonly Tensor[]) => readonly Tensor[] {
  return (op, ...inputs) => {
    const [{ dtype }] = inputs;
    const backend = placeOf(op, inputs);
    const outputs = shapes(...inputs.map(({ shape }) => shape)).map((shape) =>
      emptyTensor(backend, dtype, Layout.dense(shape)),
    );
    const parameters = { routine, op };
    run(matrices, op, inputs, outputs, parameters, backend);
    outputs.forEach((output, i) => {
      const own = (gradients[i] ?? []).map((gradient) => () => gradient(op, inputs, outputs));
      record({ gradients: own }, op, inputs, output, parameters);
    });
    return outputs;
  };
}
