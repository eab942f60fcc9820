import { dirname, resolve } from "node:path";
import { safetensorsChunks, tensor } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import { FileError, lockFolder, makeFolder, writeFileAtomically } from "@gradiente/files";
import type { StateDict } from "@gradiente/nn";
import {
  type Callback,
  type EpochRecord,
  Monitor,
  type MonitorOptions,
  type Run,
  type TrainingState,
} from "@gradiente/train";
import { MONITOR, monitorOptions } from "../callbacks/monitor.ts";
import { savedScalar } from "../callbacks/saved-numbers.ts";
import { partsOfState } from "../state-parts.ts";
import { newestCheckpoint, saveCheckpoint } from "./checkpoints/run-directory.ts";
import { SHARD_BYTES } from "./checkpoints/tensor-files.ts";
import { aPath } from "./paths.ts";
import { partsOfWeights } from "./weights.ts";

/** Options of {@link ModelCheckpoint}: `file`, or `directory`, and what goes with it. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** The path of the file, which each checkpoint replaces. `{epoch}` in it becomes the number of the epoch. Folders are created. */
  readonly file?: string;
  /**
   * Instead of `file`: the path of a directory of the training's own, which `resume` of fit takes too. It is created. One
   * process trains into it at a time.
   */
  readonly directory?: string;
  /** With `directory`: how many of the newest checkpoints stay, 1 or more. Default: 2. */
  readonly keep?: number;
  /** With `directory`: whether the best checkpoint, by `monitor`, stays too. Default: false. */
  readonly best?: boolean;
  /**
   * With `directory`: the most bytes of a file. Larger checkpoints are several files with an index, as Hugging Face writes
   * them. Default: 2 ** 31.
   */
  readonly shardBytes?: number;
  /** With `file`: whether to write only after an epoch that is better than all before. Default: false. */
  readonly bestOnly?: boolean;
  /**
   * The number of epochs from one checkpoint to the next. With `directory`, the last epoch has one in any case. It cannot
   * be combined with `bestOnly`. Default: 1.
   */
  readonly every?: number;
  /**
   * With `file`: whether to write only the weights of the model: a plain safetensors file, which `loadWeights`,
   * `decodeSafetensors` and PyTorch's loader can read. It carries a checksum too. With the option `ema` of fit, it is the
   * averages that are written, with which the model was validated. A training cannot resume from it. Default: false.
   */
  readonly weightsOnly?: boolean;
}

const CHECKPOINT = declareOptions<ModelCheckpointOptions>({
  ...MONITOR,
  file: aPath,
  directory: aPath,
  keep: whole(1),
  best: aBoolean,
  shardBytes: whole(1),
  bestOnly: aBoolean,
  every: whole(1),
  weightsOnly: aBoolean,
});

/** Options that go with one of the two alone. */
const ONLY_WITH = {
  directory: ["keep", "best", "shardBytes"],
  file: ["bestOnly", "weightsOnly"],
} as const;

/** @throws TypeError for options that do not go together. */
function checkTogether(options: ModelCheckpointOptions): void {
  const { file, directory } = options;
  if ((file === undefined) === (directory === undefined)) {
    throw new TypeError("ModelCheckpoint: give either file or directory, and not both");
  }
  const other = file === undefined ? "file" : "directory";
  const wrong = ONLY_WITH[other].find((name) => options[name] !== undefined);
  if (wrong !== undefined) {
    throw new TypeError(
      `ModelCheckpoint: ${wrong} goes with ${other} alone; leave it out, or give a ${other}`,
    );
  }
  if (options.bestOnly && options.every !== undefined) {
    throw new TypeError("ModelCheckpoint: both every and bestOnly are given; leave one of them out");
  }
}

/**
 * Writes checkpoints: all that is needed to go on with a training exactly, for the option `resume` of fit. A failure, a
 * full disk for instance, ends the training with an error that names the file, and leaves the last one as it was.
 *
 * With `directory`, a run is one call, whatever ended it before: killed, stopped, or finished. Each checkpoint is written,
 * flushed, read again and compared before a manifest names it, and older ones go only then. `resume` takes the newest that is
 * whole, and warns of damaged ones (`GRADIENTE_CHECKPOINT`). With `file`, one file is replaced: nobody sees half of one, and
 * `loadCheckpoint` reads it.
 *
 * @example
 * ```ts
 * const model = new Dense(4, 3);
 * await fit(model, {
 *   data: loadIris(),
 *   loss: crossEntropyLoss,
 *   optimizer: new Adam(model.parameters()),
 *   epochs: 5,
 *   callbacks: [new ModelCheckpoint({ directory: "runs/a" })],
 *   resume: "runs/a", // begins, or goes on where it was
 * });
 * ```
 */
export class ModelCheckpoint implements Callback {
  /** The name under which the state is saved. */
  readonly name: string;
  /** The directory, by which `resume` of fit finds it; undefined with `file`. */
  readonly keeps?: string;
  /** With `file`: the file, as an absolute path. No other callback of a training may write it. */
  readonly writes?: string;
  readonly #options: ModelCheckpointOptions;
  #monitor: Monitor;
  #isDue = false;
  #isBest = false;
  #unlock: (() => Promise<void>) | undefined;

  /**
   * A callback that writes checkpoints to this file, or into this directory.
   *
   * @throws RangeError unless `every` and `keep` are positive whole numbers, and `minDelta` is 0 or more.
   * @throws TypeError if not exactly one of `file` and `directory` is given, or options that do not go with it.
   */
  constructor(options: ModelCheckpointOptions) {
    const { file, directory } = optionsOf("ModelCheckpoint", options, CHECKPOINT);
    checkTogether(options ?? {});
    this.name = `ModelCheckpoint(${file ?? directory})`;
    if (directory !== undefined) this.keeps = directory;
    if (file !== undefined) this.writes = resolve(file);
    this.#options = { ...options };
    this.#monitor = new Monitor(monitorOptions(options));
  }

  /** Locks the directory, and reads its newest checkpoint that is whole; undefined if it has none. */
  async onRestore(): Promise<TrainingState | undefined> {
    const { directory } = this.#options;
    if (directory === undefined) return undefined;
    this.#unlock = await lockFolder(directory);
    try {
      return (await newestCheckpoint(directory))?.state;
    } catch (error) {
      await this.onRelease();
      throw error;
    }
  }

  /** Unlocks the directory. */
  async onRelease(): Promise<void> {
    const unlock = this.#unlock;
    this.#unlock = undefined;
    await unlock?.();
  }

  check({ figures }: Run): void {
    if (this.#options.bestOnly || this.#options.best) this.#monitor.check("ModelCheckpoint", figures);
  }

  /**
   * Creates the folder, so that an error is known before the first epoch.
   *
   * @throws FileError if the directory has checkpoints of a training that is not resumed.
   */
  async onTrainBegin(): Promise<void> {
    const { file, directory } = this.#options;
    this.#monitor = new Monitor(monitorOptions(this.#options));
    if (directory !== undefined) {
      if (this.#unlock === undefined) await this.#beginIn(directory);
    } else {
      const folder = dirname(file as string);
      if (!folder.includes("{epoch}")) await makeFolder(folder);
    }
  }

  async #beginIn(directory: string): Promise<void> {
    const found = await this.onRestore();
    if (found === undefined) return;
    await this.onRelease();
    const problem = `it has the checkpoints of a training, ${found.history.length} epochs; to go on with it, pass resume: "${directory}" to fit, or else name another directory`;
    throw new FileError("write", directory, problem);
  }

  onEpochEnd(_run: Run, record: EpochRecord): void {
    const { bestOnly = false, best = false, every = 1 } = this.#options;
    this.#isBest = (bestOnly || best) && this.#monitor.update(this.#monitor.read("ModelCheckpoint", record));
    this.#isDue = this.#isBest || (!bestOnly && record.epoch % every === 0);
  }

  async onSave(run: Run, { epoch }: EpochRecord): Promise<void> {
    const { file, directory, keep = 2, best, shardBytes = SHARD_BYTES, weightsOnly = false } = this.#options;
    if (directory !== undefined) {
      // A run that is over must be found to be over.
      if (!this.#isDue && !run.isOver) return;
      const isBest = best ? this.#isBest : undefined;
      await saveCheckpoint(directory, epoch, run.snapshot(), isBest, { keep, shardBytes });
      return;
    }
    if (!this.#isDue) return;
    const weights = () => run.model.stateDict();
    const { tensors, metadata } = weightsOnly
      ? partsOfWeights(run.ema?.use(weights) ?? weights())
      : partsOfState(run.snapshot());
    const path = (file as string).replaceAll("{epoch}", String(epoch));
    await writeFileAtomically(path, safetensorsChunks(tensors, metadata));
  }

  async onTrainEnd(): Promise<void> {
    await this.onRelease();
  }

  stateDict(): StateDict {
    return new Map([["best", tensor(this.#monitor.best ?? Number.NaN, { dtype: "float64" })]]);
  }

  loadStateDict(state: StateDict): void {
    const best = savedScalar(this.name, state, "best");
    this.#monitor.best = Number.isNaN(best) ? undefined : best;
  }
}
