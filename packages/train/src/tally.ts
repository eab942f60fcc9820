import type { Tensor } from "@gradiente/core";
import { checkMetrics } from "./metrics/check-metrics.ts";
import type { Metric } from "./metrics/metric.ts";
import { CompensatedSum } from "./metrics/sum.ts";

/** Metrics by name. Their values are reported under these names. */
export type Metrics = Readonly<Record<string, Metric<unknown>>>;

/** The values of metrics, by name. */
export type MetricValues<M extends Metrics> = { readonly [Name in keyof M]: ReturnType<M[Name]["value"]> };

/** Accumulates loss and metrics over batches. */
export class Tally<M extends Metrics> {
  readonly #owner: string;
  readonly #metrics: M;
  readonly #loss = new CompensatedSum();
  #samples = 0;

  /** Resets the metrics. */
  constructor(owner: string, metrics: M) {
    checkMetrics(owner, metrics);
    this.#owner = owner;
    this.#metrics = metrics;
    for (const metric of Object.values(metrics)) metric.reset();
  }

  get samples(): number {
    return this.#samples;
  }

  addLoss(loss: number, samples: number): void {
    this.#samples += samples;
    this.#loss.add(loss * samples);
  }

  addPrediction(prediction: Tensor | undefined, target: Tensor): void {
    const metrics = Object.values(this.#metrics);
    if (metrics.length === 0) return;
    if (prediction === undefined) {
      throw new TypeError(
        `${this.#owner}: metrics need a prediction that is a tensor; pass step instead of loss, and return ` +
          "{ loss, prediction } from it",
      );
    }
    for (const metric of metrics) metric.update(prediction.detach(), target);
  }

  /** The mean over samples of the losses of their batches. */
  get loss(): number {
    return this.#loss.value / this.#samples;
  }

  get values(): MetricValues<M> {
    const values = Object.entries(this.#metrics).map(([name, metric]) => [name, metric.value()]);
    return Object.fromEntries(values) as MetricValues<M>;
  }
}
