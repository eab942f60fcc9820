/** Where saved data come from, for errors. */
export interface SavedPlace {
  /** The name of the file, or of what reads the data. */
  readonly file: string;
  /** What writes such data: `history.toJSON()`. */
  readonly writer: string;
  /** The names and indices that lead to the value, if it is a part of the data. Default: the data as a whole. */
  readonly at?: readonly (string | number)[];
}

/**
 * Thrown for saved data, such as a history or a transform, that are not what was written: changed, cut off or made up.
 *
 * @example
 * ```ts
 * const error = new SavedDataError({ file: "run.json", writer: "my program" }, "must be a number", ["losses", 3]);
 * error.path; // "losses[3]"
 * ```
 */
export class SavedDataError extends Error {
  static {
    this.prototype.name = "SavedDataError";
  }

  /** The name of the file, or of what reads the data if no file was named. */
  readonly file: string;
  /** Where in the data the fault is: `series.loss[3]`. Empty for the data as a whole. */
  readonly path: string;

  /**
   * An error of saved data: what is wrong, and where.
   *
   * @param problem - What is wrong, as in "must be a number".
   * @param steps - The names and indices that lead from the place to the fault. Default: none.
   */
  constructor(
    { file, writer, at = [] }: SavedPlace,
    problem: string,
    steps: readonly (string | number)[] = [],
    options: { cause?: unknown } = {},
  ) {
    const path = pathOf([...at, ...steps]);
    const way = `was it written by ${writer}, and not changed since?`;
    super(`${file}: ${path === "" ? "the data" : path} ${problem}; ${way}`, options);
    this.file = file;
    this.path = path;
  }
}

/** Steps as they are written in JavaScript: `series["top 5"][3]`. */
function pathOf(steps: readonly (string | number)[]): string {
  const text = steps.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    if (/^[A-Za-z_$][\w$]*$/.test(step)) return `.${step}`;
    return `[${JSON.stringify(step.length > 40 ? `${step.slice(0, 37)}...` : step)}]`;
  });
  return text.join("").replace(/^\./, "");
}
