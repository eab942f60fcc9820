import type { Distribution } from "../backend.ts";
import type { DType } from "../dtype.ts";
import { Layout } from "../layout.ts";
import { defaultBackend } from "../registry.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";
import { emptyTensor, run } from "./launch.ts";
import { random } from "./list.ts";
import { moved } from "./transfer.ts";

/**
 * Draws random numbers from the state of a generator, and advances the state. They are drawn on the backend of the
 * state: the default backend, to which the state is moved, or a backend that wraps it.
 */
export function draw(kind: Distribution, state: Variable, shape: Shape, dtype: DType): Tensor {
  const before = here(state.value);
  const { backend } = before;
  const numbers = emptyTensor(backend, dtype, Layout.dense(shape));
  const next = emptyTensor(backend, before.dtype, before.layout.dense);
  run(random, kind, [before], [numbers, next], kind, backend);
  state.set(next);
  return numbers;
}

function here(state: Tensor): Tensor {
  const backend = defaultBackend();
  return state.backend.depth > backend.depth ? state : moved(state, backend);
}
