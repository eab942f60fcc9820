/*
 * `@gradiente/core/elements`: how files hold the elements of tensors, and what these become, for packages that read and
 * write files: the same in each format.
 */

export {
  type ElementFormat,
  elementFormats,
  type HalfDType,
  swapBytes,
  toHalves,
  UnfitError,
} from "./serialize/elements.ts";
export { aFileName, someBytes } from "./serialize/file.ts";
