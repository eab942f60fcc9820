import { inspect } from "node:util";
import type { Outcome } from "./job.ts";

/** Figures by name. */
export type Scores = Readonly<Record<string, number>>;

export function areScores(value: unknown): value is Scores {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((figure) => typeof figure === "number")
  );
}

/** A trial that gave something else has failed: nothing but this says so of a module's function. */
export function checkValue<Value>(
  outcome: Outcome<Value>,
  isFine: (value: unknown) => boolean,
  expected: string,
): Outcome<Value> {
  if (outcome.status !== "done" || isFine(outcome.value)) return outcome;
  const found = inspect(outcome.value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  const message = `the trial gave ${found}; expected ${expected}`;
  return { status: "failed", error: { name: "TypeError", message }, seconds: outcome.seconds };
}
