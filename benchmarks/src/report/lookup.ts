import { isFailure, type Results, type Timing } from "../results.ts";

/** The times in results by workload, case and contender, as far as they count. */
export class Lookup {
  readonly #timings = new Map<string, Timing>();

  constructor({ speed }: Results) {
    for (const { id, cases } of speed) {
      for (const { name, results } of cases) {
        for (const result of results) {
          if (!isFailure(result) && result.agrees) this.#timings.set(key(id, name, result.contender), result);
        }
      }
    }
  }

  /** Seconds, or undefined if it was not measured, or computed something else. */
  seconds(workload: string, name: string, contender: string): number | undefined {
    return this.#timings.get(key(workload, name, contender))?.seconds;
  }

  /** Seconds from one core to the other and back while it was measured; undefined for what used one core. */
  roundTrip(workload: string, name: string, contender: string): number | undefined {
    return this.#timings.get(key(workload, name, contender))?.roundTrip;
  }
}

const key = (...parts: readonly string[]) => parts.join("\n");
