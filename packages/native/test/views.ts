import { Layout } from "@gradiente/core/backend";
import type { View } from "../src/arrays.ts";

export type Floats = Float32ArrayConstructor | Float64ArrayConstructor;

/** A dense view, whose elements follow from their numbers. */
export function filled(OfType: Floats, shape: readonly number[], of: (i: number) => number): View {
  const layout = Layout.dense(shape);
  const buffer = new OfType(layout.size);
  for (let i = 0; i < layout.size; i++) buffer[i] = of(i);
  return { buffer, layout, dtype: OfType === Float32Array ? "float32" : "float64" };
}
