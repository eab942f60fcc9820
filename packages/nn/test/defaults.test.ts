import { randn, seed, type Tensor, tensor } from "@gradiente/core";
import {
  AlphaDropout,
  BatchNorm1d,
  cosineEmbeddingLoss,
  Dense,
  Dropout,
  Dropout1d,
  Dropout2d,
  Dropout3d,
  diceLoss,
  Embedding,
  EmbeddingBag,
  Flatten,
  GroupNorm,
  gaussianNllLoss,
  hingeEmbeddingLoss,
  hingeLoss,
  huberLoss,
  InstanceNorm1d,
  initializers,
  LayerNorm,
  LearntPositions,
  LocalResponseNorm,
  LSTM,
  type Module,
  MultiHeadAttention,
  marginRankingLoss,
  multiMarginLoss,
  poissonNllLoss,
  RMSNorm,
  RNN,
  RNNCell,
  RotaryPositions,
  SinusoidalPositions,
  Softplus,
  sigmoidFocalLoss,
  smoothL1Loss,
  softmaxFocalLoss,
  TransformerEncoder,
  TransformerEncoderLayer,
  tripletMarginLoss,
} from "@gradiente/nn";
import { expect, it } from "vitest";

/* What is left out is what the documentation says. */

const draw = (shape: readonly number[], from: number) => {
  seed(from);
  return randn(shape, { dtype: "float64" });
};
const x = draw([3, 4], 1);
const y = draw([3, 4], 2);
const z = draw([3, 4], 3).mul(3);
const rates = x.abs().mul(0.01);
const rare = tensor([[0, 1e-9, 1e-3, 0], [1e-7, 0, 1, 2], [0, 0, 0, 0]], { dtype: "float64" }); // biome-ignore format: a matrix
const signs = y.sign();
const labels = tensor([0, 3, 1], { dtype: "int32" });
const sequence = draw([5, 2, 8], 4);
const images = draw([2, 4, 3], 5);
const volumes = draw([2, 4, 3, 2, 2], 6);
const index = tensor([[0, 2, 1], [1, 1, 2]], { dtype: "int32" }); // biome-ignore format: a matrix

/** Its text, its weights and what it makes of an input, the first of its tensors, drawn from one seed. */
function made<Input>(make: () => Module<readonly [Input], unknown>, input: Input): unknown[] {
  seed(7);
  const layer = make();
  const out = layer.forward(input) as Tensor | { output: Tensor };
  const weights = [...layer.variables()].map(([path, value]) => [path, value.toArray()]);
  return [String(layer), weights, ("output" in out ? out.output : out).toArray()];
}

const float64 = { dtype: "float64" } as const;

it.each<[string, () => unknown, () => unknown]>([
  ["huberLoss", () => huberLoss(z, y), () => huberLoss(z, y, { delta: 1, reduction: "mean" })],
  ["smoothL1Loss", () => smoothL1Loss(z, y), () => smoothL1Loss(z, y, { beta: 1, reduction: "mean" })],
  ["hingeLoss", () => hingeLoss(z, signs), () => hingeLoss(z, signs, { margin: 1, power: 1 })],
  ["hingeEmbeddingLoss", () => hingeEmbeddingLoss(z, signs), () => hingeEmbeddingLoss(z, signs, { margin: 1 })],
  ["marginRankingLoss", () => marginRankingLoss(x, y, signs), () => marginRankingLoss(x, y, signs, { margin: 0 })],
  ["multiMarginLoss", () => multiMarginLoss(x, labels), () => multiMarginLoss(x, labels, { margin: 1, power: 1 })],
  ["cosineEmbeddingLoss", () => cosineEmbeddingLoss(x, y, tensor([1, -1, -1])), () => cosineEmbeddingLoss(x, y, tensor([1, -1, -1]), { margin: 0 })],
  ["tripletMarginLoss", () => tripletMarginLoss(x, y, z), () => tripletMarginLoss(x, y, z, { margin: 1, order: 2, epsilon: 1e-6, swap: false })],
  ["poissonNllLoss of rates", () => poissonNllLoss(rare, rates, { logInput: false }), () => poissonNllLoss(rare, rates, { logInput: false, full: false, epsilon: 1e-8 })],
  ["poissonNllLoss", () => poissonNllLoss(x, rates), () => poissonNllLoss(x, rates, { logInput: true })],
  ["gaussianNllLoss", () => gaussianNllLoss(x, y, rare), () => gaussianNllLoss(x, y, rare, { full: false, epsilon: 1e-6 })],
  ["sigmoidFocalLoss", () => sigmoidFocalLoss(x, rates), () => sigmoidFocalLoss(x, rates, { gamma: 2, alpha: 0.25 })],
  ["softmaxFocalLoss", () => softmaxFocalLoss(x, labels), () => softmaxFocalLoss(x, labels, { gamma: 2 })],
  ["diceLoss", () => diceLoss(rare, rates), () => diceLoss(rare, rates, { squared: false, epsilon: 1e-5 })],
  ["gain", () => [initializers.gain("leakyRelu")], () => [initializers.gain("leakyRelu", 0.01)]],
  ["varianceScaling", () => made(() => dense(initializers.varianceScaling()), x), () => made(() => dense(initializers.varianceScaling({ gain: 1, fan: "in", distribution: "normal" })), x)],
  ["initializers.truncatedNormal", () => made(() => dense(initializers.truncatedNormal()), x), () => made(() => dense(initializers.truncatedNormal({ mean: 0, standardDeviation: 1, low: -2, high: 2 })), x)],
  ["sparse", () => made(() => dense(initializers.sparse(0.5)), x), () => made(() => dense(initializers.sparse(0.5, { standardDeviation: 0.01 })), x)],
  ["Dense", () => made(() => new Dense(4, 3, float64), x), () => made(() => new Dense(4, 3, { bias: true, ...float64 }), x)],
  ["Dropout", () => made(() => new Dropout(), x), () => made(() => new Dropout(0.5), x)],
  ["AlphaDropout", () => made(() => new AlphaDropout(), x), () => made(() => new AlphaDropout(0.5), x)],
  ["Dropout1d", () => made(() => new Dropout1d(), images), () => made(() => new Dropout1d(0.5), images)],
  ["Dropout2d", () => made(() => new Dropout2d(), volumes.slice([null, null, 0])), () => made(() => new Dropout2d(0.5), volumes.slice([null, null, 0]))],
  ["Dropout3d", () => made(() => new Dropout3d(), volumes), () => made(() => new Dropout3d(0.5), volumes)],
  ["Flatten", () => made(() => new Flatten(), volumes), () => made(() => new Flatten({ startAxis: 1, endAxis: -1 }), volumes)],
  ["LayerNorm", () => made(() => new LayerNorm(4, float64), rates), () => made(() => new LayerNorm(4, { epsilon: 1e-5, elementwiseAffine: true, bias: true, ...float64 }), rates)],
  ["RMSNorm", () => made(() => new RMSNorm(4, float64), rates), () => made(() => new RMSNorm(4, { elementwiseAffine: true, ...float64 }), rates)],
  ["GroupNorm", () => made(() => new GroupNorm(2, 4, float64), rates), () => made(() => new GroupNorm(2, 4, { epsilon: 1e-5, affine: true, ...float64 }), rates)],
  ["BatchNorm1d", () => made(() => new BatchNorm1d(4, float64), rates), () => made(() => new BatchNorm1d(4, { epsilon: 1e-5, momentum: 0.1, affine: true, trackRunningStats: true, ...float64 }), rates)],
  ["InstanceNorm1d", () => made(() => new InstanceNorm1d(4, float64), images), () => made(() => new InstanceNorm1d(4, { epsilon: 1e-5, affine: false, trackRunningStats: false, ...float64 }), images)],
  ["LocalResponseNorm", () => made(() => new LocalResponseNorm(2), z), () => made(() => new LocalResponseNorm(2, { alpha: 1e-4, beta: 0.75, k: 1 }), z)],
  ["Softplus", () => made(() => new Softplus(), z), () => made(() => new Softplus({ beta: 1, threshold: Number.POSITIVE_INFINITY }), z)],
  ["Embedding", () => made(() => new Embedding(3, 2), index), () => made(() => new Embedding(3, 2, { normOrder: 2 }), index)],
  ["Embedding of a largest norm", () => made(() => new Embedding(3, 2, { maxNorm: 0.1 }), index), () => made(() => new Embedding(3, 2, { maxNorm: 0.1, normOrder: 2 }), index)],
  ["EmbeddingBag", () => made(() => new EmbeddingBag(3, 2), index), () => made(() => new EmbeddingBag(3, 2, { mode: "mean" }), index)],
  ["RNN", () => made(() => new RNN(8, 3, float64), sequence), () => made(() => new RNN(8, 3, { layers: 1, bidirectional: false, dropout: 0, batchFirst: false, activation: "tanh", bias: true, ...float64 }), sequence)],
  ["LSTM", () => made(() => new LSTM(8, 3, { layers: 2, ...float64 }), sequence), () => made(() => new LSTM(8, 3, { layers: 2, bidirectional: false, dropout: 0, batchFirst: false, bias: true, ...float64 }), sequence)],
  ["RNNCell", () => made(() => new RNNCell(4, 3, float64), x), () => made(() => new RNNCell(4, 3, { activation: "tanh", bias: true, ...float64 }), x)],
  ["SinusoidalPositions", () => made(() => new SinusoidalPositions(8), sequence), () => made(() => new SinusoidalPositions(8, { base: 10_000, batchFirst: false }), sequence)],
  ["RotaryPositions", () => made(() => new RotaryPositions(8), sequence), () => made(() => new RotaryPositions(8, { base: 10_000, pairs: "neighbours" }), sequence)],
  ["LearntPositions", () => made(() => new LearntPositions(9, 8, float64), sequence), () => made(() => new LearntPositions(9, 8, { batchFirst: false, weightInitializer: initializers.normal(0, 0.02), ...float64 }), sequence)],
  ["MultiHeadAttention", () => made(() => new MultiHeadAttention(8, 2, float64), sequence), () => made(() => new MultiHeadAttention(8, 2, { dropout: 0, bias: true, keyFeatures: 8, valueFeatures: 8, batchFirst: false, addBiasKv: false, ...float64 }), sequence)],
  ["TransformerEncoderLayer", () => made(() => new TransformerEncoderLayer(8, 2), sequence), () => made(() => new TransformerEncoderLayer(8, 2, { feedForward: 2048, dropout: 0.1, activation: "relu", normFirst: false, epsilon: 1e-5, bias: true, batchFirst: false }), sequence)],
  ["TransformerEncoder", () => made(() => new TransformerEncoder(2, 8, 2, { feedForward: 4 }), sequence), () => made(() => new TransformerEncoder(2, 8, 2, { feedForward: 4, dropout: 0.1, finalNorm: false }), sequence)],
])("%s", (_name, usual, explicit) => {
  const plain = (value: unknown) => (Array.isArray(value) ? value : (value as Tensor).toArray());
  expect(plain(usual())).toEqual(plain(explicit()));
}); // biome-ignore format: one row a function

function dense(weightInitializer: initializers.Initializer): Dense {
  return new Dense(4, 6, { weightInitializer, ...float64 });
}
