import { hardShrink, softShrink, type Tensor, threshold } from "@gradiente/core";
import { aNumber, checkArgument, numeric, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

/* Made of straight lines. */

const aBound = numeric("a number, not NaN", (value) => !Number.isNaN(value));
const aWidth = numeric("at least 0", (value) => value >= 0);

/**
 * x, but at least `min` and at most `max`, element by element, for any shape. The derivative at the bounds is 0.
 *
 * @example new Hardtanh().forward(tensor([-2, 0.5, 2])); // [-1, 0.5, 1]
 */
export class Hardtanh extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The lower bound. */
  readonly min: number;
  /** The upper bound. */
  readonly max: number;

  /**
   * A layer with these numbers.
   *
   * @param min The lower bound. Default: -1.
   * @param max The upper bound. Default: 1.
   * @throws RangeError if a bound is NaN.
   */
  constructor(min = -1, max = 1) {
    super();
    checkArgument("Hardtanh", "min", min, aBound);
    checkArgument("Hardtanh", "max", max, aBound);
    this.min = min;
    this.max = max;
  }

  override forward(x: Tensor): Tensor {
    return toTensor("Hardtanh", x).hardTanh(this.min, this.max);
  }

  protected override describe(): string {
    return `${this.min} to ${this.max}`;
  }
}

/**
 * x / 6 + ½ for x from -3 to 3, 0 below and 1 above, element by element, for any shape.
 *
 * @example new Hardsigmoid().forward(tensor([-4, -1.5, 0, 4])); // [0, 0.25, 0.5, 1]
 */
export class Hardsigmoid extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("Hardsigmoid", x).hardSigmoid();
  }
}

/**
 * x · hardSigmoid(x), element by element, for any shape: Howard et al. (2019).
 *
 * @example new Hardswish().forward(tensor([-4, -1.5, 0, 4])); // [0, -0.375, 0, 4]
 */
export class Hardswish extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("Hardswish", x).hardSwish();
  }
}

/**
 * x where |x| > `width`, and 0 elsewhere, element by element, for any shape.
 *
 * @example new Hardshrink(0.5).forward(tensor([-2, -0.3, 0.3, 2])); // [-2, 0, 0, 2]
 */
export class Hardshrink extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The largest |x| that becomes 0; PyTorch calls it `lambd`. */
  readonly width: number;

  /**
   * A layer with this width.
   *
   * @param width The largest |x| that becomes 0; PyTorch calls it `lambd`. Default: 0.5.
   * @throws RangeError if the width is negative or NaN.
   */
  constructor(width = 0.5) {
    super();
    checkArgument("Hardshrink", "the width", width, aWidth);
    this.width = width;
  }

  override forward(x: Tensor): Tensor {
    return hardShrink(toTensor("Hardshrink", x), this.width);
  }

  protected override describe(): string {
    return `${this.width}`;
  }
}

/**
 * x moved towards 0 by `width`, and 0 where |x| is at most that, element by element, for any shape.
 *
 * @example new Softshrink(0.5).forward(tensor([-2, -0.3, 0.3, 2])); // [-1.5, 0, 0, 1.5]
 */
export class Softshrink extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** How far x is moved; PyTorch calls it `lambd`. */
  readonly width: number;

  /**
   * A layer with this width.
   *
   * @param width How far x is moved; PyTorch calls it `lambd`. Default: 0.5.
   * @throws RangeError if the width is negative or NaN.
   */
  constructor(width = 0.5) {
    super();
    checkArgument("Softshrink", "the width", width, aWidth);
    this.width = width;
  }

  override forward(x: Tensor): Tensor {
    return softShrink(toTensor("Softshrink", x), this.width);
  }

  protected override describe(): string {
    return `${this.width}`;
  }
}

/**
 * x where x > `threshold`, and `value` elsewhere, element by element, for any shape.
 *
 * @example new Threshold(1, -9).forward(tensor([-1, 0.5, 2])); // [-9, -9, 2]
 */
export class Threshold extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The largest x that is replaced. */
  readonly threshold: number;
  /** What replaces it. */
  readonly value: number;

  /**
   * A layer with these numbers.
   *
   * @param threshold The largest x that is replaced.
   * @param value What replaces it.
   */
  constructor(threshold: number, value: number) {
    super();
    checkArgument("Threshold", "the threshold", threshold, aNumber);
    checkArgument("Threshold", "the value", value, aNumber);
    this.threshold = threshold;
    this.value = value;
  }

  override forward(x: Tensor): Tensor {
    return threshold(toTensor("Threshold", x), this.threshold, this.value);
  }

  protected override describe(): string {
    return `${this.threshold}, ${this.value}`;
  }
}
