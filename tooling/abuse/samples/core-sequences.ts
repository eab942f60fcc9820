import {
  type AttentionOptions,
  type CellName,
  defaultGenerator,
  ones,
  type RecurrentOptions,
  type Tensor,
} from "@gradiente/core";

const attention = (): Required<AttentionOptions> => ({
  mask: ones([3, 4]).ne(0),
  causal: true,
  dropout: 0.5,
  scale: 0.5,
  generator: defaultGenerator(),
});

/** Attention, and what runs over sequences. */
export const sequenceSamples = {
  attentionWeights: (): [Tensor, Tensor, Required<AttentionOptions>] => [
    ones([1, 2, 3, 2]),
    ones([1, 2, 4, 2]),
    attention(),
  ],
  recurrent: (): [CellName, Tensor, Tensor, Tensor[], Required<RecurrentOptions>] => [
    "lstm",
    ones([2, 4, 1, 3]),
    ones([12, 3]),
    [ones([1, 3]), ones([1, 3])],
    { bias: ones([12]), mask: ones([2, 1]).ne(0), reverse: true },
  ],
  scaledDotProductAttention: (): [Tensor, Tensor, Tensor, Required<AttentionOptions>] => [
    ones([1, 2, 3, 2]),
    ones([1, 2, 4, 2]),
    ones([1, 2, 4, 2]),
    attention(),
  ],
};
