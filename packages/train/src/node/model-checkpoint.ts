import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { tensor } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import { writeFileAtomically } from "@gradiente/files";
import type { StateDict } from "@gradiente/nn";
import {
  type Callback,
  type EpochRecord,
  encodeTrainingState,
  Monitor,
  type MonitorOptions,
  type Run,
} from "@gradiente/train";
import { MONITOR } from "../callbacks/monitor.ts";
import { savedScalar } from "../callbacks/saved-numbers.ts";
import { aPath } from "./paths.ts";
import { encodeWeights } from "./weights.ts";

/** Options of {@link ModelCheckpoint}. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** The path of the file. `{epoch}` in it becomes the number of the epoch. Folders are created. */
  readonly file: string;
  /** Whether to write only after an epoch that is better than all before. Default: false. */
  readonly bestOnly?: boolean;
  /** The number of epochs from one checkpoint to the next. It cannot be combined with `bestOnly`. Default: 1. */
  readonly every?: number;
  /**
   * Whether to write only the weights of the model: a plain safetensors file, which `loadWeights`, `decodeSafetensors`
   * and PyTorch's loader can read. It carries a checksum too. With the option `ema` of fit, it is the averages that are
   * written, with which the model was validated. A training cannot resume from it. Default: false.
   */
  readonly weightsOnly?: boolean;
}

const CHECKPOINT = declareOptions<ModelCheckpointOptions>(
  { ...MONITOR, file: aPath, bestOnly: aBoolean, every: whole(1), weightsOnly: aBoolean },
  "file",
);

/**
 * Writes checkpoints: all that is needed to go on with a training exactly, for `loadCheckpoint` and the option
 * `resume` of fit. A file is written aside and then put in place: nobody sees half of one. A failure, a full disk for
 * instance, ends the training with an error that names the file, and leaves the last one as it was.
 *
 * @example
 * ```ts
 * await fit(model, { ...options, callbacks: [new ModelCheckpoint({ file: "out/last.safetensors" })] });
 * await fit(model, { ...options, epochs: 20, resume: await loadCheckpoint("out/last.safetensors") });
 * ```
 */
export class ModelCheckpoint implements Callback {
  /** The name under which the state is saved. */
  readonly name: string;
  readonly #options: ModelCheckpointOptions;
  #monitor: Monitor;
  #isDue = false;

  /**
   * A callback that writes checkpoints to this file.
   *
   * @throws RangeError unless `every` is a positive whole number, and `minDelta` is 0 or more.
   * @throws TypeError if both `every` and `bestOnly` are given.
   */
  constructor(options: ModelCheckpointOptions) {
    const { file, bestOnly = false } = optionsOf("ModelCheckpoint", options, CHECKPOINT);
    if (bestOnly && options.every !== undefined) {
      throw new TypeError("ModelCheckpoint: both every and bestOnly are given; leave one of them out");
    }
    this.name = `ModelCheckpoint(${file})`;
    this.#options = { ...options };
    this.#monitor = monitorOf(options);
  }

  check({ figures }: Run): void {
    if (this.#options.bestOnly) this.#monitor.check("ModelCheckpoint", figures);
  }

  /** Creates the folder, so that an error is known before the first epoch. */
  async onTrainBegin(): Promise<void> {
    this.#monitor = monitorOf(this.#options);
    const folder = dirname(this.#options.file);
    if (!folder.includes("{epoch}")) await mkdir(folder, { recursive: true });
  }

  onEpochEnd(_run: Run, record: EpochRecord): void {
    const { bestOnly = false, every = 1 } = this.#options;
    this.#isDue = bestOnly
      ? this.#monitor.update(this.#monitor.read("ModelCheckpoint", record))
      : record.epoch % every === 0;
  }

  async onSave(run: Run, { epoch }: EpochRecord): Promise<void> {
    if (!this.#isDue) return;
    const { file, weightsOnly = false } = this.#options;
    const path = file.replaceAll("{epoch}", String(epoch));
    const weights = () => run.model.stateDict();
    const bytes = weightsOnly
      ? encodeWeights(run.ema?.use(weights) ?? weights())
      : encodeTrainingState(run.snapshot());
    await writeFileAtomically(path, bytes);
  }

  stateDict(): StateDict {
    return new Map([["best", tensor(this.#monitor.best ?? Number.NaN, { dtype: "float64" })]]);
  }

  loadStateDict(state: StateDict): void {
    const best = savedScalar(this.name, state, "best");
    this.#monitor.best = Number.isNaN(best) ? undefined : best;
  }
}

function monitorOf({ monitor, mode, minDelta }: ModelCheckpointOptions): Monitor {
  return new Monitor({ monitor, mode, minDelta } as MonitorOptions);
}
