import { type DType, type Shape, sizeOf, type Tensor, tensor } from "@gradiente/core";
import { aBoolean, check, declareOptions, oneOf, optionsOf } from "@gradiente/core/arguments";
import fc from "fast-check";
import { aFiniteNumber, aShape, checkOrder } from "./checks.ts";
import { type LayoutName, layouts } from "./layouts.ts";
import { type ShapeOptions, shapesOf } from "./shapes.ts";

/** Options of {@link tensors}. */
export interface RandomTensorOptions {
  /** A shape, or which shapes. */
  readonly shape?: Shape | ShapeOptions;
  /** The dtype. Default: float64, which suits checks of gradients. */
  readonly dtype?: DType;
  /** The layout in memory. Default: a random one. */
  readonly layout?: LayoutName;
  /** The smallest value. Default: -3. */
  readonly minimum?: number;
  /** The largest value. Default: 3. */
  readonly maximum?: number;
  /** Numbers to which no value is close, such as kinks, poles and edges of a domain. Default: none. */
  readonly avoid?: readonly number[];
  /** Whether no two values of a tensor are close, for functions with kinks where values are equal. Default: false. */
  readonly distinct?: boolean;
}

const TENSORS = declareOptions<RandomTensorOptions>({
  shape: check(
    "a shape, or options of shapes",
    (value) =>
      (typeof value === "object" && value !== null && !Array.isArray(value)) || aShape.accepts(value),
  ),
  dtype: oneOf("float32", "float64", "int32", "bool"),
  layout: oneOf(...(Object.keys(layouts) as LayoutName[])),
  minimum: aFiniteNumber,
  maximum: aFiniteNumber,
  avoid: check(
    "a list of numbers",
    (value) => Array.isArray(value) && Array.from(value).every((each) => typeof each === "number"),
  ),
  distinct: aBoolean,
});

/** The smallest distance of values that are not close: finite differences use smaller steps. */
const APART = 2 ** -6;

function isShape(shape: Shape | ShapeOptions): shape is Shape {
  return Array.isArray(shape);
}

/** Ordinary numbers are multiples of 1 / GRID, which float32 represents exactly. */
const GRID = 256;

function values(dtype: DType, min: number, max: number): fc.Arbitrary<number | boolean> {
  if (dtype === "bool") return fc.boolean();
  if (dtype === "int32") return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  // Mostly ordinary numbers, which shrink to rounder ones, and sometimes any number of the dtype.
  const any = fc.double({ min, max, noNaN: true });
  const [lowest, highest] = [Math.ceil(min * GRID), Math.floor(max * GRID)];
  const ordinary = fc.integer({ min: Math.min(lowest, highest), max: highest }).map((steps) => steps / GRID);
  const chosen =
    lowest > highest
      ? any
      : fc.oneof(
          { withCrossShrink: true },
          { weight: 4, arbitrary: ordinary },
          { weight: 1, arbitrary: any },
        );
  return chosen.map((value) => (dtype === "float32" ? Math.fround(value) : value));
}

function apart(values: readonly (number | boolean)[]): boolean {
  const sorted = values.map(Number).sort((a, b) => a - b);
  return sorted.every((value, i) => i === 0 || value - sorted[i - 1] > APART);
}

/**
 * Tensors of finite values in any layout; shrink to smaller shapes and rounder values.
 *
 * @example
 * ```ts
 * import { tensors } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * fc.assert(fc.property(tensors({ minimum: -1, maximum: 1 }), (x) => x.abs().le(1).all().item() === 1));
 * ```
 */
export function tensors(options?: RandomTensorOptions): fc.Arbitrary<Tensor> {
  const {
    shape = {},
    dtype = "float64",
    layout,
    minimum = -3,
    maximum = 3,
    avoid = [],
    distinct = false,
  } = optionsOf("tensors", options, TENSORS);
  checkOrder("tensors", ["minimum", "maximum"], minimum, maximum);
  if (dtype === "int32" && Math.ceil(minimum) > Math.floor(maximum)) {
    throw new RangeError(`tensors: there is no whole number from minimum ${minimum} to maximum ${maximum}`);
  }
  const near = (value: number | boolean) => avoid.some((at) => Math.abs(Number(value) - at) <= APART);
  const value = values(dtype, minimum, maximum).filter((drawn) => !near(drawn));
  const chosen =
    layout === undefined ? fc.constantFrom(...(Object.keys(layouts) as LayoutName[])) : fc.constant(layout);
  return (isShape(shape) ? fc.constant(shape) : shapesOf("tensors: shape", shape)).chain((fixed) => {
    const size = sizeOf(fixed);
    const list = fc.array(value, { minLength: size, maxLength: size });
    const data = distinct ? list.filter(apart) : list;
    return fc
      .record({ data, layout: chosen })
      .map(({ data, layout }) => layouts[layout](tensor(data, { dtype, shape: fixed })));
  });
}

/**
 * Random dtypes. They shrink to float32.
 *
 * @example
 * ```ts
 * import { zeros } from "@gradiente/core";
 * import { dtypes } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * fc.assert(fc.property(dtypes(), (dtype) => zeros([2], { dtype }).dtype === dtype));
 * ```
 */
export function dtypes(): fc.Arbitrary<DType> {
  return fc.constantFrom("float32", "float64", "int32", "bool");
}
