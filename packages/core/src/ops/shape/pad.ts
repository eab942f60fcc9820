import { checkArgument, listOf } from "../../arguments/check.ts";
import { found } from "../../arguments/found.ts";
import { convert } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { checkShape, formatShape, range, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { placed } from "../internal/spans.ts";

/** What `pad` adds: a value, or a way to take elements of the tensor itself. */
export type Fill = number | "reflect" | "replicate" | "circular";

/**
 * Which element of the axis fills a position beyond its ends. The axis has elements; `at` counts from the first of
 * them.
 */
const sources = {
  /** Mirrors at the first and last element, which are not repeated: c b | a b c | b a. */
  reflect: (at: number, size: number) => {
    const period = Math.max(1, 2 * (size - 1));
    const within = ((at % period) + period) % period;
    return Math.min(within, period - within);
  },
  /** Repeats the first and the last element: a a | a b c | c c. */
  replicate: (at: number, size: number) => Math.min(Math.max(at, 0), size - 1),
  /** Continues at the other end, as if the axis were a ring: b c | a b c | a b. */
  circular: (at: number, size: number) => ((at % size) + size) % size,
} as const;

/**
 * Adds elements around axes: `widths[i] = [before, after]` for axis i. Axes after the last width are kept. Added
 * elements that are taken from x pass their gradients back to it.
 *
 * @param fill What to add. A number is the value of all added elements. `"reflect"` mirrors at the outermost elements
 * without repeating them (c b | a b c | b a), `"replicate"` repeats the outermost elements (a a | a b c | c c), and
 * `"circular"` continues at the other end (b c | a b c | a b). If a width exceeds the size of x, reflections and
 * rings continue. Default: 0.
 * @throws ShapeError for too many widths, a width that is not a whole number >= 0, or an axis without elements to
 * fill from; DTypeError if the dtype cannot hold the value; RangeError for an unknown fill.
 * @example
 * ```ts
 * pad(tensor([1, 2]), [[1, 2]]); // [0, 1, 2, 0, 0]
 * pad(tensor([[1], [2]]), [[0, 1], [1, 0]], 9); // [[9, 1], [9, 2], [9, 9]]
 * ```
 */
export function pad(
  x: TensorLike,
  widths: readonly (readonly [before: number, after: number])[],
  fill: Fill = 0,
): Tensor {
  const given = toTensor("pad", x);
  checkArgument("pad", "the widths", widths, listOf("[before, after] for each axis"));
  if (widths.length > given.ndim) {
    throw new ShapeError(
      `pad: ${widths.length} widths for the ${given.ndim} axes of shape ${formatShape(given.shape)}`,
    );
  }
  for (const width of widths) {
    if (checkShape("pad", width).length !== 2) {
      throw new ShapeError(`pad: a width is [before, after], not ${found(width)}`);
    }
  }
  if (typeof fill !== "number") return padFrom(given, widths, fill);
  const value = convert("pad", [fill], given.dtype)[0];
  const spans = given.shape.map((size, axis) => ({ start: widths[axis]?.[0] ?? 0, step: 1, size }));
  const shape = given.shape.map((size, axis) => size + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0));
  return placed(given, shape, spans, value);
}

/** Pads one axis after another, so that corners are filled from elements that were added before. */
function padFrom(
  x: Tensor,
  widths: readonly (readonly [before: number, after: number])[],
  fill: keyof typeof sources,
): Tensor {
  if (typeof fill !== "string" || !Object.hasOwn(sources, fill)) {
    throw new RangeError(
      `pad: the fill must be a number, "reflect", "replicate" or "circular", not ${found(fill)}`,
    );
  }
  return widths.reduce((padded, [before, after], axis) => {
    const size = x.shape[axis];
    if (before + after === 0) return padded;
    if (size === 0) {
      throw new ShapeError(
        `pad: axis ${axis} of shape ${formatShape(x.shape)} has no elements for "${fill}"; pad it with a value`,
      );
    }
    const from = range(-before, size + after, "pad").map((at) => sources[fill](at, size));
    return padded.indexSelect(from, axis);
  }, x);
}
