import { type Shape, sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { launch, type Op } from "./launch.ts";
import { copy } from "./list.ts";
import { movement } from "./movement.ts";

const viewed = movement(
  "reshape",
  ({ shape }) =>
    (dy) =>
      reshaped(dy, shape),
);

const densification: Op<null> = { primitive: copy, gradients: [() => (dy) => dy] };

/**
 * The same elements in row-major order, in another shape of the same size. A view if the strides allow it, and a copy
 * otherwise.
 */
export function reshaped(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.layout.shape, shape)) return x;
  const viewing = { kind: "reshape", shape } as const;
  if (x.layout.reshape(shape) !== null) return viewed(x, viewing);
  return viewed(launch(densification, "contiguous", [x], null, x.dtype, x.layout.dense), viewing);
}
