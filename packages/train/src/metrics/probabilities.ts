import type { Tensor } from "@gradiente/core";
import { type Metric, metric } from "./metric.ts";
import { binaryScores, isBinary, largestOf, type ScoreRows, scoreRows } from "./samples.ts";
import { CompensatedSum } from "./sum.ts";

export interface ProbabilityOptions {
  /** Whether predictions are logits, to be put through sigmoid or softmax. Default: false. */
  readonly logits?: boolean;
}

/** The distance of 1 from the next number of the dtype, at which scikit-learn cuts probabilities. */
const EPSILON: Readonly<Record<string, number>> = { float32: 2 ** -23, float64: 2 ** -52 };

/** Probabilities, or logits, of classes: a row a sample. Of one score a sample, a row of two is made. */
function rowsOf(owner: string, prediction: Tensor, target: Tensor, logits: boolean): ScoreRows {
  if (!isBinary(prediction)) return scoreRows(owner, prediction, target);
  const { scores, actual } = binaryScores(owner, prediction, target);
  const pairs = new Float64Array(2 * actual.length);
  for (let i = 0; i < actual.length; i++) {
    pairs[2 * i] = logits ? 0 : 1 - scores[i];
    pairs[2 * i + 1] = scores[i];
  }
  return { scores: pairs, classes: 2, actual };
}

/* In plain numbers: kernels may round the last bit differently with the size of a batch. */

/** log softmax of one class of a row. */
function logSoftmaxAt({ scores, classes }: ScoreRows, row: number, label: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < classes; i++) largest = Math.max(largest, scores[row * classes + i]);
  let sum = 0;
  for (let i = 0; i < classes; i++) sum += Math.exp(scores[row * classes + i] - largest);
  return scores[row * classes + label] - largest - Math.log(sum);
}

/**
 * The mean of -log p(true class), in float64. Predictions: probabilities `[samples, classes, ...]` or of class 1
 * `[samples]`, `[samples, 1]`; or logits, if so said. Probabilities are cut at the rounding error of their dtype and
 * its distance from 1, as scikit-learn's; rows are not made to sum to 1. NaN for no samples.
 */
export function logLoss({ logits = false }: ProbabilityOptions = {}): Metric {
  const owner = "logLoss";
  return metric({
    start: () => ({ sum: new CompensatedSum(), samples: 0 }),
    add: (state, prediction, target) => {
      const rows = rowsOf(owner, prediction, target, logits);
      const { scores, classes, actual } = rows;
      const cut = EPSILON[prediction.dtype] ?? EPSILON.float64;
      for (let i = 0; i < actual.length; i++) {
        const p = Math.min(Math.max(scores[i * classes + actual[i]], cut), 1 - cut);
        state.sum.add(logits ? -logSoftmaxAt(rows, i, actual[i]) : -Math.log(p));
      }
      state.samples += actual.length;
    },
    value: ({ sum, samples }) => sum.value / samples,
  });
}

export interface CalibrationOptions extends ProbabilityOptions {
  /** How many bins of equal width cut [0, 1]. Default: 10. */
  readonly bins?: number;
}

/** Predictions whose probability lies in one bin. */
export interface CalibrationBin {
  /** The mean of their probabilities. */
  readonly confidence: number;
  /** The share of them that came true. */
  readonly frequency: number;
  readonly count: number;
}

export interface Calibration {
  /** From the lowest; bins without predictions are left out. */
  readonly bins: readonly CalibrationBin[];
  /** Σ count / samples · |frequency - confidence| (Guo et al., "On calibration of modern neural networks", 2017). */
  readonly expectedCalibrationError: number;
}

interface Bin {
  readonly confidence: CompensatedSum;
  hits: number;
  count: number;
}

/**
 * Whether probabilities come true as often as they say. For one score a sample, the probability of class 1 against
 * the share of class 1, as scikit-learn's `calibration_curve`; for scores of classes, the probability of the
 * predicted class against the share of hits. A probability on the edge of two bins belongs to the lower one.
 *
 * @throws RangeError unless bins is a positive whole number; on update, for a probability outside [0, 1].
 */
export function calibration({ bins = 10, logits = false }: CalibrationOptions = {}): Metric<Calibration> {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(`calibration: bins must be a positive whole number, not ${bins}`);
  }
  return metric({
    start: () =>
      Array.from({ length: bins }, (): Bin => ({ confidence: new CompensatedSum(), hits: 0, count: 0 })),
    add: (state, prediction, target) => {
      for (const [confidence, hit] of claims(prediction, target, logits)) {
        if (!(confidence >= 0 && confidence <= 1)) {
          throw new RangeError(
            `calibration: ${confidence} is no probability; for logits, pass { logits: true }`,
          );
        }
        const bin = state[Math.max(0, firstEdgeFrom(confidence, bins) - 1)];
        bin.confidence.add(confidence);
        bin.count++;
        if (hit) bin.hits++;
      }
    },
    value: calibrationOf,
  });
}

/** The number of the first edge k / bins that is not below a probability. */
function firstEdgeFrom(probability: number, bins: number): number {
  let edge = Math.floor(probability * bins);
  while (edge / bins < probability) edge++;
  while (edge > 0 && (edge - 1) / bins >= probability) edge--;
  return edge;
}

function* claims(prediction: Tensor, target: Tensor, logits: boolean): Iterable<readonly [number, boolean]> {
  const rows = rowsOf("calibration", prediction, target, logits);
  const { scores, classes, actual } = rows;
  const binary = isBinary(prediction);
  for (let i = 0; i < actual.length; i++) {
    const label = binary ? 1 : largestOf(scores, i * classes, classes);
    const confidence = logits ? Math.exp(logSoftmaxAt(rows, i, label)) : scores[i * classes + label];
    yield [confidence, label === actual[i]];
  }
}

function calibrationOf(all: readonly Bin[]): Calibration {
  const bins = all
    .filter(({ count }) => count > 0)
    .map(({ confidence, hits, count }) => ({
      confidence: confidence.value / count,
      frequency: hits / count,
      count,
    }));
  const samples = bins.reduce((sum, { count }) => sum + count, 0);
  const error = bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.frequency - bin.confidence), 0);
  return { bins, expectedCalibrationError: error / samples };
}
