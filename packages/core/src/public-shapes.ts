import { check, checkArgument } from "./arguments/check.ts";
import * as shapes from "./shape.ts";

/* The functions of shapes that users call: what core calls thousands of times a step checks nothing. */

const aShape = /* @__PURE__ */ check<shapes.Shape>(
  "a list of whole numbers >= 0, such as [2, 3] or []",
  (value) => Array.isArray(value) && [...value].every((size) => Number.isSafeInteger(size) && size >= 0),
  shapes.ShapeError,
);

/** What is no shape can be compared and put into a message all the same, strides for example. */
const someNumbers = /* @__PURE__ */ check<shapes.Shape>(
  "a list of numbers, such as [2, 3] or []",
  (value) => Array.isArray(value) && [...value].every((size) => typeof size === "number"),
  shapes.ShapeError,
);

/**
 * The number of elements of a shape. @throws ShapeError for what is no shape.
 *
 * @example sizeOf([2, 3, 4]); // 24
 */
export function sizeOf(shape: shapes.Shape): number {
  checkArgument("sizeOf", "the shape", shape, aShape);
  return shapes.sizeOf(shape);
}

/**
 * A shape as text, such as `[2, 3]`. @throws ShapeError for what is no list of numbers.
 *
 * @example formatShape([2, 3]); // "[2, 3]"
 */
export function formatShape(shape: shapes.Shape): string {
  checkArgument("formatShape", "the shape", shape, someNumbers);
  return shapes.formatShape(shape);
}

/**
 * Whether two shapes are equal. @throws ShapeError for what is no list of numbers.
 *
 * @example sameShape([2, 3], [2, 3]); // true
 */
export function sameShape(a: shapes.Shape, b: shapes.Shape): boolean {
  checkArgument("sameShape", "the first shape", a, someNumbers);
  checkArgument("sameShape", "the second shape", b, someNumbers);
  return shapes.sameShape(a, b);
}
