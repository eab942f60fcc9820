/* All methods of Tensor and Variable: the ops, `to`, `backward` and `detach`. */

export * from "./ops/index.ts";
export { to } from "./primitives/transfer.ts";
export { backward, detach } from "./transforms/grad.ts";
