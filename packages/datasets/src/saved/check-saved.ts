import { type GenericIssue, type GenericSchema, type InferOutput, safeParse } from "valibot";
import { SavedDataError } from "./saved-data-error.ts";

/** A name or an index in saved data. */
export type Step = string | number;

/** Where saved data come from, for errors. */
export interface SavedPlace {
  /** The name of the file, or of what reads the data. */
  readonly file: string;
  /** What writes such data: `history.toJSON()`. */
  readonly writer: string;
  /** Where the value is in the data, if it is a part of them. Default: the data as a whole. */
  readonly at?: readonly Step[];
}

/**
 * Checks data that were read from a file. The messages of the schema are what was expected: `v.number("a number")`.
 *
 * @param schema - A schema of valibot.
 * @returns The value as the schema gives it.
 * @throws SavedDataError that names the file, the path of the first fault in it, and what was expected.
 */
export function checkSaved<S extends GenericSchema>(
  schema: S,
  value: unknown,
  place: SavedPlace,
): InferOutput<S> {
  const result = safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const steps = (issue.path ?? []).map(({ key }) => key as Step);
  throw savedDataError(place, problemOf(issue, steps.at(-1)), steps);
}

/** The error of a value of saved data, for what a schema does not say. */
export function savedDataError(
  { file, writer, at = [] }: SavedPlace,
  problem: string,
  steps: readonly Step[] = [],
  cause?: unknown,
): SavedDataError {
  const way = `; was it written by ${writer}, and not changed since?`;
  return new SavedDataError(file, pathOf([...at, ...steps]), `${problem}${way}`, { cause });
}

function problemOf(issue: GenericIssue, key: Step | undefined): string {
  if (issue.expected === "never") return "is not known";
  if (issue.received === "undefined" && issue.expected === `"${key}"`) return "is missing";
  return `must be ${issue.message}, got ${shown(issue.input)}`;
}

/** A value in a message. Data from a file can be long, and nested as deep as there is stack to print them. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** Steps as they are written in JavaScript: `series["top 5"][3]`. */
function pathOf(steps: readonly Step[]): string {
  const text = steps.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    if (/^[A-Za-z_$][\w$]*$/.test(step)) return `.${step}`;
    return `[${JSON.stringify(step.length > 40 ? `${step.slice(0, 37)}...` : step)}]`;
  });
  return text.join("").replace(/^\./, "");
}
