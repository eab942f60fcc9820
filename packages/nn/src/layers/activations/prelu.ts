import { type CreateOptions, formatShape, full, prelu, ShapeError, type Tensor } from "@gradiente/core";
import {
  aDType,
  aNumber,
  checkArgument,
  declareOptions,
  optionsOf,
  toTensor,
  whole,
} from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { Parameter } from "../../parameter.ts";

/** Options of {@link PReLU}. */
export interface PReLUOptions extends CreateOptions {
  /** The first value of all slopes. Default: 0.25. */
  readonly slope?: number;
}

const PRELU = declareOptions<PReLUOptions>({ slope: aNumber, dtype: aDType });

const aCount = whole(1);

/**
 * x where x is positive and slope · x elsewhere, where slopes are learnt: one for all elements, or one for each channel,
 * which is axis 1: He et al., "Delving deep into rectifiers" (2015). As PyTorch's `PReLU`. Weight decay drives slopes to 0,
 * so leave them out of it.
 *
 * @example
 * ```ts
 * const layer = new PReLU();
 * layer.forward(tensor([-2, 0, 2])); // [-0.5, 0, 2]
 * layer.parameters().size; // 1
 * ```
 */
export class PReLU extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The slopes, of shape `[channels]`. */
  readonly weight: Parameter;

  /**
   * A layer with slopes that are all alike at first.
   *
   * @param channels How many slopes there are. Default: 1, for all elements.
   * @throws RangeError unless the number of channels is a whole number >= 1.
   */
  constructor(channels = 1, options?: PReLUOptions) {
    super();
    const { slope = 0.25, dtype } = optionsOf("PReLU", options, PRELU);
    checkArgument("PReLU", "channels", channels, aCount);
    this.weight = new Parameter(full([channels], slope, { dtype }));
  }

  /** @throws ShapeError for several slopes, unless axis 1 of x has as many elements (the only axis, if there is one alone). */
  override forward(x: Tensor): Tensor {
    const given = toTensor("PReLU", x);
    const [channels] = this.weight.shape;
    if (channels === 1) return prelu(given, this.weight);
    const axis = Math.min(1, given.ndim - 1);
    if (given.ndim === 0 || given.shape[axis] !== channels) {
      throw new ShapeError(
        `PReLU: there are ${channels} slopes, so axis 1 must have as many channels, and the input has shape ${formatShape(given.shape)}`,
      );
    }
    return prelu(given, this.weight.reshape([-1, ...given.shape.slice(axis + 1).map(() => 1)]));
  }

  protected override describe(): string {
    return String(this.weight.shape[0]);
  }
}
