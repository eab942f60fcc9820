import type { Tensor } from "@gradiente/core";
import * as nn from "@gradiente/nn";
import * as train from "@gradiente/train";
import { UsageError } from "../program.ts";
import type { LoadedModule } from "./load-module.ts";
import { ModelError } from "./model-error.ts";

/* What `evaluate` computes: losses and metrics by their names, and those that the model's file exports. */

type Loss = (prediction: Tensor, target: Tensor) => Tensor;

/** The losses of `@gradiente/nn` that take a prediction and a target. */
const LOSSES: Readonly<Record<string, Loss>> = {
  bceLoss: nn.bceLoss,
  bceWithLogitsLoss: nn.bceWithLogitsLoss,
  crossEntropyLoss: nn.crossEntropyLoss,
  hingeLoss: nn.hingeLoss,
  huberLoss: nn.huberLoss,
  klDivLoss: nn.klDivLoss,
  maeLoss: nn.maeLoss,
  mseLoss: nn.mseLoss,
  multiMarginLoss: nn.multiMarginLoss,
  nllLoss: nn.nllLoss,
  poissonNllLoss: nn.poissonNllLoss,
  smoothL1Loss: nn.smoothL1Loss,
  softMarginLoss: nn.softMarginLoss,
};

type AnyMetric = train.Metric<unknown>;

/** The metrics of `@gradiente/train` that tell classes by a threshold. */
const OF_CLASSES: Readonly<Record<string, (options: train.ThresholdOptions) => AnyMetric>> = {
  accuracy: train.accuracy,
  classificationReport: train.classificationReport,
  confusionMatrix: train.confusionMatrix,
  f1: train.f1,
  macroF1: (options) => train.f1({ ...options, average: "macro" }),
  macroPrecision: (options) => train.precision({ ...options, average: "macro" }),
  macroRecall: (options) => train.recall({ ...options, average: "macro" }),
  precision: train.precision,
  recall: train.recall,
};

/** Its other metrics. */
const OF_SCORES: Readonly<Record<string, () => AnyMetric>> = {
  averagePrecision: train.averagePrecision,
  logLoss: train.logLoss,
  meanAbsoluteError: train.meanAbsoluteError,
  meanSquaredError: train.meanSquaredError,
  r2: train.r2,
  rocAuc: train.rocAuc,
};

const METRICS = { ...OF_CLASSES, ...OF_SCORES };

/** How they are named on the command line. */
export interface ObjectiveOptions {
  readonly loss?: string;
  readonly metrics?: string;
  readonly threshold?: number;
}

/** What is computed. */
export interface Objectives {
  readonly loss?: Loss;
  readonly metrics: Readonly<Record<string, AnyMetric>>;
}

export const lossNames = Object.keys(LOSSES);
export const metricNames = Object.keys(METRICS).sort();

/** What the command line names, or else what the file exports as `loss` and `metrics`. */
export function objectivesOf({ file, exports }: LoadedModule, options: ObjectiveOptions): Objectives {
  const named = namesOf(options.metrics);
  if (options.threshold !== undefined && !named.some((name) => Object.hasOwn(OF_CLASSES, name))) {
    throw new UsageError("--threshold goes with --metrics that tell classes, such as accuracy");
  }
  const loss = options.loss === undefined ? exportedLoss(file, exports.loss) : lossCalled(options.loss);
  const metrics =
    options.metrics === undefined
      ? exportedMetrics(file, exports.metrics)
      : metricsCalled(named, options.threshold);
  if (loss === undefined && Object.keys(metrics).length === 0) {
    throw new UsageError(
      `there is nothing to compute: name a loss or metrics, as in --loss crossEntropyLoss --metrics accuracy, or export loss or metrics from ${file}`,
    );
  }
  return { ...(loss !== undefined && { loss }), metrics };
}

function lossCalled(name: string): Loss {
  if (Object.hasOwn(LOSSES, name)) return LOSSES[name];
  throw new UsageError(`--loss ${name}: there is no such loss; there are ${lossNames.join(", ")}`);
}

function namesOf(metrics: string | undefined): readonly string[] {
  return metrics?.split(",").map((each) => each.trim()) ?? [];
}

function metricsCalled(names: readonly string[], threshold: number | undefined): Record<string, AnyMetric> {
  const all: Record<string, AnyMetric> = {};
  for (const name of names) {
    if (!Object.hasOwn(METRICS, name))
      throw new UsageError(`--metrics ${name}: there is no such metric; there are ${metricNames.join(", ")}`);
    all[name] = METRICS[name](threshold === undefined ? {} : { threshold });
  }
  return all;
}

function exportedLoss(file: string, value: unknown): Loss | undefined {
  if (value === undefined || typeof value === "function") return value as Loss | undefined;
  throw new ModelError(`${file}: the loss that it exports is no function of prediction and target`);
}

function exportedMetrics(file: string, value: unknown): Record<string, AnyMetric> {
  if (value === undefined) return {};
  const isMetric = (each: unknown) => typeof (each as Partial<AnyMetric> | null)?.update === "function";
  if (typeof value === "object" && value !== null && Object.values(value).every(isMetric))
    return value as Record<string, AnyMetric>;
  throw new ModelError(`${file}: the metrics that it exports are no object of metrics by name`);
}
