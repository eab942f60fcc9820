import type { Tensor } from "@gradiente/core";
import { aBoolean, aTensor, declareOptions, optionsOf, toTensor } from "@gradiente/core/arguments";
import { giveBackBetween } from "../keeping.ts";
import { TRANSFORMER_LAYER, TransformerLayer, type TransformerLayerOptions } from "./transformer-layer.ts";

/** Who attends to whom in an encoder. */
export interface EncoderInputs {
  /** As that of {@link MultiHeadAttention}: as bool, **true takes part, the opposite of PyTorch's `src_mask`**. Default: all do. */
  readonly mask?: Tensor;
  /** Which steps there are, bool `[batch, time]`: **the opposite of PyTorch's `src_key_padding_mask`**. Default: all. */
  readonly keyMask?: Tensor;
  /** Whether a step attends to itself and those before only. Default: false. */
  readonly causal?: boolean;
}

export const ENCODER_INPUTS = declareOptions<EncoderInputs>({
  mask: aTensor,
  keyMask: aTensor,
  causal: aBoolean,
});

/**
 * A layer of a transformer's encoder: self-attention and two Dense layers, each added to its input and normalised (Vaswani et
 * al., "Attention is all you need", 2017): `[time, batch, features]`, and the same shape again. With `causal`, it is a layer of a
 * language model such as GPT. The paths of its Parameters are PyTorch's: `self_attn.in_proj_weight`, `linear1.weight`,
 * `norm1.weight`, ...
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { TransformerEncoderLayer } from "@gradiente/nn";
 *
 * const layer = new TransformerEncoderLayer(8, 2, { feedForward: 32, normFirst: true, batchFirst: true });
 * layer.forward(ones([2, 5, 8]), { causal: true }).shape; // [2, 5, 8]
 * ```
 */
export class TransformerEncoderLayer extends TransformerLayer<readonly [x: Tensor, options?: EncoderInputs]> {
  /** @internal */
  static readonly keepsNothing = (layer: TransformerEncoderLayer): boolean => layer.keepsNothingInside;

  /**
   * A layer with new random weights.
   *
   * @throws RangeError unless both are whole numbers >= 1, and the heads divide the features.
   */
  constructor(features: number, heads: number, options?: TransformerLayerOptions) {
    const chosen = optionsOf("TransformerEncoderLayer", options, TRANSFORMER_LAYER);
    super("TransformerEncoderLayer", features, heads, 2, chosen);
  }

  /** @throws ShapeError unless x is `[time, batch, features]`, or `[batch, time, features]` with `batchFirst`, and masks fit. */
  override forward(x: Tensor, options?: EncoderInputs): Tensor {
    const inputs = optionsOf("TransformerEncoderLayer", options, ENCODER_INPUTS);
    const [norm1, norm2] = this.norms;
    const given = toTensor("TransformerEncoderLayer", x);
    const attended = this.attended(given, norm1, this.selfAttention, inputs);
    const y = this.fedForward(attended, norm2);
    giveBackBetween([this], [attended], [given, y]);
    return y;
  }

  protected override fields(): Iterable<readonly [string, unknown]> {
    return [
      ["self_attn", this.selfAttention],
      ["linear1", this.linear1],
      ["linear2", this.linear2],
      ...this.norms.map((norm, i) => [`norm${i + 1}`, norm] as const),
      ["dropout", this.dropout],
    ];
  }
}
