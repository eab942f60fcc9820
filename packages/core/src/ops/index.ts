/* The ops that take a tensor first. Everything exported here is a public function and a method of Tensor. */

export * from "./contract/contraction.ts";
export * from "./elementwise/activations.ts";
export * from "./elementwise/arithmetic.ts";
export * from "./elementwise/cast.ts";
export * from "./elementwise/compare.ts";
export * from "./elementwise/exponential.ts";
export * from "./elementwise/extremes.ts";
export * from "./elementwise/logical.ts";
export * from "./elementwise/powers.ts";
export * from "./elementwise/rounding.ts";
export * from "./elementwise/special.ts";
export * from "./elementwise/trigonometric.ts";
export * from "./index/indexing.ts";
export * from "./index/masks.ts";
export * from "./index/scatter.ts";
export * from "./index/slice.ts";
export * from "./reduce/composite.ts";
export * from "./reduce/normalize.ts";
export * from "./reduce/reduce.ts";
export * from "./reduce/scan.ts";
export * from "./reduce/statistics.ts";
export * from "./shape/arrange.ts";
export * from "./shape/diagonal.ts";
export * from "./shape/movement.ts";
export * from "./shape/pad.ts";
export * from "./sort/sort.ts";
