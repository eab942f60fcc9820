import { aBoolean, check, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import type { BatchRecord, Callback, EpochRecord, Run } from "@gradiente/train";
import { SingleBar } from "cli-progress";

/** What is needed of a stream: `process.stderr` and `process.stdout` fit. */
interface OutputStream {
  /** Whether the stream is a terminal. */
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Options of {@link ProgressBar}. */
export interface ProgressBarOptions {
  /** The stream to write to. Default: standard error. */
  readonly stream?: OutputStream;
  /** The number of epochs from one line to the next. The last epoch always has a line. Default: 1. */
  readonly every?: number;
  /** Whether lines are written at all: where a program has lines of its own, there is the bar alone. Default: true. */
  readonly lines?: boolean;
}

const BAR = declareOptions<ProgressBarOptions>({
  stream: check(
    "a stream to write to, such as process.stderr",
    (value) => typeof (value as Partial<OutputStream> | null | undefined)?.write === "function",
  ),
  every: whole(1),
  lines: aBoolean,
});

/** The shortest time in milliseconds between two updates of the figures beside the bar. */
const NOTE_MS = 200;

/** Values as text: `loss 0.1234, accuracy 0.9876`. */
export function formatValues(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${formatNumber(value)}`)
    .join(", ");
}

function formatNumber(value: number): string {
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-3 && size < 1e5) ? value.toFixed(4) : value.toExponential(3);
}

/**
 * Shows a bar for the present epoch on a terminal, and writes a line for each epoch that is over. Without a terminal, it
 * only writes the lines. It is in the entry for Node because cli-progress, which draws the bar, needs Node: a bundler for
 * browsers would also follow an import of it at run time.
 *
 * @example
 * ```ts
 * const model = new Dense(2, 2);
 * await fit(model, {
 *   data: moons({ samples: 20, seed: 0 }),
 *   loss: crossEntropyLoss,
 *   optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
 *   epochs: 2,
 *   callbacks: [new ProgressBar({ stream: { write: () => true } })],
 * });
 * ```
 */
export class ProgressBar implements Callback {
  readonly #stream: OutputStream;
  readonly #every: number;
  readonly #lines: boolean;
  #bar: SingleBar | undefined;
  #note = "";
  #noted = 0;

  /**
   * A callback that shows the progress of a training.
   *
   * @throws RangeError unless `every` is a positive whole number.
   */
  constructor(options?: ProgressBarOptions) {
    const { stream = process.stderr, every = 1, lines = true } = optionsOf("ProgressBar", options, BAR);
    this.#stream = stream;
    this.#every = every;
    this.#lines = lines;
  }

  onEpochBegin({ epoch, epochs }: Run): void {
    if (!this.#stream.isTTY) return;
    this.#note = "";
    this.#noted = 0;
    this.#bar = new SingleBar({
      format: `Epoch ${epoch}/${epochs} [{bar}] {value}/{total} {note}`,
      stream: this.#stream as NodeJS.WriteStream,
      // A process that ends at Ctrl-C could not restore these.
      hideCursor: false,
      linewrap: true,
      clearOnComplete: true,
      stopOnComplete: false,
    });
  }

  onBatchEnd({ batches }: Run, record: BatchRecord): void {
    if (this.#bar === undefined) return;
    if (record.batch === 1) this.#bar.start(batches ?? 1, 0, { note: "" });
    const now = performance.now();
    if (now - this.#noted >= NOTE_MS) {
      this.#note = formatValues(record.soFar());
      this.#noted = now;
    }
    if (batches === undefined) this.#bar.setTotal(record.batch + 1);
    this.#bar.update(record.batch, { note: this.#note });
  }

  onEpochEnd({ epochs }: Run, { epoch, seconds, values }: EpochRecord): void {
    this.#stopBar();
    if (!this.#lines || (epoch % this.#every !== 0 && epoch !== epochs)) return;
    this.#stream.write(`Epoch ${epoch}/${epochs}: ${formatValues(values)} (${seconds.toFixed(1)} s)\n`);
  }

  onTrainEnd({ history: { status, stopReason } }: Run): void {
    this.#stopBar();
    if (this.#lines && status !== "completed")
      this.#stream.write(`${status[0].toUpperCase()}${status.slice(1)}: ${stopReason}\n`);
  }

  #stopBar(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
