/* What `initializers` has. */

export type { Initializer } from "./initializer.ts";
export {
  gain,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  type Nonlinearity,
  scaled,
  type VarianceScalingOptions,
  varianceScaling,
  xavierNormal,
  xavierUniform,
} from "./scaling.ts";
export {
  constant,
  normal,
  ones,
  type TruncatedNormalInitializerOptions,
  truncatedNormal,
  uniform,
  zeros,
} from "./simple.ts";
export { dirac, eye, orthogonal, type SparseOptions, sparse } from "./structured.ts";
