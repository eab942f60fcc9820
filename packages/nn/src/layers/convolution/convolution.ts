import type { ConvolutionOptions, PerAxis, Tensor, TransposedConvolutionOptions } from "@gradiente/core";
import { checkArgument, numeric, type OptionTable, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import type { Parameter } from "../../parameter.ts";
import { initialWeights, type WeightOptions } from "../weights.ts";
import { checkGeometry, type Rank, windowSizes } from "../windows.ts";
import { withBias } from "../with-bias.ts";

/** What a convolution does with its filters: all that differs between the layers. */
export interface ConvolutionKind<Options extends object> {
  /** The name of the layer, for errors. */
  readonly name: string;
  /** The number of axes after the channels. */
  readonly rank: Rank;
  /** Whether the filters are `[inChannels, outChannels / groups, ...]`. */
  readonly isTransposed: boolean;
  /** The options of the layer. */
  readonly table: OptionTable<Options & WeightOptions>;
  /** The op. */
  readonly convolve: (x: Tensor, weight: Parameter, options: Options) => Tensor;
}

/** What all convolutions and transposed convolutions are, for any number of axes. */
export abstract class ConvolutionLayer<
  Options extends ConvolutionOptions | TransposedConvolutionOptions,
> extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /**
   * The filters, of shape `[outChannels, inChannels / groups, ...size]`; those of a transposed convolution are
   * `[inChannels, outChannels / groups, ...size]`.
   */
  readonly weight: Parameter;
  /** One bias for each output channel, of shape `[outChannels]`; undefined without a bias. */
  readonly bias: Parameter | undefined;
  /** The options of the op, such as stride, padding, dilation and groups. */
  readonly options: Options;
  readonly #kind: ConvolutionKind<Options>;

  protected constructor(
    kind: ConvolutionKind<Options>,
    inChannels: number,
    outChannels: number,
    size: PerAxis,
    options: (Options & WeightOptions) | undefined,
  ) {
    super();
    const { name, rank, isTransposed } = kind;
    const chosen = optionsOf(name, options, kind.table);
    const { bias, dtype, generator, weightInitializer, biasInitializer, ...others } = chosen;
    const { groups = 1 } = chosen;
    const aCount = numeric(
      `a whole number >= 1 that ${groups} group(s) divide`,
      (value) => Number.isSafeInteger(value) && value >= 1 && value % groups === 0,
    );
    checkArgument(name, "inChannels", inChannels, aCount);
    checkArgument(name, "outChannels", outChannels, aCount);
    const sizes = windowSizes(name, size, rank);
    checkGeometry(name, rank, chosen);
    const channels = isTransposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups];
    const made = initialWeights(
      [...channels, ...sizes],
      { bias, dtype, generator, weightInitializer, biasInitializer },
      outChannels,
    );
    this.weight = made.weight;
    this.bias = made.bias;
    this.options = others as unknown as Options;
    this.#kind = kind;
  }

  /** @throws ShapeError unless x has the axes and channels of the layer, with or without a batch axis. */
  override forward(x: Tensor): Tensor {
    const { name, rank, convolve } = this.#kind;
    const y = convolve(toTensor(name, x), this.weight, this.options);
    if (this.bias === undefined) return y;
    return withBias(y, this.bias.reshape([-1, ...new Array<number>(rank).fill(1)]));
  }

  protected override describe(): string {
    const [first, second, ...sizes] = this.weight.shape;
    const others = second * (this.options.groups ?? 1);
    const [from, to] = this.#kind.isTransposed ? [first, others] : [others, first];
    return `${from} -> ${to}, ${sizes.join("x")}${this.bias === undefined ? ", no bias" : ""}`;
  }
}
