import { SingleBar } from "cli-progress";

/** A bar on the terminal for one stretch of work; nothing where there is no terminal. */
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
