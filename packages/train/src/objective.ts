import { formatShape, ShapeError, Tensor } from "@gradiente/core";
import { aTensor, check, checkArgument, PackageCopy } from "@gradiente/core/arguments";
import { type Batch, type Bundle, isBundle } from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";
import type { Metric } from "./metrics/metric.ts";

/** The type of the output of a model. */
export type OutputOf<Model extends AnyModule> = ReturnType<Model["forward"]>;

/**
 * A function whose result, a scalar, is minimised: `mseLoss`, for example, or your own function that adds penalties. It
 * gets what the model gives, and the targets of the batch: one tensor, or a tuple or a record of tensors.
 *
 * @example
 * ```ts
 * const model = new Dense(4, 1);
 * const loss: Loss<Dense> = (prediction, target) =>
 *   mseLoss(prediction, target).add(l2Penalty(model.parameters().values()).mul(1e-4));
 * ```
 */
export type Loss<Model extends AnyModule, Y extends Bundle = Tensor> = (
  prediction: OutputOf<Model>,
  target: Y,
) => Tensor;

/**
 * What a model is called with, for the inputs of a batch: one tensor is its argument, a tuple is spread over its
 * arguments, and a record is one argument.
 */
export type CalledWith<X extends Bundle> = X extends Tensor
  ? [x: X]
  : X extends readonly [Tensor, ...Tensor[]]
    ? [...X]
    : [x: X];

/** A model that can be called with inputs of this form. */
export interface Takes<X extends Bundle = Tensor> {
  /** Computes the output for a batch of inputs. */
  readonly forward: (...inputs: CalledWith<X>) => unknown;
}

/**
 * `unknown` if a model takes as many arguments as a tuple of inputs has, else a sentence that no value fits: TypeScript lets
 * a function be called with more than it takes, and what it passes over would be lost in silence.
 */
export type TakesAll<Model extends AnyModule, X extends Bundle> = X extends readonly [Tensor, ...Tensor[]]
  ? X["length"] extends Parameters<Model["forward"]>["length"]
    ? unknown
    : "the forward of this model takes fewer arguments than the inputs are"
  : unknown;

/** The loss of a model that can be called with the inputs of the data. For others, a step says what it is called with. */
export type LossFor<Model extends AnyModule, X extends Bundle = Tensor, Y extends Bundle = Tensor> =
  Model extends Takes<X>
    ? Loss<Model, Y> & TakesAll<Model, X>
    : "the forward of this model takes something other than the inputs of the data: pass a step instead of a loss";

/** The result of a {@link TrainingStep}. */
export interface Outcome {
  /** The scalar to minimise. */
  readonly loss: Tensor;
  /** The prediction for metrics: a tensor, or a tuple or a record. It is only needed if there are metrics. */
  readonly prediction?: Bundle;
}

/**
 * A function that computes the loss of a batch, for cases in which `loss(model.forward(x), y)` is not enough, such as
 * inputs with noise, penalties on hidden layers, or several outputs.
 *
 * @example
 * ```ts
 * const [first, rest] = [new Dense(4, 10), new Dense(10, 3)];
 * const model = new Sequential(first, rest);
 * const step: TrainingStep<Sequential> = (_model, { x, y }) => {
 *   const hidden = first.forward(x);
 *   const prediction = rest.forward(hidden);
 *   return { prediction, loss: crossEntropyLoss(prediction, y).add(l2Penalty([hidden]).mul(1e-3)) };
 * };
 * ```
 */
export type TrainingStep<Model extends AnyModule, X extends Bundle = Tensor, Y extends Bundle = Tensor> = (
  model: Model,
  batch: Batch<X, Y>,
) => Outcome;

/** A step for data of any form. */
export type AnyStep = TrainingStep<AnyModule, Bundle, Bundle>;

/** The objective of a training: either a loss or a step. */
export type Objective<Model extends AnyModule, X extends Bundle = Tensor, Y extends Bundle = Tensor> =
  | { readonly loss: LossFor<Model, X, Y>; readonly step?: undefined }
  | { readonly step: TrainingStep<Model, X, Y>; readonly loss?: undefined };

/** Metrics of what a model gives, and of the targets. */
export type MetricsOf<Model extends AnyModule, Y extends Bundle> = Readonly<
  Record<string, Metric<unknown, OutputOf<Model>, NoInfer<Y>>>
>;

/** An {@link Objective} beside metrics. With a step, they get the prediction that the step gives. */
export type MeasuredObjective<Model extends AnyModule, X extends Bundle, Y extends Bundle> =
  | {
      readonly loss: LossFor<Model, X, Y>;
      readonly step?: undefined;
      readonly metrics?: MetricsOf<Model, Y>;
    }
  | { readonly step: TrainingStep<Model, X, Y>; readonly loss?: undefined };

/** Calls the model on the inputs of a batch, whatever the declared type of its input. */
export function forward(model: AnyModule, { x }: Batch<Bundle, Bundle>): unknown {
  const called = model as unknown as { forward(...inputs: readonly Bundle[]): unknown };
  return Array.isArray(x) ? called.forward(...(x as readonly Tensor[])) : called.forward(x);
}

const anOutcome = check<Outcome>(
  "an object, { loss } or { loss, prediction }",
  (value) => typeof value === "object" && value !== null && "loss" in value,
);

/** The objective as a step. @throws TypeError unless either loss or step is given. */
export function toStep(owner: string, objective: object): AnyStep {
  const { loss, step } = objective as { readonly loss?: Loss<AnyModule, Bundle>; readonly step?: AnyStep };
  if ((loss === undefined) === (step === undefined)) {
    throw new TypeError(`${owner}: give either loss or step, and not both`);
  }
  if (loss === undefined) {
    return (model, batch) => {
      const outcome = (step as AnyStep)(model, batch);
      checkArgument(owner, "what the step gives", outcome, anOutcome);
      return outcome;
    };
  }
  return (model, batch) => {
    const prediction = forward(model, batch);
    return { loss: loss(prediction, batch.y), prediction: bundleOr(owner, prediction) };
  };
}

/** A prediction that metrics can read; undefined for a model with another output. */
export function bundleOr(owner: string, prediction: unknown): Bundle | undefined {
  if (isBundle(prediction)) return prediction;
  PackageCopy.of(Tensor).check(owner, prediction);
  return undefined;
}

/** @throws ShapeError or TypeError unless the loss is a single number, in a tensor. */
export function checkLoss(owner: string, loss: Tensor): void {
  if (!(loss instanceof Tensor) || loss.size !== 1) {
    PackageCopy.of(Tensor).check(owner, loss);
    checkArgument(owner, "the loss", loss, aTensor);
    throw new ShapeError(
      `${owner}: the loss must be one number, not shape ${formatShape(loss.shape)}; reduce it with mean() or sum()`,
    );
  }
}
