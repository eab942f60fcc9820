import { type AttentionOptions, scaledDotProductAttention, type Tensor, tensor } from "@gradiente/core";
import {
  type AttentionInputs,
  LearntPositions,
  lengthMask,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
  RotaryPositions,
  SinusoidalPositions,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
} from "@gradiente/nn";
import { agreesWithPyTorch, type FunctionSubject, type LayerSubject } from "../agreement.ts";

const dtype = "float64";

const bool = (rows: number[][]) => tensor(rows).ne(0);
const causal = () => bool([[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0]]); // biome-ignore format: a matrix
const some = () => bool([[1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 0, 1]]); // biome-ignore format: a matrix
const keys = () => lengthMask([4, 2]);

const attention =
  (options: AttentionOptions = {}) =>
  (): FunctionSubject => ({
    of: "scaledDotProductAttention",
    call: (q, k, v, mask?: Tensor) =>
      scaledDotProductAttention(q, k, v, mask === undefined ? options : { ...options, mask }),
  });

/** A layer that is called with inputs by name after the query. */
function heads(
  options: MultiHeadAttentionOptions,
  inputs: AttentionInputs = {},
  ...names: readonly (keyof AttentionInputs)[]
): () => LayerSubject {
  return () => {
    const module = new MultiHeadAttention(4, 2, { dtype, ...options });
    const call = (query: Tensor, ...others: Tensor[]) => {
      const named = Object.fromEntries(names.map((name, i) => [name, others[i]]));
      const { output, weights } = module.forward(query, { ...inputs, ...named });
      return [output, weights];
    };
    return { module, call };
  };
}

const small = { feedForward: 5, dropout: 0, dtype } as const;

agreesWithPyTorch("layers/attention", {
  attention: attention(),
  "attention, causal": attention({ causal: true }),
  "attention, mask with an empty row, scale": () => attention({ mask: some(), scale: 0.7 })(),
  "attention, added mask": attention(),
  "attention, grouped queries": attention({ causal: true }),
  MultiHeadAttention: heads({}),
  "MultiHeadAttention, batch first, causal, weights": heads(
    { batchFirst: true },
    { causal: true, needWeights: "mean" },
  ),
  "MultiHeadAttention without bias, weights of heads": heads(
    { bias: false },
    { needWeights: "heads" },
    "key",
    "value",
  ),
  "MultiHeadAttention, features of keys and values, key mask and mask": () =>
    heads(
      { keyFeatures: 3, valueFeatures: 5, batchFirst: true },
      { keyMask: keys(), mask: causal() },
      "key",
      "value",
    )(),
  "MultiHeadAttention to a memory, added mask and key mask": () =>
    heads({ batchFirst: true }, { keyMask: keys() }, "key", "mask")(),
  "MultiHeadAttention, addBiasKv": heads({ addBiasKv: true }),
  "MultiHeadAttention, addBiasKv, causal, weights": heads(
    { addBiasKv: true },
    { causal: true, needWeights: "mean" },
  ),
  "MultiHeadAttention, addBiasKv, key mask and mask": () =>
    heads(
      { addBiasKv: true, batchFirst: true, keyFeatures: 3, valueFeatures: 5 },
      { keyMask: keys(), mask: causal() },
      "key",
      "value",
    )(),
  "MultiHeadAttention, addBiasKv, added mask": heads({ addBiasKv: true }, {}, "mask"),
  TransformerEncoderLayer: () => new TransformerEncoderLayer(4, 2, small),
  "TransformerEncoderLayer, norm first, gelu, causal, evaluated": () => {
    const module = new TransformerEncoderLayer(4, 2, {
      ...small,
      dropout: 0.1,
      activation: "gelu",
      epsilon: 1e-3,
      batchFirst: true,
      normFirst: true,
    });
    return { module, call: (x) => module.forward(x, { causal: true }) };
  },
  "TransformerEncoderLayer, function, key mask": () => {
    const module = new TransformerEncoderLayer(4, 2, { ...small, activation: (x) => x.tanh() });
    return { module, call: (x) => module.forward(x, { keyMask: lengthMask([3, 2]) }) };
  },
  TransformerDecoderLayer: () => new TransformerDecoderLayer(4, 2, small),
  "TransformerDecoderLayer, norm first, all masks": () => {
    const module = new TransformerDecoderLayer(4, 2, {
      ...small,
      activation: "gelu",
      batchFirst: true,
      normFirst: true,
    });
    const options = {
      causal: true,
      keyMask: lengthMask([3, 2]),
      memoryMask: causal(),
      memoryKeyMask: keys(),
    };
    return { module, call: (x, memory) => module.forward(x, memory, options) };
  },
  "TransformerEncoder, final norm": () => new TransformerEncoder(2, 4, 2, { ...small, finalNorm: true }),
  TransformerDecoder: () => new TransformerDecoder(2, 4, 2, small),
  SinusoidalPositions: () => new SinusoidalPositions(6),
  "SinusoidalPositions, batch first, base, offset": () => {
    const module = new SinusoidalPositions(6, { batchFirst: true, base: 100 });
    return { module, call: (x) => module.forward(x, { offset: 1000 }) };
  },
  RotaryPositions: () => new RotaryPositions(6),
  "RotaryPositions, halves, base, offset": () => {
    const module = new RotaryPositions(6, { pairs: "halves", base: 50 });
    return { module, call: (x) => module.forward(x, { offset: 7 }) };
  },
  LearntPositions: () => new LearntPositions(5, 4, { dtype }),
  "LearntPositions, batch first, offset": () => {
    const module = new LearntPositions(5, 4, { dtype, batchFirst: true });
    return { module, call: (x) => module.forward(x, { offset: 2 }) };
  },
});
