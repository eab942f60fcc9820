import type { DType } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import { launch, type Op } from "./launch.ts";
import { copy } from "./list.ts";

const conversion: Op<null> = {
  primitive: copy,
  gradients: [
    ([{ dtype }]) =>
      (dy) =>
        inDType(dy, dtype),
  ],
};

/** The same values in another dtype, recorded in the name of an op. If x has this dtype, x itself. The adjoint converts back. */
export function inDType(x: Tensor, dtype: DType, op = "cast"): Tensor {
  return x.dtype === dtype ? x : launch(conversion, op, [x], null, dtype, x.layout.dense);
}
