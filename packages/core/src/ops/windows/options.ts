import { aBoolean, check, numeric, oneOf, whole } from "../../arguments/check.ts";
import { declareOptions } from "../../arguments/options.ts";
import { ShapeError } from "../../shape.ts";
import { aPadding, aPerAxis, type Padding, type PerAxis, type WindowOptions } from "../internal/sliding.ts";

/* Options of ops over windows, and their checks. Layers have them too. */

const someGroups = /* @__PURE__ */ check<number>(
  "a whole number >= 1",
  (value) => whole(1).accepts(value),
  ShapeError,
);

/** Options of {@link conv1d}, {@link conv2d} and {@link conv3d}. */
export interface ConvolutionOptions extends WindowOptions {
  /**
   * The number of elements added around each axis: one number for all axes, or for each axis a number or
   * `[before, after]`. `"valid"` is 0. `"same"` gives `ceil(size / stride)`, so that sizes stay for a stride of 1; if the
   * number of elements is odd, the extra one goes to the end, as in PyTorch, and in TensorFlow with a stride, where
   * PyTorch refuses `"same"`. Default: 0.
   */
  readonly padding?: Padding | "same" | "valid";
  /**
   * What is added: zeros, or elements of the images themselves as `pad` takes them: `"reflect"` mirrors at the outermost
   * elements, `"replicate"` repeats these, `"circular"` goes on at the other end. Default: `"zeros"`.
   */
  readonly paddingMode?: "zeros" | "reflect" | "replicate" | "circular";
  /** The number of groups into which the channels are split. Each group is convolved on its own. Default: 1. */
  readonly groups?: number;
}

/**
 * The options of convolutions.
 *
 * @example
 * ```ts
 * import { CONVOLUTION, optionsOf } from "@gradiente/core/arguments";
 *
 * optionsOf("myLayer", { dilation: 2 }, CONVOLUTION).dilation; // 2
 * ```
 */
export const CONVOLUTION = /* @__PURE__ */ declareOptions<ConvolutionOptions>({
  stride: aPerAxis,
  dilation: aPerAxis,
  padding: /* @__PURE__ */ check(
    '"same", "valid", a number, or a list with a number or [before, after] for each axis',
    (value) => aPadding.accepts(value) || value === "same" || value === "valid",
  ),
  paddingMode: /* @__PURE__ */ oneOf("zeros", "reflect", "replicate", "circular"),
  groups: someGroups,
});

/** Options of {@link convTranspose1d}, {@link convTranspose2d} and {@link convTranspose3d}. */
export interface TransposedConvolutionOptions extends WindowOptions {
  /**
   * The number of elements removed around each axis: one number for all axes, or for each axis a number or
   * `[before, after]`. Default: 0.
   */
  readonly padding?: Padding;
  /**
   * The number of elements added after each axis. With a stride, a convolution gives the same size for several image
   * sizes; this chooses one of them. It must be less than stride or dilation. Default: 0.
   */
  readonly outputPadding?: PerAxis;
  /** The number of groups into which the channels are split. Each group is convolved on its own. Default: 1. */
  readonly groups?: number;
}

/**
 * The options of transposed convolutions.
 *
 * @example
 * ```ts
 * import { optionsOf, TRANSPOSED } from "@gradiente/core/arguments";
 *
 * optionsOf("myLayer", { outputPadding: 1 }, TRANSPOSED).outputPadding; // 1
 * ```
 */
export const TRANSPOSED = /* @__PURE__ */ declareOptions<TransposedConvolutionOptions>({
  stride: aPerAxis,
  dilation: aPerAxis,
  padding: aPadding,
  outputPadding: aPerAxis,
  groups: someGroups,
});

/** Options of pooling over windows. */
export interface PoolingOptions {
  /** The distance between the beginnings of neighbouring windows. Default: the size of a window. */
  readonly stride?: PerAxis;
  /**
   * Whether there is one window more where elements are left over at the end of an axis, which reaches beyond the end; it
   * begins before the end. Default: false, these elements are left out.
   */
  readonly ceilMode?: boolean;
}

/** Options of {@link maxPool1d}, {@link maxPool2d} and {@link maxPool3d}. */
export interface MaxPoolingOptions extends PoolingOptions {
  /**
   * The number of elements added around each axis, at most half a window: one number for all axes, or for each axis a
   * number or `[before, after]`. They are never the largest. Default: 0.
   */
  readonly padding?: Padding;
  /** The distance between neighbouring elements of a window. Default: 1. */
  readonly dilation?: PerAxis;
}

/** Options of {@link avgPool1d}, {@link avgPool2d} and {@link avgPool3d}. */
export interface AveragePoolingOptions extends PoolingOptions {
  /**
   * The number of zeros added around each axis, at most half a window: one number for all axes, or for each axis a number
   * or `[before, after]`. Default: 0.
   */
  readonly padding?: Padding;
  /** Whether these zeros count as elements of a window. What `ceilMode` adds never counts. Default: true. */
  readonly countIncludePad?: boolean;
  /** What sums are divided by, in place of the number of elements of a window. Default: that number. */
  readonly divisorOverride?: number;
}

/** Options of {@link lpPool1d}, {@link lpPool2d} and {@link lpPool3d}. */
export interface NormPoolingOptions extends PoolingOptions {
  /**
   * The number of zeros added around each axis, at most half a window: one number for all axes, or for each axis a number
   * or `[before, after]`. Default: 0.
   */
  readonly padding?: Padding;
}

/**
 * The options of pooling.
 *
 * @example
 * ```ts
 * import { MAX_POOLING, optionsOf } from "@gradiente/core/arguments";
 *
 * optionsOf("myPool", { stride: 2 }, MAX_POOLING).stride; // 2
 * ```
 */
export const MAX_POOLING = /* @__PURE__ */ declareOptions<MaxPoolingOptions>({
  stride: aPerAxis,
  ceilMode: aBoolean,
  padding: aPadding,
  dilation: aPerAxis,
});
/**
 * The options of average pooling.
 *
 * @example
 * ```ts
 * import { AVERAGE_POOLING, optionsOf } from "@gradiente/core/arguments";
 *
 * optionsOf("myPool", { stride: 2 }, AVERAGE_POOLING).stride; // 2
 * ```
 */
export const AVERAGE_POOLING = /* @__PURE__ */ declareOptions<AveragePoolingOptions>({
  stride: aPerAxis,
  ceilMode: aBoolean,
  padding: aPadding,
  countIncludePad: aBoolean,
  divisorOverride: /* @__PURE__ */ numeric(
    "a finite number other than 0",
    (value) => Number.isFinite(value) && value !== 0,
  ),
});
/**
 * The options of pooling by norms.
 *
 * @example
 * ```ts
 * import { NORM_POOLING, optionsOf } from "@gradiente/core/arguments";
 *
 * optionsOf("myPool", { stride: 2 }, NORM_POOLING).stride; // 2
 * ```
 */
export const NORM_POOLING = /* @__PURE__ */ declareOptions<NormPoolingOptions>({
  stride: aPerAxis,
  ceilMode: aBoolean,
  padding: aPadding,
});

/** Options of {@link maxUnpool1d}, {@link maxUnpool2d} and {@link maxUnpool3d}. */
export interface MaxUnpoolingOptions {
  /** The stride of the pooling. Default: the size of a window. */
  readonly stride?: PerAxis;
  /** The padding of the pooling. Default: 0. */
  readonly padding?: PerAxis;
  /**
   * The sizes of the unpooled axes: one number for all, or one for each. A pooling gives the same size for several; this
   * chooses one, less than a stride away. Default: `(size of x - 1) · stride - 2 padding + size of a window`.
   */
  readonly outputSize?: PerAxis;
}

/**
 * The options of {@link maxUnpool1d} and those for more axes.
 *
 * @example
 * ```ts
 * import { MAX_UNPOOLING, optionsOf } from "@gradiente/core/arguments";
 *
 * optionsOf("myUnpool", { stride: 2 }, MAX_UNPOOLING).stride; // 2
 * ```
 */
export const MAX_UNPOOLING = /* @__PURE__ */ declareOptions<MaxUnpoolingOptions>({
  stride: aPerAxis,
  padding: aPerAxis,
  outputSize: aPerAxis,
});

/** Options of {@link interpolate}. */
export interface InterpolationOptions {
  /**
   * The sizes of the result after batch and channels: one number for all axes, or one for each. Give either `size` or
   * `scale`.
   */
  readonly size?: PerAxis;
  /**
   * The factor by which sizes grow, which may be a fraction: the new size is `floor(scale · size)`. One number for
   * all axes, or one for each. Give either `size` or `scale`.
   */
  readonly scale?: PerAxis;
  /**
   * `nearest` takes the nearest element below, as PyTorch and OpenCV; `nearestExact` the one whose centre is nearest, as
   * Pillow and scikit-image. `linear` takes the mean of the neighbours by their distance along each axis. `cubic` is the
   * cubic convolution over four neighbours along each axis, with a = -0.75 (Keys, "Cubic convolution interpolation for
   * digital image processing", 1981), which may overshoot. `area` is the mean of what an element covers, for smaller
   * images. `bilinear` and `bicubic` are `linear` and `cubic` for two axes,
   * `trilinear` is `linear` for three. Default: `nearest`.
   */
  readonly mode?:
    | "nearest"
    | "nearestExact"
    | "linear"
    | "bilinear"
    | "trilinear"
    | "cubic"
    | "bicubic"
    | "area";
  /**
   * Not for `nearest`, `nearestExact` and `area`: whether the ends of the axis are the centres of its first and last element, or
   * the outer edges of these elements. Default: false, the edges.
   */
  readonly alignCorners?: boolean;
  /**
   * For `linear` and `cubic`: whether a smaller image is made of all elements, as in Pillow, and not only of those at the
   * positions of its own, which lets fine patterns appear as coarse ones. Not with `alignCorners`. Default: false.
   */
  readonly antialias?: boolean;
}

/**
 * The options of {@link interpolate}.
 *
 * @example
 * ```ts
 * import { INTERPOLATION, optionsOf } from "@gradiente/core/arguments";
 *
 * optionsOf("myResize", { scale: 2 }, INTERPOLATION).scale; // 2
 * ```
 */
export const INTERPOLATION = /* @__PURE__ */ declareOptions<InterpolationOptions>({
  size: aPerAxis,
  scale: aPerAxis,
  mode: /* @__PURE__ */ oneOf(
    "nearest",
    "nearestExact",
    "linear",
    "bilinear",
    "trilinear",
    "cubic",
    "bicubic",
    "area",
  ),
  alignCorners: aBoolean,
  antialias: aBoolean,
});
