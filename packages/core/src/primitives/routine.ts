import type { Routine } from "../backend.ts";
import type { DType } from "../dtype.ts";
import type { Layout } from "../layout.ts";
import { emptyTensor, placeOf } from "../operand.ts";
import type { Tensor } from "../tensor.ts";
import { run } from "./launch.ts";
import { copy, NoRoutine, routine } from "./list.ts";

/** What a routine gives: a new tensor of this dtype and layout. */
export interface RoutineOutput {
  readonly dtype: DType;
  readonly layout: Layout;
}

/** Runs a routine on the inputs, into new tensors without history; null if the backend does not have it. */
export function made<Parameters>(
  f: Routine<Parameters>,
  op: string,
  inputs: readonly Tensor[],
  outputs: readonly RoutineOutput[],
  parameters: Parameters,
): readonly Tensor[] | null {
  const backend = placeOf(op, inputs);
  const results = outputs.map(({ dtype, layout }) => emptyTensor(op, backend, dtype, layout));
  const given = inputs.map((x) => (x.layout.contiguous ? x : copyOf(op, x)));
  try {
    run(routine, op, given, results, { f, parameters }, backend);
    return results;
  } catch (error) {
    if (error instanceof NoRoutine) return null;
    throw error;
  }
}

function copyOf(op: string, x: Tensor): Tensor {
  const dense = emptyTensor(op, x.backend, x.dtype, x.layout.dense);
  run(copy, op, [x], [dense], null, x.backend);
  return dense;
}
