import type { Tensor } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import { type Metric, metric } from "./metric.ts";
import { binaryScores, checkTensors, isBinary, largestOf, type ScoreRows, scoreRows } from "./samples.ts";
import { CompensatedSum } from "./sum.ts";

/** Options of metrics of probabilities. */
export interface ProbabilityOptions {
  /** Whether predictions are logits, to which sigmoid or softmax is applied. Default: false. */
  readonly logits?: boolean;
}

const PROBABILITIES = declareOptions<ProbabilityOptions>({ logits: aBoolean });

/** The distance from 1 to the next number of the dtype. scikit-learn clips probabilities to this distance from 0 and 1. */
const EPSILON: Readonly<Record<string, number>> = { float32: 2 ** -23, float64: 2 ** -52 };

/** Probabilities or logits of classes, one row per sample. One score per sample becomes a row of two. */
function rowsOf(owner: string, prediction: Tensor, target: Tensor, logits: boolean): ScoreRows {
  checkTensors(owner, prediction, target);
  if (!isBinary(prediction)) return scoreRows(owner, prediction, target);
  const { scores, actual } = binaryScores(owner, prediction, target);
  const pairs = new Float64Array(2 * actual.length);
  for (let i = 0; i < actual.length; i++) {
    pairs[2 * i] = logits ? 0 : 1 - scores[i];
    pairs[2 * i + 1] = scores[i];
  }
  return { scores: pairs, classes: 2, actual };
}

/* Plain numbers are used here, because kernels may round the last bit differently for batches of another size. */

/** The log softmax of one class of a row. */
function logSoftmaxAt({ scores, classes }: ScoreRows, row: number, label: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < classes; i++) largest = Math.max(largest, scores[row * classes + i]);
  let sum = 0;
  for (let i = 0; i < classes; i++) sum += Math.exp(scores[row * classes + i] - largest);
  return scores[row * classes + label] - largest - Math.log(sum);
}

/**
 * The mean of -log p(true class), in float64; NaN without samples. Predictions are probabilities of classes
 * `[samples, classes, ...]`, or of class 1 `[samples]` or `[samples, 1]`; with the option `logits`, they are logits.
 * Targets are class numbers, or one-hot of the shape of the predictions. Probabilities are clipped to [ε, 1 - ε], where ε
 * is 2⁻²³ for float32 and 2⁻⁵² for float64, as in scikit-learn. Rows are not normalised to a sum of 1.
 *
 * @example measure(logLoss(), tensor([0.5, 0.8]), tensor([1, 1])); // 0.4581
 */
export function logLoss(options?: ProbabilityOptions): Metric {
  const owner = "logLoss";
  const { logits = false } = optionsOf(owner, options, PROBABILITIES);
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

/** Options of {@link calibration}. */
export interface CalibrationOptions extends ProbabilityOptions {
  /** The number of bins of equal width into which [0, 1] is divided. Default: 10. */
  readonly bins?: number;
}

const CALIBRATION = declareOptions<CalibrationOptions>({
  ...PROBABILITIES.checks,
  bins: whole(1, 1_000_000),
});

/** The predictions whose probability is in one bin. */
export interface CalibrationBin {
  /** The mean of their probabilities. */
  readonly confidence: number;
  /** The fraction of them that were correct. */
  readonly frequency: number;
  /** The number of them. */
  readonly count: number;
}

/** The value of {@link calibration}. */
export interface Calibration {
  /** The bins in ascending order, without empty ones. */
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
 * Compares probabilities with frequencies. For one score per sample, it compares the probability of class 1 with the
 * fraction of samples of class 1, as scikit-learn's `calibration_curve`. For scores of classes, it compares the
 * probability of the predicted class with the fraction of correct predictions. A probability on the edge of two bins
 * belongs to the lower one. Predictions and targets are those of {@link logLoss}.
 *
 * @throws RangeError unless `bins` is a positive whole number, and in `update`, if a probability is outside [0, 1].
 * @example
 * ```ts
 * const found = measure(calibration({ bins: 2 }), tensor([0.1, 0.9, 0.8]), tensor([0, 1, 1]));
 * found.expectedCalibrationError; // 0.1333
 * ```
 */
export function calibration(options?: CalibrationOptions): Metric<Calibration> {
  const { bins = 10, logits = false } = optionsOf("calibration", options, CALIBRATION);
  return metric({
    start: () =>
      Array.from({ length: bins }, (): Bin => ({ confidence: new CompensatedSum(), hits: 0, count: 0 })),
    add: (state, prediction, target) => {
      for (const [confidence, hit] of claims(prediction, target, logits)) {
        if (!(confidence >= 0 && confidence <= 1)) {
          throw new RangeError(
            `calibration: ${confidence} is not a probability; for logits, pass { logits: true }`,
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

/** The smallest k for which the edge k / bins is not below a probability. */
function firstEdgeFrom(probability: number, bins: number): number {
  let edge = Math.floor(probability * bins);
  while (edge / bins < probability) edge++;
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
