/*
 * The ops that are public functions and no methods: what few programs use, so that bundles of the others are smaller.
 */

export * from "./attention/attention.ts";
export * from "./contract/linear.ts";
export * from "./elementwise/bitwise.ts";
export * from "./elementwise/quotients.ts";
export * from "./elementwise/thresholds.ts";
export * from "./index/nonzero.ts";
export * from "./index/reverse-sequence.ts";
export * from "./index/scatter-reduce.ts";
export * from "./linalg/determinant.ts";
export * from "./linalg/factorizations.ts";
export * from "./linalg/solve.ts";
export * from "./normalization/batch-norm.ts";
export * from "./normalization/normalization.ts";
export * from "./shape/sum-to.ts";
export * from "./sort/unique-slices.ts";
export * from "./windows/adaptive-pooling.ts";
export * from "./windows/affine-grid.ts";
export * from "./windows/convolution.ts";
export * from "./windows/grid-sample.ts";
export * from "./windows/interpolate.ts";
export * from "./windows/pixel-shuffle.ts";
export * from "./windows/pooling.ts";
export * from "./windows/pooling-indices.ts";
export * from "./windows/transposed-convolution.ts";
export * from "./windows/windows.ts";
