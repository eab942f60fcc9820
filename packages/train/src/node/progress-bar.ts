import type { BatchRecord, Callback, EpochRecord, Run } from "@gradiente/train";
import { SingleBar } from "cli-progress";

export interface ProgressBarOptions {
  /** Where to write. Default: standard error. */
  readonly stream?: NodeJS.WriteStream;
  /** A line is written after every so many epochs, and after the last. Default: 1. */
  readonly every?: number;
  /** Whether lines are written at all: where a program has lines of its own, there is the bar alone. Default: true. */
  readonly lines?: boolean;
}

/** How often figures beside the bar are worked out, at most. */
const NOTE_MS = 200;

/** `loss 0.1234, accuracy 0.9876`. */
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
 * A bar for the epoch under way on a terminal, and a line for each epoch that is over; lines alone where there is
 * no terminal. It needs Node, as cli-progress does, which draws the bar: bundlers for browsers would follow an import of
 * it at run time, too.
 */
export class ProgressBar implements Callback {
  readonly #stream: NodeJS.WriteStream;
  readonly #every: number;
  readonly #lines: boolean;
  #bar: SingleBar | undefined;
  #note = "";
  #noted = 0;

  /** @throws RangeError unless `every` is a positive whole number. */
  constructor({ stream = process.stderr, every = 1, lines = true }: ProgressBarOptions = {}) {
    if (!Number.isInteger(every) || every < 1) {
      throw new RangeError(`ProgressBar: every must be a positive whole number, not ${every}`);
    }
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
      stream: this.#stream,
      // A process that ends at Ctrl-C could not set these back.
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
