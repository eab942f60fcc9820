import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { encodeSafetensors, type Tensor, tensor } from "@gradiente/core";
import type { StateDict } from "@gradiente/nn";
import {
  type Callback,
  type EpochRecord,
  encodeTrainingState,
  Monitor,
  type MonitorOptions,
  type Run,
} from "@gradiente/train";
import writeFileAtomic from "write-file-atomic";

/** Options of {@link ModelCheckpoint}. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** The path of the file. `{epoch}` in it becomes the number of the epoch. Folders are created. */
  readonly file: string;
  /** Whether to write only after an epoch that is better than all before. Default: false. */
  readonly bestOnly?: boolean;
  /** The number of epochs from one checkpoint to the next. It cannot be combined with `bestOnly`. Default: 1. */
  readonly every?: number;
  /**
   * Whether to write only the weights of the model: a plain safetensors file, which `decodeSafetensors` and PyTorch's
   * loader can read. A training cannot resume from it. Default: false.
   */
  readonly weightsOnly?: boolean;
}

/**
 * Writes checkpoints with everything that is needed to resume a training exactly, for {@link loadCheckpoint} and the
 * option `resume` of fit. A file is written under another name and then moved into place, so it is never incomplete, and
 * if writing fails, the last checkpoint stays.
 *
 * @example
 * ```ts
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { loadIris } from "@gradiente/datasets";
 * import { crossEntropyLoss, Dense } from "@gradiente/nn";
 * import { Adam } from "@gradiente/optim";
 * import { fit } from "@gradiente/train";
 * import { loadCheckpoint, ModelCheckpoint } from "@gradiente/train/node";
 *
 * const model = new Dense(4, 3);
 * const optimizer = new Adam(model.parameters());
 * const options = { data: loadIris(), loss: crossEntropyLoss, optimizer };
 * const file = join(tmpdir(), "gradiente-example", "last.safetensors");
 * await fit(model, { ...options, epochs: 2, callbacks: [new ModelCheckpoint({ file })] });
 * await fit(model, { ...options, epochs: 4, resume: await loadCheckpoint(file) }); // epochs 3 and 4
 * ```
 */
export class ModelCheckpoint implements Callback {
  /** The name under which the state is saved. */
  readonly name: string;
  readonly #options: ModelCheckpointOptions;
  #monitor: Monitor;
  #isDue = false;

  /**
   * @throws RangeError unless `every` is a positive whole number, and `minDelta` is 0 or more.
   * @throws TypeError if both `every` and `bestOnly` are given.
   */
  constructor(options: ModelCheckpointOptions) {
    const { file, bestOnly = false, every = 1 } = options;
    if (!Number.isInteger(every) || every < 1) {
      throw new RangeError(`ModelCheckpoint: every must be a positive whole number, not ${every}`);
    }
    if (bestOnly && options.every !== undefined) {
      throw new TypeError("ModelCheckpoint: both every and bestOnly are given; leave one of them out");
    }
    this.name = `ModelCheckpoint(${file})`;
    this.#options = options;
    this.#monitor = new Monitor(options);
  }

  /** Creates the folder, so that an error is known before the first epoch. */
  async onTrainBegin(): Promise<void> {
    this.#monitor = new Monitor(this.#options);
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
    const bytes = weightsOnly
      ? encodeSafetensors(run.model.stateDict())
      : encodeTrainingState(run.snapshot());
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  stateDict(): StateDict {
    return new Map([["best", tensor(this.#monitor.best ?? Number.NaN, { dtype: "float64" })]]);
  }

  loadStateDict(state: StateDict): void {
    const best = (state.get("best") as Tensor).item();
    this.#monitor.best = Number.isNaN(best) ? undefined : best;
  }
}
