import type { Failure } from "../results.ts";

/** Each reason once. */
export function failureList(failures: readonly Failure[]): string {
  const lines = failures.map(({ contender, failure }) => `- ${contender}: ${failure.split("\n")[0]}`);
  return [...new Set(lines)].join("\n");
}
