/*
 * `@gradiente/core/arguments`: how arguments and options are checked, for packages that build on core and want errors like
 * its own. Each function declares its options once, as a table; the types of options and tables are checked against each
 * other.
 */

export {
  aBoolean,
  aFinite,
  aFunction,
  aNumber,
  anInteger,
  type Check,
  type Condition,
  check,
  checkArgument,
  instanceOf,
  isMap,
  listOf,
  mapOf,
  numeric,
  oneOf,
  whole,
} from "./arguments/check.ts";
export { found } from "./arguments/found.ts";
export {
  declareOptions,
  isPlain,
  type OptionChecks,
  type OptionTable,
  optionsOf,
} from "./arguments/options.ts";
export { suggestion } from "./arguments/suggest.ts";
export { PackageCopy } from "./copies.ts";
export { aDType } from "./dtype.ts";
export { opBehind } from "./inspect/op-behind.ts";
export { severalOf, sizesOf, toTensor } from "./operand.ts";
export { bordersOf, perAxis } from "./ops/internal/sliding.ts";
export { aGenerator } from "./ops/random/generator.ts";
export {
  AVERAGE_POOLING,
  CONVOLUTION,
  INTERPOLATION,
  MAX_POOLING,
  MAX_UNPOOLING,
  NORM_POOLING,
  TRANSPOSED,
} from "./ops/windows/options.ts";
export { REDUCTION } from "./primitives/fold.ts";
export { someMetadata } from "./serialize/encode.ts";
export { JsonError, type ParsedJson, parseJson } from "./serialize/json.ts";
export { checkShape, normalizeAxis, someAxes } from "./shape.ts";
export { GRADIENT_CHECKS } from "./transforms/check-gradients.ts";
export { someGradients } from "./transforms/gradients.ts";
export { aTensor } from "./variable.ts";
