import type { MatrixRoutine } from "../backend.ts";
import { Layout } from "../layout.ts";
import { emptyTensor, placeOf } from "../operand.ts";
import type { Shape } from "../shape.ts";
import type { Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { record, run } from "./launch.ts";
import { matrices } from "./list.ts";

/** The gradient of one input, computed from the gradient of one output. It gets all inputs and all outputs. */
type MatrixGradient = (op: string, inputs: readonly Tensor[], outputs: readonly Tensor[]) => Pullback;

/**
 * Makes a function that runs a routine on matrices with equal leading axes. Errors name the op that calls it. It may
 * give several tensors. The gradient of an input is linear in the gradients of the results. So each result has its
 * own gradient for each input, `gradients[result][input]`, and these add up. Null stands for a result that is
 * constant almost everywhere.
 */
export function factorization(
  routine: MatrixRoutine,
  shapes: (...inputs: readonly Shape[]) => readonly Shape[],
  gradients: readonly (readonly MatrixGradient[] | null)[],
): (op: string, ...inputs: readonly Tensor[]) => readonly Tensor[] {
  return (op, ...inputs) => {
    const [{ dtype }] = inputs;
    const backend = placeOf(op, inputs);
    const outputs = shapes(...inputs.map(({ layout }) => layout.shape)).map((shape) =>
      emptyTensor(op, backend, dtype, Layout.dense(shape)),
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
