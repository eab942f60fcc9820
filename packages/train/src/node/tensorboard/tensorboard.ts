import { readdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Tensor } from "@gradiente/core";
import { aTensor, check, checkArgument, whole } from "@gradiente/core/arguments";
import { appendInFull, FileError, makeFolder } from "@gradiente/files";
import type { Callback, EpochRecord, Run } from "@gradiente/train";
import { aPath } from "../paths.ts";
import { type Event, encodeEvent, encodeRecord } from "./event.ts";
import { histogramSummary, imageSummary, textSummary } from "./summaries.ts";
import type { Bytes } from "./wire.ts";

/** Training and validation are two runs with the same names of figures, so that TensorBoard draws them together. */
const RUNS = ["train", "validation"] as const;

const aName = check<string>(
  "a name, a text that is not empty",
  (value) => typeof value === "string" && value !== "",
);
const aText = check<string>("a text", (value) => typeof value === "string");
const aStep = whole(0);

/**
 * Writes loss, metrics and learning rate of each epoch for TensorBoard, in one event file in each of the folders `train`
 * and `validation`. `tensorboard --logdir <directory>` shows them. Values have single precision, the precision of
 * TensorBoard. Images, histograms and text are written by {@link TensorBoard.image} and so on. After a training was killed
 * and resumed, or begun anew in the same folder, TensorBoard forgets what it had of the epochs that are trained again.
 *
 * @example
 * ```ts
 * const board = new TensorBoard("runs/board");
 * const weights: Callback = {
 *   onEpochEnd: async (run) => {
 *     for (const [path, x] of run.model.parameters()) await board.histogram(path, x.value, run.epoch);
 *   },
 * };
 * const model = new Dense(4, 3);
 * await fit(model, {
 *   data: loadIris(),
 *   loss: crossEntropyLoss,
 *   optimizer: new Adam(model.parameters()),
 *   epochs: 5,
 *   callbacks: [board, weights],
 * });
 * ```
 */
export class TensorBoard implements Callback {
  readonly #directory: string;
  #files = new Map<string, string>();
  /** The first epoch that is to come, if other files may have it or earlier ones. */
  #start: number | undefined;

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
  async onTrainBegin({ history }: Run): Promise<void> {
    this.#files = new Map();
    await makeFolder(this.#directory);
    // A training may also be killed before its first checkpoint: then the next one trains epoch 1 again.
    const isLater = history.length > 0 || (await hasEvents(this.#directory));
    this.#start = isLater ? history.length + 1 : undefined;
  }

  async onEpochEnd(_run: Run, { epoch, learningRate, values }: EpochRecord): Promise<void> {
    const wallTime = Date.now() / 1000;
    for (const run of RUNS) {
      const scalars = scalarsOf(run, { ...values, learningRate });
      if (Object.keys(scalars).length > 0) await this.#write(run, { wallTime, step: epoch, scalars });
    }
  }

  /**
   * Writes an image, in the run `train`.
   *
   * @param image `[height, width]`, or `[channels, height, width]` with 1, 3 or 4 channels: grey, RGB or RGBA. 0 is dark, and
   * 1 is light.
   * @param step the number of the epoch, or of another step, 0 or more.
   * @throws ShapeError for another shape.
   */
  async image(name: string, image: Tensor, step: number): Promise<void> {
    checkArgument("TensorBoard.image", "the image", image, aTensor);
    await this.#show("TensorBoard.image", name, step, () => imageSummary(image));
  }

  /**
   * Writes how often the elements of a tensor lie where, in the run `train`. Those that are not finite are left out.
   *
   * @param step the number of the epoch, or of another step, 0 or more.
   */
  async histogram(name: string, values: Tensor, step: number): Promise<void> {
    checkArgument("TensorBoard.histogram", "the values", values, aTensor);
    await this.#show("TensorBoard.histogram", name, step, () => histogramSummary(values));
  }

  /**
   * Writes text, which is shown as Markdown, in the run `train`.
   *
   * @param step the number of the epoch, or of another step, 0 or more.
   */
  async text(name: string, text: string, step: number): Promise<void> {
    checkArgument("TensorBoard.text", "the text", text, aText);
    await this.#show("TensorBoard.text", name, step, () => textSummary(text));
  }

  async #show(owner: string, name: string, step: number, summary: () => Bytes): Promise<void> {
    checkArgument(owner, "the name", name, aName);
    checkArgument(owner, "the step", step, aStep);
    const values = { [name]: summary() };
    await this.#write("train", { wallTime: Date.now() / 1000, step, values });
  }

  async #write(run: string, event: Event): Promise<void> {
    const file = this.#files.get(run) ?? (await this.#begin(run, event.wallTime));
    await appendInFull(file, encodeRecord(encodeEvent(event)));
  }

  /** Creates a file with a name that no other training has. Its first event says the version of the format. */
  async #begin(run: string, wallTime: number): Promise<string> {
    const directory = join(this.#directory, run);
    await makeFolder(directory);
    const begin = encodeRecord(encodeEvent({ wallTime, fileVersion: "brain.Event:2" }));
    const second = Math.max(Math.floor(wallTime), await secondAfter(directory, this.#start !== undefined));
    for (let number = 0; ; number++) {
      const name = `events.out.tfevents.${second}.${hostname()}.${process.pid}.${number}`;
      const file = join(directory, name);
      try {
        await writeFile(file, "", { flag: "wx" });
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === "EEXIST") continue;
        throw new FileError("write", file, message, { code, cause: error });
      }
      const isStart = this.#start !== undefined;
      const start = isStart ? encodeRecord(encodeEvent({ wallTime, step: this.#start, isStart })) : "";
      await appendInFull(file, Buffer.concat([begin, Buffer.from(start)]));
      this.#files.set(run, file);
      return file;
    }
  }
}

const EVENTS = /^events\.out\.tfevents\.(\d+)\./;

/** Whether an earlier training has left files of a run here. What cannot be read is an error once it is written to. */
async function hasEvents(directory: string): Promise<boolean> {
  const names = await Promise.all(RUNS.map((run) => readdir(join(directory, run)).catch((): string[] => [])));
  return names.flat().some((name) => EVENTS.test(name));
}

/** The second after that of the last file, if this one is to be read after it: TensorBoard goes by their names. */
async function secondAfter(directory: string, isLater: boolean): Promise<number> {
  if (!isLater) return 0;
  const seconds = (await readdir(directory)).map((name) => EVENTS.exec(name)?.[1]);
  return seconds.reduce((last, second) => Math.max(last, Number(second ?? -1)), -1) + 1;
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
