import type { Shape } from "@gradiente/core";
import fc from "fast-check";

export interface ShapeOptions {
  /** The fewest axes: 0, a scalar, unless said otherwise. */
  readonly minimumAxes?: number;
  /** The most axes: 4 unless said otherwise. */
  readonly maximumAxes?: number;
  /** The smallest size of an axis: 1 unless said otherwise; 0 gives tensors without elements too. */
  readonly minimumSize?: number;
  /** The largest size of an axis: 4 unless said otherwise. */
  readonly maximumSize?: number;
}

/** Shapes; shrink to fewer and smaller axes. */
export function shapes(options: ShapeOptions = {}): fc.Arbitrary<number[]> {
  const { minimumAxes = 0, maximumAxes = 4, minimumSize = 1, maximumSize = 4 } = options;
  return fc.array(fc.integer({ min: minimumSize, max: maximumSize }), {
    minLength: minimumAxes,
    maxLength: maximumAxes,
  });
}

/**
 * Axes of a tensor with so many of them, as reductions take them: all (undefined), one, or a list of different
 * ones, some counted from the end. Shrink to all.
 */
export function axes(ndim: number): fc.Arbitrary<number | number[] | undefined> {
  const all = fc.constant(undefined);
  if (ndim === 0) return all;
  const signed = (axis: number) => fc.constantFrom(axis, axis - ndim);
  const one = fc.nat(ndim - 1).chain(signed);
  const several = fc
    .subarray(Array.from({ length: ndim }, (_, axis) => axis))
    .chain((chosen) => fc.tuple(...chosen.map(signed)));
  return fc.oneof(all, one, several);
}

/** Two shapes and what they broadcast to. */
export interface BroadcastableShapes {
  readonly a: Shape;
  readonly b: Shape;
  readonly result: Shape;
}

/** Pairs of shapes that broadcast: made from a common shape by setting sizes to 1 and dropping axes in front. */
export function broadcastableShapes(options: ShapeOptions = {}): fc.Arbitrary<BroadcastableShapes> {
  return shapes(options).chain((common) => {
    const part = broadcastableTo(common);
    return fc.record({ a: part, b: part }).map(({ a, b }) => ({ a, b, result: broadcast(a, b) }));
  });
}

/** Shapes that broadcast to the given one, and so with one another. */
export function broadcastableTo(common: Shape): fc.Arbitrary<number[]> {
  const ones = fc.array(fc.boolean(), { minLength: common.length, maxLength: common.length });
  return fc
    .record({ ones, dropped: fc.integer({ min: 0, max: common.length }) })
    .map(({ ones, dropped }) => common.map((size, axis) => (ones[axis] ? 1 : size)).slice(dropped));
}

function broadcast(a: Shape, b: Shape): number[] {
  const ndim = Math.max(a.length, b.length);
  return Array.from({ length: ndim }, (_, axis) => {
    const left = a[axis - ndim + a.length] ?? 1;
    const right = b[axis - ndim + b.length] ?? 1;
    return left === 1 ? right : left;
  });
}
