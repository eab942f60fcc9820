import { type Bundle, mapBundle } from "@gradiente/datasets";
import { checkMetrics } from "./metrics/check-metrics.ts";
import type { Metric } from "./metrics/metric.ts";
import { CompensatedSum } from "./metrics/sum.ts";

/** Metrics by name, for targets of a form. Their values are reported under these names. */
export type Metrics<Target = never> = Readonly<Record<string, Metric<unknown, never, Target>>>;

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

  addPrediction(prediction: Bundle | undefined, target: Bundle): void {
    const metrics: readonly Metric<unknown, Bundle, Bundle>[] = Object.values(this.#metrics);
    if (metrics.length === 0) return;
    if (prediction === undefined) {
      throw new TypeError(
        `${this.#owner}: metrics need a prediction of tensors: one, a tuple or a record; pass step instead of loss, and return ` +
          "{ loss, prediction } from it",
      );
    }
    const detached = mapBundle(prediction, (part) => part.detach());
    for (const metric of metrics) metric.update(detached, target);
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
