import { binary, select } from "../op.ts";

/* Comparisons give bool and have no gradient. NaN differs from everything, itself included. */

const compared = { result: "bool" } as const;

/** a = b. */
export const eq = binary("eq", (a, b) => (a === b ? 1 : 0), null, null, compared);

/** a ≠ b. */
export const ne = binary("ne", (a, b) => (a !== b ? 1 : 0), null, null, compared);

/** a > b. */
export const gt = binary("gt", (a, b) => (a > b ? 1 : 0), null, null, compared);

/** a ≥ b. */
export const ge = binary("ge", (a, b) => (a >= b ? 1 : 0), null, null, compared);

/** a < b. */
export const lt = binary("lt", (a, b) => (a < b ? 1 : 0), null, null, compared);

/** a ≤ b. */
export const le = binary("le", (a, b) => (a <= b ? 1 : 0), null, null, compared);

/**
 * `a` where the condition holds, `b` elsewhere. All three broadcast. Gradients flow only to the elements taken:
 * to guard a function at the edge of its domain, guard its input too, since 0 · ∞ is NaN.
 *
 * @throws DTypeError unless the condition is bool; ShapeError if shapes do not broadcast.
 */
export const where = select(
  "where",
  (condition) => (dy) => condition.where(dy, 0),
  (condition) => (dy) => condition.where(0, dy),
);
