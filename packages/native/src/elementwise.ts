import type { BinaryFunction, UnaryFunction } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, MOST_AXES, putLayout, putRow } from "./border.ts";

/* Functions of elements. Each gives false where there is no kernel, having written nothing. */

const numbers: { unary?: ReadonlyMap<string, number>; binary?: ReadonlyMap<string, number> } = {};

function numbered(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, i) => [name, i]));
}

/** The number of a function; undefined where there is no kernel for it. */
export function unaryNumber(name: string): number | undefined {
  numbers.unary ??= numbered(addon().unaryNames);
  return numbers.unary.get(name);
}

export function binaryNumber(name: string): number | undefined {
  numbers.binary ??= numbered(addon().binaryNames);
  return numbers.binary.get(name);
}

export function unaryOn(f: UnaryFunction, x: View, out: View): boolean {
  const number = unaryNumber(f.name);
  if (number === undefined || x.layout.shape.length > MOST_AXES) return false;
  block[0] = number;
  if (x.layout.contiguous && out.layout.contiguous) putRow(putRow(1, x.layout), out.layout);
  else putLayout(putLayout(1, x.layout), out.layout);
  return addon().unary(x.buffer, out.buffer);
}

export function binaryOn(f: BinaryFunction, a: View, b: View, out: View): boolean {
  const number = binaryNumber(f.name);
  if (number === undefined || out.layout.shape.length > MOST_AXES) return false;
  block[0] = number;
  if (a.layout.contiguous && b.layout.contiguous && out.layout.contiguous) {
    putRow(putRow(putRow(1, a.layout), b.layout), out.layout);
  } else {
    putLayout(putLayout(putLayout(1, a.layout), b.layout), out.layout);
  }
  return addon().binary(a.buffer, b.buffer, out.buffer);
}

export function whereOn(condition: View, a: View, b: View, out: View): boolean {
  if (out.layout.shape.length > MOST_AXES) return false;
  let at = putLayout(0, condition.layout);
  at = putLayout(at, a.layout);
  at = putLayout(at, b.layout);
  putLayout(at, out.layout);
  return addon().where(condition.buffer, a.buffer, b.buffer, out.buffer);
}
