import { type Distribution, reference } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, putRow } from "./border.ts";

/* Random numbers, with the bits of the plain loops. */

/** In the order of their numbers. */
const kinds: readonly Distribution["name"][] = ["uniform", "normal", "bernoulli"];

/** Fills `out`, and the state after it; false where there is no kernel. */
export function randomOn(f: Distribution, state: View, out: View, next: View): boolean {
  const kind = kinds.indexOf(f.name);
  if (kind < 0 || !out.layout.contiguous) return false;
  const [bound = 0, bits = out.dtype === "float64" ? 53 : 24] = f.parameters;
  const counted = reference.readNow(state);
  block[0] = kind;
  // Key and draw, as words without a sign.
  for (let i = 0; i < 4; i++) block[1 + i] = counted[i] >>> 0;
  block[5] = bits > 24 ? 2 : 1;
  block[putRow(6, out.layout)] = bound;
  if (!addon().random(out.buffer)) return false;
  const low = (counted[2] + 1) | 0;
  next.buffer.set(
    [counted[0], counted[1], low, low === 0 ? (counted[3] + 1) | 0 : counted[3]],
    next.layout.offset,
  );
  return true;
}
