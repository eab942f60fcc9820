import type { Span } from "../../layout.ts";
import { assembly, movement } from "../../primitives/movement.ts";
import type { Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/* `slice` and its adjoint over resolved spans: each is the other's gradient. */

/** The elements at the spans: a view. */
export const sliced = movement(
  "slice",
  (layout, spans: readonly Span[]) => layout.slice(spans),
  ({ shape }, spans) =>
    (dy) =>
      placed(dy, shape, spans),
);

/** Tensors copied to spans of a larger one. */
export const assembled = assembly("concat", (spans) => (dy) => sliced(dy, spans));

const padded = assembly("pad", (spans) => (dy) => sliced(dy, spans));

/** A tensor of the given shape with `x` at the spans and `fill` elsewhere. */
export function placed(x: Tensor, shape: Shape, spans: readonly Span[], fill = 0): Tensor {
  return padded(shape, [{ x, spans }], fill);
}

/** All of an axis. */
export function wholeSpan(size: number): Span {
  return { start: 0, step: 1, size };
}
