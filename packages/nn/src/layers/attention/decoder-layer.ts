import type { Tensor } from "@gradiente/core";
import { aBoolean, aTensor, declareOptions, optionsOf, toTensor } from "@gradiente/core/arguments";
import { giveBackBetween, keepsNothing } from "../keeping.ts";
import type { MultiHeadAttention } from "./multi-head-attention.ts";
import { TRANSFORMER_LAYER, TransformerLayer, type TransformerLayerOptions } from "./transformer-layer.ts";

/** Who attends to whom in a decoder. */
export interface DecoderInputs {
  /** As that of {@link MultiHeadAttention}: as bool, **true takes part, the opposite of PyTorch's `tgt_mask`**. Default: all do. */
  readonly mask?: Tensor;
  /** Which steps there are, bool `[batch, time]`: **the opposite of PyTorch's `tgt_key_padding_mask`**. Default: all. */
  readonly keyMask?: Tensor;
  /** Whether a step attends to itself and those before only. Default: false. */
  readonly causal?: boolean;
  /** Which step attends to which part of the memory; as `mask`. Default: each to all. */
  readonly memoryMask?: Tensor;
  /** Which parts of the memory there are, bool `[batch, memory]`; as `keyMask`. Default: all. */
  readonly memoryKeyMask?: Tensor;
}

export const DECODER_INPUTS = declareOptions<DecoderInputs>({
  mask: aTensor,
  keyMask: aTensor,
  causal: aBoolean,
  memoryMask: aTensor,
  memoryKeyMask: aTensor,
});

/**
 * A layer of a transformer's decoder: self-attention, attention to the memory that an encoder gave, and two Dense layers, each
 * added to its input and normalised (Vaswani et al., "Attention is all you need", 2017): `[time, batch, features]`, and the same
 * shape again. The paths of its Parameters are PyTorch's: `self_attn.in_proj_weight`, `multihead_attn.in_proj_weight`,
 * `linear1.weight`, `norm3.weight`, ...
 *
 * @example
 * ```ts
 * const layer = new TransformerDecoderLayer(16, 4, { feedForward: 32, batchFirst: true });
 * const [written, memory] = [ones([2, 5, 16]), ones([2, 7, 16])];
 * layer.forward(written, memory, { causal: true }).shape; // [2, 5, 16]
 * ```
 */
export class TransformerDecoderLayer extends TransformerLayer<
  readonly [x: Tensor, memory: Tensor, options?: DecoderInputs]
> {
  /** @internal */
  static readonly keepsNothing = (layer: TransformerDecoderLayer): boolean => layer.keepsNothingInside;

  /** The attention to the memory: PyTorch's `multihead_attn`. */
  readonly memoryAttention: MultiHeadAttention;

  /**
   * A layer with new random weights.
   *
   * @throws RangeError unless both are whole numbers >= 1, and the heads divide the features.
   */
  constructor(features: number, heads: number, options?: TransformerLayerOptions) {
    const chosen = optionsOf("TransformerDecoderLayer", options, TRANSFORMER_LAYER);
    super("TransformerDecoderLayer", features, heads, 3, chosen);
    this.memoryAttention = this.attention(features, heads, chosen);
  }

  /**
   * @param memory what an encoder gave, `[memory, batch, features]`, or `[batch, memory, features]` with `batchFirst`.
   * @throws ShapeError unless x is `[time, batch, features]`, or `[batch, time, features]` with `batchFirst`, and the memory and
   * masks fit.
   */
  override forward(x: Tensor, memory: Tensor, options?: DecoderInputs): Tensor {
    const { memoryMask, memoryKeyMask, ...inputs } = optionsOf(
      "TransformerDecoderLayer",
      options,
      DECODER_INPUTS,
    );
    const given = toTensor("TransformerDecoderLayer", x);
    const key = toTensor("TransformerDecoderLayer", memory);
    const [norm1, norm2, norm3] = this.norms;
    const ofMemory = { key, mask: memoryMask, keyMask: memoryKeyMask };
    const attended = this.attended(given, norm1, this.selfAttention, inputs);
    const informed = this.attended(attended, norm2, this.memoryAttention, ofMemory);
    const y = this.fedForward(informed, norm3);
    giveBackBetween([this], [attended, informed], [given, y]);
    return y;
  }

  protected override get keepsNothingInside(): boolean {
    return super.keepsNothingInside && keepsNothing(this.memoryAttention);
  }

  protected override fields(): Iterable<readonly [string, unknown]> {
    return [
      ["self_attn", this.selfAttention],
      ["multihead_attn", this.memoryAttention],
      ["linear1", this.linear1],
      ["linear2", this.linear2],
      ...this.norms.map((norm, i) => [`norm${i + 1}`, norm] as const),
      ["dropout", this.dropout],
    ];
  }
}
