import { scalar, toTensor } from "./operand.ts";
import { type Tensor, withNode } from "./tensor.ts";
import type { Variable } from "./variable.ts";

/**
 * What a loop over a tensor goes through: its slices along the first axis. Each is made when its turn comes, so that a
 * loop that ends early costs little.
 */
export function* slicesOf(x: Tensor | Variable): IterableIterator<Tensor> {
  const { shape, dtype, backend, node } = toTensor("slices", x);
  const values = shape.length === 1 && backend.readNow !== undefined ? x.toTypedArray() : null;
  for (let i = 0; i < shape[0]; i++) {
    if (values === null) yield x.slice([i]);
    // An element has a buffer of its own: test runners loop over tensors and compare the buffers of all elements.
    else yield withNode(scalar(values[i], dtype, backend), node === null ? null : x.slice([i]).node);
  }
}
