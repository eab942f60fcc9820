import type { Span } from "../../layout.ts";
import { assembly, movement, type Slot, superposition } from "../../primitives/movement.ts";
import type { Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/* `slice` and its adjoint over resolved spans: each is the other's gradient. */

const viewed = movement(
  "slice",
  ({ shape }, { spans }) =>
    (dy) =>
      placed(dy, shape, spans),
);

/** The elements at the spans: a view. */
export function sliced(x: Tensor, spans: readonly Span[]): Tensor {
  return viewed(x, { kind: "slice", spans });
}

/** Tensors copied to spans of a larger one, which they cover. */
export const assembled: (shape: Shape, slots: readonly Slot[]) => Tensor = assembly(
  "concat",
  (spans) => (dy) => sliced(dy, spans),
);

const padded = assembly("pad", (spans) => (dy) => sliced(dy, spans));

/** A tensor of the given shape with `x` at the spans and `fill` elsewhere. */
export function placed(x: Tensor, shape: Shape, spans: readonly Span[], fill = 0): Tensor {
  return padded(shape, [{ x, spans }], fill);
}

/**
 * The sum of tensors, each at its place in a tensor of the given shape, in the order given. Parts are added where they
 * lie, so that many of them take time in proportion to all of their elements.
 */
export const superposed = superposition("superpose", (spans) => (dy) => sliced(dy, spans));

/** All of an axis. */
export function wholeSpan(size: number): Span {
  return { start: 0, step: 1, size };
}
