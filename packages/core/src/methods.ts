/* All methods of Tensor and Variable: the ops, and the entries to the tape. */
export { backward, detach } from "./grad.ts";
export * from "./ops/index.ts";
