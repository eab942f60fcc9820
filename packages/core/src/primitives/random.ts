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
  const before = here(kind, state.value);
  const { backend } = before;
  const numbers = emptyTensor(backend, dtype, Layout.dense(shape));
  const next = emptyTensor(backend, before.dtype, before.layout.dense);
  run(random, kind, [before], [numbers, next], kind, backend);
  state.set(next);
  return numbers;
}

function here(kind: Distribution, state: Tensor): Tensor {
  const backend = defaultBackend();
  if (state.backend === backend || state.backend.depth > backend.depth) return state;
  if (state.backend.readNow === undefined) {
    throw new Error(
      `${kind}: the state of the generator is on the backend '${state.backend.name}', which cannot be read synchronously, ` +
        `and the default is now '${backend.name}'; call seed, or make a new Generator, after setBackend`,
    );
  }
  return moved(state, backend);
}
