import type { Tensor } from "@gradiente/core";

/**
 * A figure that compares predictions with targets, accumulated batch by batch. The sizes of the batches do not change the
 * value in any bit, because elements are added one by one, in float64.
 */
export interface Metric<Value = number> {
  /** Adds a batch. Samples are along the first axis of both tensors. */
  update(prediction: Tensor, target: Tensor): void;
  /** The value over all batches since the last {@link reset}. */
  value(): Value;
  /** Forgets all batches. */
  reset(): void;
}

/** The parts of a metric: its first state, how a batch changes the state, and the value of a state. */
export interface MetricDefinition<State, Value> {
  /** The state before the first batch. */
  start(): State;
  /** Adds a batch to the state, in place. */
  add(state: State, prediction: Tensor, target: Tensor): void;
  /** The value of the metric for a state. */
  value(state: State): Value;
}

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
export function metric<State, Value>({ start, add, value }: MetricDefinition<State, Value>): Metric<Value> {
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
export function measure<Value>(metric: Metric<Value>, prediction: Tensor, target: Tensor): Value {
  metric.reset();
  metric.update(prediction, target);
  return metric.value();
}
