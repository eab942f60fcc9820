/* All methods of Tensor and Variable: the ops, and the entries to the tape. */

export * from "./ops/index.ts";
export { backward, detach } from "./transforms/grad.ts";
