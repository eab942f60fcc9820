/** Thrown for saved data, such as a history or a transform, that are not what was written: changed, cut off or made up. */
export class SavedDataError extends Error {
  static {
    this.prototype.name = "SavedDataError";
  }

  /** The name of the file, or of what reads the data if no file was named. */
  readonly file: string;
  /** Where in the data the fault is: `series.loss[3]`. Empty for the data as a whole. */
  readonly path: string;

  /** @param problem - What is wrong and what helps, as in "must be a number". */
  constructor(file: string, path: string, problem: string, options: { cause?: unknown } = {}) {
    super(`${file}: ${path === "" ? "the data" : path} ${problem}`, options);
    this.file = file;
    this.path = path;
  }
}
