import { checkArgument, listOf } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { toNumeric } from "../../dtype.ts";
import { countWindows } from "../../layout.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { formatShape, range, type Shape, ShapeError, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import {
  aPerAxis,
  bordered,
  folded,
  type PerAxis,
  perAxis,
  viewed,
  WINDOWS,
  type WindowOptions,
  windowsOf,
} from "../internal/sliding.ts";

/**
 * All windows of the given sizes along the last axes: `[..., h, w] -> [..., countH, countW, sizeH, sizeW]`. The
 * result is a view of overlapping windows; nothing is copied.
 *
 * @throws ShapeError if a window does not fit.
 * @example windows(arange(5), [3], { stride: 2 }); // [[0, 1, 2], [2, 3, 4]]
 */
export function windows(x: TensorLike, sizes: readonly number[], options?: WindowOptions): Tensor {
  const given = toTensor("windows", x);
  const chosen = optionsOf("windows", options, WINDOWS);
  checkArgument("windows", "the sizes", sizes, listOf("sizes of a window"));
  perAxis("windows", "a size", sizes, sizes.length, 1);
  if (sizes.length > given.ndim) {
    throw new ShapeError(
      `windows: ${sizes.length} sizes for the ${given.ndim} axes of shape ${formatShape(given.shape)}`,
    );
  }
  return viewed(given, windowsOf("windows", given.shape, sizes, chosen));
}

/** Options of {@link unfold} and {@link fold}. */
export interface UnfoldOptions extends WindowOptions {
  /** The number of zeros added before and after each axis. Default: 0. */
  readonly padding?: PerAxis;
}

const UNFOLDING = /* @__PURE__ */ declareOptions<UnfoldOptions>({
  stride: aPerAxis,
  dilation: aPerAxis,
  padding: aPerAxis,
});

/**
 * Windows as columns (im2col): `[batch, channels, ...sizes]`, with any number of axes after the channels, gives
 * `[batch, channels · window, count]`. The elements of a window, and the windows, are in row-major order. The adjoint
 * is {@link fold}. As PyTorch's `unfold`, which works for two axes.
 *
 * @param size the size of a window: one number for all axes after the channels, or one for each.
 * @throws ShapeError if x has fewer than three axes, or a window does not fit.
 * @example unfold(arange(9).reshape([1, 1, 3, 3]), 2); // [[[0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]]]
 */
export function unfold(x: TensorLike, size: PerAxis, options?: UnfoldOptions): Tensor {
  const given = toTensor("unfold", x);
  const chosen = optionsOf("unfold", options, UNFOLDING);
  if (given.ndim < 3) {
    throw new ShapeError(
      `unfold: expected [batch, channels, ...sizes], got shape ${formatShape(given.shape)}`,
    );
  }
  const rank = given.ndim - 2;
  const sizes = perAxis("unfold", "the size", size, rank, 1);
  const padding = perAxis("unfold", "padding", chosen.padding ?? 0, rank, 0);
  const padded = bordered(given, padding.map((width) => [width, width])); // biome-ignore format: one thing
  const found = viewed(padded, windowsOf("unfold", padded.shape, sizes, chosen));
  const [batch, channels] = given.shape;
  return found
    .permute([0, 1, ...range(2 + rank, 2 + 2 * rank), ...range(2, 2 + rank)])
    .reshape([batch, channels * sizeOf(sizes), sizeOf(found.shape, 2, 2 + rank)]);
}

/**
 * Adds columns back to their windows (col2im): `[batch, channels · window, count]` gives
 * `[batch, channels, ...outputSize]`, with sums where windows overlap. Booleans count as int32. This is the adjoint
 * of {@link unfold}. As PyTorch's `fold`.
 *
 * @param outputSize the sizes of the axes after the channels.
 * @param size the size of a window: one number for all of these axes, or one for each.
 * @throws ShapeError if the number of columns is not the number of windows, or their length does not fit.
 * @example
 * ```ts
 * const x = arange(16).reshape([1, 1, 4, 4]).cast("float32");
 * fold(unfold(x, 2, { stride: 2 }), [4, 4], 2, { stride: 2 }).eq(x).all(); // true
 * ```
 */
export function fold(x: TensorLike, outputSize: Shape, size: PerAxis, options?: UnfoldOptions): Tensor {
  const asked = toTensor("fold", x);
  const chosen = optionsOf("fold", options, UNFOLDING);
  checkArgument("fold", "the output size", outputSize, listOf("sizes"));
  const given = asked.cast(toNumeric(asked.dtype));
  const rank = outputSize.length;
  perAxis("fold", "the output size", outputSize, rank, 1);
  const sizes = perAxis("fold", "the size", size, rank, 1);
  const padding = perAxis("fold", "padding", chosen.padding ?? 0, rank, 0);
  const padded = outputSize.map((length, axis) => length + 2 * padding[axis]);
  const windows = windowsOf("fold", padded, sizes, chosen);
  const counts = windows.map((window, axis) => countWindows(padded[axis], window));
  const [batch, rows, columns] = given.shape;
  if (given.ndim !== 3 || rows % sizeOf(sizes) !== 0 || columns !== sizeOf(counts)) {
    throw new ShapeError(
      `fold: expected [batch, channels · ${sizeOf(sizes)}, ${sizeOf(counts)}] for windows of ${formatShape(sizes)} ` +
        `in ${formatShape(outputSize)}, got shape ${formatShape(given.shape)}`,
    );
  }
  const channels = rows / sizeOf(sizes);
  const placedBack = given
    .reshape([batch, channels, ...sizes, ...counts])
    .permute([0, 1, ...range(2 + rank, 2 + 2 * rank), ...range(2, 2 + rank)]);
  const sums = folded(placedBack, [batch, channels, ...padded], windows);
  return sums.slice([null, null, ...outputSize.map((length, axis) => [padding[axis], padding[axis] + length] as const)]); // biome-ignore format: one thing
}
