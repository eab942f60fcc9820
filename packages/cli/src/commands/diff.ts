import type { Tensor } from "@gradiente/core";
import { EXIT, print } from "../program.ts";
import { read } from "../read.ts";
import { columns, json, type Paint, printable, short } from "../show/text.ts";

/** What is different about a tensor. */
export type Difference =
  | { readonly name: string; readonly kind: "only in the first" | "only in the second" }
  | {
      readonly name: string;
      readonly kind: "shape" | "dtype";
      readonly first: string;
      readonly second: string;
    }
  | {
      readonly name: string;
      readonly kind: "values";
      /** How many elements differ. */
      readonly differing: number;
      readonly size: number;
      /** The largest difference; infinite where one side alone is NaN or infinite. */
      readonly largest: number;
      /** The same, as a share of the larger of the two numbers. */
      readonly relative: number;
      /** Where it is. */
      readonly at: readonly number[];
    };

/** What is to count as equal: differences up to `atol + rtol * |second|`. */
export interface Tolerance {
  readonly atol: number;
  readonly rtol: number;
}

/** Compares two files; 1 is the exit code where they differ. */
export async function diff(
  first: string,
  second: string,
  options: Tolerance & { readonly json?: true },
  paint: Paint,
): Promise<void> {
  const [a, b] = [await read(first), await read(second)];
  const differences = differencesOf(a.tensors, b.tensors, options);
  const equal = a.tensors.size - differences.filter(({ kind }) => kind !== "only in the second").length;
  if (differences.length > 0) process.exitCode = EXIT.failure;
  if (options.json) {
    print(json({ first, second, equal, differences }));
    return;
  }
  const rows = differences.map((difference) => [printable(difference.name), told(difference)]);
  for (const line of columns(rows)) print(line);
  const summary = `${equal} tensors are equal, ${differences.length} differ`;
  print(differences.length > 0 ? paint.warn(summary) : summary);
}

/** What differs, in the order of the first file, and then of the second. */
export function differencesOf(
  first: ReadonlyMap<string, Tensor>,
  second: ReadonlyMap<string, Tensor>,
  tolerance: Tolerance,
): Difference[] {
  const found: Difference[] = [];
  for (const [name, x] of first) {
    const y = second.get(name);
    const difference =
      y === undefined ? ({ name, kind: "only in the first" } as const) : compared(name, x, y, tolerance);
    if (difference !== undefined) found.push(difference);
  }
  for (const name of second.keys()) if (!first.has(name)) found.push({ name, kind: "only in the second" });
  return found;
}

function compared(name: string, x: Tensor, y: Tensor, { atol, rtol }: Tolerance): Difference | undefined {
  const shapes = [x, y].map(({ shape }) => `[${shape.join(", ")}]`);
  if (shapes[0] !== shapes[1]) return { name, kind: "shape", first: shapes[0], second: shapes[1] };
  if (x.dtype !== y.dtype) return { name, kind: "dtype", first: x.dtype, second: y.dtype };
  const [a, b] = [x.toTypedArray(), y.toTypedArray()];
  let [differing, largest, relative, worst] = [0, 0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    if (Object.is(a[at], b[at]) || a[at] === b[at]) continue;
    const distance = Math.abs(a[at] - b[at]);
    const difference = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
    if (difference <= atol + rtol * Math.abs(b[at])) continue;
    differing++;
    const share = Number.isFinite(difference)
      ? difference / Math.max(Math.abs(a[at]), Math.abs(b[at]))
      : difference;
    relative = Math.max(relative, share);
    if (difference > largest) [largest, worst] = [difference, at];
  }
  if (differing === 0) return undefined;
  return { name, kind: "values", differing, size: a.length, largest, relative, at: placeOf(worst, x.shape) };
}

function placeOf(n: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  let rest = n;
  for (const size of [...shape].reverse()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place;
}

function told(difference: Difference): string {
  switch (difference.kind) {
    case "only in the first":
    case "only in the second":
      return difference.kind;
    case "shape":
    case "dtype":
      return `${difference.kind} ${difference.first} and ${difference.second}`;
    case "values": {
      const { differing, size, largest, relative, at } = difference;
      return `${differing} of ${size} elements, by up to ${short(largest)} at [${at.join(", ")}], ${short(100 * relative)} % at most`;
    }
  }
}
