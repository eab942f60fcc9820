import type { Span } from "../../layout.ts";
import { assembly, movement, type Slot, superposition } from "../../primitives/movement.ts";
import type { Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/* `slice` and its adjoint over resolved spans. Each is the gradient of the other. */

const viewed = movement(
  "slice",
  ({ shape }, { spans }) =>
    (dy) =>
      placed(dy, shape, spans),
);

/** A view of the elements at the spans. */
export function sliced(x: Tensor, spans: readonly Span[]): Tensor {
  return viewed(x, { kind: "slice", spans });
}

/** Copies tensors to spans of a larger tensor. Together, the spans cover it. */
export const assembled: (shape: Shape, slots: readonly Slot[]) => Tensor = assembly(
  "concat",
  (spans) => (dy) => sliced(dy, spans),
);

const padded = assembly("pad", (spans) => (dy) => sliced(dy, spans));

/** A tensor of the given shape that has `x` at the spans, and `fill` elsewhere. */
export function placed(x: Tensor, shape: Shape, spans: readonly Span[], fill = 0): Tensor {
  return padded(shape, [{ x, spans }], fill);
}

/**
 * The sum of tensors, each placed at its spans in a tensor of the given shape, added in the given order. The parts
 * are added in place, so many parts take time in proportion to the number of all their elements.
 */
export const superposed = superposition("superpose", (spans) => (dy) => sliced(dy, spans));

/** The span of a whole axis. */
export function wholeSpan(size: number): Span {
  return { start: 0, step: 1, size };
}
