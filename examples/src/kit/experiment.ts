import type { Figure } from "@gradiente/plot";

/*
 * An experiment is a record of its title, its data, the result of an earlier project, our targets, and a function that
 * runs it. The command line, the table of results and `pnpm reproduce` are made from these records.
 */

/** An experiment. */
export interface Experiment {
  /** The name on the command line, such as `a3`. */
  readonly id: string;
  /** The title in the list. */
  readonly title: string;
  /** The data, for the list: "MNIST", "Titanic", "none". */
  readonly data: string;
  /** The result that the earlier project reported. */
  readonly reference: string;
  /** The figures that are measured, with their targets. */
  readonly measures: Readonly<Record<string, Measure>>;
  /** The default number of epochs; undefined if the experiment has no epochs. */
  readonly epochs?: Amount;
  /** The figure of the experiment in docs/experiments.md: a name in {@link Outcome.figures}. */
  readonly illustration: string;
  /** More options of this experiment. */
  readonly options?: readonly ExperimentOption[];
  /** Runs the experiment. */
  run(context: Context): Promise<Outcome>;
}

/** A number for the full experiment, and a small one for quick mode, which only shows that it works. */
export interface Amount {
  readonly full: number;
  readonly quick: number;
}

/** A measured figure. */
export interface Measure {
  /** The name of the figure, with its unit or the data on which it was measured. */
  readonly label: string;
  /** The target; undefined for a figure that is only shown. */
  readonly target?: Target;
  /** The number of digits after the decimal point. Default: 4. */
  readonly digits?: number;
}

/** The target of a measured figure. */
export type Target =
  | { readonly atLeast: number }
  | { readonly atMost: number }
  | { readonly equals: number; readonly within: number };

/** A command-line option of an experiment. */
export interface ExperimentOption {
  /** The flags in the form of commander: `--image <number>`. */
  readonly flags: string;
  readonly description: string;
  readonly parse?: (text: string) => unknown;
  readonly default?: unknown;
}

/** The argument of an experiment. */
export interface Context {
  readonly seed: number;
  /** The number of epochs from the command line, else the default of the experiment; 1 if it has none. */
  readonly epochs: number;
  /** Whether the experiment runs in quick mode, which only shows that it works, with a small part of the data. */
  readonly quick: boolean;
  /** An existing folder for files other than figures. */
  readonly out: string;
  /** The values of the options of this experiment. */
  readonly options: Readonly<Record<string, unknown>>;
  /** A signal that Ctrl-C aborts. */
  readonly signal: AbortSignal;
  /** Whether to show the progress of trainings. */
  readonly progress: boolean;
  /** Prints a line. */
  log(line: string): void;
  /** Prints a question and gives the line that answers it; null at the end of the input, or once the signal aborts. */
  ask(question: string): Promise<string | null>;
}

/** A drawing, which has a title, and what to see in it. */
export interface Illustration {
  readonly figure: Figure;
  /** A sentence for the reader: "Both curves fall; the dashed one turns at epoch 40." */
  readonly see: string;
}

/** The result of an experiment. */
export interface Outcome {
  /** The figures by the names of the measures; null for one that could not be measured (`log` says why). */
  readonly measured: Readonly<Record<string, number | null>>;
  /** The drawings by file name without extension. */
  readonly figures: Readonly<Record<string, Illustration>>;
  /** Sentences about the result, such as a finding, or the reason why a target was missed. */
  readonly notes?: readonly string[];
}
