import type { Backend } from "../backend.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { type BackendName, backendOf } from "../registry.ts";
import { type Tensor, valuesOf } from "../tensor.ts";
import { emptyTensor, type Op, record } from "./launch.ts";
import { defined } from "./list.ts";

const transfer: Op<null> = {
  primitive: defined,
  gradients: [
    ([{ backend }]) =>
      (dy) =>
        moved(dy, backend),
  ],
};

/** The same values on a backend, recorded; itself if it is there. The way from one to another leads through the host. */
export function moved(x: Tensor, backend: Backend): Tensor {
  if (x.backend === backend) return x;
  const y = emptyTensor(backend, x.dtype, x.layout.dense);
  backend.write(valuesOf("to", x), y);
  record(transfer, "to", [x], y, null);
  return y;
}

/**
 * The same values on another backend, where ops on them then run: a copy, or x itself if it is there. Gradients flow back
 * to the backend that x is on.
 *
 * @param backend `"wasm"`, `"reference"`, or a name that `registerBackend` has made known.
 * @throws RangeError for another name; Error if x is on a backend that does not read without waiting: make a tensor of
 * `await x.read()` there.
 */
export function to(x: TensorLike, backend: BackendName): Tensor {
  return moved(toTensor("to", x), backendOf("to", backend));
}
