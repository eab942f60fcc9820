import type { Figure } from "@gradiente/plot";

/*
 * An experiment is a record: what it shows, what an earlier project reported, what ours must reach, and a function
 * that does it. The command line, the table of results and `pnpm reproduce` are made from it.
 */

export interface Experiment {
  /** As on the command line: `a3`. */
  readonly id: string;
  readonly title: string;
  /** What it is run on, for the list: "MNIST", "Titanic", "none". */
  readonly data: string;
  /** What the earlier project reported. */
  readonly reference: string;
  /** The figures that are measured, with what ours must reach. */
  readonly measures: Readonly<Record<string, Measure>>;
  /** How often to go through the data if nothing is said; undefined where the notion does not fit. */
  readonly epochs?: Amount;
  /** The figure that stands for it in docs/experiments.md: a name in {@link Outcome.figures}. */
  readonly illustration?: string;
  /** Further options of its own. */
  readonly options?: readonly ExperimentOption[];
  run(context: Context): Promise<Outcome>;
}

/** How much of something: as the experiment is meant, and so little that it is just seen to work. */
export interface Amount {
  readonly full: number;
  readonly quick: number;
}

export interface Measure {
  /** What it says, with the unit or the data that it was measured on. */
  readonly label: string;
  /** What ours must reach; undefined for what is only shown. */
  readonly target?: Target;
  /** How many digits are shown after the point; 4 unless said otherwise. */
  readonly digits?: number;
}

export type Target =
  | { readonly atLeast: number }
  | { readonly atMost: number }
  | { readonly equals: number; readonly within: number };

export interface ExperimentOption {
  /** As commander takes it: `--image <number>`. */
  readonly flags: string;
  readonly description: string;
  readonly parse?: (text: string) => unknown;
  readonly default?: unknown;
}

/** What an experiment is given. */
export interface Context {
  readonly seed: number;
  /** Of the command line, else the experiment's own; 1 where it has none. */
  readonly epochs: number;
  /** Whether it is only to be seen to work: a small part of the data will do. */
  readonly quick: boolean;
  /** A folder for files other than figures; it exists. */
  readonly out: string;
  /** The values of the experiment's own options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Whether to show how trainings go. */
  readonly progress: boolean;
  /** Prints a line. */
  log(line: string): void;
}

/** Thrown by an experiment whose options cannot be met: the fault is the user's, and the message is for them. */
export class OptionError extends Error {
  static {
    this.prototype.name = "OptionError";
  }
}

/** What came of it. */
export interface Outcome {
  /** By the names of the experiment's measures; null for what could not be measured here (say why by `log`). */
  readonly measured: Readonly<Record<string, number | null>>;
  /** By file name without extension. */
  readonly figures?: Readonly<Record<string, Figure>>;
  /** Sentences that belong beside the result: what was found, why a target was missed. */
  readonly notes?: readonly string[];
}
