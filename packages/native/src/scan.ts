import type { ScanFunction } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, MOST_AXES, putLayout } from "./border.ts";

/* Scans and order, along the last axis. Each gives false where there is no kernel, having written nothing. */

/** In the order of their numbers. */
const scans: readonly string[] = ["cumsum", "cumprod", "cummax", "cummin", "recurrence"];

export function scanOn(f: ScanFunction, inputs: readonly View[], out: View): boolean {
  const number = scans.indexOf(f.name);
  if (number < 0 || out.layout.shape.length > MOST_AXES) return false;
  const [a, b] = [inputs[0], inputs[inputs.length - 1]];
  block[0] = number;
  putLayout(putLayout(putLayout(1, a.layout), b.layout), out.layout);
  return addon().scan(a.buffer, b.buffer, out.buffer);
}

export function argsortOn(x: View, descending: boolean, out: View): boolean {
  if (out.layout.shape.length > MOST_AXES) return false;
  block[0] = Number(descending);
  putLayout(putLayout(1, x.layout), out.layout);
  return addon().argsort(x.buffer, out.buffer);
}
