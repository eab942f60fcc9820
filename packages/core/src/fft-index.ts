/*
 * `@gradiente/core/fft`: discrete Fourier transforms of any length, with complex numbers as pairs of real tensors.
 */

export {
  type ComplexLike,
  type ComplexParts,
  type FourierNorm,
  type FourierOptions,
  fft,
  fft2,
  ifft,
  ifft2,
  irfft,
  type PlaneFourierOptions,
  rfft,
} from "./ops/fourier/fft.ts";
export { fftFrequencies, rfftFrequencies } from "./ops/fourier/frequencies.ts";
