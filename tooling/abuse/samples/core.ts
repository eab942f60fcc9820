import type * as core from "@gradiente/core";
import {
  encodeNpy,
  Generator,
  ones,
  square as squared,
  type Tensor,
  type TensorLike,
  tensor,
  Variable,
} from "@gradiente/core";
import { withFreeKeys } from "../faults.ts";
import type { SamplesOf } from "../sample.ts";
import { normalizationSamples } from "./core-normalization.ts";
import { opSamples } from "./core-ops.ts";
import { samplingSamples } from "./core-sampling.ts";
import { sequenceSamples } from "./core-sequences.ts";
import { coreWindows } from "./core-windows.ts";

const matrix = () => tensor([[0.5, 0.25, 0.75], [0.1, 0.9, 0.3]]); // biome-ignore format: a matrix
const square = () => tensor([[4, 1], [1, 3]]); // biome-ignore format: a matrix
const vector = () => tensor([0.2, 0.4, 0.6]);
const int = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "int32" });
const mask = () => tensor([true, false, true]);
const scalarOf = (...xs: Tensor[]) => xs.reduce((total, x) => total.add(squared(x).sum()), tensor(0));
const weight = () => new Variable(tensor([1, 2]));

function all<const Names extends readonly string[], Args>(
  names: Names,
  args: () => Args,
): { [Name in Names[number]]: () => Args } {
  return Object.fromEntries(names.map((name) => [name, args])) as { [Name in Names[number]]: () => Args };
}

const unary = all(
  [
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", "ceil", "cos", "cosh", "detach", "digamma", "erf",
    "erfc", "exp", "expm1", "floor", "hardSigmoid", "hardSwish", "isFinite", "isInfinite", "isNaN", "lgamma", "log",
    "log10", "log1p", "log2", "logSigmoid", "mish", "neg", "qr", "reciprocal", "relu", "round", "rsqrt", "selu", "sigmoid",
    "sign", "silu", "sin", "sinh", "softplus", "softsign", "sqrt", "square", "svd", "tan", "tanh", "trunc", "unique",
  ],
  (): [TensorLike] => [matrix()],
); // biome-ignore format: a list

const ofSquares = all(["cholesky", "det", "eigh", "inverse", "logDet"], (): [TensorLike] => [square()]);

const binary = all(
  [
    "add", "atan2", "div", "eq", "fmod", "ge", "gt", "hypot", "le", "lt", "maximum", "minimum", "mod", "mul", "ne", "outer",
    "kron", "pow", "prelu", "sub", "weighted", "xlogy",
  ],
  (): [TensorLike, TensorLike] => [matrix(), vector()],
); // biome-ignore format: a list

const logical = all(["and", "or", "xor"], (): [TensorLike, TensorLike] => [mask(), mask()]);

const reductions = all(
  ["all", "any", "countNonzero", "logSumExp", "max", "mean", "median", "min", "prod", "sum"],
  (): [TensorLike, number, { keepDims: boolean }] => [matrix(), 1, { keepDims: true }],
);

const scans = all(["cummax", "cummin", "glu", "unbind"], (): [TensorLike, number] => [ones([2, 4]), -1]);

const triangles = all(["diag", "tril", "triu", "trace"], (): [TensorLike, number] => [matrix(), 1]);

const drawn = all(["rand", "randn", "zeros", "ones"], (): [number[], { dtype: core.DType }] => [
  [2, 3],
  { dtype: "float64" },
]);

const images = (rank: number) => ones([1, 2, ...[6, 5, 4].slice(0, rank)]);
const filters = (rank: number) => ones([2, 1, ...[2, 2, 2].slice(0, rank)]);
const convolution = (rank: number) => (): [TensorLike, TensorLike, Required<core.ConvolutionOptions>] => [
  images(rank),
  filters(rank),
  { stride: 1, dilation: 1, padding: "same", paddingMode: "reflect", groups: 2 },
];
const transposed =
  (rank: number) => (): [TensorLike, TensorLike, Required<core.TransposedConvolutionOptions>] => [
    images(rank),
    filters(rank),
    { stride: 2, dilation: 1, padding: 1, outputPadding: 1, groups: 2 },
  ];
const maxPool = (rank: number) => (): [TensorLike, core.PerAxis, Required<core.MaxPoolingOptions>] => [
  images(rank),
  2,
  { stride: 1, dilation: 1, padding: 1, ceilMode: true },
];
const avgPool = (rank: number) => (): [TensorLike, core.PerAxis, Required<core.AveragePoolingOptions>] => [
  images(rank),
  2,
  {
    stride: 1,
    padding: [...new Array(rank - 1).fill(1), [0, 1]],
    countIncludePad: false,
    ceilMode: true,
    divisorOverride: 2,
  },
];
const lpPool =
  (rank: number) => (): [TensorLike, number, core.PerAxis, Required<core.NormPoolingOptions>] => [
    images(rank),
    2,
    2,
    { stride: 1, ceilMode: true, padding: 1 },
  ];
const adaptive = (rank: number) => (): [TensorLike, core.PerAxis] => [images(rank), 2];

/** Names that `registerBackend` does not know yet. */
let backends = 0;

export const coreSamples = {
  ...coreWindows,
  ...unary,
  ...ofSquares,
  ...binary,
  ...logical,
  ...reductions,
  ...scans,
  ...opSamples,
  ...triangles,
  ...drawn,
  ...normalizationSamples,
  ...sequenceSamples,
  Generator: {
    construct: () => [7],
    instance: () => new Generator(7),
    methods: {
      uniform: () => [[3], { low: 1, high: 2, dtype: "float64" }],
      normal: () => [[3], { mean: 1, standardDeviation: 2, dtype: "float64" }],
      bernoulli: () => [[3], 0.5],
      permutation: () => [4],
      ...samplingSamples,
    },
  },
  Gradients: {
    construct: null,
    instance: () => weight().square().sum().backward(),
    methods: {
      has: () => [weight()],
      get: { several: [] },
      entries: () => [],
      tensors: () => [],
      toJSON: () => [],
      map: () => [(gradient) => gradient.mul(2)],
      scale: () => [2],
    },
  },
  Tensor: {
    construct: null,
    instance: () => tensor([1]),
    methods: {
      item: () => [],
      toTypedArray: () => [],
      toArray: () => [],
      read: () => [],
      toJSON: () => [],
      toString: () => [],
    },
  },
  Variable: {
    construct: () => [tensor([1, 2]), { trainable: true }],
    instance: () => new Variable(tensor([1])),
    methods: {
      set: () => [tensor([2])],
      item: () => [],
      toTypedArray: () => [],
      toArray: () => [],
      read: () => [],
      toJSON: () => [],
      toString: () => [],
    },
  },
  adaptiveAvgPool1d: adaptive(1),
  adaptiveAvgPool2d: adaptive(2),
  adaptiveAvgPool3d: adaptive(3),
  adaptiveMaxPool1d: adaptive(1),
  adaptiveMaxPool2d: adaptive(2),
  adaptiveMaxPool3d: adaptive(3),
  arange: () => [0, 4, 1, { dtype: "float64" }],
  argmax: () => [matrix(), 1, { keepDims: true }],
  argmin: () => [matrix(), 1, { keepDims: true }],
  argsort: () => [matrix(), 0, { descending: true }],
  avgPool1d: avgPool(1),
  avgPool2d: avgPool(2),
  avgPool3d: avgPool(3),
  backward: () => [weight().square().sum(), { createGraph: true }],
  bernoulli: () => [[3], 0.5],
  cast: () => [matrix(), "float64"],
  celu: () => [matrix(), 1],
  checkGradients: () => [scalarOf, [vector()], { order: 1, directions: 1, tolerance: 1e-4, seed: 3 }],
  checkpoint: () => [(x: unknown) => (x as Tensor).square()],
  chunk: () => [matrix(), 2, 1],
  clip: () => [matrix(), 0, 1],
  concat: () => [[matrix(), matrix()], 1],
  conv1d: convolution(1),
  conv2d: convolution(2),
  conv3d: convolution(3),
  convTranspose1d: transposed(1),
  convTranspose2d: transposed(2),
  convTranspose3d: transposed(3),
  decodeNpy: () => [encodeNpy(vector()), "x.npy"],
  decodeSafetensors: () => [encoded(), "weights.safetensors"],
  defaultGenerator: () => [],
  defineOp: () => [
    { name: "twice", forward: (x: unknown) => (x as Tensor).mul(2), gradient: () => (dy) => dy.mul(2) },
  ],
  detectAnomaly: () => [() => vector().exp(), { infinities: false }],
  diagonal: () => [matrix(), 0, 0, 1],
  dot: () => [vector(), vector()],
  einsum: () => ["ij,j->i", matrix(), vector()] as never,
  elu: () => [matrix(), 1],
  embedding: () => [matrix(), int([0, 1]), { paddingIndex: 0 }],
  encodeNpy: () => [vector(), { dtype: "float16" as const }],
  encodeSafetensors: () => [
    new Map([["w", vector()]]),
    withFreeKeys({ format: "text" }),
    { dtype: withFreeKeys({ w: "float16" as const }) },
  ],
  expand: () => [vector(), [2, 3]],
  eye: () => [2, 3, { dtype: "float64" }],
  flip: () => [matrix(), [0]],
  fold: () => [ones([1, 4, 4]), [3, 3], 2, { stride: 1, dilation: 1, padding: 0 }],
  formatShape: () => [[2, 3]],
  full: () => [[2], 3, { dtype: "float64" }],
  fullLike: () => [matrix(), 3, { shape: [2], dtype: "float64" }],
  fuse: () => [(...xs: Tensor[]) => xs.map((x) => x.mul(2)), [vector()]],
  fused: () => [(...xs: Tensor[]) => xs.map((x) => x.mul(2))],
  gather: () => [matrix(), int([[0, 1]]), 1],
  gelu: () => [matrix(), "tanh"],
  getBackend: () => [],
  getThreads: () => [],
  giveWay: () => [],
  grad: { first: () => [scalarOf], next: () => [vector()] },
  graphOf: () => [weight().square(), { names: new Map([["w", weight()]]) }],
  hardTanh: () => [matrix(), 0, 1],
  hessian: { first: () => [scalarOf], next: () => [vector()] },
  hvp: () => [scalarOf, [vector()], [vector()]],
  indexSelect: () => [matrix(), [1, 0], 1],
  interceptForward: () => [[{ forward: () => 1 }], (_owner, call) => call(), () => 1],
  interpolate: {
    several: [
      () => [images(2), { size: [3, 4], mode: "linear", alignCorners: true }],
      () => [images(1), { scale: 2, mode: "nearest" }],
      () => [images(1), { size: 2, mode: "cubic", antialias: true }],
    ],
  },
  jacobian: { first: () => [(x: Tensor) => squared(x)], next: () => [vector()] },
  jvp: () => [(x: Tensor) => squared(x), [vector()], [vector()]],
  leakyRelu: () => [matrix(), 0.1],
  lerp: () => [matrix(), matrix(), 0.5],
  linear: () => [matrix(), matrix(), tensor([1, 2], { dtype: "float64" })],
  linspace: () => [0, 1, 3, { dtype: "float64" }],
  logSoftmax: () => [matrix(), 1],
  lpPool1d: lpPool(1),
  lpPool2d: lpPool(2),
  lpPool3d: lpPool(3),
  maskedFill: () => [matrix(), mask(), 2],
  maskedSelect: () => [matrix(), mask()],
  matmul: () => [matrix(), vector()],
  maxPool1d: maxPool(1),
  maxPool2d: maxPool(2),
  maxPool3d: maxPool(3),
  meshgrid: () => [[vector(), vector()]],
  moveAxis: () => [matrix(), 0, [1]],
  narrow: () => [matrix(), 1, 1, 2],
  noGrad: () => [() => vector().exp()],
  norm: () => [matrix(), 2, 1, { keepDims: true }],
  normal: () => [[3], { mean: 1, standardDeviation: 2, dtype: "float64" }],
  not: () => [mask()],
  onWarning: { first: () => [() => {}], next: () => [] },
  oneHot: () => [int([0, 2]), 3],
  onesLike: () => [matrix(), { shape: [2], dtype: "float64" }],
  pad: {
    several: [() => [matrix(), [[1, 1], [0, 2]], 3], () => [matrix(), [[1, 1]], "reflect"]], // biome-ignore format: pairs
  },
  permutation: () => [4],
  ...samplingSamples,
  permute: () => [matrix(), [1, 0]],
  polygamma: () => [matrix(), 2],
  profile: () => [() => vector().exp(), { modules: new Map([["a", { forward: () => 1 }]]) }],
  quantile: () => [matrix(), [0.25, 0.5], 1, { keepDims: true }],
  registerBackend: () => [`abused ${backends++}` as core.BackendName, () => ({}) as never],
  repeat: { several: [() => [matrix(), 2, 1], () => [matrix(), [2, 1], 0]] },
  reshape: () => [matrix(), [3, -1]],
  roll: () => [matrix(), [1, 2], [0, 1]],
  sameShape: () => [[2], [3]],
  safetensorsChunks: () => [
    new Map([["w", vector()]]),
    withFreeKeys({ format: "text" }),
    { dtype: withFreeKeys({ w: "float16" as const }) },
  ],
  scatter: () => [matrix(), int([[0, 1]]), ones([1, 2]), 1],
  scatterAdd: () => [matrix(), int([[0, 1]]), ones([1, 2]), 1],
  searchSorted: () => [vector(), vector(), { side: "right" }],
  seed: () => [3],
  setBackend: () => ["wasm"],
  setThreads: () => [1],
  sizeOf: () => [[2, 3]],
  slice: () => [matrix(), [0, [1, 3, 1]]],
  softmax: () => [matrix(), [0, 1]],
  solve: () => [square(), square()],
  sort: () => [matrix(), 0, { descending: true }],
  split: { several: [() => [matrix(), 2, 1], () => [matrix(), [1, 2], 1]] },
  squeeze: () => [ones([1, 3]), 0],
  stack: () => [[matrix(), matrix()], 0],
  std: () => [matrix(), 1, { keepDims: true, correction: 0 }],
  takeAlongAxis: () => [matrix(), int([[0, 1]]), 1],
  tensor: {
    several: [
      () => [[1, 2, 3, 4], { dtype: "float64", shape: [2, 2] }],
      () => [new Float64Array(2), { dtype: "float32" }],
      () => [[[1, 2], [3, 4]]], // biome-ignore format: a matrix
    ],
  },
  tensordot: { several: [() => [matrix(), vector(), 1], () => [matrix(), matrix(), [[0], [0]]]] },
  tile: () => [matrix(), [2, 1]],
  topk: () => [matrix(), 2, 1, { largest: false }],
  traceGraph: () => [() => weight().square().sum(), { names: new Map([["w", weight()]]), gradients: true }],
  transpose: () => [matrix(), 0, 1],
  triangularSolve: () => [square(), square(), { upper: true }],
  unfold: () => [images(2), 2, { stride: 1, dilation: 1, padding: 1 }],
  uniform: () => [[3], { low: 1, high: 2, dtype: "float64" }],
  unsqueeze: () => [matrix(), [0]],
  valueAndGrad: { first: () => [scalarOf], next: () => [vector()] },
  var: () => [matrix(), 1, { keepDims: true, correction: 0 }],
  vjp: () => [(x: Tensor) => squared(x), [vector()], vector()],
  warn: () => ["GRADIENTE_CACHE", "a text", "a subject"],
  watchFallbacks: () => [() => vector().exp()],
  where: () => [mask(), vector(), 0],
  withValues: () => [new Map([[weight(), tensor([3, 4])]]), () => 1],
  windows: () => [matrix(), [2], { stride: 1, dilation: 1 }],
  zerosLike: () => [matrix(), { shape: [2], dtype: "float64" }],
} satisfies SamplesOf<typeof core> & { readonly to?: never };

/** The bytes of a safetensors file with one tensor of two zeros. */
function encoded(): Uint8Array {
  const header = '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  ';
  const bytes = new Uint8Array(8 + header.length + 8);
  bytes[0] = header.length;
  bytes.set(
    Array.from(header, (letter) => letter.charCodeAt(0)),
    8,
  );
  return bytes;
}
