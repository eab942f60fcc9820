/** One line on standard error that changes, where somebody watches; nothing in a log. */
export class ProgressLine {
  readonly #watched = process.stderr.isTTY;

  readonly show = (text: string): void => {
    if (this.#watched) process.stderr.write(`\r\x1b[2K${text}`);
  };

  clear(): void {
    this.show("");
  }
}
