import type { Tensor } from "@gradiente/core";

/** What tensors are, as plain data: each with its bits. */
export function plain(tensors: ReadonlyMap<string, Tensor>): unknown {
  return [...tensors].map(([name, x]) => {
    const { buffer, byteOffset, byteLength } = x.toTypedArray();
    return [name, x.dtype, [...x.shape], Buffer.from(buffer, byteOffset, byteLength).toString("hex")];
  });
}
