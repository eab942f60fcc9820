import { type TensorLike, tensor } from "@gradiente/core";
import type * as transforms from "@gradiente/core/fft";
import type { ComplexLike, FourierOptions, PlaneFourierOptions } from "@gradiente/core/fft";
import type { SamplesOf } from "../sample.ts";

const matrix = () => tensor([[0.5, 0.25, 0.75], [0.1, 0.9, 0.3]]); // biome-ignore format: a matrix
const pair = (): ComplexLike => ({ re: matrix(), im: matrix() });
const options = (): Required<FourierOptions> => ({ n: 3, axis: 0, norm: "ortho" });
const complex = (): [ComplexLike, Required<FourierOptions>] => [pair(), options()];
const plane = (): [ComplexLike, Required<PlaneFourierOptions>] => [pair(), { norm: "ortho" }];
const frequencies = (): [number, number, { dtype: "float64" }] => [4, 0.5, { dtype: "float64" }];

/** The samples of `@gradiente/core/fft`. */
export const fftSamples = {
  fft: complex,
  fft2: plane,
  fftFrequencies: frequencies,
  ifft: complex,
  ifft2: plane,
  irfft: complex,
  rfft: (): [TensorLike, Required<FourierOptions>] => [matrix(), options()],
  rfftFrequencies: frequencies,
} satisfies SamplesOf<typeof transforms>;
