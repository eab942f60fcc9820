import {
  attentionWeights,
  type DType,
  defaultGenerator,
  einsum,
  formatShape,
  type Generator,
  type GeneratorOptions,
  linear,
  ShapeError,
  type Tensor,
} from "@gradiente/core";
import {
  aBoolean,
  aDType,
  aGenerator,
  aTensor,
  checkArgument,
  declareOptions,
  instanceOf,
  numeric,
  oneOf,
  optionsOf,
  toTensor,
  whole,
} from "@gradiente/core/arguments";
import { giveBackLater } from "@gradiente/core/backend";
import { xavierNormal, xavierUniform, zeros } from "../../initializers/index.ts";
import { Module } from "../../module.ts";
import { Parameter } from "../../parameter.ts";
import { Dense } from "../dense.ts";
import { droppable } from "../dropout.ts";
import { giveBackBetween } from "../keeping.ts";
import { maskWithExtra, withExtra } from "./extra-key.ts";
import { combinedMask } from "./masks.ts";
import { RotaryPositions } from "./rotary-positions.ts";
import { checkTogether } from "./together.ts";

/** Options of {@link MultiHeadAttention}. */
export interface MultiHeadAttentionOptions extends GeneratorOptions {
  /** The probability with which weights are set to 0 in training mode. Default: 0. */
  readonly dropout?: number;
  /** Whether the projections have biases. Default: true. */
  readonly bias?: boolean;
  /** The number of features of the keys: PyTorch's `kdim`. Default: that of the queries. */
  readonly keyFeatures?: number;
  /** The number of features of the values: PyTorch's `vdim`. Default: that of the queries. */
  readonly valueFeatures?: number;
  /** Whether inputs and outputs are `[batch, time, features]` instead of `[time, batch, features]`. Default: false, as PyTorch's. */
  readonly batchFirst?: boolean;
  /**
   * Whether there are one key and one value more, learnt, to which every query attends: PyTorch's `add_bias_kv`, with the
   * paths `bias_k` and `bias_v`. Masks are for the other keys. Default: false.
   */
  readonly addBiasKv?: boolean;
  /** Turns queries and keys by their positions, with as many features as a head has. Default: nothing does. */
  readonly rotary?: RotaryPositions;
  /** The dtype of the weights. Default: float32. */
  readonly dtype?: DType;
}

const aSize = whole(1);

const MULTI_HEAD_ATTENTION = declareOptions<MultiHeadAttentionOptions>({
  dropout: droppable,
  bias: aBoolean,
  keyFeatures: aSize,
  valueFeatures: aSize,
  batchFirst: aBoolean,
  addBiasKv: aBoolean,
  rotary: instanceOf("RotaryPositions", RotaryPositions),
  dtype: aDType,
  generator: aGenerator,
});

/** What attends to what. */
export interface AttentionInputs {
  /** What is attended to, `[time, batch, keyFeatures]`, or `[batch, time, keyFeatures]` with `batchFirst`. Default: the query. */
  readonly key?: Tensor;
  /** What is taken of it, as many as keys. Default: the key. */
  readonly value?: Tensor;
  /**
   * Which query attends to which key, of a shape that broadcasts to `[batch, heads, queries, keys]`. As bool, **true means that
   * the key takes part, which is the opposite of PyTorch's `attn_mask`**: pass `mask.not()` of one made for PyTorch. In floating
   * point, it is added to the scores. Default: each to all.
   */
  readonly mask?: Tensor;
  /**
   * Which keys there are, bool `[batch, keys]`, **true where there is one: the opposite of PyTorch's `key_padding_mask`**.
   * {@link lengthMask} makes one of lengths. Default: all.
   */
  readonly keyMask?: Tensor;
  /** Whether query i attends to the keys 0 to i only. Default: false. */
  readonly causal?: boolean;
  /** Which weights to give too: `"mean"`, over the heads, as PyTorch does; or those of each head. Default: "none". */
  readonly needWeights?: "none" | "mean" | "heads";
}

const ATTENTION_INPUTS = declareOptions<AttentionInputs>({
  key: aTensor,
  value: aTensor,
  mask: aTensor,
  keyMask: aTensor,
  causal: aBoolean,
  needWeights: oneOf("none", "mean", "heads"),
});

/** What a {@link MultiHeadAttention} gives. */
export interface AttentionOutput {
  /** As the query: `[time, batch, features]`, or `[batch, time, features]` with `batchFirst`. */
  readonly output: Tensor;
  /** `[batch, queries, keys]`, or `[batch, heads, queries, keys]`, after dropout; undefined unless asked for. With `addBiasKv`, the last key is the one that is learnt. */
  readonly weights: Tensor | undefined;
}

/** Queries, keys and values. */
interface Projected {
  readonly parts: readonly Tensor[];
  /** The product that all three parts are views of; null if they come from several. */
  readonly whole: Tensor | null;
}

/**
 * Attention of several heads, each on its own projection of queries, keys and values (Vaswani et al., "Attention is all you
 * need", 2017): `[time, batch, features]`, and the same shape again. Without a key and a value, it is self-attention. The paths
 * of its Parameters are PyTorch's: `in_proj_weight`, `in_proj_bias`, `out_proj.weight`, `out_proj.bias`; and with features of
 * keys or values of their own `q_proj_weight`, `k_proj_weight`, `v_proj_weight` instead of the first.
 *
 * A query to which no key is left gives the bias of the output alone; PyTorch gives NaN.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { lengthMask, MultiHeadAttention } from "@gradiente/nn";
 *
 * const attention = new MultiHeadAttention(8, 2, { batchFirst: true });
 * const { output } = attention.forward(ones([2, 5, 8]), { keyMask: lengthMask([5, 3]), causal: true });
 * output.shape; // [2, 5, 8]
 * ```
 */
export class MultiHeadAttention extends Module<
  readonly [query: Tensor, inputs?: AttentionInputs],
  AttentionOutput
> {
  /** @internal */
  static readonly keepsNothing = true;

  /** The number of features of queries and outputs. */
  readonly features: number;
  /** The number of heads. */
  readonly heads: number;
  /** The probability with which weights are set to 0 in training mode. */
  readonly dropout: number;
  /** Whether the first axis of inputs and outputs is that of the batch. */
  readonly batchFirst: boolean;
  /** The weights of queries, keys and values: one below the other, `[3 · features, features]`, or three. */
  readonly inputWeights: readonly Parameter[];
  /** The biases of queries, keys and values, `[3 · features]`; undefined without a bias. */
  readonly inputBias: Parameter | undefined;
  /** The key and the value that are learnt, `[1, 1, features]` each; undefined without them. */
  readonly extra: { readonly key: Parameter; readonly value: Parameter } | undefined;
  /** What comes after the heads: PyTorch's `out_proj`. */
  readonly outputProjection: Dense;
  /** What turns queries and keys by their positions. */
  readonly rotary: RotaryPositions | undefined;
  /** The random stream of dropout. */
  readonly generator: Generator;

  /**
   * A layer with new random weights: those of the inputs uniform as `xavierUniform` draws, that of the output as `Dense`
   * draws, all biases 0, and those of `addBiasKv` as `xavierNormal` draws, as PyTorch's.
   *
   * @throws RangeError unless both are whole numbers >= 1, and the heads divide the features.
   */
  constructor(features: number, heads: number, options?: MultiHeadAttentionOptions) {
    super();
    const chosen = optionsOf("MultiHeadAttention", options, MULTI_HEAD_ATTENTION);
    const { dropout = 0, bias = true, keyFeatures = features, valueFeatures = features } = chosen;
    const { batchFirst = false, addBiasKv = false, rotary, dtype, generator = defaultGenerator() } = chosen;
    checkArgument("MultiHeadAttention", "features", features, aSize);
    checkArgument(
      "MultiHeadAttention",
      "heads",
      heads,
      numeric(
        `a whole number >= 1 that divides the ${features} features`,
        (value) => aSize.accepts(value) && features % value === 0,
      ),
    );
    if (rotary !== undefined && rotary.features !== features / heads) {
      throw new RangeError(
        `MultiHeadAttention: a head has ${features / heads} features, and rotary has ${rotary.features}; give it as many`,
      );
    }
    const made = { dtype, generator };
    this.features = features;
    this.heads = heads;
    this.dropout = dropout;
    this.batchFirst = batchFirst;
    const isOne = keyFeatures === features && valueFeatures === features;
    const shapes = isOne
      ? [[3 * features, features]]
      : [features, keyFeatures, valueFeatures].map((size) => [features, size]);
    this.inputWeights = shapes.map((shape) => new Parameter(xavierUniform(shape, made)));
    this.inputBias = bias ? new Parameter(zeros([3 * features], made)) : undefined;
    this.outputProjection = new Dense(features, features, { bias, biasInitializer: zeros, dtype, generator });
    const another = () => new Parameter(xavierNormal([1, 1, features], made));
    this.extra = addBiasKv ? { key: another(), value: another() } : undefined;
    this.rotary = rotary;
    this.generator = generator;
  }

  /** @throws ShapeError unless inputs have three axes and their features, and as many keys as values; and if masks do not fit. */
  override forward(query: Tensor, inputs?: AttentionInputs): AttentionOutput {
    const chosen = optionsOf("MultiHeadAttention", inputs, ATTENTION_INPUTS);
    const given = toTensor("MultiHeadAttention", query);
    const { key = given, value = key, mask, keyMask, causal = false, needWeights = "none" } = chosen;
    const { parts, whole } = this.#projected([given, key, value]);
    const [q, k, v] = parts;
    const { extra } = this;
    const size = [q.shape[2], k.shape[2]] as const;
    const own = combinedMask(mask, keyMask, [q.shape[0], size[1]]);
    const turned = this.#turned(k);
    const weights = attentionWeights(this.#turned(q), extra ? withExtra(turned, extra.key.value) : turned, {
      ...(extra ? maskWithExtra(own, causal, size) : { ...own, causal }),
      dropout: this.training ? this.dropout : 0,
      generator: this.generator,
    });
    const order = this.batchFirst ? "bhqk,bhkd->bqhd" : "bhqk,bhkd->qbhd";
    const heads = einsum(order, weights, extra ? withExtra(v, extra.value.value) : v);
    const output = this.outputProjection.forward(heads.reshape([...heads.shape.slice(0, 2), this.features]));
    giveBackBetween([this.outputProjection], [heads], [given, v, output]);
    if (needWeights === "none") {
      giveBackLater(weights);
      // What comes between may keep views of it.
      if (whole !== null && this.rotary === undefined && !extra) giveBackLater(whole);
      return { output, weights: undefined };
    }
    return { output, weights: needWeights === "heads" ? weights : weights.mean(1) };
  }

  #turned(x: Tensor): Tensor {
    return this.rotary === undefined ? x : this.rotary.forward(x);
  }

  /** Queries, keys and values, `[batch, heads, time, features of a head]` each: views of one product where it can be one. */
  #projected(inputs: readonly [query: Tensor, key: Tensor, value: Tensor]): Projected {
    const { features, inputWeights, inputBias } = this;
    inputs.forEach((x, i) => {
      this.#check(["query", "key", "value"][i], x, inputWeights[i % inputWeights.length].shape[1]);
    });
    const [query, key, value] = inputs;
    checkTogether(query, key, value, this.batchFirst);
    if (inputWeights.length === 1 && query === key && key === value) {
      const whole = linear(query, inputWeights[0], inputBias);
      return { parts: this.#split(whole, 3), whole };
    }
    const weights = inputWeights.length === 1 ? inputWeights[0].chunk(3) : inputWeights;
    const biases = inputBias?.chunk(3);
    if (inputWeights.length === 1 && key === value) {
      const both = (parts: readonly Tensor[] | Parameter, from: number) =>
        (parts as Parameter).value.narrow(0, from, 2 * features);
      const [q] = this.#split(linear(query, weights[0], biases?.[0]), 1);
      const bias = inputBias === undefined ? undefined : both(inputBias, features);
      return {
        parts: [q, ...this.#split(linear(key, both(inputWeights[0], features), bias), 2)],
        whole: null,
      };
    }
    const parts = inputs.map((x, i) => this.#split(linear(x, weights[i], biases?.[i]), 1)[0]);
    return { parts, whole: null };
  }

  /** Some projections side by side, apart and in heads. */
  #split(x: Tensor, count: number): readonly Tensor[] {
    const [first, second] = x.shape;
    const parts = x.reshape([first, second, count, this.heads, this.features / this.heads]);
    // Taken apart before they are turned, their gradients are put together in the order of x, without another copy.
    return parts.unbind(2).map((part) => part.permute(this.batchFirst ? [0, 2, 1, 3] : [1, 2, 0, 3]));
  }

  #check(name: string, x: Tensor, features: number): void {
    if (x.ndim === 3 && x.shape[2] === features) return;
    const axes = this.batchFirst ? "batch, time" : "time, batch";
    throw new ShapeError(
      `MultiHeadAttention: ${name} must be [${axes}, ${features} features], not ${formatShape(x.shape)}`,
    );
  }

  protected override fields(): Iterable<readonly [string, unknown]> {
    const [weight, ...others] = this.inputWeights;
    const names =
      others.length === 0 ? ["in_proj_weight"] : ["q_proj_weight", "k_proj_weight", "v_proj_weight"];
    return [
      ...names.map((name, i) => [name, i === 0 ? weight : others[i - 1]] as const),
      ["in_proj_bias", this.inputBias],
      ["bias_k", this.extra?.key],
      ["bias_v", this.extra?.value],
      ["out_proj", this.outputProjection],
    ];
  }

  protected override describe(): string {
    const parts = [`${this.features} in ${this.heads} heads`];
    if (this.dropout > 0) parts.push(`dropout ${this.dropout}`);
    if (this.inputBias === undefined) parts.push("no bias");
    if (this.extra !== undefined) parts.push("a learnt key and value");
    if (this.batchFirst) parts.push("batch first");
    return parts.join(", ");
  }
}
