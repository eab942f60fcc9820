import type { Tensor } from "@gradiente/core";
import { Embedding, LearntPositions, Module, TransformerEncoder } from "@gradiente/nn";

/** The sizes of a {@link GPT2}. */
export interface GPT2Sizes {
  readonly words: number;
  readonly positions: number;
  readonly features: number;
  readonly heads: number;
  readonly layers: number;
}

/**
 * The language model of Radford et al., "Language models are unsupervised multitask learners", 2019: int32 words
 * `[batch, time]` give the scores of the next one, `[batch, time, words]`.
 */
export class GPT2 extends Module {
  readonly words: Embedding;
  readonly positions: LearntPositions;
  readonly encoder: TransformerEncoder;
  /** The scores have the weight of the embedding: it is tied. */
  readonly head: { readonly weight: Embedding["weight"] };

  constructor({ words, positions, features, heads, layers }: GPT2Sizes) {
    super();
    this.words = new Embedding(words, features);
    this.positions = new LearntPositions(positions, features, { batchFirst: true });
    this.encoder = new TransformerEncoder(layers, features, heads, {
      feedForward: 4 * features,
      activation: (x) => x.gelu("tanh"),
      normFirst: true,
      finalNorm: true,
      batchFirst: true,
    });
    this.head = { weight: this.words.weight };
  }

  override forward(words: Tensor): Tensor {
    const x = this.positions.forward(this.words.forward(words));
    return this.encoder.forward(x, { causal: true }).matmul(this.head.weight.transpose());
  }
}

/** Paths of ours by what Hugging Face calls them: first those of the whole, then those in a layer. */
const paths: readonly (readonly [theirs: string, ours: string])[] = [
  ["transformer.wte.", "words."],
  ["transformer.wpe.", "positions."],
  ["transformer.ln_f.", "encoder.norm."],
  ["lm_head.", "head."],
  ["transformer.h.", "encoder.layers."],
  [".ln_1.", ".norm1."],
  [".ln_2.", ".norm2."],
  [".attn.c_attn.", ".self_attn.in_proj_"],
  [".attn.c_proj.", ".self_attn.out_proj."],
  [".mlp.c_fc.", ".linear1."],
  [".mlp.c_proj.", ".linear2."],
];

/** Our path; null for the causal mask, which is no weight. */
export const ourPath = (name: string): string | null =>
  /\.attn\.(masked_)?bias$/.test(name)
    ? null
    : paths.reduce((path, [theirs, ours]) => path.replace(theirs, ours), name);

/** And back. */
export const theirName = (path: string): string =>
  paths.reduceRight((name, [theirs, ours]) => name.replace(ours, theirs), path);

/** The weights of Hugging Face's Conv1D are [in, out], and ours are [out, in]: the same function leads there and back. */
export const transposed = (state: ReadonlyMap<string, Tensor>): Map<string, Tensor> =>
  new Map(
    [...state].map(([name, x]) => [name, /\.c_(attn|proj|fc)\.weight$/.test(name) ? x.transpose() : x]),
  );
