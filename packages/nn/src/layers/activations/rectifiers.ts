import type { Tensor } from "@gradiente/core";
import { aNumber, checkArgument, numeric, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

/* Straight for positive x: rectifiers, and exponential units. */

const notZero = numeric("a number other than 0", (value) => value !== 0);

/**
 * max(x, 0), element by element, for any shape.
 *
 * @example new ReLU().forward(tensor([-1, 0, 2])); // [0, 0, 2]
 */
export class ReLU extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("ReLU", x).relu();
  }
}

/**
 * x, but at least 0 and at most 6, element by element, for any shape. As PyTorch's `ReLU6`.
 *
 * @example new ReLU6().forward(tensor([-1, 3, 9])); // [0, 3, 6]
 */
export class ReLU6 extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("ReLU6", x).hardTanh(0, 6);
  }
}

/**
 * x where x is positive and `slope` · x elsewhere, element by element, for any shape.
 *
 * @example new LeakyReLU(0.1).forward(tensor([-2, 0, 2])); // [-0.2, 0, 2]
 */
export class LeakyReLU extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The factor of x where x is not positive. */
  readonly slope: number;

  /**
   * A layer with this slope.
   *
   * @param slope The factor of x where x is not positive. Default: 0.01.
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

/**
 * x where x is positive and alpha (eˣ - 1) elsewhere, element by element, for any shape: Clevert et al., "Fast and accurate
 * deep network learning by exponential linear units" (2016).
 *
 * @example new ELU().forward(tensor([-1, 0, 2])); // [-0.6321, 0, 2]
 */
export class ELU extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The distance from 0 to the value at -Infinity. */
  readonly alpha: number;

  /**
   * A layer with this alpha.
   *
   * @param alpha The distance from 0 to the value at -Infinity. Default: 1.
   */
  constructor(alpha = 1) {
    super();
    checkArgument("ELU", "alpha", alpha, aNumber);
    this.alpha = alpha;
  }

  override forward(x: Tensor): Tensor {
    return toTensor("ELU", x).elu(this.alpha);
  }

  protected override describe(): string {
    return `alpha ${this.alpha}`;
  }
}

/**
 * x where x is positive and alpha (exp(x / alpha) - 1) elsewhere, element by element, for any shape: Barron, "Continuously
 * differentiable exponential linear units" (2017).
 *
 * @example new CELU(0.5).forward(tensor([-1, 0, 2])); // [-0.4323, 0, 2]
 */
export class CELU extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The distance from 0 to the value at -Infinity. */
  readonly alpha: number;

  /**
   * A layer with this alpha.
   *
   * @param alpha The distance from 0 to the value at -Infinity. Default: 1.
   * @throws RangeError if alpha is 0.
   */
  constructor(alpha = 1) {
    super();
    checkArgument("CELU", "alpha", alpha, notZero);
    this.alpha = alpha;
  }

  override forward(x: Tensor): Tensor {
    return toTensor("CELU", x).celu(this.alpha);
  }

  protected override describe(): string {
    return `alpha ${this.alpha}`;
  }
}

/**
 * λ elu(x, α), with constants that keep mean 0 and variance 1, element by element, for any shape: Klambauer et al.,
 * "Self-normalizing neural networks" (2017).
 *
 * @example new SELU().forward(tensor([-1, 0, 2])); // [-1.1113, 0, 2.1014]
 */
export class SELU extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("SELU", x).selu();
  }
}
