import { arange, type CellName, recurrent, type Tensor } from "@gradiente/core";
import { giveBackLater } from "@gradiente/core/backend";
import { projected, type RecurrentWeights } from "./weights.ts";

/** Which way, and which steps count, `[time, batch]`. */
interface PassOptions {
  readonly reverse: boolean;
  readonly mask: Tensor | undefined;
}

/** What one layer makes of a sequence in one direction. */
interface Pass {
  /** `[time, batch, hidden]` */
  readonly output: Tensor;
  /** The states after the last step, `[batch, hidden]` each. */
  readonly last: readonly Tensor[];
}

/** One layer over a sequence `[time, batch, inputs]` in one direction, from states `[batch, hidden]`. */
export function pass(
  cell: CellName,
  x: Tensor,
  weights: RecurrentWeights,
  initial: readonly Tensor[],
  { reverse, mask }: PassOptions,
): Pass {
  const { gates, bias } = projected(cell, x, weights);
  const { dtype } = gates;
  const end = reverse ? 0 : x.shape[0] - 1;
  const before = initial.map((state) => state.cast(dtype));
  const options = {
    reverse,
    ...(bias === undefined ? {} : { bias: bias.cast(dtype) }),
    ...(mask === undefined ? {} : { mask }),
  };
  const byState = weights.hiddenWeight.value.cast(dtype);
  if (weights.projection === undefined) {
    const found = recurrent(cell, gates, byState, before, options);
    giveBackLater(gates);
    return { output: found.slice([null, 0]), last: before.map((_, k) => found.slice([end, k])) };
  }
  // h = P g, where the recurrence is in g with the weight W P: one product a step. What W h makes of the h before the first
  // step, which need not be P times anything, is added to the gates there.
  const projection = weights.projection.value.cast(dtype).transpose();
  const [hidden, ...others] = before;
  const [time, count, batch, features] = gates.shape;
  const first = firstSteps(time, reverse, mask);
  const start = hidden.matmul(byState.transpose()).reshape([batch, count, features]).transpose(0, 1);
  const begun = gates.add(first.cast(dtype).reshape([time, 1, -1, 1]).mul(start));
  const none = begun.slice([0, 0]).mul(0);
  const inner = byState.matmul(projection.transpose());
  const found = recurrent(cell, begun, inner, [none, ...others], options);
  const output = found.slice([null, 0]).matmul(projection);
  const final = output.slice([end]);
  return {
    output,
    last: [
      mask === undefined ? final : mask.any(0).unsqueeze(-1).where(final, hidden),
      ...others.map((_, k) => found.slice([end, k + 1])),
    ],
  };
}

/** Which step of which sequence is the first that counts, bool `[time, batch]` or `[time, 1]`. */
function firstSteps(time: number, reverse: boolean, mask: Tensor | undefined): Tensor {
  if (mask !== undefined) return mask.cast("int32").cumsum(0, { reverse }).eq(1).and(mask);
  return arange(time)
    .eq(reverse ? time - 1 : 0)
    .unsqueeze(-1);
}
