import type { DType } from "@gradiente/core";
import type { OpName } from "./index.ts";

/*
 * The dtype of what each op gives where its floating operands are of one dtype; where they are of several, it is what
 * the dtype gives that they are promoted to. An op that is not here does not compile.
 */

/**
 * - `float`: floating dtypes stay, integers and booleans give float32
 * - `numeric`: all stay but bool, which counts as int32
 * - `same`: all stay
 * - `floating`: floating dtypes stay, others are refused with a DTypeError
 * - a dtype: always that one
 */
export type Rule = "float" | "numeric" | "same" | "floating" | DType;

/** A rule, or one for each of several outputs; null for an op that takes no floating operand, or is told the dtype. */
export type Rules = Rule | null | { readonly [output: string]: Rule };

export const resultDTypes: Record<OpName, Rules> = {
  // arithmetic
  neg: "numeric",
  abs: "numeric",
  sign: "numeric",
  add: "numeric",
  sub: "numeric",
  mul: "numeric",
  div: "float",
  weighted: "float",
  mod: "numeric",
  fmod: "numeric",
  lerp: "float",
  // quotients
  floorDivide: "numeric",
  truncDivide: "numeric",
  // powers
  square: "numeric",
  sqrt: "float",
  cbrt: "float",
  reciprocal: "float",
  rsqrt: "float",
  pow: "float",
  hypot: "float",
  // exponential
  exp: "float",
  expm1: "float",
  log: "float",
  log1p: "float",
  log2: "float",
  log10: "float",
  xlogy: "float",
  // trigonometric
  sin: "float",
  cos: "float",
  tan: "float",
  asin: "float",
  acos: "float",
  atan: "float",
  atan2: "float",
  sinh: "float",
  cosh: "float",
  tanh: "float",
  asinh: "float",
  acosh: "float",
  atanh: "float",
  // special
  erf: "float",
  erfc: "float",
  lgamma: "float",
  digamma: "float",
  polygamma: "float",
  // rounding
  floor: "numeric",
  ceil: "numeric",
  trunc: "numeric",
  round: "numeric",
  // extremes
  maximum: "numeric",
  minimum: "numeric",
  clip: "same",
  // activations
  sigmoid: "float",
  logSigmoid: "float",
  softplus: "float",
  softsign: "float",
  relu: "numeric",
  leakyRelu: "float",
  prelu: "float",
  elu: "float",
  celu: "float",
  selu: "float",
  gelu: "float",
  silu: "float",
  mish: "float",
  hardTanh: "numeric",
  hardSigmoid: "float",
  hardSwish: "float",
  glu: "float",
  // cast
  cast: null,
  // compare
  eq: "bool",
  ne: "bool",
  gt: "bool",
  ge: "bool",
  lt: "bool",
  le: "bool",
  isNaN: "bool",
  isFinite: "bool",
  isInfinite: "bool",
  where: "same",
  // logical
  and: null,
  or: null,
  xor: null,
  not: null,
  // reduce and composite
  sum: "numeric",
  max: "same",
  min: "same",
  mean: "float",
  logSumExp: "float",
  prod: "numeric",
  any: "bool",
  all: "bool",
  countNonzero: "int32",
  // statistics
  var: "float",
  std: "float",
  norm: "float",
  median: "same",
  quantile: "float",
  // scan
  cumsum: "numeric",
  cumprod: "numeric",
  logCumSumExp: "float",
  cummax: { values: "same", indices: "int32" },
  cummin: { values: "same", indices: "int32" },
  // sort
  argsort: "int32",
  sort: { values: "same", indices: "int32" },
  topk: { values: "same", indices: "int32" },
  searchSorted: "int32",
  unique: { values: "same", inverse: "int32", counts: "int32" },
  // normalize
  softmax: "float",
  logSoftmax: "float",
  // contraction
  matmul: "numeric",
  dot: "numeric",
  tensordot: "numeric",
  outer: "numeric",
  kron: "numeric",
  trace: "numeric",
  einsum: "numeric",
  linear: "numeric",
  // linear algebra
  solve: "float",
  triangularSolve: "float",
  inverse: "float",
  det: "float",
  logDet: { sign: "float", logAbsDet: "float" },
  cholesky: "float",
  qr: { q: "float", r: "float" },
  eigh: { values: "float", vectors: "float" },
  svd: { u: "float", s: "float", v: "float" },
  // movement
  reshape: "same",
  permute: "same",
  transpose: "same",
  expand: "same",
  squeeze: "same",
  unsqueeze: "same",
  slice: "same",
  pad: "same",
  moveAxis: "same",
  // arrange
  narrow: "same",
  flip: "same",
  roll: "same",
  split: "same",
  chunk: "same",
  unbind: "same",
  tile: "same",
  repeat: "same",
  // diagonal
  diagonal: "same",
  diag: "same",
  triu: "same",
  tril: "same",
  // masks
  maskedFill: "same",
  maskedSelect: "same",
  // nonzero
  nonzero: "int32",
  // scatter
  scatter: "same",
  // indexing
  gather: "same",
  scatterAdd: "numeric",
  indexSelect: "same",
  takeAlongAxis: "same",
  embedding: "same",
  oneHot: null,
  argmax: "int32",
  argmin: "int32",
  // join
  concat: "same",
  stack: "same",
  meshgrid: "same",
  // windows
  windows: "same",
  unfold: "same",
  fold: "numeric",
  conv1d: "numeric",
  conv2d: "numeric",
  conv3d: "numeric",
  convTranspose1d: "numeric",
  convTranspose2d: "numeric",
  convTranspose3d: "numeric",
  maxPool1d: "same",
  maxPool2d: "same",
  maxPool3d: "same",
  maxPool1dWithIndices: { values: "same", indices: "int32" },
  maxPool2dWithIndices: { values: "same", indices: "int32" },
  maxPool3dWithIndices: { values: "same", indices: "int32" },
  maxUnpool1d: "same",
  maxUnpool2d: "same",
  maxUnpool3d: "same",
  avgPool1d: "float",
  avgPool2d: "float",
  avgPool3d: "float",
  lpPool1d: "float",
  lpPool2d: "float",
  lpPool3d: "float",
  adaptiveAvgPool1d: "float",
  adaptiveAvgPool2d: "float",
  adaptiveAvgPool3d: "float",
  adaptiveMaxPool1d: "same",
  adaptiveMaxPool2d: "same",
  adaptiveMaxPool3d: "same",
  interpolate: "same",
  gridSample: "float",
  affineGrid: "float",
  // normalization
  layerNorm: "float",
  rmsNorm: "float",
  groupNorm: "float",
  instanceNorm: "float",
  batchNorm: "float",
  batchNormWithStatistics: { y: "float", mean: "float", variance: "float" },
  // attention
  scaledDotProductAttention: "float",
  attentionWeights: "float",
  pixelShuffle: "same",
  pixelUnshuffle: "same",
  // bitwise
  bitwiseAnd: null,
  bitwiseOr: null,
  bitwiseXor: null,
  bitwiseNot: null,
  bitwiseLeftShift: null,
  bitwiseRightShift: null,
  // index, shape and order
  reverseSequence: "same",
  scatterReduce: "numeric",
  sumTo: "numeric",
  uniqueSlices: { values: "same", inverse: "int32", counts: "int32" },
  // fourier
  fft: { re: "float", im: "float" },
  ifft: { re: "float", im: "float" },
  rfft: { re: "float", im: "float" },
  irfft: "float",
  fft2: { re: "float", im: "float" },
  ifft2: { re: "float", im: "float" },
  // thresholds
  threshold: "numeric",
  hardShrink: "float",
  softShrink: "float",
  tanhShrink: "float",
};
