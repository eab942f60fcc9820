import {
  type CellName,
  checkGradients,
  fullLike,
  grad,
  graphOf,
  noGrad,
  recurrent,
  registerBackend,
  type Tensor,
  tensor,
  vjp,
} from "@gradiente/core";
import { tensors } from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cells } from "../src/recurrent/cells.ts";
import { unrolled } from "../src/recurrent/unrolled.ts";
import { expectClose as closeArrays } from "./close.ts";
import { waysInAndOut } from "./toy.ts";

registerBackend("few", () => waysInAndOut("few"));

/* What kernels make of a sequence is what ops make of it, step by step, and so are the gradients of every order. */

const names = Object.keys(cells) as CellName[];

function expectClose(actual: Tensor, expected: Tensor, bound: number): void {
  closeArrays(actual.toArray(), expected.toArray(), { absolute: bound, relative: bound });
}

/** Numbers that differ from place to place. */
function wave(shape: readonly number[], from: number): Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tensor(
    Float64Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + from)),
    { shape },
  );
}

interface Size {
  readonly time: number;
  readonly batch: number;
  readonly hidden: number;
}

/** Projected gates, weight, bias and the states before. */
function operandsOf(name: CellName, { time, batch, hidden }: Size): readonly Tensor[] {
  const { gates, states } = cells[name];
  const shapes = [[time, gates, batch, hidden], [gates * hidden, hidden], [gates * hidden]];
  const initial = Array.from({ length: states }, () => [batch, hidden]);
  return [...shapes, ...initial].map((shape, i) => wave(shape, i));
}

interface How {
  readonly reverse: boolean;
  readonly mask: Tensor | null;
  readonly hasBias: boolean;
}

const byKernels =
  (name: CellName, { reverse, mask, hasBias }: How) =>
  (p: Tensor, weight: Tensor, bias: Tensor, ...initial: Tensor[]) =>
    recurrent(name, p, weight, initial, { reverse, ...(hasBias && { bias }), ...(mask && { mask }) });

const byOps =
  (name: CellName, { reverse, mask, hasBias }: How) =>
  (p: Tensor, weight: Tensor, bias: Tensor, ...initial: Tensor[]) => {
    const [, gates, , hidden] = p.shape;
    return unrolled(cells[name], {
      projected: p,
      weight: weight.reshape([gates, hidden, hidden]),
      bias: hasBias ? bias.reshape([gates, 1, hidden]) : null,
      initial,
      mask,
      reverse,
    });
  };

const sizes = fc.record({
  time: fc.integer({ min: 1, max: 3 }),
  batch: fc.integer({ min: 1, max: 3 }),
  hidden: fc.integer({ min: 1, max: 5 }),
});

describe.each(names)("recurrent %s", (name) => {
  it("gives the states and gradients of its steps by ops", () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.boolean(), fc.boolean(), (size, reverse, hasBias, isMasked) => {
        const mask = isMasked ? wave([size.time, size.batch], 3).gt(-0.3) : null;
        const how = { reverse, hasBias, mask };
        const operands = operandsOf(name, size);
        const f = byKernels(name, how) as (...xs: Tensor[]) => Tensor;
        const g = byOps(name, how) as (...xs: Tensor[]) => Tensor;
        const dy = wave([size.time, cells[name].states, size.batch, size.hidden], 0.4);
        const [ours, theirs] = [f, g].map((h) => noGrad(() => vjp(h, operands, dy)));
        expectClose(ours.value, theirs.value, 1e-13);
        expectClose(
          noGrad(() => f(...operands)),
          theirs.value,
          1e-13,
        );
        ours.gradients.forEach((gradient, i) => {
          expectClose(gradient, theirs.gradients[i], 1e-12);
        });
      }),
      { numRuns: 10 },
    );
  });

  it("is the same, to the bit, on a backend that has no programs", () => {
    const mask = tensor([[1, 1], [1, 0], [0, 1]]).ne(0); // biome-ignore format: a matrix
    for (const reverse of [false, true]) {
      const [plain, few] = (["reference", "few"] as const).map((backend) => {
        const operands = operandsOf(name, { time: 3, batch: 2, hidden: 3 }).map((x) => x.to(backend));
        const f = byKernels(name, { reverse, mask: mask.to(backend), hasBias: true });
        const dy = wave([3, cells[name].states, 2, 3], 1).to(backend);
        const { value, gradients } = vjp(f as (...xs: Tensor[]) => Tensor, operands, dy);
        return [value, ...gradients].map((x) => [x.backend.name, x.toTypedArray()] as const);
      });
      few.forEach(([backend, numbers], i) => {
        expect([backend, numbers]).toEqual(["few", plain[i][1]]);
      });
    }
  });

  it("has gradients of second order", () => {
    const mask = tensor([[1, 1], [1, 0]]).ne(0); // biome-ignore format: a matrix
    const operands = operandsOf(name, { time: 2, batch: 2, hidden: 2 });
    const f = byKernels(name, { reverse: false, mask, hasBias: true });
    checkGradients(f as (...xs: Tensor[]) => Tensor, operands, { order: 2 });
  });

  it("takes inputs that lie in any way", () => {
    const operands = operandsOf(name, { time: 3, batch: 2, hidden: 4 });
    const how = { reverse: false, mask: null, hasBias: true };
    const [dense, turned] = [(x: Tensor) => x, (x: Tensor) => x.transpose().mul(1).transpose()].map((lie) => {
      const given = operands.map((x) => (x.ndim < 2 ? x : lie(x)));
      return vjp(
        byKernels(name, how) as (...xs: Tensor[]) => Tensor,
        given,
        wave([3, cells[name].states, 2, 4], 1),
      );
    });
    expectClose(turned.value, dense.value, 0);
    turned.gradients.forEach((gradient, i) => {
      expectClose(gradient, dense.gradients[i], 1e-13);
    });
  });
});

describe("recurrent", () => {
  it("is one step of the graph, whatever the cell", () => {
    const of = (name: CellName) => {
      const operands = operandsOf(name, { time: 3, batch: 2, hidden: 2 });
      let count = 0;
      grad((p: Tensor) => {
        const y = byKernels(name, { reverse: false, mask: null, hasBias: false })(
          p,
          operands[1],
          operands[2],
          ...operands.slice(3),
        );
        count = graphOf(y).nodes.filter(({ op }) => op === "recurrent").length;
        return y.sum();
      })(operands[0]);
      return count;
    };
    expect(names.map(of)).toEqual([1, 1, 1, 1]);
  });

  it("leaves states as they are where the mask is false, infinite steps too", () => {
    const projected = tensor([1, Number.POSITIVE_INFINITY, 2], { shape: [3, 1, 1, 1], dtype: "float64" });
    const mask = tensor([[1], [0], [1]]).ne(0);
    for (const cell of ["relu", "tanh"] as const) {
      const states = recurrent(
        cell,
        projected,
        fullLike(projected, 0, { shape: [1, 1] }),
        [fullLike(projected, 0.5, { shape: [1, 1] })],
        { mask },
      );
      const [first, second] = states.reshape([-1]).toArray() as number[];
      expect(second).toBe(first);
      expect(states.isFinite().all().item()).toBe(1);
    }
  });

  it("computes float32 as float64, to its own precision", () => {
    fc.assert(
      fc.property(tensors({ shape: [3, 4, 2, 5], dtype: "float32" }), (projected) => {
        const weight = wave([20, 5], 1);
        const state = wave([2, 5], 2);
        const f = (x: Tensor) =>
          recurrent(
            "lstm",
            x,
            weight.cast(x.dtype),
            [state, state].map((s) => s.cast(x.dtype)),
          );
        expectClose(f(projected).cast("float64"), f(projected.cast("float64")), 1e-5);
      }),
      { numRuns: 10 },
    );
  });

  it.each([
    [() => recurrent("lstn" as never, tensor(0), tensor(0), []), 'the cell must be "tanh", "relu", "lstm" or "gru"'],
    [() => recurrent("gru", wave([2, 4, 1, 1], 0), tensor(0), []), "projected must be [time, 3 gates, batch, hidden]"],
    [() => recurrent("tanh", wave([2, 1, 1, 3], 0), wave([2, 3], 0), [wave([1, 3], 0)]), "weight must have shape [3, 3], not [2, 3]"],
    [() => recurrent("lstm", wave([2, 4, 1, 1], 0), wave([4, 1], 0), [wave([1, 1], 0)]), "initial must be a list of 2 tensors"],
    [() => recurrent("tanh", wave([0, 1, 1, 1], 0), wave([1, 1], 0), [wave([1, 1], 0)]), "at least one step"],
    [() => recurrent("tanh", wave([1, 1, 1, 1], 0), wave([1, 1], 0).cast("float32"), [wave([1, 1], 0)]), "weight must be float64, not float32"],
    [() => recurrent("tanh", wave([1, 1, 1, 1], 0), wave([1, 1], 0), [wave([1, 1], 0)], { mask: wave([1, 1], 0) }), "mask must be bool, not float64"],
    [() => recurrent("tanh", wave([1, 1, 1, 1], 0), wave([1, 1], 0), [wave([1, 1], 0)], { bias: wave([2], 0) }), "bias must have shape [1], not [2]"],
    [() => recurrent("tanh", wave([1, 1, 1, 1], 0).cast("int32"), wave([1, 1], 0), [wave([1, 1], 0)]), "projected must be float32 or float64, not int32"],
  ])("refuses what does not fit: %#", (call, message) => {
    expect(call).toThrow(message);
  }); // biome-ignore format: one row each
});
