import {
  avgPool1d,
  checkGradients,
  hardShrink,
  lpPool1d,
  ones,
  quantile,
  scaledDotProductAttention,
  softShrink,
  type Tensor,
} from "@gradiente/core";
import { fft, fftFrequencies, rfftFrequencies } from "@gradiente/core/fft";
import { testBounds } from "../../../tooling/check-sides.ts";

/* Numbers that ops take. Those of random numbers are in sampling-bounds.test.ts, and checks that several share in checks.test.ts. */

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const x = ones([4]);
const m = ones([2, 2]);
const square = (y: Tensor) => y.square();

testBounds({
  "scaledDotProductAttention dropout": [(dropout) => scaledDotProductAttention(m, m, m, { dropout }), [0, 1 - 1e-9], [-1e-9, 1, nan]],
  "scaledDotProductAttention scale": [(scale) => scaledDotProductAttention(m, m, m, { scale }), [0, -1, 1e30], [infinity, nan]],
  "fftFrequencies spacing": [(spacing) => fftFrequencies(4, spacing), [1e-30, -2], [0, infinity, nan]],
  "rfftFrequencies spacing": [(spacing) => rfftFrequencies(4, spacing), [1e-30, -2], [0, infinity, nan]],
  "fftFrequencies n": [(n) => fftFrequencies(n), [1, 2], [0, -1, 1.5, 2 ** 31]],
  "fft n": [(n) => fft(x, { n }), [1, 5], [0, -1, 1.5]],
  "avgPool1d divisorOverride": [(divisorOverride) => avgPool1d(x, 2, { divisorOverride }), [1e-30, -1], [0, infinity, nan]],
  "lpPool1d p": [(p) => lpPool1d(x, p, 2), [1, infinity], [1 - 1e-9, 0, nan]],
  "quantile q": [(q) => quantile(x, q), [0, 1], [-1e-9, 1 + 1e-9, nan]],
  "hardShrink width": [(width) => hardShrink(x, width), [0, infinity], [-1e-9, nan]],
  "softShrink width": [(width) => softShrink(x, width), [0, infinity], [-1e-9, nan]],
  "checkGradients order": [(order) => checkGradients(square, [x], { order: order as 1 }), [1, 2, 3], [0, 4, 1.5]],
  "checkGradients directions": [(directions) => checkGradients(square, [x], { directions }), [1, 3], [0, -1, 1.5, 10_001]],
  "checkGradients tolerance": [(tolerance) => checkGradients(square, [x], { tolerance }), [1e-3, infinity], [0, -1, nan]],
  "checkGradients seed": [(seed) => checkGradients(square, [x], { seed }), [0, 2 ** 53 - 1], [-1, 0.5, 2 ** 53]],
}); // biome-ignore format: one row a number
