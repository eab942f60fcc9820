import { type DType, ones, type Shape, zeros } from "@gradiente/core";
import { aBoolean, aDType, declareOptions, numeric } from "@gradiente/core/arguments";
import { Parameter } from "../../parameter.ts";

/** Options of layers that normalise and then scale. */
export interface NormLayerOptions {
  /** Is added to the variance, so that equal elements give 0. Default: 1e-5. */
  readonly epsilon?: number;
  /** The dtype of weight and bias. Default: float32. */
  readonly dtype?: DType;
}

const anEpsilon = numeric("a finite number >= 0", (value) => value >= 0 && Number.isFinite(value));

export const NORM_LAYER = declareOptions<NormLayerOptions>({ epsilon: anEpsilon, dtype: aDType });

/** Options of layers with a weight and a bias for each channel. */
export interface AffineNormOptions extends NormLayerOptions {
  /** Whether each channel has a trained weight, 1 at first, and bias, 0 at first. */
  readonly affine?: boolean;
}

export const AFFINE_NORM = declareOptions<AffineNormOptions>({ ...NORM_LAYER.checks, affine: aBoolean });

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
