import { type GenericIssue, type GenericSchema, safeParse } from "valibot";
import { SavedDataError, type SavedPlace } from "./saved-data-error.ts";

/** A schema of valibot. This is all of its type that is published: valibot's own declarations need those of the DOM. */
export interface SavedSchema<Output> {
  /** What valibot calls a schema. */
  readonly kind: "schema";
  /** The type of the values that it gives. It is not there at run time. */
  readonly "~types"?: { readonly output: Output } | undefined;
}

/**
 * Checks data that were read from a file. The messages of the schema are what was expected: `v.number("a number")`.
 *
 * @param schema - A schema of valibot.
 * @returns The value as the schema gives it.
 * @throws SavedDataError that names the file, the path of the first fault in it, and what was expected.
 * @example
 * ```ts no-run
 * // With valibot: const schema = v.object({ epochs: v.number("a number") });
 * declare const schema: Parameters<typeof checkSaved<{ epochs: number }>>[0];
 * const saved: unknown = JSON.parse('{ "epochs": 3 }');
 * const { epochs } = checkSaved(schema, saved, { file: "run.json", writer: "my program" });
 * ```
 */
export function checkSaved<Output>(schema: SavedSchema<Output>, value: unknown, place: SavedPlace): Output {
  const result = safeParse(schema as unknown as GenericSchema, value, { abortEarly: true });
  if (result.success) return result.output as Output;
  const [issue] = result.issues;
  const steps = (issue.path ?? []).map(({ key }) => key as string | number);
  throw new SavedDataError(place, problemOf(issue, steps.at(-1)), steps);
}

function problemOf(issue: GenericIssue, key: string | number | undefined): string {
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
