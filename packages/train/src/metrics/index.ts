export { accuracy, topK } from "./accuracy.ts";
export {
  type Average,
  averageScores,
  type ClassScores,
  type ConfusionMatrix,
  type ConfusionOptions,
  classScores,
  confusionMatrix,
  f1,
  precision,
  recall,
  type ScoreOptions,
} from "./confusion.ts";
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocAucOptions,
  type RocCurve,
  rocAuc,
  rocCurve,
} from "./curves.ts";
export { type Metric, type MetricDefinition, measure, metric, partMetric } from "./metric.ts";
export {
  type Calibration,
  type CalibrationBin,
  type CalibrationOptions,
  calibration,
  logLoss,
  type ProbabilityOptions,
} from "./probabilities.ts";
export { meanAbsoluteError, meanSquaredError, r2 } from "./regression.ts";
export {
  type ClassificationReport,
  type ClassificationReportOptions,
  classificationReport,
} from "./report.ts";
export type { ThresholdOptions } from "./samples.ts";
