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

/** Two shapes and what they broadcast to. */
export interface BroadcastableShapes {
  readonly a: Shape;
  readonly b: Shape;
  readonly result: Shape;
}

/** Pairs of shapes that broadcast: made from a common shape by setting sizes to 1 and dropping axes in front. */
export function broadcastableShapes(options: ShapeOptions = {}): fc.Arbitrary<BroadcastableShapes> {
  return shapes(options).chain((common) => {
    const ones = fc.array(fc.boolean(), { minLength: common.length, maxLength: common.length });
    const part = fc
      .record({ ones, dropped: fc.integer({ min: 0, max: common.length }) })
      .map(({ ones, dropped }) => common.map((size, axis) => (ones[axis] ? 1 : size)).slice(dropped));
    return fc.record({ a: part, b: part }).map(({ a, b }) => ({ a, b, result: broadcast(a, b) }));
  });
}

function broadcast(a: Shape, b: Shape): number[] {
  const ndim = Math.max(a.length, b.length);
  return Array.from({ length: ndim }, (_, axis) => {
    const left = a[axis - ndim + a.length] ?? 1;
    const right = b[axis - ndim + b.length] ?? 1;
    return left === 1 ? right : left;
  });
}
