import { arange, seed, setBackend, type Tensor, Variable } from "@gradiente/core";
import {
  Bilinear,
  Conv2d,
  ConvTranspose1d,
  Dense,
  GELU,
  GRU,
  LSTM,
  MultiHeadAttention,
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

/* Layers give back what they make before a bias is added. If somebody still needed it, results or gradients would show it. */

onOverwriting();

const values = (shape: readonly number[]) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return arange(size).mul(0.7).sin().reshape(shape);
};

type Built = { readonly parameters: () => ReadonlyMap<string, Variable> };

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
