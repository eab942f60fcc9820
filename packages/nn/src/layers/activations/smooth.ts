import { type Tensor, tanhShrink } from "@gradiente/core";
import { aNumber, declareOptions, numeric, oneOf, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { gelu } from "./gelu.ts";

/* Smooth at all x. */

/**
 * 1 / (1 + e⁻ˣ), element by element, for any shape.
 *
 * @example new Sigmoid().forward(tensor([-2, 0, 2])); // [0.1192, 0.5, 0.8808]
 */
export class Sigmoid extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("Sigmoid", x).sigmoid();
  }
}

/**
 * log(1 / (1 + e⁻ˣ)), element by element, for any shape. It is finite where `Sigmoid` underflows.
 *
 * @example new LogSigmoid().forward(tensor([-2, 0, 2])); // [-2.1269, -0.6931, -0.1269]
 */
export class LogSigmoid extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("LogSigmoid", x).logSigmoid();
  }
}

/**
 * The hyperbolic tangent, element by element, for any shape.
 *
 * @example new Tanh().forward(tensor([-1, 0, 1])); // [-0.7616, 0, 0.7616]
 */
export class Tanh extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("Tanh", x).tanh();
  }
}

/**
 * x - tanh(x), element by element, for any shape.
 *
 * @example new Tanhshrink().forward(tensor([-1, 0, 1])); // [-0.2384, 0, 0.2384]
 */
export class Tanhshrink extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return tanhShrink(toTensor("Tanhshrink", x));
  }
}

/**
 * x / (1 + |x|), element by element, for any shape.
 *
 * @example new Softsign().forward(tensor([-3, 0, 1])); // [-0.75, 0, 0.5]
 */
export class Softsign extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("Softsign", x).softsign();
  }
}

/**
 * x · sigmoid(x), also called swish, element by element, for any shape: Elfwing et al. (2018).
 *
 * @example new SiLU().forward(tensor([-1, 0, 2])); // [-0.2689, 0, 1.7616]
 */
export class SiLU extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("SiLU", x).silu();
  }
}

/**
 * x · tanh(softplus(x)), element by element, for any shape: Misra (2020).
 *
 * @example new Mish().forward(tensor([-1, 0, 2])); // [-0.3034, 0, 1.944]
 */
export class Mish extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  override forward(x: Tensor): Tensor {
    return toTensor("Mish", x).mish();
  }
}

/** Options of {@link GELU}. */
export interface GELUOptions {
  /** `"tanh"` computes ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) in place of x Φ(x). Default: `"none"`. */
  readonly approximation?: "none" | "tanh";
}

const GELU_OPTIONS = declareOptions<GELUOptions>({ approximation: oneOf("none", "tanh") });

/**
 * x Φ(x), where Φ is the distribution function of the normal distribution, element by element, for any shape: Hendrycks and
 * Gimpel, "Gaussian error linear units" (2016).
 *
 * @example new GELU().forward(tensor([-1, 0, 2])); // [-0.1587, 0, 1.9545]
 */
export class GELU extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** Whether tanh stands for Φ. */
  readonly approximation: "none" | "tanh";

  /** An exact layer, or one by tanh. */
  constructor(options?: GELUOptions) {
    super();
    this.approximation = optionsOf("GELU", options, GELU_OPTIONS).approximation ?? "none";
  }

  override forward(x: Tensor): Tensor {
    const given = toTensor("GELU", x);
    return this.approximation === "none" ? gelu(given) : given.gelu(this.approximation);
  }

  protected override describe(): string {
    return this.approximation === "none" ? "" : this.approximation;
  }
}

/** Options of {@link Softplus}. */
export interface SoftplusOptions {
  /** The factor of x; the larger, the nearer to ReLU. Default: 1. */
  readonly beta?: number;
  /**
   * Where `beta` · x is larger, the result is x. PyTorch's default is 20, where its float32 ends; here nothing overflows.
   * Default: Infinity, nowhere.
   */
  readonly threshold?: number;
}

const SOFTPLUS = declareOptions<SoftplusOptions>({
  beta: numeric("a finite number other than 0", (value) => Number.isFinite(value) && value !== 0),
  threshold: aNumber,
});

/**
 * log(1 + exp(beta · x)) / beta, a smooth ReLU, element by element, for any shape. As PyTorch's `Softplus`.
 *
 * @example new Softplus().forward(tensor([-2, 0, 2])); // [0.1269, 0.6931, 2.1269]
 */
export class Softplus extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The factor of x. */
  readonly beta: number;
  /** Where `beta` · x is larger, the result is x. */
  readonly threshold: number;

  /**
   * A layer with these numbers.
   *
   * @throws RangeError if `beta` is 0 or not finite.
   */
  constructor(options?: SoftplusOptions) {
    super();
    const { beta = 1, threshold = Number.POSITIVE_INFINITY } = optionsOf("Softplus", options, SOFTPLUS);
    this.beta = beta;
    this.threshold = threshold;
  }

  override forward(x: Tensor): Tensor {
    const given = toTensor("Softplus", x);
    const { beta, threshold } = this;
    const scaled = beta === 1 ? given : given.mul(beta);
    const y = scaled.softplus();
    const smooth = beta === 1 ? y : y.div(beta);
    return threshold === Number.POSITIVE_INFINITY ? smooth : scaled.gt(threshold).where(given, smooth);
  }

  protected override describe(): string {
    return this.beta === 1 ? "" : `beta ${this.beta}`;
  }
}
