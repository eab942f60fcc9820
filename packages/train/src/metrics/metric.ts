import type { Tensor } from "@gradiente/core";

/**
 * A figure of predictions against targets that is added up batch by batch. However the samples are cut into
 * batches, the value is the same, to the last bit: elements are added one by one, in float64.
 */
export interface Metric<Value = number> {
  /** Takes in a batch; both have their samples along the first axis. */
  update(prediction: Tensor, target: Tensor): void;
  /** The value over all batches since the last {@link reset}. */
  value(): Value;
  /** Forgets all batches. */
  reset(): void;
}

/** What a metric is made of: a fresh state, how a batch changes it, and the value it stands for. */
export interface MetricDefinition<State, Value> {
  /** The state before the first batch. */
  start(): State;
  /** Adds a batch to the state, in place. */
  add(state: State, prediction: Tensor, target: Tensor): void;
  value(state: State): Value;
}

/**
 * A metric of your own from its three parts.
 *
 * @example
 * ```ts
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

/** The value of a metric over one pair of tensors: `measure(accuracy(), logits, labels)`. The metric is reset first. */
export function measure<Value>(metric: Metric<Value>, prediction: Tensor, target: Tensor): Value {
  metric.reset();
  metric.update(prediction, target);
  return metric.value();
}
