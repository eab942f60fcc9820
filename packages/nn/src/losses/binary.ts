import { type Tensor, warn, xlogy } from "@gradiente/core";
import { aBoolean, declareOptions, opBehind, optionsOf, toTensor } from "@gradiente/core/arguments";
import { anOperand } from "./operand.ts";
import { alike, checkWeights, LOSS, type LossOptions, type Operand, reduced } from "./reduce.ts";

/* Losses of probabilities, one for each element. */

/** Options of {@link klDivLoss}. */
export interface KlDivOptions extends LossOptions {
  /** Whether the target too is given as logarithms. Default: false. */
  readonly logTarget?: boolean;
}

const KL_DIV = declareOptions<KlDivOptions>({ ...LOSS.checks, logTarget: aBoolean });

/**
 * The Kullback-Leibler divergence of log-probabilities from the target distribution, t (log t - p): one loss for each
 * element, 0 where the target is 0, also of a logarithm of -Infinity. `mean` is over elements; the divergence of distributions is the sum over their
 * classes. Shapes must be equal.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws TypeError for an unknown option or reduction.
 * @example klDivLoss(tensor([[0.5, 0.5]]).log(), tensor([[0.25, 0.75]]), { reduction: "sum" }); // 0.1308
 */
export function klDivLoss(logProbabilities: Operand, target: Operand, options?: KlDivOptions): Tensor {
  const { logTarget = false, reduction } = optionsOf("klDivLoss", options, KL_DIV);
  const [p, t] = alike("klDivLoss", logProbabilities, target);
  if (!logTarget) return reduced(xlogy(t, t).sub(p.weighted(t)), reduction);
  // Where both are -Infinity, their difference is none.
  const ratio = t.eq(Number.NEGATIVE_INFINITY).where(0, t.sub(p));
  return reduced(ratio.weighted(t.exp()), reduction);
}

/** Options of {@link bceLoss}. */
export interface BceOptions extends LossOptions {
  /**
   * Factors of the losses of the elements: a tensor that broadcasts to the shape of the prediction. The mean is still over
   * the number of elements, as PyTorch's. A factor of 0 beats an infinite loss. Default: none.
   */
  readonly weight?: Operand;
}

/** Options of {@link bceWithLogitsLoss}. */
export interface BceWithLogitsOptions extends BceOptions {
  /**
   * Factors of what targets of 1 cost, against rare positives: a tensor that broadcasts to the shape of the logits, such as
   * one for each class along the last axis. Default: none.
   */
  readonly posWeight?: Operand;
}

const BCE = declareOptions<BceOptions>({ ...LOSS.checks, weight: anOperand });
const BCE_WITH_LOGITS = declareOptions<BceWithLogitsOptions>({ ...BCE.checks, posWeight: anOperand });

/** Losses times the weights that users gave, if any. */
function times(loss: string, losses: Tensor, name: string, weights: Operand | undefined): Tensor {
  if (weights === undefined) return losses;
  const factors = toTensor(loss, weights);
  checkWeights(loss, name, factors, losses.shape);
  return losses.weighted(factors);
}

/** A logarithm, at least -100 and with a finite derivative where the probability p makes it -Infinity. */
function boundedLog(p: Tensor, impossible: 0 | 1, log: (p: Tensor) => Tensor): Tensor {
  const isThere = p.eq(impossible);
  return isThere.where(-100, log(isThere.where(1 - impossible, p))).maximum(-100);
}

/**
 * The binary cross-entropy of probabilities p and targets t of the same shape: -t log p - (1 - t) log(1 - p) for each
 * element. Logarithms are at least -100, as in PyTorch, so that a wrong prediction with p = 0 or 1 costs 100 and not
 * infinity. A wrong prediction within e⁻¹⁰⁰ of 0 or 1 has no gradient; {@link bceWithLogitsLoss} does not have this
 * limit. Probabilities outside [0, 1] give NaN.
 *
 * @throws ShapeError unless the shapes are equal, and the weights broadcast to them.
 * @throws TypeError for an unknown option or reduction.
 * @example bceLoss(tensor([0.5, 0.8]), tensor([1, 1])); // 0.4581
 */
export function bceLoss(prediction: Operand, target: Operand, options?: BceOptions): Tensor {
  const { weight, reduction } = optionsOf("bceLoss", options, BCE);
  const [p, t] = alike("bceLoss", prediction, target);
  const hit = boundedLog(p, 0, (q) => q.log()).mul(t);
  // 1 - p would lose the digits of a small p.
  const miss = boundedLog(p, 1, (q) => q.neg().log1p()).mul(t.neg().add(1));
  return reduced(times("bceLoss", hit.add(miss).neg(), "weight", weight), reduction);
}

/** What bits cost, one loss for each logit: an infinite logit that is right costs nothing. */
export function logitLosses(x: Tensor, t: Tensor, positive: Tensor): Tensor {
  return x
    .neg()
    .softplus()
    .weighted(positive)
    .add(x.softplus().weighted(t.neg().add(1)));
}

/**
 * The binary cross-entropy of sigmoid(logits), exact and finite at any logit, and 0 at an infinite one that is right. Shapes
 * must be equal. Logits that come out of a sigmoid are warned of.
 *
 * @throws ShapeError unless the shapes are equal, and the weights broadcast to them.
 * @throws TypeError for an unknown option or reduction.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { bceWithLogitsLoss } from "@gradiente/nn";
 *
 * bceWithLogitsLoss(tensor([2, -1]), tensor([1, 1]), { posWeight: tensor(3) }).item(); // 2.1603
 * ```
 */
export function bceWithLogitsLoss(logits: Operand, target: Operand, options?: BceWithLogitsOptions): Tensor {
  const { weight, posWeight, reduction } = optionsOf("bceWithLogitsLoss", options, BCE_WITH_LOGITS);
  const [x, t] = alike("bceWithLogitsLoss", logits, target);
  if (opBehind(x) === "sigmoid") {
    warn(
      "GRADIENTE_LOGITS",
      "bceWithLogitsLoss takes logits and applies the sigmoid itself, and was given what came out of one: leave the last " +
        "Sigmoid of the model out (and call sigmoid() where you need probabilities), or use bceLoss",
    );
  }
  const losses = logitLosses(x, t, times("bceWithLogitsLoss", t, "posWeight", posWeight));
  return reduced(times("bceWithLogitsLoss", losses, "weight", weight), reduction);
}
