import type { Outcome } from "./job.ts";

/** Scores by name. */
export type Scores = Readonly<Record<string, number>>;

export function areScores(value: unknown): value is Scores {
  const isObject = Object.prototype.toString.call(value) === "[object Object]";
  return isObject && Object.values(value as object).every((figure) => typeof figure === "number");
}

/** Turns a value of a wrong type into a failure. The compiler cannot check the type of a trial in another module. */
export function checkValue<Value>(
  outcome: Outcome<Value>,
  isFine: (value: unknown) => boolean,
  expected: string,
): Outcome<Value> {
  if (outcome.status !== "done" || isFine(outcome.value)) return outcome;
  const message = `the trial returned ${show(outcome.value)}; expected ${expected}`;
  return { status: "failed", error: { name: "TypeError", message }, seconds: outcome.seconds };
}

/** A value as text in one line. Objects are shown with their entries; objects inside them by their class only. */
function show(value: unknown): string {
  if (typeof value !== "object" || value === null) return showPart(value);
  const entries = Object.entries(value);
  if (Array.isArray(value)) return `[${value.map(showPart).join(", ")}]`;
  if (entries.length === 0) return kindOf(value);
  return `{ ${entries.map(([name, part]) => `${name}: ${showPart(part)}`).join(", ")} }`;
}

function showPart(value: unknown): string {
  if (typeof value === "string") return `'${value}'`;
  if (typeof value === "function") return "[function]";
  return typeof value === "object" && value !== null ? kindOf(value) : String(value);
}

function kindOf(value: object): string {
  return `[${value.constructor?.name ?? "Object"}]`;
}
