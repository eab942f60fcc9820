import { check, checkArgument, numeric, whole } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { type CreateOptions, tensor } from "../../create.ts";
import { type DType, DTypeError, isFloat } from "../../dtype.ts";
import { halfOf } from "../../routines/fourier.ts";
import type { Tensor } from "../../tensor.ts";

const FREQUENCIES = /* @__PURE__ */ declareOptions<CreateOptions>({
  dtype: /* @__PURE__ */ check("float32 or float64", (dtype) => isFloat(dtype as DType), DTypeError),
});

const aLength = /* @__PURE__ */ whole(1, 2 ** 31 - 1);
const aSpacing = /* @__PURE__ */ numeric(
  "a finite number other than 0",
  (value) => Number.isFinite(value) && value !== 0,
);

function frequencies(
  op: string,
  [n, spacing]: readonly [number, number],
  options: CreateOptions | undefined,
  count: (n: number) => number,
  cycles: (k: number) => number,
): Tensor {
  const { dtype = "float32" } = optionsOf(op, options, FREQUENCIES);
  checkArgument(op, "n", n, aLength);
  checkArgument(op, "the spacing", spacing, aSpacing);
  const all = Float64Array.from({ length: count(n) }, (_, k) => cycles(k) / (n * spacing));
  return tensor(all, { dtype });
}

/**
 * The frequency of each coefficient of {@link fft}, in cycles per unit of time: 0, 1, 2, ... and then the negative ones ..., -2,
 * -1, divided by n · spacing: `[n]`. Default dtype: float32. As PyTorch's and NumPy's `fftfreq`.
 *
 * @param n the number of elements in time.
 * @param spacing the time from one element to the next. Default: 1.
 * @throws RangeError unless n is a whole number >= 1, and the spacing finite and not 0; DTypeError unless the dtype is floating.
 * @example
 * import { fftFrequencies } from "@gradiente/core/fft";
 *
 * fftFrequencies(5, 0.1); // [0, 2, 4, -4, -2]
 */
export function fftFrequencies(n: number, spacing = 1, options?: CreateOptions): Tensor {
  return frequencies(
    "fftFrequencies",
    [n, spacing],
    options,
    () => n,
    (k) => (2 * k < n ? k : k - n),
  );
}

/**
 * The frequency of each coefficient of {@link rfft}, in cycles per unit of time: 0, 1, 2, ..., divided by n · spacing:
 * `[floor(n / 2) + 1]`. Default dtype: float32. As PyTorch's and NumPy's `rfftfreq`.
 *
 * @param n the number of elements in time.
 * @param spacing the time from one element to the next. Default: 1.
 * @throws RangeError unless n is a whole number >= 1, and the spacing finite and not 0; DTypeError unless the dtype is floating.
 * @example
 * import { rfftFrequencies } from "@gradiente/core/fft";
 *
 * rfftFrequencies(4, 0.5); // [0, 0.5, 1]
 */
export function rfftFrequencies(n: number, spacing = 1, options?: CreateOptions): Tensor {
  return frequencies("rfftFrequencies", [n, spacing], options, halfOf, (k) => k);
}
