import { check, numeric } from "../../arguments/check.ts";
import { declareOptions } from "../../arguments/options.ts";
import { isTensor, type TensorLike } from "../../operand.ts";
import type { Tensor } from "../../tensor.ts";
import type { Variable } from "../../variable.ts";

/** A tensor or a Variable: a weight, or statistics. */
export const aWeight = /* @__PURE__ */ check<Tensor | Variable>("a tensor or a Variable", (value) =>
  isTensor(value as TensorLike),
);

/** What is added to a variance. */
export const anEpsilon = /* @__PURE__ */ numeric(
  "a finite number >= 0",
  (value) => value >= 0 && Number.isFinite(value),
);

/** Options of {@link rmsNorm}. */
export interface ScaleOptions {
  /** The factors of the result. Default: none. */
  readonly weight?: Tensor | Variable;
  /** Is added to the mean square before the root. Default: the distance from 1 to the next number of the dtype, as PyTorch's. */
  readonly epsilon?: number;
}

export const SCALE = /* @__PURE__ */ declareOptions<ScaleOptions>({ weight: aWeight, epsilon: anEpsilon });

/** Options of {@link layerNorm}, {@link groupNorm} and {@link instanceNorm}. */
export interface NormOptions {
  /** The factors of the result. Default: none. */
  readonly weight?: Tensor | Variable;
  /** Is added to the result. Default: nothing. */
  readonly bias?: Tensor | Variable;
  /** Is added to the variance, so that equal elements give 0. Default: 1e-5. */
  readonly epsilon?: number;
}

export const NORM = /* @__PURE__ */ declareOptions<NormOptions>({
  weight: aWeight,
  bias: aWeight,
  epsilon: anEpsilon,
});
