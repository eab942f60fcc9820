import { type DType, ones, type Shape, zeros } from "@gradiente/core";
import { aBoolean, aDType, check, declareOptions, numeric } from "@gradiente/core/arguments";
import { Parameter } from "../../parameter.ts";

/** Options of layers that normalise. */
export interface NormLayerOptions {
  /** Is added to the variance, so that equal elements give 0. Default: 1e-5. */
  readonly epsilon?: number;
  /** The dtype of the layer's own values. Default: float32. */
  readonly dtype?: DType;
}

export const anEpsilon = numeric("a finite number >= 0", (value) => value >= 0 && Number.isFinite(value));

export const NORM_LAYER = declareOptions<NormLayerOptions>({ epsilon: anEpsilon, dtype: aDType });

/** Options of {@link GroupNorm}. */
export interface GroupNormOptions extends NormLayerOptions {
  /** Whether each channel has a trained weight, 1 at first, and bias, 0 at first. Default: true. */
  readonly affine?: boolean;
}

export const GROUP_NORM = declareOptions<GroupNormOptions>({ ...NORM_LAYER.checks, affine: aBoolean });

/** Options of {@link BatchNorm1d}, {@link BatchNorm2d} and {@link BatchNorm3d}. */
export interface BatchNormLayerOptions extends NormLayerOptions {
  /** Whether each channel has a trained weight, 1 at first, and bias, 0 at first. Default: true. */
  readonly affine?: boolean;
  /**
   * The share of the present batch in the running statistics. With null, they are the average of all batches so far.
   * Default: 0.1.
   */
  readonly momentum?: number | null;
  /**
   * Whether the layer keeps running statistics, with which it normalises in evaluation mode. Without, it takes those of
   * the batch in both modes. Default: true.
   */
  readonly trackRunningStats?: boolean;
}

/** Options of {@link InstanceNorm1d}, {@link InstanceNorm2d} and {@link InstanceNorm3d}. */
export interface InstanceNormOptions extends NormLayerOptions {
  /** Whether each channel has a trained weight, 1 at first, and bias, 0 at first. Default: false. */
  readonly affine?: boolean;
  /**
   * The share of the present batch in the running statistics. With null, they are the average of all batches so far.
   * Default: 0.1.
   */
  readonly momentum?: number | null;
  /**
   * Whether the layer keeps running statistics, with which it normalises in evaluation mode. Without, it takes those of
   * each sample in both modes. Default: false.
   */
  readonly trackRunningStats?: boolean;
}

export const CHANNEL_NORM = declareOptions<BatchNormLayerOptions>({
  ...GROUP_NORM.checks,
  momentum: check<number | null>(
    "from 0 to 1, or null for the average of all batches",
    (value) => value === null || (typeof value === "number" && value >= 0 && value <= 1),
    RangeError,
  ),
  trackRunningStats: aBoolean,
});

/** A weight of ones, and a bias of zeros; undefined where the layer has none. */
export function affineOf(
  shape: Shape,
  dtype: DType | undefined,
  hasWeight: boolean,
  hasBias = hasWeight,
): { readonly weight: Parameter | undefined; readonly bias: Parameter | undefined } {
  return {
    weight: hasWeight ? new Parameter(ones(shape, { dtype })) : undefined,
    bias: hasBias ? new Parameter(zeros(shape, { dtype })) : undefined,
  };
}
