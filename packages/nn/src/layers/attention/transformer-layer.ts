import type { DType, GeneratorOptions, Tensor } from "@gradiente/core";
import {
  aBoolean,
  aDType,
  aGenerator,
  check,
  checkArgument,
  declareOptions,
  whole,
} from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { gelu } from "../activations/gelu.ts";
import { Dense } from "../dense.ts";
import { Dropout, droppable } from "../dropout.ts";
import { giveBackBetween, keepsNothing } from "../keeping.ts";
import { LayerNorm } from "../normalization/layer-norm.ts";
import { anEpsilon } from "../normalization/options.ts";
import { type AttentionInputs, MultiHeadAttention } from "./multi-head-attention.ts";

/** Options of {@link TransformerEncoderLayer} and {@link TransformerDecoderLayer}. */
export interface TransformerLayerOptions extends GeneratorOptions {
  /** The number of features between the two Dense layers. Default: 2048, as PyTorch's. */
  readonly feedForward?: number;
  /** The probability of all dropout: of weights, between the Dense layers and of what is added. Default: 0.1, as PyTorch's. */
  readonly dropout?: number;
  /** What comes between the Dense layers: "relu", "gelu", or a function. Default: "relu". */
  readonly activation?: "relu" | "gelu" | ((x: Tensor) => Tensor);
  /** Is added to variances. Default: 1e-5. */
  readonly epsilon?: number;
  /** Whether inputs and outputs are `[batch, time, features]` instead of `[time, batch, features]`. Default: false, as PyTorch's. */
  readonly batchFirst?: boolean;
  /**
   * Whether to normalise what goes into each part, and not the sum that comes out of it (Xiong et al., "On layer normalization
   * in the transformer architecture", 2020). Default: false, as PyTorch's.
   */
  readonly normFirst?: boolean;
  /** Whether Dense layers, projections and normalisations have biases. Default: true. */
  readonly bias?: boolean;
  /** The dtype of the weights. Default: float32. */
  readonly dtype?: DType;
}

export const TRANSFORMER_LAYER = declareOptions<TransformerLayerOptions>({
  feedForward: whole(1),
  dropout: droppable,
  activation: check<"relu" | "gelu" | ((x: Tensor) => Tensor)>(
    '"relu", "gelu" or a function of a tensor',
    (value) => value === "relu" || value === "gelu" || typeof value === "function",
  ),
  epsilon: anEpsilon,
  batchFirst: aBoolean,
  normFirst: aBoolean,
  bias: aBoolean,
  dtype: aDType,
  generator: aGenerator,
});

const activations = { relu: (x: Tensor) => x.relu(), gelu };

/** What the layers of transformers have in common: attention, and two Dense layers, each added to what goes in. */
export abstract class TransformerLayer<Inputs extends readonly unknown[]> extends Module<Inputs> {
  /** The attention of the sequence to itself: PyTorch's `self_attn`. */
  readonly selfAttention: MultiHeadAttention;
  /** The first Dense layer, to the features in between. */
  readonly linear1: Dense;
  /** The second Dense layer, back again. */
  readonly linear2: Dense;
  /** Whether what goes into each part is normalised, and not the sum that comes out. */
  readonly normFirst: boolean;
  /** What comes between the Dense layers. */
  readonly activation: "relu" | "gelu" | ((x: Tensor) => Tensor);
  /** The dropout after each part and between the Dense layers. */
  readonly dropout: Dropout;
  /** Normalisations in their order. */
  protected readonly norms: readonly LayerNorm[];

  protected constructor(
    name: string,
    features: number,
    heads: number,
    norms: number,
    options: TransformerLayerOptions,
  ) {
    super();
    checkArgument(name, "features", features, whole(1));
    const { feedForward = 2048, dropout = 0.1, activation = "relu", normFirst = false, generator } = options;
    const { epsilon = 1e-5, bias = true, dtype } = options;
    const drawn = generator === undefined ? {} : { generator };
    this.selfAttention = this.attention(features, heads, options);
    this.linear1 = new Dense(features, feedForward, { bias, dtype, ...drawn });
    this.linear2 = new Dense(feedForward, features, { bias, dtype, ...drawn });
    this.normFirst = normFirst;
    this.activation = activation;
    this.dropout = new Dropout(dropout, drawn);
    this.norms = Array.from({ length: norms }, () => new LayerNorm(features, { epsilon, bias, dtype }));
  }

  /** Attention with the options of the layer. */
  protected attention(features: number, heads: number, options: TransformerLayerOptions): MultiHeadAttention {
    const { dropout = 0.1, bias, batchFirst, dtype, generator } = options;
    return new MultiHeadAttention(features, heads, { dropout, bias, batchFirst, dtype, generator });
  }

  /** x and what attention makes of it, normalised before or after. */
  protected attended(
    x: Tensor,
    norm: LayerNorm,
    layer: MultiHeadAttention,
    inputs?: AttentionInputs,
  ): Tensor {
    return this.#added(x, norm, [layer], (y) => layer.forward(y, inputs).output);
  }

  /** x and what both Dense layers make of it, normalised before or after. */
  protected fedForward(x: Tensor, norm: LayerNorm): Tensor {
    return this.#added(x, norm, [this.linear1, this.linear2], (y) => this.#feedForward(y));
  }

  #added(
    x: Tensor,
    norm: LayerNorm,
    layers: readonly Module<never, unknown>[],
    part: (x: Tensor) => Tensor,
  ): Tensor {
    const { normFirst, dropout } = this;
    const given = normFirst ? norm.forward(x) : x;
    const change = part(given);
    const dropped = dropout.forward(change);
    const sum = x.add(dropped);
    const y = normFirst ? sum : norm.forward(sum);
    giveBackBetween([norm, ...layers, dropout], [given, change, dropped, sum], [x, y]);
    return y;
  }

  #feedForward(x: Tensor): Tensor {
    const { activation } = this;
    const activate = typeof activation === "function" ? activation : activations[activation];
    const layers = [this.linear1, this.dropout, this.linear2];
    const between = this.linear1.forward(x);
    const active = activate(between);
    const dropped = this.dropout.forward(active);
    const y = this.linear2.forward(dropped);
    if (typeof activation === "string") giveBackBetween(layers, [between, active, dropped], [x, y]);
    return y;
  }

  /** Whether all that is inside keeps nothing. */
  protected get keepsNothingInside(): boolean {
    const { activation, selfAttention, linear1, linear2, dropout, norms } = this;
    const isOurs =
      typeof activation === "string" && [selfAttention, linear1, linear2, dropout].every(keepsNothing);
    return isOurs && norms.every(keepsNothing);
  }

  protected override describe(): string {
    const parts = [];
    if (this.normFirst) parts.push("norm first");
    parts.push(typeof this.activation === "string" ? this.activation : "activation of your own");
    return parts.join(", ");
  }
}
