import { stack } from "../ops/shape/join.ts";
import type { Tensor } from "../tensor.ts";
import type { Cell } from "./cells.ts";

/** What a sequence is computed from. */
export interface Sequence {
  /** The part of the gates by the inputs, `[time, gates, batch, hidden]`. */
  readonly projected: Tensor;
  /** `[gates, hidden, hidden]` */
  readonly weight: Tensor;
  /** `[gates, 1, hidden]` */
  readonly bias: Tensor | null;
  /** `[batch, hidden]` each. */
  readonly initial: readonly Tensor[];
  /** `[time, batch]`, bool: where it is false, the states stay as they are. */
  readonly mask: Tensor | null;
  /** Whether the sequence runs from the last step to the first. */
  readonly reverse: boolean;
}

/** All states of a sequence, `[time, states, batch, hidden]`, by ops alone. */
export function unrolled(cell: Cell, { projected, weight, bias, initial, mask, reverse }: Sequence): Tensor {
  const columns = weight.transpose();
  const steps = projected.unbind(0);
  const holds = mask?.unsqueeze(-1).unbind(0);
  const found = new Array<Tensor>(steps.length);
  let states = initial;
  for (let i = 0; i < steps.length; i++) {
    const t = reverse ? steps.length - 1 - i : i;
    const product = states[0].matmul(columns);
    const byState = bias === null ? product : product.add(bias);
    const next = cell.step(steps[t].unbind(0), byState.unbind(0), states);
    states = holds === undefined ? next : next.map((state, k) => holds[t].where(state, states[k]));
    found[t] = stack(states);
  }
  return stack(found);
}
