import { defaultGenerator, Generator, type Gradients, giveWay, type Tensor, tensor } from "@gradiente/core";
import { type Bundle, trainTestSplit } from "@gradiente/datasets";
import type { AnyModule, StateDict } from "@gradiente/nn";
import type { Optimizer } from "@gradiente/optim";
import {
  type AnyBatch,
  type AnyData,
  batchesOf,
  checkData,
  type Data,
  drawSeed,
  resumable,
  samplesIn,
  toDataset,
} from "./batches.ts";
import { type Callback, Callbacks, type Run } from "./callback.ts";
import { evaluate } from "./evaluate.ts";
import { History, type TrainingStatus, validationName } from "./history.ts";
import type { Metric } from "./metrics/metric.ts";
import { rememberModes } from "./modes.ts";
import { type AnyStep, checkLoss } from "./objective.ts";
import { type AbortSignalLike, now } from "./platform.ts";
import { isError } from "./search/job.ts";
import { Tally } from "./tally.ts";
import type { TrainingState, TrainingStop } from "./training-state.ts";

const BATCH_SIZE = 32;

/** Names with another meaning in histories and logs, which metrics cannot have. */
const RESERVED = ["loss", "valLoss", "epoch", "seconds", "learningRate"];

/** Options of {@link fit}, in addition to a loss or a step. */
export interface TrainingOptions<
  Name extends string = string,
  X extends Bundle = Tensor,
  Y extends Bundle = Tensor,
> {
  /**
   * The data to train on: a data set, tensors `{ x, y }`, or batches (a DataLoader or another iterable). Inputs and
   * targets are tensors, or tuples or records of tensors. The model is called with a tensor, with all tensors of a tuple
   * as its arguments, or with a record as its one argument.
   */
  readonly data: Data<X, Y>;
  /** The optimiser of the parameters of the model. */
  readonly optimizer: Optimizer;
  /** The number of epochs, a positive whole number. The epochs of a resumed training count too. */
  readonly epochs: number;
  /** The data on which loss and metrics are computed after each epoch. Default: none. */
  readonly validation?: Data<NoInfer<X>, NoInfer<Y>>;
  /** Instead of `validation`: the fraction of `data`, between 0 and 1, that is drawn at random and held out for it. */
  readonly validationSplit?: number;
  /** The number of samples in a batch. It is an error for data that are batches already. Default: 32. */
  readonly batchSize?: number;
  /** Whether each epoch has its own random order. It has no effect on data that are batches already. Default: true. */
  readonly shuffle?: boolean;
  /**
   * The seed of order and split: the same seed gives the same result, whatever else draws random numbers. Default: the
   * numbers follow core's `seed`.
   */
  readonly seed?: number;
  /** The metrics to record, by name. Default: none. */
  readonly metrics?: Readonly<Record<Name, Metric<number, never, never>>>;
  /** The callbacks, in the order in which they are called. Default: none. */
  readonly callbacks?: readonly Callback[];
  /** Changes the gradients before each update: `(g) => clipByGlobalNorm(g, 1).gradients`. Default: no change. */
  readonly transformGradients?: (gradients: Gradients) => Gradients;
  /** A signal that ends the training after the present batch. The history of whole epochs is returned as usual. */
  readonly signal?: AbortSignalLike;
  /**
   * A state to go on from, as {@link decodeTrainingState} or `loadCheckpoint` of @gradiente/train/node reads it. All
   * else should be as it was then. A training that a callback had stopped ends at once, with the same history; it goes
   * on if that callback no longer stops it (`EarlyStopping` with more patience) or is not there any more. More `epochs`
   * alone do not make it go on.
   */
  readonly resume?: TrainingState;
}

/** Options for data of any form. */
export type AnyTrainingOptions = TrainingOptions<string, Bundle, Bundle>;

/** Thrown by {@link fit} for an error during the training. The error is its `cause`. */
export class TrainingError extends Error {
  override readonly name = "TrainingError";
  /** The epochs before the error. */
  readonly history: History;

  constructor(message: string, history: History, cause: unknown) {
    super(message, { cause });
    this.history = history;
  }
}

type AnyMetric = Metric<number, never, Bundle>;

type Values = Readonly<Record<string, number>>;

/** One training: one call of fit. */
export class Training implements Run {
  readonly model: AnyModule;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly history: History;
  readonly figures: readonly string[];
  epoch: number;
  batches: number | undefined;
  readonly #options: AnyTrainingOptions;
  readonly #step: AnyStep;
  readonly #callbacks: Callbacks;
  /** The seed of the split and of the order of each epoch. */
  readonly #seed: number;
  readonly #order: Generator;
  readonly #train: AnyData;
  readonly #validation: AnyData | undefined;
  #batch = 0;
  #isValidating = false;
  #stop: TrainingStop | undefined;

  constructor(model: AnyModule, options: AnyTrainingOptions, step: AnyStep) {
    checkOptions(options);
    this.model = model;
    this.optimizer = options.optimizer;
    this.epochs = options.epochs;
    this.#options = options;
    this.#step = step;
    this.#callbacks = new Callbacks(options.callbacks ?? []);
    this.figures = figuresOf(options);
    const { resume } = options;
    this.#seed = resume?.random.get("seed")?.item() ?? options.seed ?? drawSeed(defaultGenerator());
    this.#order = new Generator(this.#seed);
    const { train, validation } = parts(options, drawSeed(this.#order));
    this.#train = train;
    this.#validation = validation;
    this.history = resume === undefined ? new History() : History.fromJSON(resume.history.toJSON());
    this.history.end("running", "");
    this.epoch = this.history.length;
    this.#check();
    if (resume !== undefined) loadBoth(model, this.optimizer, resume);
  }

  /** What would go wrong later: it is told before anything is changed, or a callback touches a file. */
  #check(): void {
    const { batchSize } = this.#options;
    checkData("fit", "data", this.#train, batchSize);
    if (this.#validation !== undefined) checkData("fit", "validation", this.#validation);
    const { names } = this.history;
    const now = new Set(this.figures);
    if (names.length > 0 && (names.length !== now.size || names.some((name) => !now.has(name)))) {
      throw new TypeError(
        `fit: the training to resume has recorded ${names.join(", ")}, and this one would record ` +
          `${this.figures.join(", ")}; give it the same metrics and validation data`,
      );
    }
    this.#callbacks.check(this);
  }

  stop(reason: string): void {
    this.#stop ??= this.#callbacks.stopFor(reason);
  }

  snapshot(): TrainingState {
    const random: StateDict = new Map([
      ["seed", tensor(this.#seed, { dtype: "float64" })],
      ["order", this.#order.state.value],
      ["default", defaultGenerator().state.value],
    ]);
    return {
      model: this.model.stateDict(),
      optimizer: this.optimizer.stateDict(),
      callbacks: this.#callbacks.stateDicts(),
      random,
      data: this.#sources().map((source) => source?.state() ?? null),
      history: this.history,
      stop: this.#stop,
    };
  }

  async run(): Promise<History> {
    const errors: unknown[] = [];
    const restoreModes = rememberModes(this.model);
    try {
      await this.#callbacks.begin(this);
      await this.#resume();
      while (this.#ending() === undefined) await this.#runEpoch();
      const [status, reason] = this.#ending() as Ending;
      this.history.end(status, reason);
    } catch (error) {
      errors.push(error);
      this.history.end("failed", `${this.#place()}: ${messageOf(error)}`);
    }
    errors.push(...(await this.#callbacks.end(this)));
    restoreModes();
    if (errors.length === 0) return this.history;
    const cause =
      errors.length === 1 ? errors[0] : new AggregateError(errors, errors.map(messageOf).join("; "));
    throw new TrainingError(`fit: ${this.#place()}: ${messageOf(cause)}`, this.history, cause);
  }

  async #resume(): Promise<void> {
    const { resume } = this.#options;
    if (resume === undefined) return;
    this.#callbacks.loadStateDicts(resume.callbacks);
    const streams = { order: this.#order, default: defaultGenerator() };
    for (const [name, { state }] of Object.entries(streams)) state.set(resume.random.get(name) as Tensor);
    this.#sources().forEach((source, i) => {
      if (resume.data[i] !== null) source?.loadState(resume.data[i] as never);
    });
    await this.#callbacks.resume(this);
    if (resume.stop !== undefined && this.#callbacks.holds(resume.stop)) this.#stop ??= resume.stop;
  }

  /** The parts of the training data and of the validation data that have a state. */
  #sources() {
    return [this.#train, this.#validation].map((data) => data && resumable("fit", data));
  }

  /** How the training ends; undefined if it goes on. */
  #ending(): Ending | undefined {
    if (this.#options.signal?.aborted) return ["aborted", `by its signal, ${this.#place()}`];
    if (this.#stop !== undefined) return ["stopped", this.#stop.reason];
    if (this.history.length >= this.epochs) return ["completed", `all ${this.epochs} epochs`];
    return undefined;
  }

  #place(): string {
    if (this.epoch === 0) return "before the first epoch";
    if (this.#isValidating) return `epoch ${this.epoch}, validation`;
    return this.#batch === 0 ? `epoch ${this.epoch}` : `epoch ${this.epoch}, batch ${this.#batch}`;
  }

  async #runEpoch(): Promise<void> {
    this.epoch = this.history.length + 1;
    this.#batch = 0;
    await this.#callbacks.epochBegin(this);
    const { learningRate } = this.optimizer;
    const started = now();
    const training = await this.#trainEpoch();
    this.#isValidating = training !== undefined;
    const validation = training && (await this.#validate());
    if (training === undefined || validation === undefined) return;
    this.#isValidating = false;
    this.#batch = 0;
    const seconds = (now() - started) / 1000;
    const record = { epoch: this.epoch, seconds, learningRate, values: { ...training, ...validation } };
    this.history.append(record);
    await this.#callbacks.epochEnd(this, record);
  }

  /** Trains on all data once. The result is loss and metrics; undefined if the training was ended before. */
  async #trainEpoch(): Promise<Values | undefined> {
    const { batchSize, shuffle = true, metrics = {} } = this.#options;
    const order = shuffle ? this.#order : undefined;
    const { batches, length } = batchesOf("fit", this.#train, { batchSize, order }, BATCH_SIZE);
    this.batches = length;
    const tally = new Tally("fit", metrics as Record<string, AnyMetric>);
    for await (const batch of batches) {
      this.#batch++;
      await this.#trainBatch(batch, tally);
      await giveWay();
      if (this.#stop !== undefined || this.#options.signal?.aborted) return undefined;
    }
    if (tally.samples === 0) {
      const way = "an iterable must start again for each epoch, which a generator object does not";
      throw new RangeError(`the data have no batches${this.epoch > 1 ? `; ${way}` : ""}`);
    }
    return { loss: tally.loss, ...tally.values };
  }

  async #trainBatch(batch: AnyBatch, tally: Tally<Record<string, AnyMetric>>): Promise<void> {
    const { model, optimizer } = this;
    const { transformGradients = (gradients) => gradients } = this.#options;
    const samples = samplesIn("fit", batch);
    // Set for each batch: between batches, other tasks of the program may have evaluated the model.
    model.train();
    const { loss, prediction } = this.#step(model, batch);
    checkLoss("fit", loss);
    const gradients = loss.backward();
    await this.#callbacks.backward(this, { batch: this.#batch, loss, gradients });
    optimizer.step(transformGradients(gradients));
    tally.addLoss(loss.item(), samples);
    tally.addPrediction(prediction, batch.y);
    await this.#callbacks.batchEnd(this, {
      batch: this.#batch,
      samples,
      loss: loss.item(),
      soFar: () => ({ loss: tally.loss, ...tally.values }),
    });
  }

  /** Loss and metrics on the validation data, if there are any; undefined if the signal aborted meanwhile. */
  async #validate(): Promise<Values | undefined> {
    if (this.#validation === undefined) return {};
    const { metrics = {}, signal } = this.#options;
    const options = { step: this.#step, metrics: metrics as Record<string, AnyMetric>, signal };
    try {
      const values: Values = await evaluate(this.model, this.#validation, options);
      return Object.fromEntries(Object.entries(values).map(([name, value]) => [validationName(name), value]));
    } catch (error) {
      if (signal?.aborted && error === signal.reason) return undefined;
      throw error;
    }
  }
}

type Ending = readonly [TrainingStatus, string];

/** Loads the states of model and optimiser, or neither. */
function loadBoth(model: AnyModule, optimizer: Optimizer, state: TrainingState): void {
  const before = model.stateDict();
  model.loadStateDict(state.model);
  try {
    optimizer.loadStateDict(state.optimizer);
  } catch (error) {
    model.loadStateDict(before);
    throw error;
  }
}

function messageOf(error: unknown): string {
  return isError(error) ? error.message : String(error);
}

/** Checks what options mean together. */
function checkOptions({ validation, validationSplit, metrics = {} }: AnyTrainingOptions): void {
  if (validation !== undefined && validationSplit !== undefined) {
    throw new TypeError("fit: both validation and validationSplit are given; leave one of them out");
  }
  const names = Object.keys(metrics);
  const taken = [...RESERVED, ...names.map(validationName)];
  const clash = names.find((name) => name === "" || taken.includes(name));
  const twice = names.find((name, at) => names.map(validationName).indexOf(validationName(name)) < at);
  if (clash !== undefined) {
    const why = clash === "" ? "has no name" : `is called ${clash}, which has another meaning in the history`;
    throw new TypeError(`fit: a metric ${why}; give it another name`);
  }
  if (twice !== undefined) {
    throw new TypeError(
      `fit: two metrics would be called ${validationName(twice)} on the validation data; give one another name`,
    );
  }
}

/** The names of what an epoch records. */
function figuresOf({ metrics = {}, validation, validationSplit }: AnyTrainingOptions): string[] {
  const names = ["loss", ...Object.keys(metrics)];
  const isValidated = validation !== undefined || validationSplit !== undefined;
  return [...names, ...(isValidated ? names.map(validationName) : [])];
}

/** The data to train on, and the data to validate on, which `validationSplit` takes from the former. */
function parts(
  options: AnyTrainingOptions,
  seed: number,
): { train: AnyData; validation: AnyData | undefined } {
  const { data, validation, validationSplit } = options;
  const dataset = toDataset("fit", data);
  if (validationSplit === undefined) return { train: data, validation };
  if (dataset === undefined) {
    throw new TypeError(
      "fit: validationSplit needs samples to draw from, and the data are batches; pass validation instead",
    );
  }
  const { train, test } = trainTestSplit(dataset, { testFraction: validationSplit, seed });
  return { train, validation: test };
}
