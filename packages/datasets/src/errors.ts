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

/** Where in a file a fault lies, as far as it can be told. */
export interface FaultPosition {
  /** The byte, counted from 0 in the unpacked file. */
  readonly offset?: number;
  /** The line of a text file, counted from 1. */
  readonly line?: number;
  /** The column of a table, counted from 1: a field, not a character. */
  readonly column?: number;
}

/** Thrown when a file is there but is not what it should be. Such a file is never passed over in silence. */
export class DatasetFormatError extends Error implements FaultPosition {
  static {
    this.prototype.name = "DatasetFormatError";
  }

  /** The path of the file at fault. */
  readonly file: string;
  readonly offset: number | undefined;
  readonly line: number | undefined;
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
