import type { Backend } from "../backend.ts";
import { emptyTensor, type TensorLike, toTensor } from "../operand.ts";
import { type BackendName, backendOf } from "../registry.ts";
import { type Tensor, valuesOf } from "../tensor.ts";
import { type Op, record } from "./launch.ts";
import { defined } from "./list.ts";

const transfer: Op<null> = {
  primitive: defined,
  gradients: [
    ([{ backend }]) =>
      (dy) =>
        moved(dy, backend),
  ],
};

/**
 * The same values on a backend, recorded. If x is already there, x itself. Values pass from one backend to another
 * through the host.
 */
export function moved(x: Tensor, backend: Backend): Tensor {
  if (x.backend === backend) return x;
  const y = emptyTensor("to", backend, x.dtype, x.layout.dense);
  backend.write(valuesOf("to", x), y);
  record(transfer, "to", [x], y, null);
  return y;
}

/**
 * The same values on another backend, where ops on them then run. The result is a copy, or x itself if x is already
 * there. Gradients flow back to the backend of x.
 *
 * @param backend `"wasm"`, `"reference"`, or a name that was registered with `registerBackend`.
 * @throws RangeError for an unknown name; Error if the backend of x cannot be read synchronously. In this case, make
 * a tensor of `await x.read()` on the other backend.
 */
export function to(x: TensorLike, backend: BackendName): Tensor {
  return moved(toTensor("to", x), backendOf("to", backend));
}
