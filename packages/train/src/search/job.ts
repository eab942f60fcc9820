/*
 * Work that is the same for every input: done here, one input after another, by a function; or in worker threads,
 * by a function that they find in a module, since functions cannot cross threads.
 */

/** A function that is exported by a module, for worker threads to call. */
export interface ModuleFunction {
  /**
   * The module's URL: `new URL("./trial.ts", import.meta.url)`, or in CommonJS `pathToFileURL(require.resolve("./trial"))`.
   * ESM or CommonJS as the program itself; TypeScript where the program runs under tsx.
   */
  readonly module: URL | string;
  /** The name under which the module exports it; `default` unless said otherwise. */
  readonly name?: string;
}

/** What an error says, in a form that crosses threads. */
export interface ErrorReport {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** How one input fared: its value, or the error; `cancelled` if a signal came first. */
export type Outcome<Value> =
  | { readonly status: "done"; readonly value: Value; readonly seconds: number }
  | { readonly status: "failed"; readonly error: ErrorReport; readonly seconds: number }
  | { readonly status: "cancelled" };

/** One call: what the function gets, and the seed that core's stream of random numbers begins with. */
export interface Call<Input> {
  readonly input: Input;
  readonly seed: number;
}

export function describeError(error: unknown): ErrorReport {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack } = error;
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

/** The module and name that a job means, or undefined for a function of this thread. */
export function isModuleFunction(job: unknown): job is ModuleFunction {
  return typeof job === "object" && job !== null && "module" in job;
}
