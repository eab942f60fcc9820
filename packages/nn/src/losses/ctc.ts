import {
  DTypeError,
  formatShape,
  type Shape,
  ShapeError,
  sameShape,
  stack,
  type Tensor,
} from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf, toTensor, whole } from "@gradiente/core/arguments";
import { refuseValues } from "./check-values.ts";
import { checkIndices, scoresOf } from "./classes.ts";
import { LOSS, type LossOptions, type Operand, reduced } from "./reduce.ts";

/* The loss of sequences of labels that are not aligned with the steps of the input. */

/** Options of {@link ctcLoss}. */
export interface CtcOptions extends LossOptions {
  /**
   * How the losses of the samples become the result: their `"sum"`; the `"mean"` of each divided by the number of its labels;
   * or `"none"`, which gives one loss for each. Default: "mean".
   */
  readonly reduction?: "mean" | "sum" | "none";
  /** The class that stands for no label. Default: 0. */
  readonly blank?: number;
  /**
   * Whether a sample whose labels do not fit into its steps costs 0, and not infinity. Default: false.
   */
  readonly zeroInfinity?: boolean;
}

const CTC = declareOptions<CtcOptions>({ ...LOSS.checks, blank: whole(0), zeroInfinity: aBoolean });

const NEVER = Number.NEGATIVE_INFINITY;

/** The labels and lengths of a batch, checked. */
interface Sequences {
  /** `[time, batch, classes]` */
  readonly p: Tensor;
  /** `[batch, labels]`; what comes after the last label of a sample is blank. */
  readonly labels: Tensor;
  /** `[batch]` */
  readonly times: Tensor;
  /** `[batch]` */
  readonly counts: Tensor;
}

function checkShapeOf(name: string, x: Tensor, expected: string, wanted: Shape): void {
  if (sameShape(x.shape, wanted)) return;
  throw new ShapeError(
    `ctcLoss: ${name} must have shape ${expected}, here ${formatShape(wanted)}, not ${formatShape(x.shape)}`,
  );
}

function checkLengths(name: string, lengths: Tensor, most: number): void {
  if (lengths.dtype !== "int32")
    throw new DTypeError(`ctcLoss: the ${name}s must be int32, not ${lengths.dtype}`);
  refuseValues("ctcLoss", `the ${name}`, lengths, lengths.lt(0).or(lengths.gt(most)), `from 0 to ${most}`);
}

function sequencesOf(p: Tensor, target: Tensor, times: Tensor, counts: Tensor, blank: number): Sequences {
  if (p.ndim !== 3 || target.ndim !== 2) {
    throw new ShapeError(
      "ctcLoss: log-probabilities must be [time, batch, classes] and the target [batch, labels], padded; " +
        `or [time, classes] and [labels] for a single sample; got ${formatShape(p.shape)} and ${formatShape(target.shape)}`,
    );
  }
  const [time, batch, classes] = p.shape;
  checkShapeOf("the target", target, "[batch, labels]", [batch, target.shape[1]]);
  checkShapeOf("the input lengths", times, "[batch]", [batch]);
  checkShapeOf("the target lengths", counts, "[batch]", [batch]);
  checkIndices("ctcLoss", target);
  checkLengths("input length", times, time);
  checkLengths("target length", counts, target.shape[1]);
  if (blank >= classes) {
    throw new RangeError(`ctcLoss: blank is ${blank}, and there are ${classes} classes, 0 to ${classes - 1}`);
  }
  const place = target.mul(0).add(1).cumsum(1);
  const isLabel = place.le(counts.unsqueeze(1));
  refuseValues("ctcLoss", "the target", target, isLabel.and(target.eq(blank)), "a label, not the blank");
  return { p, labels: isLabel.where(target, blank), times, counts };
}

/** The labels with a blank before, between and after them: `[batch, 2 labels + 1]`. */
function withBlanks(labels: Tensor, blank: number): Tensor {
  const [batch, count] = labels.shape;
  const pairs = stack([labels.mul(0).add(blank), labels], 2).reshape([batch, 2 * count]);
  return pairs.pad([[0, 0], [0, 1]], blank); // biome-ignore format: a list of widths
}

/**
 * The logarithm of the sum over all alignments, for each sample: the forward variables α of each step, from those of the
 * step before, that begins on the first blank.
 */
function logLikelihood({ p, labels, times, counts }: Sequences, blank: number): Tensor {
  const [time, batch] = p.shape;
  const path = withBlanks(labels, blank);
  const size = path.shape[1];
  const at = (x: Tensor, start: number) => x.slice([null, [start, start + size]]);
  // A label may follow the last one without a blank between, unless they are the same.
  const twoBefore = at(path.pad([[0, 0], [2, 0]], blank), 0); // biome-ignore format: a list of widths
  const skips = path.ne(blank).and(path.ne(twoBefore));
  const indices = path.unsqueeze(0).expand([time, batch, size]);
  const scores = scoresOf("ctcLoss", p, indices, 2, ([, sample, place]) => [sample, (place - 1) / 2]).unbind(
    0,
  );
  const first = path.mul(0).add(1).cumsum(1).eq(1);
  let alpha = first.where(0, NEVER);
  for (let t = 0; t < time; t++) {
    const before = alpha.pad([[0, 0], [2, 0]], NEVER); // biome-ignore format: a list of widths
    const ways = stack([at(before, 2), at(before, 1), skips.where(at(before, 0), NEVER)]);
    const next = ways.logSumExp(0).add(scores[t]);
    alpha = times.gt(t).unsqueeze(1).where(next, alpha);
  }
  const last = counts.mul(2).unsqueeze(1);
  const onBlank = alpha.gather(last, 1);
  const onLabel = counts
    .gt(0)
    .unsqueeze(1)
    .where(alpha.gather(last.sub(1).maximum(0), 1), NEVER);
  return stack([onBlank, onLabel]).logSumExp(0).squeeze(1);
}

/**
 * The connectionist temporal classification loss: minus the logarithm of the probability that the steps spell the labels,
 * summed over all alignments, in which each label lasts any number of steps and blanks may come between (Graves et al.,
 * "Connectionist temporal classification", 2006, equations 6 to 8). One loss for each sample. Sums are of logarithms, so
 * that long sequences do not underflow. The gradient is that of the log-probabilities; PyTorch's kernel gives one that is
 * right only before a log-softmax, where both agree. A sample whose loss is infinite has no gradient.
 *
 * @param logProbabilities `[time, batch, classes]`, after a log-softmax over the classes; or `[time, classes]`, a single
 * sample.
 * @param target int32 class indices `[batch, labels]`, or `[labels]` for a single sample. What comes after the labels of a
 * sample is not looked at.
 * @param inputLengths the number of steps of each sample, int32 `[batch]`, or a scalar for a single sample.
 * @param targetLengths the number of labels of each sample, likewise.
 * @throws ShapeError if the shapes do not fit.
 * @throws DTypeError unless the class indices and the lengths are int32.
 * @throws IndexError for a label outside the classes.
 * @throws RangeError for a label that is the blank, a length that is negative or too large, or a blank that is no class.
 * @throws TypeError for an unknown option or reduction.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { ctcLoss } from "@gradiente/nn";
 *
 * const int = (data: number[]) => tensor(data, { dtype: "int32" });
 * // Three steps, one sample, and the classes blank, 1 and 2.
 * const logits = tensor([[[0, 3, 0]], [[2, 1, 0]], [[0, 0, 3]]]);
 * ctcLoss(logits.logSoftmax(), int([1, 2]).unsqueeze(0), int([3]), int([2])).item(); // 0.086658
 * ```
 */
export function ctcLoss(
  logProbabilities: Operand,
  target: Operand,
  inputLengths: Operand,
  targetLengths: Operand,
  options?: CtcOptions,
): Tensor {
  const { blank = 0, zeroInfinity = false, reduction = "mean" } = optionsOf("ctcLoss", options, CTC);
  const given = toTensor("ctcLoss", logProbabilities);
  const [t, times, counts] = [target, inputLengths, targetLengths].map((x) => toTensor("ctcLoss", x));
  const isSingle = given.ndim === 2 && t.ndim === 1;
  const sequences = isSingle
    ? sequencesOf(given.unsqueeze(1), t.unsqueeze(0), times.reshape([-1]), counts.reshape([-1]), blank)
    : sequencesOf(given, t, times, counts, blank);
  const found = logLikelihood(sequences, blank).neg();
  const losses = zeroInfinity ? found.eq(Number.POSITIVE_INFINITY).where(0, found) : found;
  if (reduction === "mean") return reduced(losses.div(sequences.counts.maximum(1)), reduction);
  return reduced(isSingle ? losses.squeeze(0) : losses, reduction);
}
