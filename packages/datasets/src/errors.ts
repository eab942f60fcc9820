/** One place that was searched for a data set, and why it could not be used. */
export interface Attempt {
  /** A directory, a URL, or the name of a setting. */
  readonly place: string;
  /** Why the place could not be used. */
  readonly reason: string;
}

/**
 * Thrown when a data set is not found. The message lists every place tried, why each one failed, and what to do.
 * {@link DatasetNotFoundError.attempts} is the same list for programs.
 *
 * @example
 * ```ts
 * let found: unknown;
 * try {
 *   await loadMnist({ directory: "nowhere", download: false });
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof DatasetNotFoundError; // true
 * ```
 */
export class DatasetNotFoundError extends Error {
  static {
    this.prototype.name = "DatasetNotFoundError";
  }

  /** The places tried, in order. */
  readonly attempts: readonly Attempt[];

  constructor(dataset: string, attempts: readonly Attempt[], remedies: readonly string[]) {
    const tried = attempts.map(({ place, reason }) => `  - ${place}: ${reason}`);
    const advice = remedies.map((remedy) => `  - ${remedy}`);
    super([`${dataset} was not found. Tried:`, ...tried, "What helps:", ...advice].join("\n"));
    this.attempts = attempts;
  }
}

/** The position of a fault in a file. Fields that are not known are undefined. */
export interface FaultPosition {
  /** The byte, counted from 0 in the unpacked file. */
  readonly offset?: number | undefined;
  /** The line of a text file, counted from 1. */
  readonly line?: number | undefined;
  /** The column of a table, counted from 1. It counts fields, not characters. */
  readonly column?: number | undefined;
}

/**
 * Thrown when a file exists but does not have the expected content. Such a file is never ignored silently.
 *
 * @example
 * ```ts
 * const error = new DatasetFormatError("ages.csv", "a quote is not closed", { line: 3 });
 * error.message; // "ages.csv, line 3: a quote is not closed"
 * ```
 */
export class DatasetFormatError extends Error implements FaultPosition {
  static {
    this.prototype.name = "DatasetFormatError";
  }

  /** The path of the file. */
  readonly file: string;
  /** The byte of the fault, counted from 0 in the unpacked file, if it is known. */
  readonly offset: number | undefined;
  /** The line of the fault, counted from 1, if it is known. */
  readonly line: number | undefined;
  /** The column of the fault, a field counted from 1, if it is known. */
  readonly column: number | undefined;

  constructor(file: string, problem: string, options: FaultPosition & { cause?: unknown } = {}) {
    const { offset, line, column, ...errorOptions } = options;
    const place = [
      offset === undefined ? "" : `, byte ${offset}`,
      line === undefined ? "" : `, line ${line}`,
      column === undefined ? "" : `, column ${column}`,
    ];
    super(`${file}${place.join("")}: ${problem}`, errorOptions);
    this.file = file;
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}
