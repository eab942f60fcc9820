import type { Verdict } from "./worker.ts";

/** What `pnpm gradients` reads. */
export interface Outcome {
  readonly op: string;
  /** Where in the sources; null where the gradient of the op as a whole was broken. */
  readonly place: string | null;
  readonly kind: string;
  readonly change: string;
  readonly killers: Verdict["killers"];
}
