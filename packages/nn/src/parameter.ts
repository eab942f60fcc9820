import { type Tensor, Variable } from "@gradiente/core";

/** A weight of a Module: a trainable Variable, found by `parameters()` under the path of the field it stands in. */
export class Parameter extends Variable {
  /** @throws DTypeError unless the value is floating. */
  constructor(value: Tensor) {
    super(value);
  }
}
