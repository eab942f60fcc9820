import type { NestedArray, Tensor, TensorLike } from "@gradiente/core";
import type { Sample } from "./sample.ts";
import { both, columns, cube, each, empty, f64, flat, INF, int, other, signed } from "./values.ts";

/* The rows that all ops of one kind share. */

/** Rows at these inputs, and one for a tensor without elements. */
export function unary(
  of: (x: number) => number,
  ...inputs: (number | number[] | number[][])[]
): Sample<readonly [TensorLike]>[] {
  const rows = inputs.map((x) => ({ args: [f64(x)] as const, expected: each(x, of) }));
  return [...rows, { args: [empty] as const, expected: [] }];
}

/** A row of values alone, for kinks, edges of the domain, and where derivatives are too large to be differenced. */
export function valuesAt(
  of: (x: number) => number,
  x: number[],
): { args: readonly [Tensor]; expected: NestedArray; order: 0 }[] {
  return [{ args: [f64(x)], expected: each(x, of), order: 0 }];
}

/** Pairs, broadcasting both ways, numbers, and no elements. */
export function binary(of: (a: number, b: number) => number): Sample<readonly [TensorLike, TensorLike]>[] {
  const row = other[0];
  return [
    { args: [f64(signed), f64(other)], expected: both(signed, other, of) },
    {
      args: [f64(signed), f64(row)],
      expected: signed.map((values) => values.map((value, j) => of(value, row[j]))),
    },
    { args: [f64([[2], [-3]]), f64(row)], expected: [2, -3].map((a) => row.map((b) => of(a, b))) },
    { args: [f64(signed), 1.25], expected: each(signed, (value) => of(value, 1.25)) },
    { args: [1.25, f64(0.4)], expected: of(1.25, 0.4) },
    { args: [empty, f64(row)], expected: [] },
  ];
}

export function compared(
  of: (a: number, b: number) => boolean,
): readonly Sample<readonly [TensorLike, TensorLike]>[] {
  return [
    { args: [f64([1, 2, 3]), f64([3, 2, 1])], expected: [of(1, 3), of(2, 2), of(3, 1)], order: 0 },
    {
      args: [int([[1], [2]]), int([1, 2])],
      expected: [1, 2].map((a) => [1, 2].map((b) => of(a, b))),
      order: 0,
    },
    {
      args: [f64([Number.NaN, INF]), Number.NaN],
      expected: [of(Number.NaN, Number.NaN), of(INF, Number.NaN)],
      order: 0,
    },
  ];
}

export function reductions(of: (values: readonly number[]) => number) {
  return [
    { args: [f64(signed)] as const, expected: of(flat(signed)) },
    { args: [f64(signed), 0] as const, expected: columns(signed).map(of) },
    { args: [f64(signed), [-1], { keepDims: true }] as const, expected: signed.map((row) => [of(row)]) },
    { args: [f64(cube), [0, 2]] as const, expected: [0, 1].map((j) => of([...cube[0][j], ...cube[1][j]])) },
    { args: [f64(cube), 1] as const, expected: cube.map((matrix) => columns(matrix).map(of)) },
    { args: [f64(4), []] as const, expected: of([4]) },
  ];
}
