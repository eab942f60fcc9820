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

export interface ModelCheckpointOptions extends MonitorOptions {
  /** Where to write; `{epoch}` in it becomes the number of the epoch. Folders are made. */
  readonly file: string;
  /** Whether to write only after an epoch that is better than all before. Default: false. */
  readonly bestOnly?: boolean;
  /** A file is written after every so many epochs. Not together with `bestOnly`. Default: 1. */
  readonly every?: number;
  /**
   * Whether to write the model's weights alone, a plain safetensors file that `decodeSafetensors` and PyTorch's
   * loader read, and no training goes on from. Default: false.
   */
  readonly weightsOnly?: boolean;
}

/**
 * Writes checkpoints: all that is needed to go on with a training exactly, for `loadCheckpoint` and the option
 * `resume` of fit. A file is written aside and then put in place: nobody sees half of one, and a failure leaves the
 * last one as it was.
 *
 * @example
 * ```ts
 * await fit(model, { ...options, callbacks: [new ModelCheckpoint({ file: "out/last.safetensors" })] });
 * await fit(model, { ...options, epochs: 20, resume: await loadCheckpoint("out/last.safetensors") });
 * ```
 */
export class ModelCheckpoint implements Callback {
  readonly name: string;
  readonly #options: ModelCheckpointOptions;
  #monitor: Monitor;
  #isDue = false;

  /** @throws RangeError unless `every` is a positive whole number; TypeError for `every` together with `bestOnly`. */
  constructor(options: ModelCheckpointOptions) {
    const { file, bestOnly = false, every = 1 } = options;
    if (!Number.isInteger(every) || every < 1) {
      throw new RangeError(`ModelCheckpoint: every must be a positive whole number, not ${every}`);
    }
    if (bestOnly && options.every !== undefined) {
      throw new TypeError("ModelCheckpoint: give either every or bestOnly, and not both");
    }
    this.name = `ModelCheckpoint(${file})`;
    this.#options = options;
    this.#monitor = new Monitor(options);
  }

  /** A folder that cannot be made is known before an epoch is spent. */
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
