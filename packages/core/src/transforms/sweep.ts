import { add } from "../ops/elementwise/arithmetic.ts";
import { superposed, wholeSpan } from "../ops/internal/spans.ts";
import { type Node, type Summation, type SweepMode, sweepWith } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

/** How gradients are added up: with tensor ops. */
const summation: Summation = {
  add,
  join: (shares, { shape }) => {
    const [{ gradient, pullback }] = shares;
    if (shares.length === 1 && pullback !== null) return pullback(gradient);
    const whole = shape.map(wholeSpan);
    return superposed(
      shape,
      shares.map(({ gradient: x, part }) => ({ x, spans: part === null ? whole : part.spans })),
    );
  },
};

/** The reverse sweep: see {@link sweepWith}. */
export function sweep(
  order: readonly Node[],
  dy: Tensor,
  targets: ReadonlySet<Node>,
  mode: SweepMode,
): Map<Node, Tensor> {
  return sweepWith(summation, order, dy, targets, mode);
}
