import { Variable } from "@gradiente/core";
import {
  aBoolean,
  aFunction,
  check,
  declareOptions,
  instanceOf,
  numeric,
  optionsOf,
  PackageCopy,
  suggestion,
  whole,
} from "@gradiente/core/arguments";
import type { Bundle } from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";
import { ClosureOptimizer, Optimizer, WeightAverage } from "@gradiente/optim";
import type { AnyData } from "./batches.ts";
import type { Callback } from "./callback.ts";
import { checkModel } from "./check-model.ts";
import { checkMetrics } from "./metrics/check-metrics.ts";
import type { AnyStep, Loss } from "./objective.ts";
import type { AbortSignalLike } from "./platform.ts";
import type { AnyTrainingOptions } from "./training-options.ts";
import { aTrainingState, type TrainingState } from "./training-state.ts";
import { type ClipOptions, checkClip } from "./updates.ts";

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members => typeof value === "object" && value !== null;

/** Checks of options that several functions of this package have. */
export const aSeed = whole(0);
export const aBatchSize = whole(1);
export const someData = check<AnyData>(
  "a data set, { x, y } of tensors, or an iterable of batches such as a DataLoader",
  isObject,
);
export const aSignal = check<AbortSignalLike>(
  "an AbortSignal",
  (value) => isObject(value) && "aborted" in value && typeof value.throwIfAborted === "function",
);

export const anOptimizer = instanceOf("an Optimizer, such as new Adam(model.parameters())", Optimizer);

const anyOptimizer = check<Optimizer | ClosureOptimizer>(
  anOptimizer.expected,
  (value) => value instanceof Optimizer || value instanceof ClosureOptimizer,
);

const HOOKS: readonly (keyof Callback)[] = [
  "onRestore",
  "check",
  "onTrainBegin",
  "onResume",
  "onEpochBegin",
  "onBackward",
  "onBatchEnd",
  "onEpochEnd",
  "onSave",
  "onTrainEnd",
  "stateDict",
  "loadStateDict",
];

const isCallback = (value: unknown) =>
  isObject(value) && HOOKS.some((hook) => typeof (value as Members)[hook] === "function");

/** How the name of a function begins that is meant for a hook. */
const LIKE_A_HOOK = /^on_?(train|epoch|batch|backward|save|resume|restore|release)/i;

/** The hooks that are called at a time of their own: they are named for it. */
const TIMES: readonly string[] = [...HOOKS, "onRelease"].filter((hook) => hook.startsWith("on"));

/** @throws TypeError for a function whose name is like that of a hook, but is none: it would never be called. */
function checkHooks(callbacks: readonly Callback[]): void {
  for (const callback of callbacks) {
    for (const [name, value] of Object.entries(callback)) {
      if (typeof value !== "function" || !LIKE_A_HOOK.test(name) || TIMES.includes(name)) continue;
      const meant = suggestion(name, TIMES);
      const way = meant.length > 0 ? `did you mean ${meant.join(" or ")}?` : `there are ${TIMES.join(", ")}`;
      throw new TypeError(`fit: callbacks have no hook ${name}, and it would never be called; ${way}`);
    }
  }
}

interface AllOptions extends AnyTrainingOptions {
  readonly loss?: Loss<AnyModule, Bundle>;
  readonly step?: AnyStep;
}

const OPTIONS = declareOptions<AllOptions>(
  {
    data: someData,
    optimizer: anyOptimizer,
    epochs: whole(1),
    loss: aFunction(),
    step: aFunction(),
    validation: someData,
    validationSplit: numeric("a number between 0 and 1, both excluded", (value) => value > 0 && value < 1),
    batchSize: aBatchSize,
    shuffle: aBoolean,
    seed: aSeed,
    metrics: check("an object of metrics by name", () => true),
    callbacks: check<readonly Callback[]>(
      `a list of callbacks, each an object with a function such as onEpochEnd`,
      (value) => Array.isArray(value) && Array.from(value).every(isCallback),
    ),
    accumulate: whole(1),
    transformGradients: aFunction(),
    clip: check<ClipOptions>("{ globalNorm: ... } or { value: ... }", isObject),
    ema: instanceOf("an Ema, such as new Ema(model.parameters())", WeightAverage),
    alsoTrained: check<readonly Variable[]>(
      "a list of Variables",
      (value) => Array.isArray(value) && Array.from(value).every((each) => each instanceof Variable),
    ),
    signal: aSignal,
    resume: check<TrainingState | string>(
      `${aTrainingState.expected}, or the place that a callback keeps`,
      (value) => (typeof value === "string" ? value !== "" : aTrainingState.accepts(value)),
    ),
  },
  "data",
  "optimizer",
  "epochs",
);

/** Checks what fit was called with, one by one: names, kinds and bounds. What goes together is not looked at. */
export function checkFitOptions(model: AnyModule, options: AnyTrainingOptions): void {
  checkModel("fit", model);
  PackageCopy.of(Optimizer).check("fit", options?.optimizer);
  optionsOf<AllOptions>("fit", options, OPTIONS);
  if (options.metrics !== undefined) checkMetrics("fit", options.metrics);
  checkHooks(options.callbacks ?? []);
  if (options.clip !== undefined) checkClip(options.clip);
}
