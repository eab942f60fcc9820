import { formatShape, ShapeError, type Tensor, zerosLike } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import { chained } from "../chain.ts";
import { fraction, nonNegative } from "../checks.ts";
import { decoupledDecay } from "../decay.ts";
import { Optimizer } from "../optimizer.ts";
import { scaleByLearningRate } from "../scale-by-learning-rate.ts";
import type { GradientTransform } from "../transform.ts";
import {
  blend,
  byRule,
  type ClassOptions,
  classTable,
  type ParametersWith,
  type ScalingOptions,
} from "./parts.ts";

/** Options of {@link muon}. */
export interface MuonOptions {
  /** μ: the fraction of the mean gradient that stays from one update to the next, 0 <= μ < 1. Default: 0.95. */
  readonly momentum?: number;
  /** Whether the mean is looked at one update ahead: μ m + (1 - μ) g in place of m. Default: true. */
  readonly nesterov?: boolean;
  /** How often the Newton-Schulz iteration runs, a whole number >= 1. Default: 5. */
  readonly iterations?: number;
  /** λ >= 0: each update multiplies the parameter by 1 - lr λ, separately from the gradient. Default: 0. */
  readonly weightDecay?: number;
}

const SCALING = declareOptions<ScalingOptions<MuonOptions>>({
  momentum: fraction,
  nesterov: aBoolean,
  iterations: whole(1),
});
const RULE = declareOptions<MuonOptions>({ ...SCALING.checks, weightDecay: nonNegative });
const CLASS = classTable(RULE);

/** Coefficients of a x + b x³ + c x⁵, which draws singular values towards 1 fast, and leaves them between 0.7 and 1.2. */
const [A, B, C] = [3.4445, -4.775, 2.0315];

/** Added to the norm against division by zero. */
const EPSILON = 1e-7;

/** A matrix with the same singular vectors, and singular values near 1. */
function orthogonalized(x: Tensor, iterations: number): Tensor {
  const [rows, columns] = x.shape;
  if (rows > columns) return orthogonalized(x.transpose(), iterations).transpose();
  let y = x.div(x.norm().add(EPSILON));
  for (let i = 0; i < iterations; i++) {
    const square = y.matmul(y.transpose());
    const polynomial = square.mul(B).add(square.matmul(square).mul(C));
    y = y.mul(A).add(polynomial.matmul(y));
  }
  return y;
}

/**
 * Makes the mean direction orthogonal: m = μ m + (1 - μ) d, and the direction becomes the matrix with the singular vectors
 * of m, or of μ m + (1 - μ) d, and singular values near 1, times √max(1, rows / columns). A parameter of more than two
 * axes, such as filters, is a matrix with a row for each place of its first axis (Jordan et al., "Muon: An optimizer for
 * hidden layers in neural networks", 2024).
 *
 * @throws RangeError if an option is out of its range. When it is used: ShapeError for a parameter of fewer than two axes.
 * @example
 * ```ts
 * const w = new Variable(tensor([[1, 2], [3, 4]])); // for matrices
 * const rule = chainTransforms(scaleByMuon(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w.shape; // [2, 2]
 * ```
 */
export function scaleByMuon(options?: ScalingOptions<MuonOptions>): GradientTransform<{ mean: Tensor }> {
  return muonOf("scaleByMuon", optionsOf("scaleByMuon", options, SCALING));
}

function muonOf(
  owner: string,
  { momentum = 0.95, nesterov = true, iterations = 5 }: ScalingOptions<MuonOptions>,
): GradientTransform<{ mean: Tensor }> {
  return {
    name: owner,
    init: (parameter) => {
      if (parameter.ndim < 2) {
        throw new ShapeError(
          `${owner}: a parameter of shape ${formatShape(parameter.shape)} is no matrix; give it to an Optimizer in a ` +
            "group of its own: { parameters, transform: adamW(), learningRate }",
        );
      }
      return { mean: zerosLike(parameter) };
    },
    update: ({ parameter, direction }, state) => {
      const mean = blend(state.mean, direction, momentum);
      const used = nesterov ? blend(mean, direction, momentum) : mean;
      const matrix = used.reshape([used.shape[0], -1]);
      const [rows, columns] = matrix.shape;
      const next = orthogonalized(matrix, iterations).mul(Math.sqrt(Math.max(1, rows / columns)));
      return [{ parameter, direction: next.reshape(parameter.shape) }, { mean }];
    },
  };
}

/**
 * Muon: p becomes p (1 - lr λ) - lr √max(1, rows / columns) O, where O is the mean gradient made orthogonal by the
 * Newton-Schulz iteration (Jordan et al. 2024). It is for the matrices and filters of hidden layers; biases, embeddings and
 * the last layer are for another rule. PyTorch 1.13 has none.
 *
 * @throws RangeError if an option is out of its range. When it is used: ShapeError for a parameter of fewer than two axes.
 * @example
 * ```ts
 * import { Dense, ReLU, Sequential } from "@gradiente/nn";
 * import { adamW, muon, Optimizer } from "@gradiente/optim";
 *
 * const model = new Sequential(new Dense(8, 16), new ReLU(), new Dense(16, 16), new ReLU(), new Dense(16, 1));
 * const all = [...model.parameters()];
 * const isHidden = ([path]: [string, unknown]) => path === "2.weight";
 * const groups = [
 *   { parameters: new Map(all.filter(isHidden)) },
 *   { parameters: new Map(all.filter((each) => !isHidden(each))), transform: adamW(), learningRate: 1e-3 },
 * ];
 * const optimizer = new Optimizer(groups, muon(), { learningRate: 0.02 });
 * ```
 */
export function muon(options?: MuonOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("muon", options, RULE);
  return chained("muon", [decoupledDecay(weightDecay), muonOf("muon", scaling), scaleByLearningRate()]);
}

/**
 * Steps along orthogonal matrices, for parameters that are matrices or filters. See {@link muon}, whose example gives the
 * others to AdamW. Default of `learningRate`: 0.02.
 *
 * @throws RangeError if an option is out of its range.
 * @throws ShapeError for a parameter of fewer than two axes.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([[1, 2], [3, 4]])); // for matrices
 * const optimizer = new Muon(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w.shape; // [2, 2]
 * ```
 */
export class Muon extends Optimizer {
  constructor(parameters: ParametersWith<MuonOptions>, options?: ClassOptions<MuonOptions>) {
    super(...byRule("Muon", CLASS, muon, parameters, options, 0.02));
  }
}
