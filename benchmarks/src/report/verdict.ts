import { isFailure, type Results } from "../results.ts";

/** What was aimed at, against what was measured. */
export interface Verdict {
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

/** How much memory a contender took more, where it went through all steps. */
export function grown({ memory }: Results, contender: string) {
  return memory.flatMap(({ id, steps, settled, results }) =>
    results.flatMap((result) => {
      if (isFailure(result) || result.contender !== contender) return [];
      if (result.steps < steps || result.settled === null) return [];
      return [{ id, settled, growth: result.end - result.settled }];
    }),
  );
}
