import type { Description } from "./contender.ts";
import type { Growth } from "./growth.ts";
import type { Machine } from "./machine.ts";
import type { Problem } from "./problem.ts";
import type { MemoryUse } from "./protocol.ts";

/* What a run of the benchmark gives, as results.json holds it. */

export interface Failure {
  readonly contender: string;
  /** In its own words. */
  readonly failure: string;
}

export interface Timing {
  readonly contender: string;
  /** Seconds a run: the median over rounds. */
  readonly seconds: number;
  /** The median of each round. */
  readonly rounds: readonly number[];
  /** Seconds from one core to the other and back, if it uses two: the median over rounds. */
  readonly roundTrip?: number;
  /** How far its numbers are from the others', relative; what is too far is not compared. */
  readonly deviation: number | null;
  readonly agrees: boolean;
}

export interface CaseResult {
  readonly name: string;
  readonly problem: Problem;
  /** Where it stands on a curve. */
  readonly growth?: Growth;
  readonly results: readonly (Timing | Failure)[];
}

export interface SpeedResult {
  readonly id: string;
  readonly title: string;
  readonly cases: readonly CaseResult[];
}

export interface MemoryResult {
  readonly id: string;
  readonly title: string;
  readonly steps: number;
  readonly settled: number;
  readonly results: readonly (({ readonly contender: string } & MemoryUse) | Failure)[];
}

export interface Participant extends Description {
  readonly name: string;
}

export interface Results {
  readonly machine: Machine;
  /** How many rounds, and for how many seconds each. */
  readonly rounds: number;
  readonly seconds: number;
  readonly participants: readonly Participant[];
  readonly absent: readonly Failure[];
  readonly speed: readonly SpeedResult[];
  readonly memory: readonly MemoryResult[];
}

export function isFailure<Result extends object>(result: Result | Failure): result is Failure {
  return "failure" in result;
}
