/* Tests that look at gradients: those generated for each op, and those written by hand. */

export const GENERATED = ["ops.test.ts", "golden.test.ts"];
export const WRITTEN = [
  "grad.test.ts",
  "gradients.test.ts",
  "elementwise.test.ts",
  "fft.test.ts",
  "linear-algebra.test.ts",
  "normalization.test.ts",
  "windows.test.ts",
  "properties.test.ts",
  "singular.test.ts",
  "tails.test.ts",
  "weightless.test.ts",
];
