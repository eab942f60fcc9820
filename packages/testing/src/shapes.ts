import type { Shape } from "@gradiente/core";
import { checkArgument, optionsOf, whole } from "@gradiente/core/arguments";
import fc from "fast-check";
import { aShape, checkOrder, SHAPES } from "./checks.ts";

/** Options of {@link shapes}. */
export interface ShapeOptions {
  /** The smallest number of axes. Default: 0, a scalar. */
  readonly minimumAxes?: number;
  /** The largest number of axes. Default: 4. */
  readonly maximumAxes?: number;
  /** The smallest size of an axis. With 0, some tensors have no elements. Default: 1. */
  readonly minimumSize?: number;
  /** The largest size of an axis. Default: 4. */
  readonly maximumSize?: number;
}

/**
 * Random shapes. They shrink to fewer and smaller axes.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { shapes } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * fc.assert(fc.property(shapes({ maximumAxes: 3 }), (shape) => ones(shape).ndim <= 3));
 * ```
 */
export function shapes(options?: ShapeOptions): fc.Arbitrary<number[]> {
  return shapesOf("shapes", options);
}

/** {@link shapes} for another function. */
export function shapesOf(owner: string, options: ShapeOptions | undefined): fc.Arbitrary<number[]> {
  const given = optionsOf(owner, options, SHAPES);
  // A bound alone moves the default of the other one.
  const { minimumAxes = 0, maximumAxes = Math.max(4, minimumAxes) } = given;
  const { minimumSize = 1, maximumSize = Math.max(4, minimumSize) } = given;
  checkOrder(owner, ["minimumAxes", "maximumAxes"], minimumAxes, maximumAxes);
  checkOrder(owner, ["minimumSize", "maximumSize"], minimumSize, maximumSize);
  return fc.array(fc.integer({ min: minimumSize, max: maximumSize }), {
    minLength: minimumAxes,
    maxLength: maximumAxes,
  });
}

/**
 * Random axes for reductions of a tensor with `ndim` axes: all (undefined), one axis, or a list of distinct axes. Some are
 * counted from the end. They shrink to all.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { axes } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * fc.assert(fc.property(axes(3), (some) => ones([2, 3, 4]).sum(some).size <= 24));
 * ```
 */
export function axes(ndim: number): fc.Arbitrary<number | number[] | undefined> {
  checkArgument("axes", "the number of axes", ndim, whole(0, 64));
  const all = fc.constant(undefined);
  if (ndim === 0) return all;
  const signed = (axis: number) => fc.constantFrom(axis, axis - ndim);
  const one = fc.nat(ndim - 1).chain(signed);
  const several = fc
    .subarray(Array.from({ length: ndim }, (_, axis) => axis))
    .chain((chosen) => fc.tuple(...chosen.map(signed)));
  return fc.oneof(all, one, several);
}

/** Two shapes, and the shape to which they broadcast. */
export interface BroadcastableShapes {
  /** The first shape. */
  readonly a: Shape;
  /** The second shape. */
  readonly b: Shape;
  /** The shape to which both broadcast. */
  readonly result: Shape;
}

/**
 * Random pairs of shapes that broadcast. They are made from a common shape, which the options describe: sizes become 1, and one
 * of the two loses leading axes. So the result has the number of axes that is asked for, and sizes of 1 whatever `minimumSize` is.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { broadcastableShapes } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * fc.assert(fc.property(broadcastableShapes(), ({ a, b }) => ones(a).add(ones(b)).eq(2).all().item() === 1));
 * ```
 */
export function broadcastableShapes(options?: ShapeOptions): fc.Arbitrary<BroadcastableShapes> {
  return shapesOf("broadcastableShapes", options).chain((common) =>
    fc
      .record({ long: withOnes(common), short: broadcastableTo(common), shortFirst: fc.boolean() })
      .map(({ long, short, shortFirst }) => {
        const [a, b] = shortFirst ? [short, long] : [long, short];
        return { a, b, result: broadcast(a, b) };
      }),
  );
}

/**
 * Random shapes that broadcast to the given shape, and so also with one another.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { broadcastableTo } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * fc.assert(fc.property(broadcastableTo([2, 3]), (shape) => ones(shape).expand([2, 3]).size === 6));
 * ```
 */
export function broadcastableTo(common: Shape): fc.Arbitrary<number[]> {
  checkArgument("broadcastableTo", "the shape", common, aShape);
  return fc
    .record({ shape: withOnes(common), dropped: fc.integer({ min: 0, max: common.length }) })
    .map(({ shape, dropped }) => shape.slice(dropped));
}

/** A shape with some sizes replaced by 1. */
function withOnes(common: Shape): fc.Arbitrary<number[]> {
  return fc
    .array(fc.boolean(), { minLength: common.length, maxLength: common.length })
    .map((ones) => common.map((size, axis) => (ones[axis] ? 1 : size)));
}

function broadcast(a: Shape, b: Shape): number[] {
  const ndim = Math.max(a.length, b.length);
  return Array.from({ length: ndim }, (_, axis) => {
    const left = a[axis - ndim + a.length] ?? 1;
    const right = b[axis - ndim + b.length] ?? 1;
    return left === 1 ? right : left;
  });
}
