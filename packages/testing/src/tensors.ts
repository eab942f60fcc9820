import { type DType, type Shape, sizeOf, type Tensor, tensor } from "@gradiente/core";
import fc from "fast-check";
import { type LayoutName, layouts } from "./layouts.ts";
import { type ShapeOptions, shapes } from "./shapes.ts";

export interface RandomTensorOptions {
  /** A shape, or which shapes. */
  readonly shape?: Shape | ShapeOptions;
  /** float64 unless said otherwise, which suits checks of gradients. */
  readonly dtype?: DType;
  /** One layout; any unless said otherwise. */
  readonly layout?: LayoutName;
  /** The smallest value: -3 unless said otherwise. */
  readonly minimum?: number;
  /** The largest value: 3 unless said otherwise. */
  readonly maximum?: number;
  /** Numbers that no value comes close to: kinks, poles, edges of a domain. */
  readonly avoid?: readonly number[];
  /** Whether all values of a tensor lie apart from each other, for functions with kinks where two are equal. */
  readonly distinct?: boolean;
}

/** Closer values are not apart: finite differences look less far. */
const APART = 2 ** -6;

function isShape(shape: Shape | ShapeOptions): shape is Shape {
  return Array.isArray(shape);
}

/** Ordinary numbers are multiples of 1 / GRID, which float32 has too. */
const GRID = 256;

function values(dtype: DType, min: number, max: number): fc.Arbitrary<number | boolean> {
  if (dtype === "bool") return fc.boolean();
  if (dtype === "int32") return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  // Mostly ordinary numbers that shrink to rounder ones, and now and then any that there are.
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

/** Tensors of finite values in any layout; shrink to smaller shapes and rounder values. */
export function tensors(options: RandomTensorOptions = {}): fc.Arbitrary<Tensor> {
  const {
    shape = {},
    dtype = "float64",
    layout,
    minimum = -3,
    maximum = 3,
    avoid = [],
    distinct = false,
  } = options;
  const near = (value: number | boolean) => avoid.some((at) => Math.abs(Number(value) - at) <= APART);
  const value = values(dtype, minimum, maximum).filter((drawn) => !near(drawn));
  const chosen =
    layout === undefined ? fc.constantFrom(...(Object.keys(layouts) as LayoutName[])) : fc.constant(layout);
  return (isShape(shape) ? fc.constant(shape) : shapes(shape)).chain((fixed) => {
    const size = sizeOf(fixed);
    const list = fc.array(value, { minLength: size, maxLength: size });
    const data = distinct ? list.filter(apart) : list;
    return fc
      .record({ data, layout: chosen })
      .map(({ data, layout }) => layouts[layout](tensor(data, { dtype, shape: fixed })));
  });
}

/** dtypes; float32 comes first. */
export function dtypes(): fc.Arbitrary<DType> {
  return fc.constantFrom("float32", "float64", "int32", "bool");
}
