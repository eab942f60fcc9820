import { optionsOf } from "../../arguments/options.ts";
import { type Border, Layout } from "../../layout.ts";
import type { TensorLike } from "../../operand.ts";
import { ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { AXES, batched, convolution, shapesOf } from "../internal/correlation.ts";
import { contracted, toFactors } from "../internal/products.ts";
import { bordered, bordersOf, perAxis } from "../internal/sliding.ts";
import { TRANSPOSED, type TransposedConvolutionOptions } from "./options.ts";

/* A transposed convolution is the adjoint of a convolution by the images. */

export type { TransposedConvolutionOptions } from "./options.ts";

function convolveTransposed(
  op: string,
  rank: number,
  x: TensorLike,
  weight: TensorLike,
  asked: TransposedConvolutionOptions | undefined,
): Tensor {
  const options = optionsOf(op, asked, TRANSPOSED);
  const [given, filters] = toFactors(op, x, weight);
  const images = batched(op, rank, given, filters, "channels, filters / groups");
  const { groups = 1 } = options;
  const [batch, channels, ...places] = images.shape;
  const [rows, depth, ...sizes] = filters.shape;
  perAxis(op, "the size of a filter", sizes, rank, 1);
  if (rows !== channels || channels % groups !== 0) {
    throw new ShapeError(`${op}: channels do not fit into ${groups} group(s): ${shapesOf(images, filters)}`);
  }
  const stride = perAxis(op, "stride", options.stride ?? 1, rank, 1);
  const dilation = perAxis(op, "dilation", options.dilation ?? 1, rank, 1);
  const padding = bordersOf(op, options.padding ?? 0, rank);
  const outputPadding = perAxis(op, "outputPadding", options.outputPadding ?? 0, rank, 0);
  // The size that the windows cover, before padding is removed.
  const reach = places.map(
    (count, axis) => (count - 1) * stride[axis] + dilation[axis] * (sizes[axis] - 1) + 1,
  );
  const output = reach.map((size, axis) => size - padding[axis][0] - padding[axis][1] + outputPadding[axis]);
  output.forEach((size, axis) => {
    if (outputPadding[axis] >= Math.max(stride[axis], dilation[axis])) {
      throw new ShapeError(
        `${op}: outputPadding must be less than stride or dilation, but it is ${outputPadding[axis]} for ` +
          `stride ${stride[axis]} and dilation ${dilation[axis]}`,
      );
    }
    if (size < 1 || places[axis] < 1) {
      throw new ShapeError(
        `${op}: the ${AXES[rank][axis]} of the result would be ${size}: ${shapesOf(images, filters)}, ` +
          `padding ${padding[axis].join(" and ")}; use less padding`,
      );
    }
  });
  const windows = sizes.map((size, axis) => ({ size, stride: stride[axis], dilation: dilation[axis] }));
  // What is left out of the sums; output padding takes back of it, and adds what is beyond them.
  const borders = padding.map(([before, after], axis): Border => {
    const first = Math.min(before, reach[axis]);
    return [first, Math.min(Math.max(0, after - outputPadding[axis]), reach[axis] - first)];
  });
  const inside = reach.map((size, axis) => size - borders[axis][0] - borders[axis][1]);
  const sums = contracted(
    op,
    filters.reshape([groups, channels / groups, depth, ...sizes]),
    images.reshape([batch, groups, channels / groups, ...places]),
    convolution(windows, borders).gradientB,
    Layout.dense([batch, groups, depth, ...inside]),
  ).reshape([batch, groups * depth, ...inside]);
  const result = bordered(
    sums,
    output.map((size, axis) => [0, size - inside[axis]]),
  );
  return given === images ? result : result.squeeze(0);
}

/**
 * The transposed one-dimensional convolution: the adjoint of {@link conv1d} by its input. Signals
 * `[batch, channels, l]` and filters `[channels, filters / groups, k]` give `[batch, filters, ol]`, where
 * `ol = (l - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1`. The batch axis may be left
 * out. Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, outputPadding is too large, or the result would be
 * empty.
 * @example convTranspose1d(tensor([[[1, 2]]]), tensor([[[1, 10]]]), { stride: 2 }); // [[[1, 10, 2, 20]]]
 */
export function convTranspose1d(
  x: TensorLike,
  weight: TensorLike,
  options?: TransposedConvolutionOptions,
): Tensor {
  return convolveTransposed("convTranspose1d", 1, x, weight, options);
}

/**
 * The transposed two-dimensional convolution: the adjoint of {@link conv2d} by its input. Images
 * `[batch, channels, h, w]` and filters `[channels, filters / groups, kh, kw]` give `[batch, filters, oh, ow]`, with
 * sizes as in {@link convTranspose1d}. The batch axis may be left out. Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, outputPadding is too large, or the result would be
 * empty.
 * @example convTranspose2d(ones([1, 3, 7, 7]), ones([3, 8, 2, 2]), { stride: 2 }).shape; // [1, 8, 14, 14]
 */
export function convTranspose2d(
  x: TensorLike,
  weight: TensorLike,
  options?: TransposedConvolutionOptions,
): Tensor {
  return convolveTransposed("convTranspose2d", 2, x, weight, options);
}

/**
 * The transposed three-dimensional convolution: the adjoint of {@link conv3d} by its input. Volumes
 * `[batch, channels, d, h, w]` and filters `[channels, filters / groups, kd, kh, kw]` give
 * `[batch, filters, od, oh, ow]`, with sizes as in {@link convTranspose1d}. The batch axis may be left out. Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, outputPadding is too large, or the result would be
 * empty.
 * @example convTranspose3d(ones([1, 3, 2, 4, 4]), ones([3, 8, 2, 2, 2]), { stride: 2 }).shape; // [1, 8, 4, 8, 8]
 */
export function convTranspose3d(
  x: TensorLike,
  weight: TensorLike,
  options?: TransposedConvolutionOptions,
): Tensor {
  return convolveTransposed("convTranspose3d", 3, x, weight, options);
}
