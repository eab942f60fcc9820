import { type Gradient, record } from "../../primitives/launch.ts";
import { noGrad, type Pullback } from "../../tape.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * A function that is composed of ops, with a gradient of its own in place of the one that would follow from them: where
 * that one would lose digits, or be wrong at a point. Its inputs are in floating point, and the gradient of each has its
 * shape; like any, it is written in ops, so that every order exists.
 */
export function derived<Inputs extends readonly Tensor[]>(
  name: string,
  compute: (...inputs: Inputs) => Tensor,
  ...gradients: readonly ((y: Tensor, ...inputs: Inputs) => Pullback)[]
): (...inputs: Inputs) => Tensor {
  const op = {
    gradients: gradients.map(
      (gradient): Gradient<null> =>
        (inputs, y) =>
          gradient(y, ...(inputs as Inputs)),
    ),
  };
  return (...inputs) => {
    const y = noGrad(() => compute(...inputs));
    record(op, name, inputs, y, null);
    return y;
  };
}
