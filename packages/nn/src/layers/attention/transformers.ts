import type { Tensor } from "@gradiente/core";
import {
  aBoolean,
  checkArgument,
  declareOptions,
  optionsOf,
  toTensor,
  whole,
} from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { giveBackBetween } from "../keeping.ts";
import { LayerNorm } from "../normalization/layer-norm.ts";
import { DECODER_INPUTS, type DecoderInputs, TransformerDecoderLayer } from "./decoder-layer.ts";
import { ENCODER_INPUTS, type EncoderInputs, TransformerEncoderLayer } from "./encoder-layer.ts";
import { TRANSFORMER_LAYER, type TransformerLayerOptions } from "./transformer-layer.ts";

/** Options of {@link TransformerEncoder} and {@link TransformerDecoder}. */
export interface TransformerOptions extends TransformerLayerOptions {
  /** Whether the output of the last layer is normalised, as is usual with `normFirst`. Default: false. */
  readonly finalNorm?: boolean;
}

const TRANSFORMER = declareOptions<TransformerOptions>({ ...TRANSFORMER_LAYER.checks, finalNorm: aBoolean });

/** More would be a slip. */
const aCount = whole(1, 1024);

function normOf(
  features: number,
  isWanted: boolean,
  { epsilon, bias, dtype }: TransformerLayerOptions,
): LayerNorm | undefined {
  return isWanted ? new LayerNorm(features, { epsilon, bias, dtype }) : undefined;
}

/** Runs layers one after another, and what normalises at the end. */
function throughLayers<Layer extends TransformerEncoderLayer | TransformerDecoderLayer>(
  layers: readonly Layer[],
  norm: LayerNorm | undefined,
  x: Tensor,
  forward: (layer: Layer, y: Tensor) => Tensor,
): Tensor {
  const all: readonly (Layer | LayerNorm)[] = norm === undefined ? layers : [...layers, norm];
  let y = x;
  all.forEach((layer, i) => {
    const before = y;
    y = layer instanceof LayerNorm ? layer.forward(y) : forward(layer, y);
    if (i > 0) giveBackBetween([all[i - 1], layer], [before], [x, y]);
  });
  return y;
}

/**
 * Encoder layers one after another: `[time, batch, features]`, and the same shape again (Vaswani et al., "Attention is all you
 * need", 2017). The paths of its Parameters are PyTorch's: `layers.0.self_attn.in_proj_weight`, ..., `norm.weight`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { TransformerEncoder } from "@gradiente/nn";
 *
 * const model = new TransformerEncoder(2, 8, 2, { feedForward: 32, normFirst: true, finalNorm: true, batchFirst: true });
 * model.forward(ones([2, 5, 8]), { causal: true }).shape; // [2, 5, 8]
 * ```
 */
export class TransformerEncoder extends Module<readonly [x: Tensor, options?: EncoderInputs]> {
  /** The layers in their order. */
  readonly layers: readonly TransformerEncoderLayer[];
  /** What normalises the output of the last layer; undefined if nothing does. */
  readonly norm: LayerNorm | undefined;

  /**
   * So many layers with the same options, and weights of their own.
   *
   * @throws RangeError unless all three are whole numbers >= 1, at most 1024 layers, and the heads divide the features.
   */
  constructor(count: number, features: number, heads: number, options?: TransformerOptions) {
    super();
    const { finalNorm = false, ...chosen } = optionsOf("TransformerEncoder", options, TRANSFORMER);
    checkArgument("TransformerEncoder", "the number of layers", count, aCount);
    this.layers = Array.from({ length: count }, () => new TransformerEncoderLayer(features, heads, chosen));
    this.norm = normOf(features, finalNorm, chosen);
  }

  /** @throws ShapeError unless x is `[time, batch, features]`, or `[batch, time, features]` with `batchFirst`, and masks fit. */
  override forward(x: Tensor, options?: EncoderInputs): Tensor {
    const inputs = optionsOf("TransformerEncoder", options, ENCODER_INPUTS);
    const given = toTensor("TransformerEncoder", x);
    return throughLayers(this.layers, this.norm, given, (layer, y) => layer.forward(y, inputs));
  }
}

/**
 * Decoder layers one after another: `[time, batch, features]` and a memory give the first shape again (Vaswani et al., "Attention
 * is all you need", 2017). The paths of its Parameters are PyTorch's: `layers.0.self_attn.in_proj_weight`, ..., `norm.weight`.
 *
 * @example
 * ```ts
 * const decoder = new TransformerDecoder(2, 16, 4, { feedForward: 32, batchFirst: true });
 * const [written, memory] = [ones([2, 5, 16]), ones([2, 7, 16])];
 * decoder.forward(written, memory, { causal: true }).shape; // [2, 5, 16]
 * ```
 */
export class TransformerDecoder extends Module<
  readonly [x: Tensor, memory: Tensor, options?: DecoderInputs]
> {
  /** The layers in their order. */
  readonly layers: readonly TransformerDecoderLayer[];
  /** What normalises the output of the last layer; undefined if nothing does. */
  readonly norm: LayerNorm | undefined;

  /**
   * So many layers with the same options, and weights of their own.
   *
   * @throws RangeError unless all three are whole numbers >= 1, at most 1024 layers, and the heads divide the features.
   */
  constructor(count: number, features: number, heads: number, options?: TransformerOptions) {
    super();
    const { finalNorm = false, ...chosen } = optionsOf("TransformerDecoder", options, TRANSFORMER);
    checkArgument("TransformerDecoder", "the number of layers", count, aCount);
    this.layers = Array.from({ length: count }, () => new TransformerDecoderLayer(features, heads, chosen));
    this.norm = normOf(features, finalNorm, chosen);
  }

  /**
   * @param memory what an encoder gave, `[memory, batch, features]`, or `[batch, memory, features]` with `batchFirst`.
   * @throws ShapeError unless x is `[time, batch, features]`, or `[batch, time, features]` with `batchFirst`, and the memory and
   * masks fit.
   */
  override forward(x: Tensor, memory: Tensor, options?: DecoderInputs): Tensor {
    const inputs = optionsOf("TransformerDecoder", options, DECODER_INPUTS);
    const given = toTensor("TransformerDecoder", x);
    return throughLayers(this.layers, this.norm, given, (layer, y) => layer.forward(y, memory, inputs));
  }
}
