import { SingleBar } from "cli-progress";

/** A progress bar on the terminal. Without a terminal, it prints nothing. */
export class Progress {
  readonly #bar: SingleBar;

  constructor(title: string, total: number) {
    const format = `${title} [{bar}] {value}/{total} {note}`;
    this.#bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, stopOnComplete: false });
    this.#bar.start(total, 0, { note: "" });
  }

  update(done: number, note: string): void {
    this.#bar.update(done, { note });
  }

  stop(): void {
    this.#bar.stop();
  }
}
