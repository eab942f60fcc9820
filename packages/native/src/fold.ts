import type { Normalization, ReduceFunction } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, MOST_AXES, putLayout, putRow } from "./border.ts";

/* Folds of axes, and softmax. Each gives false where there is no kernel, having written nothing. */

/** The folds that have kernels, in the order of their numbers. */
const folds: readonly string[] = ["sum", "max", "min"];
const normalizations: readonly Normalization[] = ["softmax", "logSoftmax"];

export function reduceOn(f: ReduceFunction, x: View, out: View): boolean {
  const number = folds.indexOf(f.name);
  if (number < 0 || x.layout.shape.length > MOST_AXES) return false;
  block[0] = number;
  if (x.layout.contiguous && out.layout.step === 0) {
    const at = putRow(1, x.layout);
    putRow(at, x.layout);
    block[at] = out.layout.offset;
    block[at + 3] = 0;
  } else {
    putLayout(putLayout(1, x.layout), out.layout);
  }
  return addon().reduce(x.buffer, out.buffer);
}

export function normalizeOn(kind: Normalization, x: View, out: View): boolean {
  if (!out.layout.contiguous || x.layout.shape.length > MOST_AXES) return false;
  block[0] = normalizations.indexOf(kind);
  putLayout(putLayout(1, x.layout), out.layout);
  return addon().normalize(x.buffer, out.buffer);
}
