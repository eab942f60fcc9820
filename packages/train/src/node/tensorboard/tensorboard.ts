import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { checkArgument } from "@gradiente/core/arguments";
import { appendInFull } from "@gradiente/files";
import type { Callback, EpochRecord, Run } from "@gradiente/train";
import { aPath } from "../paths.ts";
import { type Event, encodeEvent, encodeRecord } from "./event.ts";

/** Training and validation are two runs with the same names of figures, so that TensorBoard draws them together. */
const RUNS = ["train", "validation"] as const;

/**
 * Writes loss, metrics and learning rate of each epoch for TensorBoard, in one event file in each of the folders `train`
 * and `validation`. `tensorboard --logdir <directory>` shows them. Values have single precision, the precision of
 * TensorBoard.
 */
export class TensorBoard implements Callback {
  readonly #directory: string;
  #files = new Map<string, string>();

  /**
   * A callback that writes event files to this folder.
   *
   * @param directory the folder of the event files. It is created.
   */
  constructor(directory: string) {
    checkArgument("TensorBoard", "the directory", directory, aPath);
    this.#directory = directory;
  }

  /** Creates the folder, so that an error is known before the first epoch. */
  async onTrainBegin(): Promise<void> {
    this.#files = new Map();
    await mkdir(this.#directory, { recursive: true });
  }

  async onEpochEnd(_run: Run, { epoch, learningRate, values }: EpochRecord): Promise<void> {
    const wallTime = Date.now() / 1000;
    for (const run of RUNS) {
      const scalars = scalarsOf(run, { ...values, learningRate });
      if (Object.keys(scalars).length > 0) await this.#write(run, { wallTime, step: epoch, scalars });
    }
  }

  async #write(run: string, event: Event): Promise<void> {
    const file = this.#files.get(run) ?? (await this.#begin(run, event.wallTime));
    await appendInFull(file, encodeRecord(encodeEvent(event)));
  }

  /** Creates a file with a name that no other training has. Its first event says the version of the format. */
  async #begin(run: string, wallTime: number): Promise<string> {
    const directory = join(this.#directory, run);
    await mkdir(directory, { recursive: true });
    const begin = encodeRecord(encodeEvent({ wallTime, fileVersion: "brain.Event:2" }));
    for (let number = 0; ; number++) {
      const name = `events.out.tfevents.${Math.floor(wallTime)}.${hostname()}.${process.pid}.${number}`;
      const file = join(directory, name);
      try {
        await writeFile(file, "", { flag: "wx" });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
        throw error;
      }
      await appendInFull(file, begin);
      this.#files.set(run, file);
      return file;
    }
  }
}

/** The values of one run. `valAccuracy` is `accuracy` in the validation run. */
function scalarsOf(
  run: (typeof RUNS)[number],
  values: Readonly<Record<string, number>>,
): Record<string, number> {
  const validated = Object.keys(values).filter((name) => /^val[A-Z]/.test(name));
  const names = Object.keys(values).filter((name) => validated.includes(name) === (run === "validation"));
  const short = (name: string) => (run === "train" ? name : name[3].toLowerCase() + name.slice(4));
  return Object.fromEntries(names.map((name) => [short(name), values[name]]));
}
