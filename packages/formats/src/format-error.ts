/**
 * Thrown if a file is not what it should be, or tensors cannot be written in a format: it names the file, and what is wrong.
 *
 * @example
 * ```ts
 * let found: unknown;
 * try {
 *   decodePyTorch(new Uint8Array([1, 2, 3]));
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof FormatError; // true
 * ```
 */
export class FormatError extends Error {
  static {
    this.prototype.name = "FormatError";
  }

  /** The file, or the function that was to write it. */
  readonly file: string;
  /** What is wrong and what helps: the message without the file. */
  readonly problem: string;

  /** An error about `file`. */
  constructor(file: string, problem: string, options: { readonly cause?: unknown } = {}) {
    super(`${file}: ${problem}`, options);
    this.file = file;
    this.problem = problem;
  }
}

/** Makes the error of a file. */
export type Fail = (problem: string, cause?: unknown) => FormatError;

/** What makes the errors of one file. */
export function failing(file: string): Fail {
  return (problem, cause) => new FormatError(file, problem, cause === undefined ? {} : { cause });
}

/** The errors of a part of a file: a tensor, or a file in an archive. */
export function within(fail: Fail, part: string): Fail {
  return (problem, cause) => fail(`${part}: ${problem}`, cause);
}

/** A text of a file in a message: strangers choose how long it is. */
export function shortened(text: string): string {
  const shown = JSON.stringify(text).slice(1, -1);
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}
