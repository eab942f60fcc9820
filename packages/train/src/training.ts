import { defaultGenerator, Generator, giveWay } from "@gradiente/core";
import { type Bundle, trainTestSplit } from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";
import type { ClosureOptimizer, Optimizer, WeightAverage } from "@gradiente/optim";
import {
  type AnyBatch,
  type AnyData,
  batchesOf,
  checkData,
  drawSeed,
  resumable,
  samplesIn,
  toDataset,
} from "./batches.ts";
import { Callbacks, type Run } from "./callback.ts";
import { evaluate } from "./evaluate.ts";
import { History, type TrainingStatus, validationName } from "./history.ts";
import type { Metric } from "./metrics/metric.ts";
import { rememberModes } from "./modes.ts";
import type { AnyStep } from "./objective.ts";
import { now } from "./platform.ts";
import { RandomStreams } from "./random-streams.ts";
import { isError } from "./search/job.ts";
import { checkSetup, compareRates, setupOf } from "./setup.ts";
import { Tally } from "./tally.ts";
import { type AnyTrainingOptions, checkOptions, figuresOf } from "./training-options.ts";
import type { TrainingSetup, TrainingState, TrainingStop } from "./training-state.ts";
import { Updates } from "./updates.ts";

const BATCH_SIZE = 32;

/**
 * Thrown by {@link fit} for an error during the training. The error is its `cause`.
 *
 * @example
 * ```ts
 * const model = new Dense(2, 2);
 * let epochs = 0;
 * try {
 *   await fit(model, {
 *     data: moons({ samples: 20, seed: 0 }),
 *     loss: crossEntropyLoss,
 *     optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
 *     epochs: 3,
 *     callbacks: [
 *       {
 *         onEpochEnd: (_run, { epoch }) => {
 *           if (epoch === 2) throw new Error("the disk is full");
 *         },
 *       },
 *     ],
 *   });
 * } catch (error) {
 *   if (error instanceof TrainingError) epochs = error.history.length;
 * }
 * epochs; // 2
 * ```
 */
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
  readonly optimizer: Optimizer | ClosureOptimizer;
  readonly epochs: number;
  readonly history: History;
  readonly figures: readonly string[];
  epoch: number;
  batches: number | undefined;
  readonly ema: WeightAverage | undefined;
  readonly #options: AnyTrainingOptions;
  readonly #resume: TrainingState | undefined;
  readonly #step: AnyStep;
  readonly #updates: Updates;
  readonly #callbacks: Callbacks;
  readonly #order: Generator;
  readonly #random: RandomStreams;
  readonly #train: AnyData;
  readonly #validation: AnyData | undefined;
  #batch = 0;
  #isValidating = false;
  #stop: TrainingStop | undefined;
  #setup: Omit<TrainingSetup, "learningRate"> | undefined;

  constructor(model: AnyModule, options: AnyTrainingOptions, step: AnyStep, resume?: TrainingState) {
    checkOptions(options);
    this.model = model;
    this.optimizer = options.optimizer;
    this.epochs = options.epochs;
    this.ema = options.ema;
    this.#options = options;
    this.#resume = resume;
    this.#step = step;
    this.#updates = new Updates(model, step, options);
    this.#callbacks = new Callbacks(options.callbacks ?? []);
    this.figures = figuresOf(options);
    // The seed of the split and of the order of each epoch.
    const seed = resume?.random.get("seed")?.item() ?? options.seed ?? drawSeed(defaultGenerator());
    this.#order = new Generator(seed);
    this.#random = new RandomStreams(model, seed, this.#order);
    const { train, validation } = parts(options, drawSeed(this.#order));
    this.#train = train;
    this.#validation = validation;
    this.history = resume === undefined ? new History() : History.fromJSON(resume.history.toJSON());
    this.history.end("running", "");
    this.epoch = this.history.length;
    this.#check();
    if (resume !== undefined) loadAll(this, resume);
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
    const { ema } = this.#options;
    const resume = this.#resume;
    if (resume !== undefined && (resume.ema === undefined) !== (ema === undefined)) {
      throw new TypeError(
        ema === undefined
          ? "fit: the training to resume has averaged its weights; give fit an ema like the one that it had"
          : "fit: the training to resume has not averaged its weights; leave out ema",
      );
    }
    if (resume !== undefined) this.#random.check(resume.random);
    if (resume?.setup !== undefined) checkSetup(resume.setup, this.#setUp());
    this.#callbacks.check(this);
  }

  /** Only who saves or resumes pays for the checksum of the data. */
  #setUp(): Omit<TrainingSetup, "learningRate"> {
    this.#setup ??= setupOf(this.model, this.#options, BATCH_SIZE);
    return this.#setup;
  }

  get isOver(): boolean {
    return this.#stop !== undefined || this.history.length >= this.epochs;
  }

  stop(reason: string): void {
    this.#stop ??= this.#callbacks.stopFor(reason);
  }

  snapshot(): TrainingState {
    const rate = this.optimizer.learningRate;
    return {
      model: this.model.stateDict(),
      optimizer: this.optimizer.stateDict(),
      ...(this.ema && { ema: this.ema.stateDict() }),
      callbacks: this.#callbacks.stateDicts(),
      random: this.#random.state(),
      data: this.#sources().map((source) => source?.state() ?? null),
      // A copy: this one goes on.
      history: History.fromJSON(this.history.toJSON()),
      stop: this.#stop,
      setup: { ...this.#setUp(), learningRate: Number.isFinite(rate) ? rate : null },
    };
  }

  async run(): Promise<History> {
    const errors: unknown[] = [];
    const restoreModes = rememberModes(this.model);
    try {
      await this.#callbacks.begin(this);
      await this.#loadRest();
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

  /** What is loaded only when callbacks have begun. */
  async #loadRest(): Promise<void> {
    const resume = this.#resume;
    if (resume === undefined) return;
    this.#callbacks.loadStateDicts(resume.callbacks);
    this.#random.load(resume.random);
    this.#sources().forEach((source, i) => {
      if (resume.data[i] !== null) source?.loadState(resume.data[i] as never);
    });
    await this.#callbacks.resume(this);
    if (resume.setup !== undefined) compareRates(resume.setup.learningRate, this.optimizer.learningRate);
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
      await this.#trainBatch(batch, tally, this.#batch === length);
      await giveWay();
      if (this.#stop !== undefined || this.#options.signal?.aborted) return undefined;
    }
    if (tally.samples === 0) {
      const way = "an iterable must start again for each epoch, which a generator object does not";
      throw new RangeError(`the data have no batches${this.epoch > 1 ? `; ${way}` : ""}`);
    }
    // Where nobody knew which batch is the last.
    this.#updates.finish();
    return { loss: tally.loss, ...tally.values };
  }

  async #trainBatch(
    batch: AnyBatch,
    tally: Tally<Record<string, AnyMetric>>,
    isLast: boolean,
  ): Promise<void> {
    const samples = samplesIn("fit", batch);
    const { loss, prediction, gradients } = this.#updates.backward(batch);
    await this.#callbacks.backward(this, { batch: this.#batch, loss, gradients });
    this.#updates.add(batch, samples, gradients);
    if (isLast) this.#updates.finish();
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
    const run = (data: AnyData) => evaluate(this.model, data, options);
    const { ema } = this;
    const data = this.#validation;
    try {
      const values: Values = await (ema === undefined ? run(data) : ema.use(() => run(data)));
      return Object.fromEntries(Object.entries(values).map(([name, value]) => [validationName(name), value]));
    } catch (error) {
      if (signal?.aborted && error === signal.reason) return undefined;
      throw error;
    }
  }
}

type Ending = readonly [TrainingStatus, string];

/** Loads the states of model, optimiser and averages: all or, if one does not fit, none. */
function loadAll({ model, optimizer, ema }: Training, state: TrainingState): void {
  const parts = [
    { part: model, state: state.model },
    { part: optimizer, state: state.optimizer },
    ...(ema && state.ema ? [{ part: ema, state: state.ema }] : []),
  ];
  const before = parts.map(({ part }) => part.stateDict());
  parts.forEach(({ part, state: saved }, at) => {
    try {
      part.loadStateDict(saved);
    } catch (error) {
      for (let done = 0; done < at; done++) parts[done].part.loadStateDict(before[done]);
      throw error;
    }
  });
}

function messageOf(error: unknown): string {
  return isError(error) ? error.message : String(error);
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
