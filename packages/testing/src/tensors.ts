import { type DType, type Shape, type Tensor, tensor } from "@gradiente/core";
import fc from "fast-check";
import { type LayoutName, layouts } from "./layouts.ts";
import { type ShapeOptions, shapes } from "./shapes.ts";

export interface TensorOptions {
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
}

function isShape(shape: Shape | ShapeOptions): shape is Shape {
  return Array.isArray(shape);
}

function values(dtype: DType, min: number, max: number): fc.Arbitrary<number | boolean> {
  if (dtype === "bool") return fc.boolean();
  if (dtype === "int32") return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  return fc
    .double({ min, max, noNaN: true })
    .map((value) => (dtype === "float32" ? Math.fround(value) : value));
}

/** Tensors of finite values in any layout; shrink to smaller shapes and rounder values. */
export function tensors(options: TensorOptions = {}): fc.Arbitrary<Tensor> {
  const { shape = {}, dtype = "float64", layout, minimum = -3, maximum = 3 } = options;
  const chosen =
    layout === undefined ? fc.constantFrom(...(Object.keys(layouts) as LayoutName[])) : fc.constant(layout);
  return (isShape(shape) ? fc.constant(shape) : shapes(shape)).chain((fixed) => {
    const size = fixed.reduce((product, length) => product * length, 1);
    const data = fc.array(values(dtype, minimum, maximum), { minLength: size, maxLength: size });
    return fc
      .record({ data, layout: chosen })
      .map(({ data, layout }) => layouts[layout](tensor(data, { dtype, shape: fixed })));
  });
}

/** dtypes; float32 comes first. */
export function dtypes(): fc.Arbitrary<DType> {
  return fc.constantFrom("float32", "float64", "int32", "bool");
}
