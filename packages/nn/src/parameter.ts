import { type Tensor, Variable } from "@gradiente/core";
import { aTensor, checkArgument } from "@gradiente/core/arguments";

/** A weight of a Module: a trainable Variable. `Module.parameters()` lists it under the path of its field. */
export class Parameter extends Variable {
  /**
   * A weight that holds `value`.
   *
   * @throws DTypeError unless the value has a floating dtype.
   */
  constructor(value: Tensor) {
    checkArgument("Parameter", "the value", value, aTensor);
    super(value);
  }
}
