import { type Check, checkArgument, numeric } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import { coreCopy } from "../copies.ts";
import { promote } from "../dtype.ts";
import { isTensor, type TensorLike, toTensor } from "../operand.ts";
import { sub } from "../ops/elementwise/arithmetic.ts";
import { aParameter } from "../ops/random/draws.ts";
import { aGenerator, type Generator, type GeneratorOptions } from "../ops/random/generator.ts";
import { defaultGenerator } from "../ops/random/random.ts";
import { inDType } from "../primitives/cast.ts";
import { toFloating } from "../primitives/elementwise.ts";
import { broadcastShapes, checkShape, formatShape, type Shape, unravel } from "../shape.ts";
import { noGrad } from "../tape.ts";
import { type Tensor, valuesOf } from "../tensor.ts";

const GENERATOR = /* @__PURE__ */ declareOptions<GeneratorOptions>({ generator: aGenerator });

/** What means and logits must be. */
export const real = /* @__PURE__ */ numeric("a number, and not NaN", (value) => !Number.isNaN(value));

/**
 * What distributions have in common.
 *
 * @example
 * ```ts
 * import { seed, tensor } from "@gradiente/core";
 * import { Categorical, type ProbabilityDistribution } from "@gradiente/core/distributions";
 *
 * const one: ProbabilityDistribution = new Categorical(tensor([0, 0]));
 * one.logProb(tensor(1, { dtype: "int32" })); // -0.6931
 * ```
 */
export abstract class ProbabilityDistribution {
  /** The shape of the parameters: that of independent distributions, which are computed at once. */
  readonly batchShape: Shape;
  /** The shape of one sample: `[]` for numbers, `[classes]` for shares. */
  readonly eventShape: Shape;

  /** A distribution of these shapes: what heirs call. */
  constructor(batchShape: Shape, eventShape: Shape) {
    this.batchShape = batchShape;
    this.eventShape = eventShape;
  }

  /**
   * The logarithm of the probability, or of the density, of samples x `[...shape, ...batchShape, ...eventShape]`: without the
   * axes of the event. It is -Infinity outside of the support. Gradients flow to x and to the parameters.
   */
  abstract logProb(x: TensorLike): Tensor;

  /** -E log p, in nats: of the shape `batchShape`. */
  abstract entropy(): Tensor;

  /** Samples with their gradients, if the distribution has them. */
  protected abstract draw(shape: Shape, stream: Generator): Tensor;

  /**
   * Samples without a gradient: `[...shape, ...batchShape, ...eventShape]`.
   *
   * @param shape how many. Default: [], one of each distribution.
   * @param options Default of `generator`: the default generator.
   * @throws ShapeError if a size is not a whole number >= 0.
   */
  sample(shape: Shape = [], options?: GeneratorOptions): Tensor {
    return noGrad(() => this.drawn("sample", shape, options));
  }

  protected drawn(method: string, shape: Shape, options: GeneratorOptions | undefined): Tensor {
    const name = `${this.constructor.name}.${method}`;
    const sizes = checkShape(name, shape);
    const { generator = defaultGenerator() } = optionsOf(name, options, GENERATOR);
    return this.draw([...sizes, ...this.batchShape], generator);
  }
}

coreCopy.mark(ProbabilityDistribution);

/**
 * A distribution whose samples are functions of its parameters.
 *
 * @example
 * ```ts
 * import { Normal, type ReparameterizedDistribution } from "@gradiente/core/distributions";
 *
 * const one: ReparameterizedDistribution = new Normal(0, 1);
 * one.logProb(0); // -0.9189
 * ```
 */
export abstract class ReparameterizedDistribution extends ProbabilityDistribution {
  /** The expected value. */
  abstract readonly mean: Tensor;
  /** The variance. */
  abstract readonly variance: Tensor;

  /**
   * Samples with gradients to the parameters, `[...shape, ...batchShape, ...eventShape]`: the mean of f(sample) has the
   * gradient of E f. As PyTorch's `rsample`.
   *
   * @param shape how many. Default: [], one of each distribution.
   * @param options Default of `generator`: the default generator.
   * @throws ShapeError if a size is not a whole number >= 0.
   */
  rsample(shape: Shape = [], options?: GeneratorOptions): Tensor {
    return this.drawn("rsample", shape, options);
  }
}

/** Parameters of one shape and one floating dtype, checked where the backend can be read at once. */
export function parametersOf(
  name: string,
  given: Readonly<Record<string, readonly [value: TensorLike, bounds: Check<number>]>>,
): readonly Tensor[] {
  const all = Object.entries(given);
  const near = all.map(([, [value]]) => value).find((value) => isTensor(value));
  const tensors = all.map(([parameter, [value, bounds]]) => {
    checkArgument(name, parameter, value, aParameter);
    if (!isTensor(value)) checkArgument(name, parameter, value, bounds);
    const x = toFloating(name, near === undefined ? value : toTensor(name, value, toTensor(name, near)));
    checkValues(name, parameter, x, bounds);
    return x;
  });
  const dtype = tensors.map((x) => x.dtype).reduce((a, b) => promote(a, b));
  const shape = tensors.map((x) => x.shape).reduce((a, b) => broadcastShapes(name, a, b));
  return tensors.map((x) => inDType(x, dtype).expand(shape));
}

/** @throws RangeError for the first value that is out of bounds. */
export function checkValues(name: string, parameter: string, x: Tensor, bounds: Check<number>): void {
  if (x.backend.readNow === undefined) return;
  const values = valuesOf(name, x.detach());
  const bad = values.findIndex((value) => !bounds.accepts(value));
  if (bad < 0) return;
  const at = x.ndim === 0 ? "" : ` at ${formatShape(unravel(bad, x.shape))}`;
  throw new RangeError(`${name}: ${parameter}${at} must be ${bounds.expected}, not ${values[bad]}`);
}

/** A sample to be judged, of the dtype of the parameters if it is a plain number. */
export function sampleOf(name: string, x: TensorLike, near: Tensor): Tensor {
  return toTensor(`${name}.logProb`, x, near);
}

/**
 * What a function gives of float64, in the common dtype of the operands. Functions of gamma are differences of large numbers
 * where parameters are large, and so are their derivatives: float32 would keep no digit.
 */
export function inFloat64<Operands extends readonly Tensor[]>(
  f: (...operands: Operands) => Tensor,
  ...operands: Operands
): Tensor {
  const dtype = operands.map((x) => x.dtype).reduce((a, b) => promote(a, b));
  return inDType(f(...(operands.map((x) => inDType(x, "float64")) as unknown as Operands)), dtype);
}

/** c log x, which is 0 where c and x are. */
export function timesLog(c: Tensor, x: Tensor): Tensor {
  const none = c.eq(0).and(x.eq(0));
  return c.mul(none.where(1, x).log());
}

/** c log(1 - x), which is 0 where c and 1 - x are. */
export function timesLogOfRest(c: Tensor, x: Tensor): Tensor {
  const none = c.eq(0).and(x.eq(1));
  return c.mul(none.where(0, x).neg().log1p());
}

/** log p of probabilities: -Infinity where they are 0, without a gradient there. */
export function logOf(p: Tensor): Tensor {
  const some = p.gt(0);
  return some.where(some.where(p, 1).log(), Number.NEGATIVE_INFINITY);
}

/** log(1 - p) of probabilities, likewise where they are 1. */
export function logOfRest(p: Tensor): Tensor {
  const some = p.lt(1);
  return some.where(sub(0, some.where(p, 0)).log1p(), Number.NEGATIVE_INFINITY);
}

/** p x, which is 0 where p is, whatever x is. */
export function expected(p: Tensor, x: Tensor): Tensor {
  const some = p.gt(0);
  return some.where(p.mul(some.where(x, 0)), 0);
}

/** log B(a, b) = log Γ(a) + log Γ(b) - log Γ(a + b). */
export function logBeta(a: Tensor, b: Tensor): Tensor {
  return a.lgamma().add(b.lgamma()).sub(a.add(b).lgamma());
}
