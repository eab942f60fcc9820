/* All methods of Tensor and Variable: the ops, the way to another backend, and the entries to the tape. */

export * from "./ops/index.ts";
export { to } from "./primitives/transfer.ts";
export { backward, detach } from "./transforms/grad.ts";
