import { type Tensor, type TypedArray, tensor } from "@gradiente/core";

/** A tensor whose values are in memory that all threads share. */
export interface SharedTensor {
  readonly values: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "float64" | "int32" | "bool";
}

/** Copies a tensor into shared memory. */
export function share(x: Tensor): SharedTensor {
  const { dtype, shape } = x;
  const values = x.toTypedArray();
  const shared = new (values.constructor as Float64ArrayConstructor)(
    new SharedArrayBuffer(values.byteLength),
  ) as unknown as typeof values;
  shared.set(values);
  return { values: shared, shape, dtype };
}

/** Makes a tensor from shared memory. */
export function receive({ values, shape, dtype }: SharedTensor): Tensor {
  return tensor(values, { shape, dtype });
}
