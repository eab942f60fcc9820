import { check } from "../../arguments/check.ts";
import { found } from "../../arguments/found.ts";
import { declareOptions } from "../../arguments/options.ts";
import { type Border, countWindows, insideBorders, type Window, withBorders } from "../../layout.ts";
import { accumulate, type Primitive, place } from "../../primitives/list.ts";
import { accumulation, movement } from "../../primitives/movement.ts";
import { formatShape, type Shape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { Viewing } from "../../viewing.ts";
import { placed } from "./spans.ts";

/*
 * Sliding windows are a view whose windows overlap. Convolution and pooling are plain functions over this view, so
 * derivatives of every order exist.
 */

type Windows = Extract<Viewing, { kind: "windows" }>;

const seenAs: (x: Tensor, viewing: Windows) => Tensor = /* @__PURE__ */ movement(
  "windows",
  ({ shape }, viewing) =>
    (dy) =>
      folded(dy, shape, viewing.windows),
);

type Fold = (x: Tensor, shape: Shape, viewing: Windows) => Tensor;

const foldedBy = (primitive: Primitive<readonly Viewing[]>): Fold =>
  accumulation("foldWindows", (viewing) => (dy) => seenAs(dy, viewing), primitive);

const summed = /* @__PURE__ */ foldedBy(accumulate);
/** Of windows that lie apart, as those of pools do. */
const copied = /* @__PURE__ */ foldedBy(place);

/** A view of the windows of x along its last axes. */
export function viewed(x: Tensor, windows: readonly Window[]): Tensor {
  return seenAs(x, { kind: "windows", windows });
}

/** The adjoint of {@link viewed}: elements are summed where windows overlap. */
export function folded(x: Tensor, shape: Shape, windows: readonly Window[]): Tensor {
  const areApart = windows.every(({ size, stride, dilation }) => stride > dilation * (size - 1));
  return (areApart ? copied : summed)(x, shape, { kind: "windows", windows });
}

/** One number for all axes, or a list with one for each. */
export type PerAxis = number | readonly number[];

/** Options of sliding windows. */
export interface WindowOptions {
  /** The distance between the beginnings of neighbouring windows. Default: 1. */
  readonly stride?: PerAxis;
  /** The distance between neighbouring elements of a window. Default: 1. */
  readonly dilation?: PerAxis;
}

/** Only a first check: what the numbers may be depends on the function and its axes. */
export const aPerAxis = /* @__PURE__ */ check<PerAxis>(
  "a number, or a list with one for each axis",
  (value) => typeof value === "number" || Array.isArray(value),
  ShapeError,
);

export const WINDOWS = /* @__PURE__ */ declareOptions<WindowOptions>({
  stride: aPerAxis,
  dilation: aPerAxis,
});

/** The elements of a list without holes; none of what is no list. */
function eachOf(value: readonly number[]): readonly number[] {
  return Array.isArray(value) ? [...value] : [];
}

/**
 * One number for each axis, checked.
 *
 * @example
 * ```ts
 * import { perAxis } from "@gradiente/core/arguments";
 *
 * perAxis("crop", "size", 3, 2, 1); // [3, 3]
 * perAxis("crop", "size", [3, 5], 2, 1); // [3, 5]
 * ```
 */
export function perAxis(
  op: string,
  name: string,
  value: PerAxis,
  axes: number,
  minimum: number,
): readonly number[] {
  const values = typeof value === "number" ? new Array<number>(axes).fill(value) : eachOf(value);
  if (values.length !== axes || values.some((v) => !Number.isSafeInteger(v) || v < minimum)) {
    throw new ShapeError(
      `${op}: ${name} must be a whole number >= ${minimum}, or ${axes} of them, not ${found(value)}`,
    );
  }
  return values;
}

/** Windows along the last axes of a shape. Throws unless each fits at least once. */
export function windowsOf(
  op: string,
  shape: Shape,
  sizes: readonly number[],
  options: WindowOptions,
): Window[] {
  const stride = perAxis(op, "stride", options.stride ?? 1, sizes.length, 1);
  const dilation = perAxis(op, "dilation", options.dilation ?? 1, sizes.length, 1);
  return sizes.map((size, i) => {
    const window = { size, stride: stride[i], dilation: dilation[i] };
    const axisSize = shape[shape.length - sizes.length + i];
    if (countWindows(axisSize, window) < 1) {
      const extent = window.dilation * (size - 1) + 1;
      throw new ShapeError(
        `${op}: a window of ${formatShape(sizes)} covers ${extent} elements, but shape ${formatShape(shape)} ` +
          `has ${axisSize} there; pad it, or use a smaller window`,
      );
    }
    return window;
  });
}

/** How many elements around axes: one number for all of them, or for each axis a number or `[before, after]`. */
export type Padding = number | readonly (number | Border)[];

/** Only a first check, as {@link aPerAxis}. */
export const aPadding = /* @__PURE__ */ check<Padding>(
  "a number, or a list with a number or [before, after] for each axis",
  (value) => aPerAxis.accepts(value),
  ShapeError,
);

/**
 * The padding before and after each axis, checked.
 *
 * @example
 * ```ts
 * import { bordersOf } from "@gradiente/core/arguments";
 *
 * bordersOf("crop", [1, [2, 0]], 2); // [[1, 1], [2, 0]]
 * ```
 */
export function bordersOf(op: string, padding: Padding, axes: number): readonly Border[] {
  const widths = typeof padding === "number" ? new Array<number>(axes).fill(padding) : [...padding];
  const borders = widths.map((width) => (Array.isArray(width) ? [...width] : [width, width]));
  const areRight = borders.every(
    (border) => border.length === 2 && border.every((width) => Number.isSafeInteger(width) && width >= 0),
  );
  if (borders.length !== axes || !areRight) {
    throw new ShapeError(
      `${op}: padding must be a whole number >= 0, or a list of ${axes}, each such a number or [before, after], not ${found(padding)}`,
    );
  }
  return borders as unknown as readonly Border[];
}

/** Adds elements with the same value around the last axes. */
export function bordered(x: Tensor, borders: readonly Border[], fill = 0): Tensor {
  if (borders.every(([before, after]) => before === 0 && after === 0)) return x;
  return placed(x, withBorders(x.shape, borders), insideBorders(x.shape, borders), fill);
}
