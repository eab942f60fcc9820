import { convert } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { checkShape, formatShape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { placed } from "../internal/spans.ts";

/** What `pad` adds: a value, or elements of the tensor itself. */
export type Fill = number | "reflect" | "replicate" | "circular";

/** Where the element beyond an end comes from, for an axis with elements; `at` counts from the first of them. */
const sources = {
  /** Mirrored at the first and last element, which are not repeated: c b | a b c | b a. */
  reflect: (at: number, size: number) => {
    const period = Math.max(1, 2 * (size - 1));
    const within = ((at % period) + period) % period;
    return Math.min(within, period - within);
  },
  /** The first and the last element again: a a | a b c | c c. */
  replicate: (at: number, size: number) => Math.min(Math.max(at, 0), size - 1),
  /** As if the axis were a ring: b c | a b c | a b. */
  circular: (at: number, size: number) => ((at % size) + size) % size,
} as const;

/**
 * Adds `widths[i] = [before, after]` elements around each axis, from the first; axes not named are kept. They are
 * `fill`: a value (0 unless said otherwise), or elements of x, which get the sum of the gradients: `"reflect"` mirrors
 * at the outermost elements without repeating them (c b | a b c | b a), `"replicate"` repeats them (a a | a b c | c c),
 * `"circular"` goes on at the other end (b c | a b c | a b). Wider than x, reflections and rings go on.
 *
 * @throws ShapeError for too many widths, widths that are not whole numbers >= 0, or elements asked of an empty axis;
 * DTypeError for a value that the dtype cannot hold; RangeError for an unknown fill.
 */
export function pad(
  x: TensorLike,
  widths: readonly (readonly [before: number, after: number])[],
  fill: Fill = 0,
): Tensor {
  const given = toTensor("pad", x);
  if (widths.length > given.ndim) {
    throw new ShapeError(
      `pad: ${widths.length} widths for ${given.ndim} axes of shape ${formatShape(given.shape)}`,
    );
  }
  for (const width of widths) checkShape("pad", width);
  if (typeof fill !== "number") return padFrom(given, widths, fill);
  const value = convert("pad", [fill], given.dtype)[0];
  const spans = given.shape.map((size, axis) => ({ start: widths[axis]?.[0] ?? 0, step: 1, size }));
  const shape = given.shape.map((size, axis) => size + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0));
  return placed(given, shape, spans, value);
}

/** Axis after axis, so that corners are padded with what was padded. */
function padFrom(
  x: Tensor,
  widths: readonly (readonly [before: number, after: number])[],
  fill: keyof typeof sources,
): Tensor {
  if (!Object.hasOwn(sources, fill)) {
    throw new RangeError(
      `pad: ${JSON.stringify(fill)} is no fill; take a number, "reflect", "replicate" or "circular"`,
    );
  }
  return widths.reduce((padded, [before, after], axis) => {
    const size = x.shape[axis];
    if (before + after === 0) return padded;
    if (size === 0) {
      throw new ShapeError(
        `pad: axis ${axis} of shape ${formatShape(x.shape)} has no elements to ${fill}; pad it with a value`,
      );
    }
    const from = Array.from({ length: before + size + after }, (_, i) => sources[fill](i - before, size));
    return padded.indexSelect(from, axis);
  }, x);
}
