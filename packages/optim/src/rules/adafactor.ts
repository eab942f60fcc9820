import { type Tensor, zeros, zerosLike } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { chained } from "../chain.ts";
import { nonNegative, positive } from "../checks.ts";
import { decoupledDecay } from "../decay.ts";
import { Optimizer } from "../optimizer.ts";
import { scaleByLearningRate } from "../scale-by-learning-rate.ts";
import type { GradientTransform, TransformState } from "../transform.ts";
import { byRule, type ClassOptions, classTable, type ParametersWith, type ScalingOptions } from "./parts.ts";

/** Options of {@link adafactor}. */
export interface AdafactorOptions {
  /** c >= 0: in update t, the mean square keeps the fraction 1 - t⁻ᶜ. Default: 0.8. */
  readonly decayExponent?: number;
  /** d, positive: the largest root mean square of a direction; longer ones are scaled down to it. Default: 1. */
  readonly clippingThreshold?: number;
  /** ε₁ >= 0: added to each square, against division by zero. Default: 1e-30. */
  readonly epsilon?: number;
  /** Whether the direction is multiplied by the root mean square of the parameter. Default: true. */
  readonly scaleByParameter?: boolean;
  /** ε₂ >= 0: the smallest root mean square of a parameter, so that one of zeros can move. Default: 1e-3. */
  readonly smallestScale?: number;
  /** λ >= 0: each update multiplies the parameter by 1 - lr λ, separately from the gradient. Default: 0. */
  readonly weightDecay?: number;
}

const SCALING = declareOptions<ScalingOptions<AdafactorOptions>>({
  decayExponent: nonNegative,
  clippingThreshold: positive,
  epsilon: nonNegative,
  scaleByParameter: aBoolean,
  smallestScale: nonNegative,
});
const RULE = declareOptions<AdafactorOptions>({ ...SCALING.checks, weightDecay: nonNegative });
const CLASS = classTable(RULE);

const rootMeanSquare = (x: Tensor) => x.square().mean().sqrt();

/** The mean square that the means of rows and columns stand for: their outer product over the mean of all. */
function outer(rows: Tensor, columns: Tensor): Tensor {
  const shares = rows.div(rows.mean(-1, { keepDims: true }));
  return shares.unsqueeze(-1).mul(columns.unsqueeze(-2));
}

/**
 * Divides directions by their running root mean square. Only the means of its rows and columns are kept: n + m numbers for
 * a parameter of n x m elements, in place of Adam's 2 n m. With more than two axes, the last two are rows and columns. With
 * fewer, all elements are kept (Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory
 * Cost", 2018, algorithms 4 and 5).
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByAdafactor(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8419, -1.8419]
 * ```
 */
export function scaleByAdafactor(options?: ScalingOptions<AdafactorOptions>): GradientTransform {
  return adafactorOf("scaleByAdafactor", optionsOf("scaleByAdafactor", options, SCALING));
}

function adafactorOf(
  owner: string,
  {
    decayExponent = 0.8,
    clippingThreshold = 1,
    epsilon = 1e-30,
    scaleByParameter = true,
    smallestScale = 1e-3,
  }: ScalingOptions<AdafactorOptions>,
): GradientTransform {
  return {
    name: owner,
    init: (parameter): TransformState => {
      const { shape, ndim, dtype } = parameter;
      if (ndim < 2) return { meanSquare: zerosLike(parameter) };
      const lead = shape.slice(0, -2);
      const near = (size: number) => zeros([...lead, size], { dtype });
      return { rows: near(shape[ndim - 2]), columns: near(shape[ndim - 1]) };
    },
    begin: ({ count }) => {
      const squareShare = count ** -decayExponent;
      return { squareKept: 1 - squareShare, squareShare };
    },
    update: ({ parameter, direction }, state, { squareKept, squareShare }) => {
      const square = direction.square().add(epsilon);
      const next = (mean: Tensor, x: Tensor) => mean.mul(squareKept).add(x.mul(squareShare));
      const after: TransformState =
        "meanSquare" in state
          ? { meanSquare: next(state.meanSquare, square) }
          : { rows: next(state.rows, square.mean(-1)), columns: next(state.columns, square.mean(-2)) };
      const meanSquare = "rows" in after ? outer(after.rows, after.columns) : after.meanSquare;
      const scaled = direction.div(meanSquare.sqrt());
      const clipped = scaled.div(rootMeanSquare(scaled).div(clippingThreshold).maximum(1));
      const scale = scaleByParameter ? rootMeanSquare(parameter).maximum(smallestScale) : 1;
      return [{ parameter, direction: clipped.mul(scale) }, after];
    },
  };
}

/**
 * Adafactor: u = g / √s, scaled down to the root mean square d; p becomes p - lr max(ε₂, RMS(p)) u, where s is worked out
 * of the means of rows and columns of g² + ε₁. See {@link scaleByAdafactor}. PyTorch 1.13 has none; later versions take the
 * smaller of the learning rate and 1/√t.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), adafactor());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8419, -1.8419]
 * ```
 */
export function adafactor(options?: AdafactorOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("adafactor", options, RULE);
  // The size of the parameter is that before the decay.
  return chained("adafactor", [
    adafactorOf("adafactor", scaling),
    scaleByLearningRate(),
    decoupledDecay(weightDecay),
  ]);
}

/**
 * Adam's idea with little memory, and steps in proportion to the parameters. See {@link adafactor}. Default of
 * `learningRate`: the schedule of the paper, min(0.01, 1/√t).
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new Adafactor(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8419, -1.8419]
 * ```
 */
export class Adafactor extends Optimizer {
  constructor(parameters: ParametersWith<AdafactorOptions>, options?: ClassOptions<AdafactorOptions>) {
    const usual = (step: number) => Math.min(0.01, 1 / Math.sqrt(step + 1));
    super(...byRule("Adafactor", CLASS, adafactor, parameters, options, usual));
  }
}
