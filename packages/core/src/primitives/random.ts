import type { Distribution } from "../backend.ts";
import { randomOn } from "../backends/wasm/random.ts";
import type { DType } from "../dtype.ts";
import { Layout } from "../layout.ts";
import { emptyTensor } from "../operand.ts";
import { defaultBackend } from "../registry.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";
import { run } from "./launch.ts";
import { random } from "./list.ts";
import { moved } from "./transfer.ts";

/**
 * Draws random numbers from the state of a generator, and advances the state. They are drawn on the backend of the
 * state: the default backend, to which the state is moved, or a backend that wraps it.
 *
 * @param op what was called, for errors. Default: the name of what is drawn.
 */
export function draw(
  f: Distribution,
  state: Variable,
  shape: Shape,
  dtype: DType,
  op: string = f.name,
): Tensor {
  const before = here(op, state.value);
  const { backend } = before;
  const numbers = emptyTensor(op, backend, dtype, Layout.dense(shape));
  const next = emptyTensor(op, backend, before.dtype, before.layout.dense);
  run(random, f.name, [before], [numbers, next], { ...f, withVectors: randomOn }, backend);
  state.set(next);
  return numbers;
}

function here(op: string, state: Tensor): Tensor {
  const backend = defaultBackend();
  if (state.backend === backend || state.backend.depth > backend.depth) return state;
  if (state.backend.readNow === undefined) {
    throw new Error(
      `${op}: the state of the generator is on the backend '${state.backend.name}', which cannot be read synchronously, ` +
        `and the default is now '${backend.name}'; call seed, or make a new Generator, after setBackend`,
    );
  }
  return moved(state, backend);
}
