import type { Tensor } from "@gradiente/core";
import { aFunction, checkArgument, declareOptions, found, optionsOf } from "@gradiente/core/arguments";
import { checkMetric } from "./check-metrics.ts";

/**
 * A figure that compares predictions with targets, accumulated batch by batch. The sizes of the batches do not change the
 * value in any bit, because elements are added one by one, in float64. Predictions and targets are tensors, unless the
 * model gives several, or the data have several targets: see {@link partMetric}.
 */
export interface Metric<Value = number, Prediction = Tensor, Target = Tensor> {
  /** Adds a batch. Samples are along the first axis of all tensors. */
  update(prediction: Prediction, target: Target): void;
  /** The value over all batches since the last {@link reset}. */
  value(): Value;
  /** Forgets all batches. */
  reset(): void;
}

/** The parts of a metric: its first state, how a batch changes the state, and the value of a state. */
export interface MetricDefinition<State, Value, Prediction = Tensor, Target = Tensor> {
  /** The state before the first batch. */
  start(): State;
  /** Adds a batch to the state, in place. */
  add(state: State, prediction: Prediction, target: Target): void;
  /** The value of the metric for a state. */
  value(state: State): Value;
}

type AnyDefinition = MetricDefinition<unknown, unknown>;

const METRIC = declareOptions<AnyDefinition>(
  { start: aFunction(), add: aFunction(), value: aFunction() },
  "start",
  "add",
  "value",
);

/**
 * Makes your own metric from its three parts.
 *
 * @example
 * ```ts
 * import { metric } from "@gradiente/train";
 *
 * const largestError = () =>
 *   metric({
 *     start: () => ({ largest: 0 }),
 *     add: (state, prediction, target) => {
 *       state.largest = Math.max(state.largest, prediction.sub(target).abs().max().item());
 *     },
 *     value: ({ largest }) => largest,
 *   });
 * ```
 */
export function metric<State, Value, Prediction = Tensor, Target = Tensor>(
  definition: MetricDefinition<State, Value, Prediction, Target>,
): Metric<Value, Prediction, Target> {
  const { start, add, value } = optionsOf("metric", definition as AnyDefinition, METRIC) as typeof definition;
  let state = start();
  return {
    update: (prediction, target) => add(state, prediction, target),
    value: () => value(state),
    reset: () => {
      state = start();
    },
  };
}

/**
 * A metric on one part of what a model with several outputs gives, and the targets that belong to it.
 *
 * @param choose - Gives the prediction and the target for the metric, of those of a batch.
 * @example
 * ```ts
 * import type { Tensor } from "@gradiente/core";
import { aFunction, checkArgument, found } from "@gradiente/core/arguments";
import { checkMetric } from "./check-metrics.ts";
 * import { accuracy, partMetric } from "@gradiente/train";
 *
 * interface Output {
 *   readonly kind: Tensor;
 *   readonly price: Tensor;
 * }
 * const kindAccuracy = partMetric(accuracy(), (output: Output, target: Output) => [output.kind, target.kind]);
 * ```
 */
export function partMetric<Value, Prediction, Target>(
  metric: Metric<Value>,
  choose: (prediction: Prediction, target: Target) => readonly [prediction: Tensor, target: Tensor],
): Metric<Value, Prediction, Target> {
  checkMetric("partMetric", "the metric", metric);
  checkArgument("partMetric", "the choice", choose, aFunction());
  return {
    update: (prediction, target) => {
      const chosen: unknown = choose(prediction, target);
      if (!Array.isArray(chosen) || chosen.length !== 2) {
        throw new TypeError(`partMetric: the choice must be [prediction, target], not ${found(chosen)}`);
      }
      metric.update(...(chosen as unknown as readonly [Tensor, Tensor]));
    },
    value: () => metric.value(),
    reset: () => metric.reset(),
  };
}

/**
 * The value of a metric for one pair of tensors. The metric is reset first.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { measure, r2 } from "@gradiente/train";
 *
 * measure(r2(), tensor([1, 2, 3]), tensor([1, 2, 3])); // 1
 * ```
 */
export function measure<Value, Prediction = Tensor, Target = Tensor>(
  metric: Metric<Value, Prediction, Target>,
  prediction: Prediction,
  target: Target,
): Value {
  checkMetric("measure", "the metric", metric);
  metric.reset();
  metric.update(prediction, target);
  return metric.value();
}
