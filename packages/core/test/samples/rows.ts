import type { TensorLike } from "@gradiente/core";
import type { Sample } from "./sample.ts";
import { both, columns, cube, each, f64, flat, INF, int, other, signed } from "./values.ts";

/* The rows that all ops of one kind share. */

export function unary(
  of: (x: number) => number,
  ...inputs: (number | number[] | number[][])[]
): readonly Sample<readonly [TensorLike]>[] {
  return inputs.map((x) => ({ args: [f64(x)] as const, expected: each(x, of) }));
}

export function binary(
  of: (a: number, b: number) => number,
): readonly Sample<readonly [TensorLike, TensorLike]>[] {
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
