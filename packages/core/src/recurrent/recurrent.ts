import { aBoolean, check, checkArgument } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import { type DType, DTypeError } from "../dtype.ts";
import { giveBackLater } from "../give-back.ts";
import { Layout } from "../layout.ts";
import { emptyTensor, isTensor, placeOf, type TensorLike, toTensor } from "../operand.ts";
import { contracted } from "../ops/internal/products.ts";
import { concat } from "../ops/shape/join.ts";
import { Contraction } from "../primitives/contraction.ts";
import { record, run } from "../primitives/launch.ts";
import { copy, recur, recurBack } from "../primitives/list.ts";
import type { Recurrence } from "../primitives/recurrence.ts";
import { formatShape, type Shape, ShapeError, sameShape } from "../shape.ts";
import { isRecording, jointPullbacks } from "../tape.ts";
import { type Tensor, withNode } from "../tensor.ts";
import { vjp } from "../transforms/grad.ts";
import { type CellName, cells } from "./cells.ts";
import { programsOf } from "./programs.ts";
import { type Sequence, unrolled } from "./unrolled.ts";

/** Options of {@link recurrent}. */
export interface RecurrentOptions {
  /**
   * Added to the part of the gates by the state, `[gates · hidden]`. Only `gru` needs it, which multiplies that part: for the
   * others it may as well be added to `projected`. Default: none.
   */
  readonly bias?: TensorLike;
  /** Which steps count, bool `[time, batch]`: at the others, the states stay as they are. Default: all. */
  readonly mask?: TensorLike;
  /** Whether to run from the last step to the first. Default: false. */
  readonly reverse?: boolean;
}

const anOperand = /* @__PURE__ */ check<TensorLike>("a tensor", (value) => isTensor(value as TensorLike));

const RECURRENT = /* @__PURE__ */ declareOptions<RecurrentOptions>({
  bias: anOperand,
  mask: anOperand,
  reverse: aBoolean,
});

const aCell = /* @__PURE__ */ check<CellName>(
  '"tanh", "relu", "lstm" or "gru"',
  (value) => typeof value === "string" && Object.hasOwn(cells, value),
);

/**
 * Runs a recurrent cell over a sequence, and gives its states after each step: `[time, states, batch, hidden]`. What the
 * inputs contribute to the gates is computed before, for all steps in one product.
 *
 * - `tanh` and `relu` have one gate and one state: h' = tanh(p + W h).
 * - `lstm` has four gates in the order input, forget, candidate, output, and the states h and c:
 *   c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c') (Hochreiter and Schmidhuber 1997; Gers et al. 2000).
 * - `gru` has three gates in the order reset, update, candidate, and one state: with n = tanh(pₙ + σ(r) (Wₙ h + bₙ)),
 *   h' = (1 - σ(z)) n + σ(z) h (Cho et al. 2014, as PyTorch computes it).
 *
 * A step is one product and one kernel, and so is its gradient. Layers such as `LSTM` of `@gradiente/nn` are built on it.
 *
 * @param projected the part of the gates by the inputs, `[time, gates, batch, hidden]`.
 * @param weight `[gates · hidden, hidden]`, as PyTorch's `weight_hh_l0`.
 * @param initial the states before the first step, `[batch, hidden]` each: `[h]`, or `[h, c]` for `lstm`.
 * @throws TypeError for an unknown cell; ShapeError if shapes do not fit; DTypeError unless all is of one floating dtype, and
 * the mask bool.
 * @example
 * ```ts
 * const [time, batch, hidden] = [5, 2, 3];
 * const projected = randn([time, 1, batch, hidden]); // what each step gets from the input, for each gate
 * const states = recurrent("tanh", projected, randn([hidden, hidden]), [zeros([batch, hidden])]);
 * states.shape; // [5, 1, 2, 3]
 * ```
 */
export function recurrent(
  cell: CellName,
  projected: TensorLike,
  weight: TensorLike,
  initial: readonly TensorLike[],
  options?: RecurrentOptions,
): Tensor {
  checkArgument("recurrent", "the cell", cell, aCell);
  const { bias, mask, reverse = false } = optionsOf("recurrent", options, RECURRENT);
  const p = toTensor("recurrent", projected);
  const { gates, states } = cells[cell];
  if (p.ndim !== 4 || p.shape[1] !== gates) {
    throw new ShapeError(
      `recurrent: projected must be [time, ${gates} gates, batch, hidden], not ${formatShape(p.shape)}`,
    );
  }
  const [time, , batch, hidden] = p.shape;
  const fitting = (name: string, x: TensorLike, shape: Shape, dtype = p.dtype): Tensor => {
    const given = toTensor("recurrent", x);
    if (!sameShape(given.shape, shape)) {
      throw new ShapeError(
        `recurrent: ${name} must have shape ${formatShape(shape)}, not ${formatShape(given.shape)}`,
      );
    }
    if (given.dtype !== dtype)
      throw new DTypeError(`recurrent: ${name} must be ${dtype}, not ${given.dtype}`);
    return given;
  };
  if (p.dtype !== "float32" && p.dtype !== "float64") {
    throw new DTypeError(`recurrent: projected must be float32 or float64, not ${p.dtype}`);
  }
  checkArgument("recurrent", "initial", initial, listOfStates(states));
  const rows = gates * hidden;
  const sequence: Sequence = {
    projected: p,
    weight: fitting("weight", weight, [rows, hidden]).reshape([gates, hidden, hidden]),
    bias: bias === undefined ? null : fitting("bias", bias, [rows]).reshape([gates, 1, hidden]),
    initial: Array.from(initial, (state, k) => fitting(`initial[${k}]`, state, [batch, hidden])),
    mask: mask === undefined ? null : fitting("mask", mask, [time, batch], "bool"),
    reverse,
  };
  if (time === 0) throw new ShapeError("recurrent: a sequence needs at least one step");
  return runSequence(cell, sequence);
}

const listOfStates = (states: number) =>
  check<readonly TensorLike[]>(
    `a list of ${states} tensor${states > 1 ? "s" : ""}`,
    (value) => Array.isArray(value) && value.length === states,
  );

/** 1 where a mask holds and 0 elsewhere, and the other way round, for each element of a state. */
function weightsOf(mask: Tensor, dtype: DType, hidden: number): Tensor[] {
  return [mask, mask.not()].map((x) =>
    dense(
      x
        .cast(dtype)
        .unsqueeze(-1)
        .expand([...x.shape, hidden])
        .detach(),
    ),
  );
}

const byGates = /* @__PURE__ */ new Contraction(
  { labels: ["t", "g", "b", "j"] },
  { labels: ["t", "b", "k"] },
  { labels: ["g", "j", "k"] },
);

/** The gradient by the weight, for all steps in one product: of the gates, with the state before each step. */
function productsWith(dGates: Tensor, states: Tensor, initial: Tensor, reverse: boolean): Tensor {
  const time = states.shape[0];
  const first = initial.detach().unsqueeze(0);
  const outputs = states.slice([null, 0]);
  const before = reverse
    ? concat([outputs.slice([[1, time]]), first])
    : concat([first, outputs.slice([[0, time - 1]])]);
  return contracted("recurrent", dGates, before, byGates);
}

/** The tensor with its elements in row-major order without gaps: a constant. */
function dense(x: Tensor): Tensor {
  if (x.layout.contiguous) return x;
  const copied = emptyTensor("recurrent", x.backend, x.dtype, x.layout.dense);
  run(copy, "contiguous", [x], [copied], null, x.backend);
  return copied;
}

/** By kernels; or by ops, where the cell has no program, or the gradient is to be differentiated again. */
function runSequence(name: CellName, sequence: Sequence): Tensor {
  const { projected, weight, bias, initial, mask, reverse } = sequence;
  const cell = cells[name];
  const programs = programsOf(name, cell, projected, mask !== null);
  if (programs === null) return unrolled(cell, sequence);

  const inputs = [projected, weight, ...(bias === null ? [] : [bias]), ...initial];
  const backend = placeOf("recurrent", inputs);
  const [time, gates, batch, hidden] = projected.shape;
  const { dtype } = projected;
  const parameters: Recurrence = {
    ...programs,
    states: cell.states,
    reverse,
    hasBias: bias !== null,
    hasMasks: mask !== null,
  };
  const given = [...inputs.map(dense), ...(mask === null ? [] : weightsOf(mask, dtype, hidden))];
  const isRecorded = isRecording() && inputs.some(({ node }) => node !== null);
  const shapeOfStates = [time, cell.states, batch, hidden];
  const y = emptyTensor("recurrent", backend, dtype, Layout.dense(shapeOfStates));
  const byState = emptyTensor(
    "recurrent",
    backend,
    dtype,
    Layout.dense([isRecorded ? time : 1, gates, batch, hidden]),
  );
  run(recur, "recurrent", given, [y, byState], parameters, backend);
  if (!isRecorded) return y;

  const constants = given.map((x) => x.detach());
  // Not y itself, which has the node that holds the pullback.
  const states = withNode(y, null);
  const pull = (dy: Tensor): readonly Tensor[] => {
    if (isRecording()) {
      const again = (...xs: Tensor[]) => {
        const [p, w, ...others] = xs;
        return unrolled(cell, {
          projected: p,
          weight: w,
          bias: bias === null ? null : others[0],
          initial: bias === null ? others : others.slice(1),
          mask,
          reverse,
        });
      };
      return vjp(again, inputs, dy).gradients;
    }
    const like = (shape: Shape) => emptyTensor("recurrent", backend, dtype, Layout.dense(shape));
    const dInput = like(projected.shape);
    const dInitial = initial.map(({ shape }) => like(shape));
    const dGates = cell.isSum ? [dInput] : [dInput, like(projected.shape)];
    run(recurBack, "recurrent", [...constants, states, byState, dense(dy)], [...dGates, ...dInitial], parameters, backend); // biome-ignore format: one thing
    const dState = dGates[dGates.length - 1];
    const dWeight = productsWith(dState, states, initial[0], reverse);
    return [dInput, dWeight, ...(bias === null ? [] : [dState.sum([0, 2]).unsqueeze(1)]), ...dInitial];
  };
  const pullbacks = jointPullbacks(inputs.length, pull);
  record({ gradients: inputs.map((_, i) => () => pullbacks[i]) }, "recurrent", inputs, y, null);
  giveBackLater(byState, y);
  inputs.forEach((x, i) => {
    if (given[i] !== x) giveBackLater(given[i], y);
  });
  return y;
}
