import type { Axes, Tensor } from "@gradiente/core";
import { anInteger, checkArgument, someAxes, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

/* What relates elements along axes. */

/** What all of these are that work over axes. */
export abstract class OverAxes extends Module {
  /** The axes. */
  readonly axes: Axes;

  protected constructor(name: string, axes: Axes) {
    super();
    checkArgument(name, "the axes", axes, someAxes);
    this.axes = axes;
  }

  protected override describe(): string {
    return `axes ${this.axes}`;
  }
}

/**
 * eˣ / Σ eˣ, where the sum is over the given axes. The shape stays. Do not put it before {@link crossEntropyLoss},
 * which takes logits.
 *
 * @example new Softmax(-1).forward(tensor([[1, 1], [0, Math.log(3)]])); // [[0.5, 0.5], [0.25, 0.75]]
 */
export class Softmax extends OverAxes {
  /** @internal */
  static readonly keepsNothing = true;

  /**
   * A layer over these axes.
   *
   * @param axes Default: -1, the last.
   */
  constructor(axes: Axes = -1) {
    super("Softmax", axes);
  }

  override forward(x: Tensor): Tensor {
    return toTensor("Softmax", x).softmax(this.axes);
  }
}

/**
 * e⁻ˣ / Σ e⁻ˣ, where the sum is over the given axes: the softmax of -x. The shape stays.
 *
 * @example new Softmin(-1).forward(tensor([0, Math.log(3)])); // [0.75, 0.25]
 */
export class Softmin extends OverAxes {
  /** @internal */
  static readonly keepsNothing = true;

  /**
   * A layer over these axes.
   *
   * @param axes Default: -1, the last.
   */
  constructor(axes: Axes = -1) {
    super("Softmin", axes);
  }

  override forward(x: Tensor): Tensor {
    return toTensor("Softmin", x).neg().softmax(this.axes);
  }
}

/**
 * x - log Σ eˣ, where the sum is over the given axes: finite where `Softmax` underflows. The shape stays. {@link nllLoss}
 * takes it.
 *
 * @example new LogSoftmax(-1).forward(tensor([1, 1, 1, 1])).exp(); // [0.25, 0.25, 0.25, 0.25]
 */
export class LogSoftmax extends OverAxes {
  /** @internal */
  static readonly keepsNothing = true;

  /**
   * A layer over these axes.
   *
   * @param axes Default: -1, the last.
   */
  constructor(axes: Axes = -1) {
    super("LogSoftmax", axes);
  }

  override forward(x: Tensor): Tensor {
    return toTensor("LogSoftmax", x).logSoftmax(this.axes);
  }
}

/**
 * a · sigmoid(b), where a and b are the halves of x along an axis, which has half the size then: Dauphin et al., "Language
 * modeling with gated convolutional networks" (2017).
 *
 * @example new GLU().forward(tensor([1, 2, 0, 0])); // [0.5, 1]
 */
export class GLU extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The axis that is halved. */
  readonly axis: number;

  /**
   * A layer along this axis.
   *
   * @param axis Default: -1, the last.
   */
  constructor(axis = -1) {
    super();
    checkArgument("GLU", "the axis", axis, anInteger);
    this.axis = axis;
  }

  /** @throws ShapeError if the axis does not exist or has an odd size. */
  override forward(x: Tensor): Tensor {
    return toTensor("GLU", x).glu(this.axis);
  }

  protected override describe(): string {
    return `axis ${this.axis}`;
  }
}
