import {
  affineGrid,
  argsort,
  avgPool1d,
  batchNorm,
  celu,
  checkGradients,
  chunk,
  concat,
  conv1d,
  convTranspose1d,
  cummax,
  cummin,
  cumprod,
  cumsum,
  defineOp,
  diag,
  diagonal,
  elu,
  Generator,
  glu,
  gridSample,
  groupNorm,
  hardShrink,
  hardTanh,
  indexSelect,
  instanceNorm,
  interpolate,
  layerNorm,
  leakyRelu,
  linspace,
  logCumSumExp,
  logSoftmax,
  logSumExp,
  maxPool1d,
  median,
  norm,
  quantile,
  randn,
  repeat,
  reverseSequence,
  rmsNorm,
  scaledDotProductAttention,
  scatterReduce,
  searchSorted,
  seed,
  softmax,
  softShrink,
  sort,
  split,
  stack,
  std,
  Tensor,
  tensor,
  tensordot,
  topk,
  trace,
  transpose,
  triangularSolve,
  tril,
  triu,
  unbind,
  uniqueSlices,
  var as variance,
} from "@gradiente/core";
import { fft, fftFrequencies, ifft, irfft, rfft, rfftFrequencies } from "@gradiente/core/fft";
import { expect, it } from "vitest";

/* What is left out is what the documentation says. */

const draw = (shape: readonly number[], from: number) => {
  seed(from);
  return randn(shape, { dtype: "float64" });
};
const int = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "int32" });
/** No two axes have one size, and each function gives something else for each of them. */
const x = draw([2, 3, 4], 1);
const cube = draw([4, 4, 4], 2);
const matrix = draw([3, 3], 3);
const images = draw([2, 4, 6], 4);
const filters = draw([3, 4, 3], 5);
const small = x.mul(1e-3);
const plane = draw([1, 2, 4, 5], 6);
const grid = draw([1, 3, 3, 2], 7);
const lengths = int([1, 2, 2]);
const generator = () => new Generator(3);

/** Numbers and texts of any result. */
function plain(value: unknown): unknown {
  if (value instanceof Tensor) return [value.dtype, value.shape, value.toArray()];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).map(([name, part]) => [name, plain(part)]);
}

it.each<[string, () => unknown, () => unknown]>([
  ["diagonal", () => diagonal(x), () => diagonal(x, 0, 1, 2)],
  ["diag", () => diag(matrix), () => diag(matrix, 0)],
  ["triu", () => triu(matrix), () => triu(matrix, 0)],
  ["tril", () => tril(matrix), () => tril(matrix, 0)],
  ["trace", () => trace(matrix), () => trace(matrix, 0)],
  ["pad", () => x.pad([[1, 0], [0, 0], [0, 2]]), () => x.pad([[1, 0], [0, 0], [0, 2]], 0)],
  ["split", () => split(x, 1), () => split(x, 1, 0)],
  ["chunk", () => chunk(x, 2), () => chunk(x, 2, 0)],
  ["unbind", () => unbind(x), () => unbind(x, 0)],
  ["repeat", () => repeat(x, 2), () => repeat(x, 2, 0)],
  ["concat", () => concat([x, x]), () => concat([x, x], 0)],
  ["stack", () => stack([x, x]), () => stack([x, x], 0)],
  ["transpose", () => transpose(x), () => transpose(x, 1, 2)],
  ["indexSelect", () => indexSelect(x, [1]), () => indexSelect(x, [1], 0)],
  ["uniqueSlices", () => uniqueSlices(x), () => uniqueSlices(x, 0)],
  ["argsort", () => argsort(x), () => argsort(x, 2, { descending: false })],
  ["sort", () => sort(x), () => sort(x, 2, { descending: false })],
  ["topk", () => topk(x, 2), () => topk(x, 2, 2, { largest: true })],
  ["searchSorted", () => searchSorted(tensor([1, 2, 2, 3]), tensor([2])), () => searchSorted(tensor([1, 2, 2, 3]), tensor([2]), { side: "left" })],
  ["triangularSolve", () => triangularSolve(matrix, draw([3, 1], 8)), () => triangularSolve(matrix, draw([3, 1], 8), { upper: false })],
  ["tensordot", () => tensordot(cube, cube), () => tensordot(cube, cube, [[1, 2], [0, 1]])],
  ["softmax", () => softmax(x), () => softmax(x, 2)],
  ["logSoftmax", () => logSoftmax(x), () => logSoftmax(x, 2)],
  ["logSumExp", () => logSumExp(x), () => logSumExp(x, [0, 1, 2], { keepDims: false })],
  ["cumsum", () => cumsum(x), () => cumsum(x, 2, { exclusive: false, reverse: false })],
  ["cumprod", () => cumprod(x), () => cumprod(x, 2, { exclusive: false, reverse: false })],
  ["logCumSumExp", () => logCumSumExp(x), () => logCumSumExp(x, 2, { exclusive: false, reverse: false })],
  ["cummax", () => cummax(x), () => cummax(x, 2)],
  ["cummin", () => cummin(x), () => cummin(x, 2)],
  ["var", () => variance(x), () => variance(x, [0, 1, 2], { correction: 1, keepDims: false })],
  ["std", () => std(x), () => std(x, [0, 1, 2], { correction: 1, keepDims: false })],
  ["norm", () => norm(x), () => norm(x, 2, [0, 1, 2], { keepDims: false })],
  ["median", () => median(x), () => median(x, [0, 1, 2], { keepDims: false })],
  ["quantile", () => quantile(x, 0.3), () => quantile(x, 0.3, [0, 1, 2], { keepDims: false })],
  ["sum of an axis", () => x.sum(1), () => x.sum(1, { keepDims: false })],
  ["layerNorm", () => layerNorm(small), () => layerNorm(small, 2, { epsilon: 1e-5 })],
  ["rmsNorm", () => rmsNorm(small), () => rmsNorm(small, 2)],
  ["groupNorm", () => groupNorm(small.transpose(), 2), () => groupNorm(small.transpose(), 2, { epsilon: 1e-5 })],
  ["instanceNorm", () => instanceNorm(small), () => instanceNorm(small, { epsilon: 1e-5 })],
  ["batchNorm", () => batchNorm(small), () => batchNorm(small, { epsilon: 1e-5 })],
  ["leakyRelu", () => leakyRelu(x), () => leakyRelu(x, 0.01)],
  ["elu", () => elu(x), () => elu(x, 1)],
  ["celu", () => celu(x), () => celu(x, 1)],
  ["hardTanh", () => hardTanh(x.mul(3)), () => hardTanh(x.mul(3), -1, 1)],
  ["hardShrink", () => hardShrink(x), () => hardShrink(x, 0.5)],
  ["softShrink", () => softShrink(x), () => softShrink(x, 0.5)],
  ["glu", () => glu(x), () => glu(x, 2)],
  ["conv1d", () => conv1d(images, filters), () => conv1d(images, filters, { stride: 1, dilation: 1, padding: 0, groups: 1, paddingMode: "zeros" })],
  ["convTranspose1d", () => convTranspose1d(images, filters.transpose(0, 1)), () => convTranspose1d(images, filters.transpose(0, 1), { stride: 1, dilation: 1, padding: 0, outputPadding: 0, groups: 1 })],
  ["maxPool1d", () => maxPool1d(images, 2), () => maxPool1d(images, 2, { stride: 2, padding: 0, dilation: 1, ceilMode: false })],
  ["avgPool1d", () => avgPool1d(images, 4, { padding: 1 }), () => avgPool1d(images, 4, { stride: 4, padding: 1, ceilMode: false, countIncludePad: true })],
  ["interpolate", () => interpolate(images, { size: 5 }), () => interpolate(images, { size: 5, mode: "nearest", alignCorners: false, antialias: false })],
  ["interpolate, linear", () => interpolate(images, { size: 4, mode: "linear" }), () => interpolate(images, { size: 4, mode: "linear", alignCorners: false, antialias: false })],
  ["gridSample", () => gridSample(plane, grid), () => gridSample(plane, grid, { mode: "bilinear", paddingMode: "zeros", alignCorners: false })],
  ["affineGrid", () => affineGrid(x.slice([[0, 1], [0, 2], [0, 3]]), [1, 1, 3, 4]), () => affineGrid(x.slice([[0, 1], [0, 2], [0, 3]]), [1, 1, 3, 4], { alignCorners: false })],
  ["scatterReduce", () => scatterReduce(tensor([1, 2, 3]), int([0, 0]), tensor([5, 6]), 0, "mean"), () => scatterReduce(tensor([1, 2, 3]), int([0, 0]), tensor([5, 6]), 0, "mean", { includeSelf: true })],
  ["reverseSequence", () => reverseSequence(x, lengths), () => reverseSequence(x, lengths, { timeAxis: 0, batchAxis: 1 })],
  ["scaledDotProductAttention", () => scaledDotProductAttention(x, x, x), () => scaledDotProductAttention(x, x, x, { causal: false, dropout: 0, scale: 0.5 })],
  ["fft", () => fft(x), () => fft(x, { n: 4, axis: 2, norm: "backward" })],
  ["ifft", () => ifft(x), () => ifft(x, { n: 4, axis: 2, norm: "backward" })],
  ["rfft", () => rfft(x), () => rfft(x, { n: 4, axis: 2, norm: "backward" })],
  ["irfft", () => irfft({ re: x, im: x }), () => irfft({ re: x, im: x }, { n: 6, axis: 2, norm: "backward" })],
  ["fftFrequencies", () => fftFrequencies(5), () => fftFrequencies(5, 1, { dtype: "float32" })],
  ["rfftFrequencies", () => rfftFrequencies(5), () => rfftFrequencies(5, 1, { dtype: "float32" })],
  ["linspace", () => linspace(0, 1, 3), () => linspace(0, 1, 3, { dtype: "float32" })],
  ["randint", () => generator().randint([9], { high: 5 }), () => generator().randint([9], { low: 0, high: 5 })],
  ["categorical", () => generator().categorical(x, { count: 3 }), () => generator().categorical(x, { count: 3, replacement: true, from: "logits" })],
  ["gumbelSoftmax", () => generator().gumbelSoftmax(x), () => generator().gumbelSoftmax(x, { temperature: 1, hard: false, axis: 2 })],
  ["uniform", () => generator().uniform([5]), () => generator().uniform([5], { low: 0, high: 1, dtype: "float32" })],
  ["normal", () => generator().normal([5]), () => generator().normal([5], { mean: 0, standardDeviation: 1, dtype: "float32" })],
  ["truncatedNormal", () => generator().truncatedNormal([5]), () => generator().truncatedNormal([5], { mean: 0, standardDeviation: 1, low: -2, high: 2, dtype: "float32" })],
])("%s", (_name, usual, explicit) => {
  expect(plain(usual())).toEqual(plain(explicit()));
}); // biome-ignore format: one row a function

it("checkGradients: order 1 along 2 directions of seed 0, to 1e-6", () => {
  /** Its value grows by x, and its gradient says something else by a part in `1 / off`. */
  const slope = (off: number) =>
    defineOp({ name: "slope", forward: (v: Tensor) => v.mul(1), gradient: () => (dy) => dy.mul(1 + off) });
  const run = (options?: Parameters<typeof checkGradients>[2]) => {
    let calls = 0;
    const f = (v: Tensor) => {
      calls++;
      return v.exp();
    };
    return [checkGradients(f, [matrix], options).worstError, calls];
  };
  expect(run()).toEqual(run({ order: 1, directions: 2, tolerance: 1e-6, seed: 0 }));
  for (const other of [{ order: 2 }, { directions: 3 }, { seed: 1 }] as const) expect(run()).not.toEqual(run(other)); // biome-ignore format: one line
  const point = tensor([0.5, -1], { dtype: "float64" });
  expect(() => checkGradients(slope(1e-4), [point])).toThrow(/the derivative of order 1/);
  expect(() => checkGradients(slope(1e-9), [point])).not.toThrow();
});
