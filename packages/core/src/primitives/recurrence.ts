import { type Backend, type Program, type View, viewIn } from "../backend.ts";
import type { BinaryFunction, UnaryFunction } from "../functions.ts";
import { Layout } from "../layout.ts";
import type { Shape } from "../shape.ts";

/*
 * Sequences of steps, each a product with the state before and a program over all elements, and the same backwards. What
 * the programs compute is for others to say.
 */

/** A recurrence as data. */
export interface Recurrence {
  /** The number of states. */
  readonly states: number;
  /** Whether steps run from the last to the first. */
  readonly reverse: boolean;
  /** Whether there is a bias, and whether there are masks. */
  readonly hasBias: boolean;
  readonly hasMasks: boolean;
  /** The states from the gates by the input, the gates by the state, the states before, and the two masks. */
  readonly forward: Program;
  /** The states before that those after a step depend on directly, and not only by the product. */
  readonly carried: readonly number[];
  /**
   * From the same, the gradient of each state, what is to be added for those that are carried, and for the first by the
   * product: the gradients of the gates by the input, of those by the state unless they are the same, and of the states
   * before that are carried.
   */
  readonly backward: Program;
}

const ADD: BinaryFunction = { name: "add", parameters: [] };

/** A part along the first axes, without these. */
function at(x: View, ...places: readonly number[]): View {
  const { shape, strides, offset } = x.layout;
  const start = places.reduce((sum, place, axis) => sum + place * strides[axis], offset);
  return viewIn(x, new Layout(shape.slice(places.length), strides.slice(places.length), start));
}

const each = (x: View): View[] => Array.from({ length: x.layout.shape[0] }, (_, i) => at(x, i));

function empty(backend: Backend, like: View, shape: Shape): View {
  const layout = Layout.dense(shape);
  return { buffer: backend.allocate(like.dtype, layout.size), layout, dtype: like.dtype };
}

const permuted = (x: View, axes: readonly number[]): View => viewIn(x, x.layout.permute(axes));

/** Runs a program, one function after another on a backend that cannot do better. */
function runProgram(
  backend: Backend,
  program: Program,
  inputs: readonly View[],
  outputs: readonly View[],
): void {
  if (backend.elementwise(program, inputs, outputs)) return;
  const registers = [...inputs];
  for (const { f, operands } of program.steps) {
    const out = empty(backend, outputs[0], outputs[0].layout.shape);
    if (operands.length === 1) backend.unary(f as UnaryFunction, registers[operands[0]], out);
    else backend.binary(f as BinaryFunction, registers[operands[0]], registers[operands[1]], out);
    registers.push(out);
  }
  program.outputs.forEach((register, i) => {
    backend.copy(registers[register], outputs[i]);
  });
}

/** The inputs of both directions: `[projected, weight, (bias), ...initial, (mask, rest)]`. */
function partsOf(inputs: readonly View[], { states, hasBias, hasMasks }: Recurrence) {
  const first = hasBias ? 3 : 2;
  const last = first + states;
  return {
    projected: inputs[0],
    weight: inputs[1],
    bias: hasBias ? inputs[2] : null,
    initial: inputs.slice(first, last),
    masks: hasMasks ? inputs.slice(last, last + 2) : [],
    others: inputs.slice(last + (hasMasks ? 2 : 0)),
  };
}

/**
 * Writes the states after each step, `[time, states, batch, hidden]`, and the gates by the state, `[time, gates, batch,
 * hidden]`: with time 1 only the last ones stay.
 */
export function recur(
  backend: Backend,
  inputs: readonly View[],
  [states, byState]: readonly View[],
  recurrence: Recurrence,
): void {
  const { projected, weight, bias, initial, masks } = partsOf(inputs, recurrence);
  const [time, gates, batch, hidden] = projected.layout.shape;
  const columns = permuted(weight, [2, 0, 1]);
  const spread = bias === null ? null : viewIn(bias, bias.layout.expand([gates, batch, hidden]));
  const product = spread === null ? null : empty(backend, projected, [gates, batch, hidden]);
  const keeps = byState.layout.shape[0] > 1;
  let before: readonly View[] = initial;
  for (let i = 0; i < time; i++) {
    const t = recurrence.reverse ? time - 1 - i : i;
    const u = at(byState, keeps ? t : 0);
    const target = product ?? u;
    backend.contract(before[0], columns, permuted(target, [1, 0, 2]), 0, 1);
    if (spread !== null) backend.binary(ADD, target, spread, u);
    const after = each(at(states, t));
    const known = [...each(at(projected, t)), ...each(u), ...before, ...masks.map((mask) => at(mask, t))];
    runProgram(backend, recurrence.forward, known, after);
    before = after;
  }
}

/**
 * Inputs are those of {@link recur}, what it wrote, and the gradient of the states. Writes the gradients of the gates by
 * the input, of the gates by the state unless these are the same, and of the first states.
 */
export function recurBack(
  backend: Backend,
  inputs: readonly View[],
  outputs: readonly View[],
  recurrence: Recurrence,
): void {
  const { projected, weight, initial, masks, others } = partsOf(inputs, recurrence);
  const [states, byState, dStates] = others;
  const dGates = outputs.slice(0, outputs.length - recurrence.states);
  const dInitial = outputs.slice(dGates.length);
  const [time, , batch, hidden] = projected.layout.shape;
  const slab = () => empty(backend, projected, [batch, hidden]);
  const rows = weight;
  // What comes back to a state directly, in two sets by turns, and through the product.
  const sets = [0, 1].map(() => recurrence.carried.map(slab));
  const through = slab();
  for (const view of [...sets[0], through]) backend.fill(0, view);
  for (let i = 0; i < time; i++) {
    const t = recurrence.reverse ? i : time - 1 - i;
    const previous = recurrence.reverse ? t + 1 : t - 1;
    const before = previous < 0 || previous >= time ? initial : each(at(states, previous));
    const known = [...each(at(projected, t)), ...each(at(byState, t)), ...before];
    const returning = [...each(at(dStates, t)), ...sets[i % 2], through];
    const found = [...dGates.flatMap((gradient) => each(at(gradient, t))), ...sets[(i + 1) % 2]];
    runProgram(
      backend,
      recurrence.backward,
      [...known, ...masks.map((mask) => at(mask, t)), ...returning],
      found,
    );
    const dByState = at(dGates[dGates.length - 1], t);
    backend.contract(permuted(dByState, [1, 0, 2]), rows, through, 0, 2);
  }
  dInitial.forEach((gradient, k) => {
    const carried = sets[time % 2][recurrence.carried.indexOf(k)] as View | undefined;
    if (k > 0) backend.copy(carried as View, gradient);
    else if (carried === undefined) backend.copy(through, gradient);
    else backend.binary(ADD, carried, through, gradient);
  });
}
