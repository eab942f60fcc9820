/** One place in which a data set was looked for, and why it did not serve. */
export interface Attempt {
  /** A directory, a URL, or the name of a setting. */
  readonly place: string;
  readonly reason: string;
}

/**
 * Thrown when a data set is in none of the places in which it may be. The message lists every place tried, why each
 * one failed, and what to do about it; {@link DatasetNotFoundError.attempts} holds the same list for programs.
 */
export class DatasetNotFoundError extends Error {
  static {
    this.prototype.name = "DatasetNotFoundError";
  }

  readonly attempts: readonly Attempt[];

  constructor(dataset: string, attempts: readonly Attempt[], remedies: readonly string[]) {
    const tried = attempts.map(({ place, reason }) => `  - ${place}: ${reason}`);
    const advice = remedies.map((remedy) => `  - ${remedy}`);
    super([`${dataset} was not found. Tried:`, ...tried, "What helps:", ...advice].join("\n"));
    this.attempts = attempts;
  }
}

/** Thrown when a file is there but is not what it should be. Such a file is never passed over in silence. */
export class DatasetFormatError extends Error {
  static {
    this.prototype.name = "DatasetFormatError";
  }

  /** The path of the file at fault. */
  readonly file: string;
  /** The byte at which the fault lies, counted from 0 in the unpacked file, where one byte can be named. */
  readonly offset: number | undefined;

  constructor(file: string, problem: string, options: { offset?: number; cause?: unknown } = {}) {
    const { offset, ...errorOptions } = options;
    super(`${file}${offset === undefined ? "" : `, byte ${offset}`}: ${problem}`, errorOptions);
    this.file = file;
    this.offset = offset;
  }
}
