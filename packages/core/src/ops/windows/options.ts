import { aBoolean, check, whole } from "../../arguments/check.ts";
import { declareOptions } from "../../arguments/options.ts";
import { ShapeError } from "../../shape.ts";
import { aPerAxis, type PerAxis, WINDOWS, type WindowOptions } from "../internal/sliding.ts";

/* Options of ops over windows, and their checks. Layers have them too. */

const someGroups = check<number>("a whole number >= 1", whole(1).accepts, ShapeError);

/** Options of {@link conv1d}, {@link conv2d} and {@link conv3d}. */
export interface ConvolutionOptions extends WindowOptions {
  /**
   * The number of zeros added before and after each axis. `"valid"` is 0. `"same"` keeps sizes, and needs stride 1;
   * if the number of zeros is odd, the extra one goes to the end, as in PyTorch. Default: 0.
   */
  readonly padding?: PerAxis | "same" | "valid";
  /** The number of groups into which the channels are split. Each group is convolved on its own. Default: 1. */
  readonly groups?: number;
}

/** The options of convolutions. */
export const CONVOLUTION = declareOptions<ConvolutionOptions>({
  ...WINDOWS.checks,
  padding: check(
    'a number, a list with one for each axis, "same" or "valid"',
    (value) => aPerAxis.accepts(value) || value === "same" || value === "valid",
  ),
  groups: someGroups,
});

/** Options of {@link convTranspose1d}, {@link convTranspose2d} and {@link convTranspose3d}. */
export interface TransposedConvolutionOptions extends WindowOptions {
  /** The number of elements removed before and after each axis. Default: 0. */
  readonly padding?: PerAxis;
  /**
   * The number of elements added after each axis. With a stride, a convolution gives the same size for several image
   * sizes; this chooses one of them. It must be less than stride or dilation. Default: 0.
   */
  readonly outputPadding?: PerAxis;
  /** The number of groups into which the channels are split. Each group is convolved on its own. Default: 1. */
  readonly groups?: number;
}

export const TRANSPOSED = declareOptions<TransposedConvolutionOptions>({
  ...WINDOWS.checks,
  padding: aPerAxis,
  outputPadding: aPerAxis,
  groups: someGroups,
});

/** Options of pooling over windows. */
export interface PoolingOptions extends WindowOptions {
  /** The distance between the beginnings of neighbouring windows. Default: the size of a window. */
  readonly stride?: PerAxis;
}

/** Options of {@link maxPool1d}, {@link maxPool2d} and {@link maxPool3d}. */
export interface MaxPoolingOptions extends PoolingOptions {
  /**
   * The number of elements added before and after each axis, at most half a window. They are never the largest.
   * Default: 0.
   */
  readonly padding?: PerAxis;
}

/** Options of {@link avgPool1d}, {@link avgPool2d} and {@link avgPool3d}. */
export interface AveragePoolingOptions {
  /** The distance between the beginnings of neighbouring windows. Default: the size of a window. */
  readonly stride?: PerAxis;
  /** The number of zeros added before and after each axis, at most half a window. Default: 0. */
  readonly padding?: PerAxis;
  /** Whether these zeros count as elements of a window. Default: true. */
  readonly countIncludePad?: boolean;
}

/** Options of {@link lpPool1d}, {@link lpPool2d} and {@link lpPool3d}. */
export interface NormPoolingOptions {
  /** The distance between the beginnings of neighbouring windows. Default: the size of a window. */
  readonly stride?: PerAxis;
}

/** The options of pooling. */
export const POOLING = declareOptions<PoolingOptions>(WINDOWS.checks);
export const MAX_POOLING = declareOptions<MaxPoolingOptions>({ ...WINDOWS.checks, padding: aPerAxis });
export const AVERAGE_POOLING = declareOptions<AveragePoolingOptions>({
  stride: aPerAxis,
  padding: aPerAxis,
  countIncludePad: aBoolean,
});
export const NORM_POOLING = declareOptions<NormPoolingOptions>({ stride: aPerAxis });
