/* The ops that take a tensor first. Everything exported here is a public function and a method of Tensor. */
export * from "./compare.ts";
export * from "./composite.ts";
export * from "./contraction.ts";
export * from "./elementwise.ts";
export * from "./indexing.ts";
export * from "./movement.ts";
export * from "./normalize.ts";
export * from "./reduce.ts";
export * from "./windows.ts";
