import type { Axes, Tensor } from "@gradiente/core";
import { aNumber, checkArgument, someAxes, toTensor } from "@gradiente/core/arguments";
import { Module } from "../module.ts";

/** max(x, 0), element by element, for any shape. */
export class ReLU extends Module {
  override forward(x: Tensor): Tensor {
    return toTensor("ReLU", x).relu();
  }
}

/** x where x is positive and `slope` · x elsewhere, element by element, for any shape. */
export class LeakyReLU extends Module {
  /** The factor of x where x is not positive. */
  readonly slope: number;

  /**
   * A layer with this slope where x is not positive.
   *
   * @param slope Default: 0.01.
   */
  constructor(slope = 0.01) {
    super();
    checkArgument("LeakyReLU", "the slope", slope, aNumber);
    this.slope = slope;
  }

  override forward(x: Tensor): Tensor {
    return toTensor("LeakyReLU", x).leakyRelu(this.slope);
  }

  protected override describe(): string {
    return `slope ${this.slope}`;
  }
}

/** 1 / (1 + e⁻ˣ), element by element, for any shape. */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return toTensor("Sigmoid", x).sigmoid();
  }
}

/** The hyperbolic tangent, element by element, for any shape. */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return toTensor("Tanh", x).tanh();
  }
}

/**
 * eˣ / Σ eˣ, where the sum is over the given axes. The shape stays. Do not put it before {@link crossEntropyLoss},
 * which takes logits.
 */
export class Softmax extends Module {
  /** The axes over which the results sum to 1. */
  readonly axes: Axes;

  /**
   * A layer over these axes.
   *
   * @param axes Default: -1, the last.
   */
  constructor(axes: Axes = -1) {
    super();
    checkArgument("Softmax", "the axes", axes, someAxes);
    this.axes = axes;
  }

  override forward(x: Tensor): Tensor {
    return toTensor("Softmax", x).softmax(this.axes);
  }

  protected override describe(): string {
    return `axes ${this.axes}`;
  }
}
