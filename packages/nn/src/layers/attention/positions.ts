import { fullLike, onesLike, type Tensor } from "@gradiente/core";
import { declareOptions, numeric, whole } from "@gradiente/core/arguments";

/** Where a sequence starts. */
export interface PositionOptions {
  /** The position of the first step. Default: 0. */
  readonly offset?: number;
}

export const POSITION = declareOptions<PositionOptions>({ offset: whole(0) });

export const aPositive = numeric("a finite number > 0", (value) => Number.isFinite(value) && value > 0);

export const anEvenSize = numeric(
  "an even whole number >= 2",
  (value) => Number.isSafeInteger(value) && value >= 2 && value % 2 === 0,
);

/**
 * The angles of positions where x is: `[time, features / 2]`, position · base^(-2i / features). They are in float64, so that
 * far positions keep their digits.
 */
export function anglesOf(x: Tensor, time: number, offset: number, features: number, base: number): Tensor {
  const counted = (size: number) => onesLike(x, { shape: [size], dtype: "float64" }).cumsum(0);
  const exponents = counted(features / 2)
    .sub(1)
    .mul(-2 / features);
  const rates = fullLike(x, base, { shape: [], dtype: "float64" }).pow(exponents);
  return counted(time)
    .add(offset - 1)
    .outer(rates);
}
