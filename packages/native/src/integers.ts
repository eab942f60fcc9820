import type { ReduceFunction } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, MOST_AXES, putLayout } from "./border.ts";
import { contiguous } from "./fold.ts";

/** In the order of their numbers. */
const folds: readonly string[] = ["sum", "max", "min", "any", "all", "prod"];

/** Folds of whole numbers and truth values, and products; false where there is no kernel, having written nothing. */
export function foldIntegersOn(f: ReduceFunction, given: View, out: View): boolean {
  if (given.layout.shape.length > MOST_AXES) return false;
  // As sums, products of one shape have the same bits in every layout.
  const x = f.name === "prod" ? contiguous(given) : given;
  block[0] = folds.indexOf(f.name);
  putLayout(putLayout(1, x.layout), out.layout);
  return addon().foldIntegers(x.buffer, out.buffer);
}
