import type { Backend, Program, ProgramStep } from "../backend.ts";
import { NotElementwise, Tracer } from "../compile/fuse.ts";
import type { DType } from "../dtype.ts";
import { Layout } from "../layout.ts";
import { range } from "../shape.ts";
import { noGrad } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { vjp } from "../transforms/grad.ts";
import type { Cell } from "./cells.ts";

/*
 * A step of a cell and its gradient as programs: each becomes one kernel. The gradient is found as any other, by a sweep,
 * of which the ops are written down.
 */

/** The two programs of a cell. */
export interface CellPrograms {
  readonly forward: Program;
  readonly backward: Program;
  /** The states that the states after a step depend on directly, and not only by the product. */
  readonly carried: readonly number[];
}

const known = new Map<string, CellPrograms | null>();

/** The programs of a cell, worked out once. Null if it has an op that programs lack. */
export function programsOf(
  name: string,
  cell: Cell,
  { dtype, backend }: Tensor,
  hasMasks: boolean,
): CellPrograms | null {
  const key = `${name} ${dtype} ${hasMasks}`;
  let found = known.get(key);
  if (found === undefined) {
    found = traced(cell, dtype, backend, hasMasks);
    known.set(key, found);
  }
  return found;
}

function traced(cell: Cell, dtype: DType, backend: Backend, hasMasks: boolean): CellPrograms | null {
  const { gates, states, isSum } = cell;
  const inputs = 2 * gates + states;
  const masks = hasMasks ? 2 : 0;
  // A state that a mask keeps is one of those after the step.
  const carried = hasMasks ? range(0, states) : cell.carried;
  /** The states after a step; where the mask is 0 they are what they were, even if the step gives an infinite one. */
  const step = (known: readonly Tensor[], [mask, rest]: readonly Tensor[]): readonly Tensor[] => {
    const before = known.slice(2 * gates);
    const next = cell.step(known.slice(0, gates), known.slice(gates, 2 * gates), before);
    return mask === undefined ? next : next.map((y, k) => y.weighted(mask).add(before[k].weighted(rest)));
  };
  try {
    const forward = written(backend, dtype, inputs + masks, (given) =>
      step(given.slice(0, inputs), given.slice(inputs)),
    );
    const one = inputs + masks + states + carried.length + 1;
    const backward = written(backend, dtype, one + 1, (given) => {
      const own = given.slice(inputs, inputs + masks);
      const returning = given.slice(inputs + masks, one);
      const dy = returning.slice(0, states);
      carried.forEach((k, place) => {
        dy[k] = dy[k].add(returning[states + place]);
      });
      dy[0] = dy[0].add(returning[returning.length - 1]);
      const places = [...range(0, 2 * gates), ...carried.map((k) => 2 * gates + k)];
      const weighted = (...sources: Tensor[]) => {
        const known = given.slice(0, inputs);
        places.forEach((place, i) => {
          known[place] = sources[i];
        });
        return step(known, own)
          .map((y, k) => y.mul(dy[k]))
          .reduce((sum, y) => sum.add(y));
      };
      const sources = places.map((place) => given[place]);
      const { gradients } = vjp(weighted, sources, given[one]);
      return isSum ? [...gradients.slice(0, gates), ...gradients.slice(2 * gates)] : gradients;
    });
    return { forward: simplified(forward, inputs + masks), backward: withoutOne(backward, one), carried };
  } catch (error) {
    if (error instanceof NotElementwise) return null;
    throw error;
  }
}

/** What a function of so many tensors does, written down. */
function written(
  backend: Backend,
  dtype: DType,
  count: number,
  f: (given: readonly Tensor[]) => readonly Tensor[],
): Program {
  const layout = Layout.dense([2]);
  const tracer = new Tracer(backend, dtype, layout);
  const given = Array.from({ length: count }, () => tracer.input());
  const program = noGrad(() => tracer.written(f(given)));
  // A number in it would be a register that nobody fills.
  if (tracer.inputs !== count) throw new NotElementwise();
  return program;
}

/** The program for a register that holds 1 everywhere, the last input, without it. */
function withoutOne(program: Program, one: number): Program {
  const same = new Map<number, number>();
  const original = (register: number): number => same.get(register) ?? register;
  const steps = program.steps.map(({ f, operands }, i) => {
    const [a, b] = operands.map(original);
    if (f.name === "mul" && (a === one || b === one)) same.set(one + 1 + i, a === one ? b : a);
    return { f, operands: operands.map(original) };
  });
  return withoutRegister(simplified({ steps, outputs: program.outputs.map(original) }, one + 1), one);
}

/** The numbers of registers after one that nobody reads. */
function withoutRegister({ steps, outputs }: Program, unused: number): Program {
  const moved = (register: number) => (register > unused ? register - 1 : register);
  return {
    steps: steps.map(({ f, operands }) => ({ f, operands: operands.map(moved) })),
    outputs: outputs.map(moved),
  };
}

/** A program in which nothing is computed twice, and nothing that is not needed. */
function simplified({ steps, outputs }: Program, inputs: number): Program {
  const first = new Map<string, number>();
  const same = Array.from({ length: inputs + steps.length }, (_, register) => register);
  steps.forEach(({ f, operands }, i) => {
    const key = `${f.name} ${f.parameters} ${operands.map((register) => same[register])}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, inputs + i);
    else same[inputs + i] = earlier;
  });
  const needed = new Set(outputs.map((register) => same[register]));
  for (let i = steps.length - 1; i >= 0; i--) {
    if (needed.has(inputs + i)) for (const register of steps[i].operands) needed.add(same[register]);
  }
  const place = new Map<number, number>();
  const kept: ProgramStep[] = [];
  const resolved = (register: number) =>
    register < inputs ? register : (place.get(same[register]) as number);
  steps.forEach(({ f, operands }, i) => {
    if (!needed.has(inputs + i)) return;
    place.set(inputs + i, inputs + kept.length);
    kept.push({ f, operands: operands.map(resolved) });
  });
  return { steps: kept, outputs: outputs.map(resolved) };
}
