import { Tensor, type TypedArray, tensor } from "@gradiente/core";
import type { Bundle } from "@gradiente/datasets";

/** A tensor whose values are in memory that all threads share. */
interface SharedTensor {
  readonly values: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "float64" | "int32" | "bool";
}

/** Copies a tensor into shared memory. */
function share(x: Tensor): SharedTensor {
  const { dtype, shape } = x;
  const values = x.toTypedArray();
  const shared = new (values.constructor as Float64ArrayConstructor)(
    new SharedArrayBuffer(values.byteLength),
  ) as unknown as typeof values;
  shared.set(values);
  return { values: shared, shape, dtype };
}

/** Makes a tensor from shared memory. */
function receive({ values, shape, dtype }: SharedTensor): Tensor {
  return tensor(values, { shape, dtype });
}

/** A bundle whose tensors are in memory that all threads share. */
export type SharedBundle =
  | { readonly form: "tensor"; readonly part: SharedTensor }
  | { readonly form: "tuple"; readonly parts: readonly SharedTensor[] }
  | { readonly form: "record"; readonly parts: readonly (readonly [name: string, part: SharedTensor])[] };

/** Copies all tensors of a bundle into shared memory. */
export function shareBundle(bundle: Bundle): SharedBundle {
  if (bundle instanceof Tensor) return { form: "tensor", part: share(bundle) };
  if (Array.isArray(bundle)) return { form: "tuple", parts: bundle.map(share) };
  return { form: "record", parts: Object.entries(bundle).map(([name, part]) => [name, share(part)]) };
}

/** Makes a bundle from shared memory. */
export function receiveBundle(shared: SharedBundle): Bundle {
  if (shared.form === "tensor") return receive(shared.part);
  if (shared.form === "tuple") return shared.parts.map(receive) as unknown as Bundle;
  return Object.fromEntries(shared.parts.map(([name, part]) => [name, receive(part)]));
}
