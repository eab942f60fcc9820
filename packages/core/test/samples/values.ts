import { type NestedArray, type Tensor, tensor } from "@gradiente/core";

/* Inputs of samples, and plain arithmetic on nested arrays. */

export const f64 = (data: NestedArray): Tensor => tensor(data, { dtype: "float64" });
export const int = (data: NestedArray): Tensor => tensor(data, { dtype: "int32" });

/** Rows of three elements, of which there are none. */
export const empty = tensor([], { shape: [0, 3], dtype: "float64" });

export const NAN = Number.NaN;
export const INF = Number.POSITIVE_INFINITY;

/** Signs, magnitudes, and nothing within reach of a kink at 0. */
export const signed = [
  [-2.5, -1, -0.3],
  [0.2, 0.7, 3],
];
export const positive = [
  [0.1, 0.5, 1],
  [1.7, 2.5, 8],
];
export const cube = [
  [
    [1.5, -2, 0.25],
    [3, 0.5, -1.25],
  ],
  [
    [-0.75, 2.25, 1],
    [0.1, -3.5, 4],
  ],
];

/** Within ±1, away from both ends. */
export const inside = [
  [-0.8, -0.5, -0.1],
  [0.2, 0.6, 0.9],
];

/** An elementwise function of nested arrays. */
export function each(x: NestedArray, f: (value: number) => number | boolean): NestedArray {
  return Array.isArray(x) ? x.map((inner) => each(inner, f)) : f(x as number);
}

export function both(
  a: number[][],
  b: number[][],
  f: (a: number, b: number) => number | boolean,
): NestedArray {
  return a.map((row, i) => row.map((value, j) => f(value, b[i][j])));
}

export const other = [
  [1.5, -2, 0.7],
  [-0.4, 0.9, 2],
];

export const sumOf = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const columns = (rows: number[][]) => rows[0].map((_, j) => rows.map((row) => row[j]));
export const flat = (x: NestedArray): number[] => (Array.isArray(x) ? x.flatMap(flat) : [x as number]);

/** Numbers that look random, in the nesting of a shape. */
export function wave(shape: readonly number[], from = 1): NestedArray {
  let at = from;
  const next = (axis: number): NestedArray =>
    axis === shape.length
      ? Math.sin(at++ * 1.7) * 2
      : Array.from({ length: shape[axis] }, () => next(axis + 1));
  return next(0);
}

/** Every index into a shape, in row-major order. */
export function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (found, size) => found.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

/** The element at an index; undefined outside. */
export function elementAt(x: NestedArray | undefined, index: readonly number[]): number | undefined {
  return index.reduce<NestedArray | undefined>(
    (inner, i) => (inner as readonly NestedArray[] | undefined)?.[i],
    x,
  ) as number | undefined;
}

/** Nested arrays of a shape, element by element. */
export function built(
  shape: readonly number[],
  f: (index: readonly number[]) => number,
  lead: readonly number[] = [],
): NestedArray {
  const [size, ...rest] = shape;
  if (size === undefined) return f(lead);
  return Array.from({ length: size }, (_, i) => built(rest, f, [...lead, i]));
}
