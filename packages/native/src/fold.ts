import { Layout, type Normalization, type ReduceFunction, reference } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, MOST_AXES, putLayout, putRow } from "./border.ts";
import { copyOn } from "./move.ts";

/* Folds of axes, and softmax. Each gives false where there is no kernel, having written nothing. */

/** The folds that have kernels, in the order of their numbers. */
const folds: readonly string[] = ["sum", "max", "min"];
const normalizations: readonly Normalization[] = ["softmax", "logSoftmax"];

export function reduceOn(f: ReduceFunction, given: View, out: View): boolean {
  const number = folds.indexOf(f.name);
  if (number < 0 || given.layout.shape.length > MOST_AXES || isInteger(given)) return false;
  // What is added first follows from how elements lie: sums of one shape are to have the same bits in every layout.
  const x = f.name === "sum" ? contiguous(given) : given;
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

function isInteger({ dtype }: View): boolean {
  return dtype === "int32" || dtype === "bool";
}

/** The same elements side by side. */
export function contiguous(x: View): View {
  if (x.layout.contiguous) return x;
  const layout = Layout.dense(x.layout.shape);
  const copied = { buffer: reference.allocate(x.dtype, layout.size), layout, dtype: x.dtype };
  if (!copyOn(x, copied)) reference.copy(x, copied);
  return copied;
}
