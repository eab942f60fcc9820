import { type Tensor, Variable, type VariableOptions } from "@gradiente/core";
import { aTensor, checkArgument } from "@gradiente/core/arguments";

/**
 * A weight of a Module: a trainable Variable. `Module.parameters()` lists it under the path of its field.
 *
 * @example
 * ```ts
 * class Scale extends Module {
 *   readonly weight = new Parameter(ones([3]));
 *
 *   override forward(x: Tensor): Tensor {
 *     return x.mul(this.weight);
 *   }
 * }
 * [...new Scale().parameters().keys()]; // ["weight"]
 * ```
 */
export class Parameter extends Variable {
  /**
   * A weight that holds `value`. With `{ trainable: false }` it is frozen, until its `trainable` is set, or
   * `model.unfreeze()` is called.
   *
   * @throws DTypeError unless the value has a floating dtype.
   */
  constructor(value: Tensor, options?: VariableOptions) {
    checkArgument("Parameter", "the value", value, aTensor);
    super(value, options);
  }
}
