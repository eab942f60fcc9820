/*
 * `@gradiente/core/elements`: how files hold text and the elements of tensors, and what these become, for packages that read and
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
export type { SafetensorsEntry } from "./serialize/header.ts";
export {
  type SafetensorsHeader,
  safetensorsHeader,
  safetensorsStart,
  tensorOfEntry,
} from "./serialize/safetensors.ts";
export { decodeText, encodeText } from "./serialize/text.ts";
export { MOST_AXES } from "./shape.ts";
