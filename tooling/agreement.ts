import { appendFileSync } from "node:fs";

/** Where `pnpm modules` collects what was found, a line of JSON for each case. */
const FOUND = process.env.GRADIENTE_AGREEMENT;

/** Tells `pnpm modules` the worst error of a case: what `docs/modules.md` shows. */
export function found(ours: string, theirs: string, worst: number): void {
  if (FOUND !== undefined) appendFileSync(FOUND, `${JSON.stringify({ ours, theirs, worst })}\n`);
}

/** An error as the tests bound it: relative to the larger of 0.01 and the number that is wanted. */
export function relativeError(actual: number, wanted: number): number {
  if (Object.is(actual, wanted) || actual === wanted) return 0;
  return Math.abs(actual - wanted) / Math.max(1e-2, Math.abs(wanted));
}
