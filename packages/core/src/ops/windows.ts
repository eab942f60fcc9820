import { countWindows, type Window } from "../layout.ts";
import { accumulation, movement } from "../op.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { formatShape, type Shape, ShapeError } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/* Sliding windows are an overlapping view; convolution and pooling are plain functions over it, of any order. */

const viewed: (x: Tensor, windows: readonly Window[]) => Tensor = movement(
  "windows",
  (layout, windows: readonly Window[]) => layout.windows(windows),
  ({ shape }, windows) =>
    (dy) =>
      folded(dy, shape, windows),
);

const folded: (x: Tensor, shape: Shape, windows: readonly Window[]) => Tensor = accumulation(
  "foldWindows",
  (layout, windows: readonly Window[]) => layout.windows(windows),
  (windows) => (dy) => viewed(dy, windows),
);

/** One number for every axis, or one for each. */
export type PerAxis = number | readonly number[];

export interface WindowOptions {
  /** How far apart windows begin; 1 unless said otherwise. */
  readonly stride?: PerAxis;
  /** How far apart the elements of a window are; 1 unless said otherwise. */
  readonly dilation?: PerAxis;
}

export interface ConvolutionOptions extends WindowOptions {
  /** Zeros added before and after each axis; 0 unless said otherwise. */
  readonly padding?: PerAxis;
  /** Into how many groups channels are cut, each convolved on its own; 1 unless said otherwise. */
  readonly groups?: number;
}

export interface PoolingOptions extends WindowOptions {
  /** How far apart windows begin; the size of a window unless said otherwise. */
  readonly stride?: PerAxis;
}

function perAxis(op: string, name: string, value: PerAxis, axes: number, minimum: number): readonly number[] {
  const values = typeof value === "number" ? new Array<number>(axes).fill(value) : value;
  if (values.length !== axes || values.some((v) => !Number.isInteger(v) || v < minimum)) {
    throw new ShapeError(
      `${op}: ${name} must be a whole number >= ${minimum}, or ${axes} of them, not ${JSON.stringify(value)}`,
    );
  }
  return values;
}

/** Windows along the last axes of a shape, checked to fit at least once. */
function windowsOf(op: string, shape: Shape, sizes: readonly number[], options: WindowOptions): Window[] {
  const stride = perAxis(op, "stride", options.stride ?? 1, sizes.length, 1);
  const dilation = perAxis(op, "dilation", options.dilation ?? 1, sizes.length, 1);
  return sizes.map((size, i) => {
    const window = { size, stride: stride[i], dilation: dilation[i] };
    const axisSize = shape[shape.length - sizes.length + i];
    if (countWindows(axisSize, window) < 1) {
      const extent = window.dilation * (size - 1) + 1;
      throw new ShapeError(
        `${op}: a window of ${formatShape(sizes)} reaches over ${extent} elements, and shape ${formatShape(shape)} ` +
          `has ${axisSize} there; pad it, or take a smaller window`,
      );
    }
    return window;
  });
}

/**
 * All windows of the given sizes along the last axes: `[..., h, w] -> [..., countH, countW, sizeH, sizeW]`. An
 * overlapping view: nothing is copied.
 *
 * @throws ShapeError if a window does not fit.
 */
export function windows(x: TensorLike, sizes: readonly number[], options: WindowOptions = {}): Tensor {
  const given = toTensor("windows", x);
  perAxis("windows", "a size", sizes, sizes.length, 1);
  if (sizes.length > given.ndim) {
    throw new ShapeError(
      `windows: ${sizes.length} sizes for ${given.ndim} axes of shape ${formatShape(given.shape)}`,
    );
  }
  return viewed(given, windowsOf("windows", given.shape, sizes, options));
}

/**
 * The two-dimensional convolution (in fact cross-correlation, as everywhere in deep learning) of images with
 * filters: `[batch, channels, h, w]` and `[filters, channels / groups, kh, kw]` give `[batch, filters, oh, ow]`.
 *
 * @throws ShapeError if axes, channels or groups do not fit, or a filter is larger than the padded image.
 */
export function conv2d(x: TensorLike, weight: TensorLike, options: ConvolutionOptions = {}): Tensor {
  const images = toTensor("conv2d", x);
  const filters = toTensor("conv2d", weight);
  const shapes = `images ${formatShape(images.shape)}, filters ${formatShape(filters.shape)}`;
  if (images.ndim !== 4 || filters.ndim !== 4) {
    throw new ShapeError(
      `conv2d: expected [batch, channels, height, width] and [filters, channels / groups, height, width], got ${shapes}`,
    );
  }
  const { groups = 1, padding = 0 } = options;
  const [batch, channels] = images.shape;
  const [count, depth, ...sizes] = filters.shape;
  perAxis("conv2d", "groups", groups, 1, 1);
  perAxis("conv2d", "the size of a filter", sizes, 2, 1);
  if (depth * groups !== channels || count % groups !== 0) {
    throw new ShapeError(`conv2d: channels do not fit in ${groups} group(s): ${shapes}`);
  }
  const border = perAxis("conv2d", "padding", padding, 2, 0);
  const padded = border.some((b) => b > 0) ? images.pad([[0, 0], [0, 0], ...border.map((b) => [b, b] as const)]) : images; // biome-ignore format: one thing
  const found = viewed(padded, windowsOf("conv2d", padded.shape, sizes, options));
  const [height, width] = found.shape.slice(2, 4);
  // [batch, group, channels · kh · kw, oh · ow]: each column one window.
  const patches = found
    .permute([0, 1, 4, 5, 2, 3])
    .reshape([batch, groups, depth * sizes[0] * sizes[1], height * width]);
  const rows = filters.reshape([groups, count / groups, depth * sizes[0] * sizes[1]]);
  return rows.matmul(patches).reshape([batch, count, height, width]);
}

/**
 * The largest element of each window along the last two axes: `[..., h, w] -> [..., oh, ow]`. Ties within a window
 * share the gradient evenly.
 *
 * @param size of a window, along both axes or each.
 * @throws ShapeError if a window does not fit.
 */
export function maxPool2d(x: TensorLike, size: PerAxis, options: PoolingOptions = {}): Tensor {
  const sizes = perAxis("maxPool2d", "the size", size, 2, 1);
  const found = windows(x, sizes, { ...options, stride: options.stride ?? sizes });
  // One plane for each place in the window: planes are compared whole, in long runs.
  const lead = found.shape.slice(0, -2);
  const order = found.shape.map((_, axis) => (axis + lead.length) % found.ndim);
  return found
    .permute(order)
    .reshape([sizes[0] * sizes[1], ...lead])
    .max(0);
}
