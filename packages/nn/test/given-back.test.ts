import {
  adaptiveAvgPool2d,
  adaptiveMaxPool2d,
  arange,
  avgPool2d,
  maxPool2d,
  seed,
  setBackend,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import {
  Bilinear,
  Conv2d,
  ConvTranspose1d,
  crossEntropyLoss,
  Dense,
  GELU,
  GRU,
  LSTM,
  MultiHeadAttention,
  mseLoss,
  RNN,
  RotaryPositions,
  Sequential,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
} from "@gradiente/nn";
import { expect, it } from "vitest";
import { counted, OVERWRITTEN, onOverwriting } from "../../core/test/overwriting.ts";

/*
 * Layers, losses and pools give back what they make on the way to a result. If somebody still needed it, results or gradients
 * would show it.
 */

onOverwriting();

const values = (shape: readonly number[]) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return arange(size).mul(0.7).sin().reshape(shape);
};

type Built = { readonly parameters: () => ReadonlyMap<string, Variable> };

const nothing: Built = { parameters: () => new Map() };

const layers: Record<string, () => readonly [Built, readonly number[], (x: Tensor) => Tensor]> = {
  Dense: () => {
    const layer = new Dense(3, 2);
    return [layer, [4, 3], (x) => layer.forward(x)];
  },
  Conv2d: () => {
    const layer = new Conv2d(2, 3, 3, { padding: 1 });
    return [layer, [2, 2, 5, 4], (x) => layer.forward(x)];
  },
  "Conv2d of one image": () => {
    const layer = new Conv2d(2, 3, 3);
    return [layer, [2, 5, 4], (x) => layer.forward(x)];
  },
  ConvTranspose1d: () => {
    const layer = new ConvTranspose1d(2, 3, 3, { stride: 2 });
    return [layer, [2, 2, 5], (x) => layer.forward(x)];
  },
  Bilinear: () => {
    const layer = new Bilinear(3, 3, 2);
    return [layer, [4, 3], (x) => layer.forward(x, x.exp())];
  },
  RNN: () => {
    const layer = new RNN(3, 4);
    return [layer, [2, 5, 3], (x) => layer.forward(x).output];
  },
  GRU: () => {
    const layer = new GRU(3, 4, { layers: 2 });
    return [layer, [2, 5, 3], (x) => layer.forward(x).output];
  },
  GELU: () => {
    const layer = new Sequential(new Dense(3, 3), new GELU());
    return [layer, [4, 3], (x) => layer.forward(x)];
  },
  "MultiHeadAttention in training": () => {
    const layer = new MultiHeadAttention(4, 2, { dropout: 0.3 });
    return [layer, [3, 2, 4], (x) => layer.forward(x, { causal: true }).output];
  },
  "MultiHeadAttention, of one sequence to another, with positions and a learnt key": () => {
    const rotary = new RotaryPositions(2);
    const layer = new MultiHeadAttention(4, 2, { addBiasKv: true, rotary });
    return [layer, [3, 2, 4], (x) => layer.forward(x, { key: x.exp(), causal: true }).output];
  },
  TransformerEncoderLayer: () => {
    const layer = new TransformerEncoderLayer(4, 2, { feedForward: 6, activation: "gelu" });
    return [layer, [3, 2, 4], (x) => layer.forward(x, { causal: true })];
  },
  TransformerDecoderLayer: () => {
    const layer = new TransformerDecoderLayer(4, 2, { feedForward: 6, dropout: 0 });
    return [layer, [3, 2, 4], (x) => layer.forward(x, x.exp())];
  },
  "TransformerEncoder, norm first": () => {
    const layer = new TransformerEncoder(2, 4, 2, { feedForward: 6, normFirst: true, finalNorm: true });
    return [layer, [3, 2, 4], (x) => layer.forward(x, { causal: true })];
  },
  "TransformerDecoder, with an activation of one's own": () => {
    const layer = new TransformerDecoder(2, 4, 2, { feedForward: 6, activation: (x) => x.tanh() });
    return [layer, [3, 2, 4], (x) => layer.forward(x, x.exp())];
  },
  LSTM: () => {
    const layer = new LSTM(3, 4, { bidirectional: true });
    return [layer, [2, 5, 3], (x) => layer.forward(x).output];
  },
  "pools of windows": () => [
    nothing,
    [2, 3, 9, 8],
    (x) => maxPool2d(avgPool2d(x, 2, { stride: 1 }), [3, 2], { padding: [1, 0], ceilMode: true }),
  ],
  "pools with a divisor, and without the padding": () => [
    nothing,
    [2, 3, 9, 8],
    (x) =>
      avgPool2d(avgPool2d(x, 2, { divisorOverride: 3 }), 3, {
        stride: 1,
        padding: 1,
        countIncludePad: false,
      }),
  ],
  "pools whose windows are views": () => [
    nothing,
    [2, 3, 4, 4],
    (x) => maxPool2d(avgPool2d(maxPool2d(x, 1), 1).add(x), 4).add(maxPool2d(x, 1)),
  ],
  "pools of windows of one": () => [
    nothing,
    [2, 3, 6, 5],
    (x) => avgPool2d(x, 1, { stride: 2 }).add(maxPool2d(x, 1, { stride: 2 })),
  ],
  "pools of bins": () => [
    nothing,
    [2, 3, 7, 8],
    (x) => adaptiveMaxPool2d(adaptiveAvgPool2d(x, 4), 3).add(adaptiveMaxPool2d(x, 3)),
  ],
  mseLoss: () => [
    nothing,
    [4, 3],
    (x) => mseLoss(x, x.mul(2), { reduction: "none" }).add(mseLoss(x, x.detach().exp())),
  ],
  "crossEntropyLoss of indices": () => {
    const classes = tensor([2, 0, 1, 2], { dtype: "int32" });
    return [nothing, [4, 3], (x) => crossEntropyLoss(x, classes, { labelSmoothing: 0.1, reduction: "none" })];
  },
  "crossEntropyLoss of probabilities": () => [
    nothing,
    [4, 3, 2],
    (x) => crossEntropyLoss(x, x.exp().softmax(1), { reduction: "none" }),
  ],
};

function run(make: (typeof layers)[string]) {
  seed(1);
  const [layer, shape, forward] = make();
  const x = new Variable(values(shape));
  const y = forward(x.mul(1));
  const gradients = y.square().sum().backward();
  const all = [x, ...layer.parameters().values()].map((each) => gradients.get(each));
  return [y, ...all].map((each) => [...each.toTypedArray()]);
}

it.each(Object.entries(layers))("%s", (_name, make) => {
  const here = run(make);
  expect(counted.recycled).toBeGreaterThan(0);
  expect(here.flat()).not.toContain(OVERWRITTEN);
  setBackend("reference");
  expect(here).toEqual(run(make));
});
