import type { Tensor } from "../tensor.ts";

/*
 * What the cells of recurrent layers compute in one step, as functions of tensors of one shape: for each gate the part that
 * comes from the input and the part that comes from the state before, and the states. The sequence, its gradient and its
 * kernels all follow from these functions.
 */

/** One step of a cell. */
export interface Cell {
  /** The number of gates: weights have as many rows for each hidden unit. */
  readonly gates: number;
  /** The number of states. The first is the output, and what the next step multiplies. */
  readonly states: number;
  /** Whether the two parts of a gate are only ever added: then the gradients by both are the same. */
  readonly isSum: boolean;
  /** The states on which those after a step depend directly: the others only come in by the product. */
  readonly carried: readonly number[];
  /** The states after a step: from the parts of the gates by the input and by the state, and the states before. */
  step(byInput: readonly Tensor[], byState: readonly Tensor[], states: readonly Tensor[]): readonly Tensor[];
}

/** The cells by name. */
export const cells = {
  /** Elman, "Finding structure in time" (1990). */
  tanh: {
    gates: 1,
    states: 1,
    isSum: true,
    carried: [],
    step: ([p], [u]) => [p.add(u).tanh()],
  },
  relu: {
    gates: 1,
    states: 1,
    isSum: true,
    carried: [],
    step: ([p], [u]) => [p.add(u).relu()],
  },
  /** Hochreiter and Schmidhuber, "Long short-term memory" (1997), with the forget gate of Gers et al. (2000). */
  lstm: {
    gates: 4,
    states: 2,
    isSum: true,
    carried: [1],
    step: (p, u, [, cell]) => {
      const [input, forget, candidate, output] = p.map((part, gate) => part.add(u[gate]));
      const next = forget.sigmoid().mul(cell).add(input.sigmoid().mul(candidate.tanh()));
      return [output.sigmoid().mul(next.tanh()), next];
    },
  },
  /** Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014), reset after the product. */
  gru: {
    gates: 3,
    states: 1,
    isSum: false,
    carried: [0],
    step: ([pReset, pUpdate, pNew], [uReset, uUpdate, uNew], [state]) => {
      const candidate = pNew.add(pReset.add(uReset).sigmoid().mul(uNew)).tanh();
      const update = pUpdate.add(uUpdate);
      // Not 1 - sigmoid, which would keep few digits of what is left.
      return [update.neg().sigmoid().mul(candidate).add(update.sigmoid().mul(state))];
    },
  },
} as const satisfies Record<string, Cell>;

/** The name of a cell. */
export type CellName = keyof typeof cells;
