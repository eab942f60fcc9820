import { found } from "../../arguments/found.ts";
import { optionsOf } from "../../arguments/options.ts";
import { Layout, type Window } from "../../layout.ts";
import type { TensorLike } from "../../operand.ts";
import { Contraction, remembered } from "../../primitives/contraction.ts";
import { formatShape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { contracted, toFactors } from "../internal/products.ts";
import { type Border, bordered, perAxis, windowsOf } from "../internal/sliding.ts";
import {
  CONVOLUTION,
  type ConvolutionOptions,
  TRANSPOSED,
  type TransposedConvolutionOptions,
} from "./options.ts";

/*
 * A convolution is a sum of products of filters with images that are seen as windows. A transposed convolution is its
 * adjoint by the images.
 */

export type { ConvolutionOptions, TransposedConvolutionOptions } from "./options.ts";

const AXES = [[], ["length"], ["height", "width"], ["depth", "height", "width"]] as const;

/** Every filter meets every window, image by image and group by group. */
function convolution(windows: readonly Window[]): Contraction {
  const kind = windows.map(({ size, stride, dilation }) => `${size} ${stride} ${dilation}`).join();
  return remembered(`convolution ${kind}`, () => {
    const [within, places] = ["within", "place"].map((name) => windows.map((_, axis) => `${name} ${axis}`));
    return new Contraction(
      { labels: ["group", "filter", "channel", ...within] },
      {
        labels: ["image", "group", "channel", ...places, ...within],
        viewing: { kind: "windows", windows },
      },
      { labels: ["image", "group", "filter", ...places] },
    );
  });
}

function checkAxes(op: string, rank: number, images: Tensor, filters: Tensor, channels: string): void {
  if (images.ndim === rank + 2 && filters.ndim === rank + 2) return;
  const axes = AXES[rank].join(", ");
  throw new ShapeError(
    `${op}: expected [batch, channels, ${axes}] and [${channels}, ${axes}], got ${shapesOf(images, filters)}`,
  );
}

function shapesOf(images: Tensor, filters: Tensor): string {
  return `images ${formatShape(images.shape)}, filters ${formatShape(filters.shape)}`;
}

function bordersOf(op: string, sizes: readonly number[], options: ConvolutionOptions): readonly Border[] {
  const rank = sizes.length;
  const { padding = 0, stride = 1, dilation = 1 } = options;
  if (padding === "same") {
    if (perAxis(op, "stride", stride, rank, 1).some((step) => step !== 1)) {
      throw new ShapeError(
        `${op}: padding "same" needs stride 1, not ${found(stride)}; give the padding as numbers`,
      );
    }
    return perAxis(op, "dilation", dilation, rank, 1).map((step, axis) => {
      const total = step * (sizes[axis] - 1);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
  }
  return perAxis(op, "padding", padding === "valid" ? 0 : padding, rank, 0).map((width) => [width, width]);
}

function convolve(
  op: string,
  rank: number,
  x: TensorLike,
  weight: TensorLike,
  given: ConvolutionOptions | undefined,
): Tensor {
  const options = optionsOf(op, given, CONVOLUTION);
  const [images, filters] = toFactors(op, x, weight);
  checkAxes(op, rank, images, filters, "filters, channels / groups");
  const { groups = 1 } = options;
  const [batch, channels] = images.shape;
  const [count, depth, ...sizes] = filters.shape;
  perAxis(op, "the size of a filter", sizes, rank, 1);
  if (depth * groups !== channels || count % groups !== 0) {
    throw new ShapeError(`${op}: channels do not fit into ${groups} group(s): ${shapesOf(images, filters)}`);
  }
  const padded = bordered(images, bordersOf(op, sizes, options));
  const windows = windowsOf(op, padded.shape, sizes, options);
  const product = contracted(
    op,
    filters.reshape([groups, count / groups, depth, ...sizes]),
    padded.reshape([batch, groups, depth, ...padded.shape.slice(2)]),
    convolution(windows),
  );
  return product.reshape([batch, count, ...product.shape.slice(3)]);
}

/**
 * The one-dimensional convolution (in fact the cross-correlation, as usual in deep learning). Signals
 * `[batch, channels, l]` and filters `[filters, channels / groups, k]` give `[batch, filters, ol]`, where
 * `ol = floor((l + 2 padding - dilation (k - 1) - 1) / stride) + 1`. Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, or a filter is larger than the padded signal.
 */
export function conv1d(x: TensorLike, weight: TensorLike, options?: ConvolutionOptions): Tensor {
  return convolve("conv1d", 1, x, weight, options);
}

/**
 * The two-dimensional convolution. Images `[batch, channels, h, w]` and filters
 * `[filters, channels / groups, kh, kw]` give `[batch, filters, oh, ow]`, with sizes as in {@link conv1d}. Dtypes are
 * promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, or a filter is larger than the padded image.
 */
export function conv2d(x: TensorLike, weight: TensorLike, options?: ConvolutionOptions): Tensor {
  return convolve("conv2d", 2, x, weight, options);
}

/**
 * The three-dimensional convolution. Volumes `[batch, channels, d, h, w]` and filters
 * `[filters, channels / groups, kd, kh, kw]` give `[batch, filters, od, oh, ow]`, with sizes as in {@link conv1d}.
 * Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, or a filter is larger than the padded volume.
 */
export function conv3d(x: TensorLike, weight: TensorLike, options?: ConvolutionOptions): Tensor {
  return convolve("conv3d", 3, x, weight, options);
}

function convolveTransposed(
  op: string,
  rank: number,
  x: TensorLike,
  weight: TensorLike,
  given: TransposedConvolutionOptions | undefined,
): Tensor {
  const options = optionsOf(op, given, TRANSPOSED);
  const [images, filters] = toFactors(op, x, weight);
  checkAxes(op, rank, images, filters, "channels, filters / groups");
  const { groups = 1 } = options;
  const [batch, channels, ...places] = images.shape;
  const [rows, depth, ...sizes] = filters.shape;
  perAxis(op, "the size of a filter", sizes, rank, 1);
  if (rows !== channels || channels % groups !== 0) {
    throw new ShapeError(`${op}: channels do not fit into ${groups} group(s): ${shapesOf(images, filters)}`);
  }
  const stride = perAxis(op, "stride", options.stride ?? 1, rank, 1);
  const dilation = perAxis(op, "dilation", options.dilation ?? 1, rank, 1);
  const padding = perAxis(op, "padding", options.padding ?? 0, rank, 0);
  const outputPadding = perAxis(op, "outputPadding", options.outputPadding ?? 0, rank, 0);
  // The size that the windows cover, before padding is removed.
  const reach = places.map(
    (count, axis) => (count - 1) * stride[axis] + dilation[axis] * (sizes[axis] - 1) + 1,
  );
  const output = reach.map((size, axis) => size - 2 * padding[axis] + outputPadding[axis]);
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
          `padding ${padding[axis]}; use less padding`,
      );
    }
  });
  const windows = sizes.map((size, axis) => ({ size, stride: stride[axis], dilation: dilation[axis] }));
  const sums = contracted(
    op,
    filters.reshape([groups, channels / groups, depth, ...sizes]),
    images.reshape([batch, groups, channels / groups, ...places]),
    convolution(windows).gradientB,
    Layout.dense([batch, groups, depth, ...reach]),
  ).reshape([batch, groups * depth, ...reach]);
  const widened = bordered(
    sums,
    output.map((size, axis) => [0, Math.max(0, padding[axis] + size - reach[axis])]),
  );
  return widened.slice([null, null, ...output.map((size, axis) => [padding[axis], padding[axis] + size] as const)]); // biome-ignore format: one thing
}

/**
 * The transposed one-dimensional convolution: the adjoint of {@link conv1d} by its input. Signals
 * `[batch, channels, l]` and filters `[channels, filters / groups, k]` give `[batch, filters, ol]`, where
 * `ol = (l - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1`. Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, outputPadding is too large, or the result would be
 * empty.
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
 * sizes as in {@link convTranspose1d}. Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, outputPadding is too large, or the result would be
 * empty.
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
 * `[batch, filters, od, oh, ow]`, with sizes as in {@link convTranspose1d}. Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, outputPadding is too large, or the result would be
 * empty.
 */
export function convTranspose3d(
  x: TensorLike,
  weight: TensorLike,
  options?: TransposedConvolutionOptions,
): Tensor {
  return convolveTransposed("convTranspose3d", 3, x, weight, options);
}
