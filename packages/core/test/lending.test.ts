import {
  conv1d,
  conv2d,
  conv3d,
  defineOp,
  embedding,
  grad,
  linear,
  noGrad,
  ones,
  profile,
  registerBackend,
  type Tensor,
  tensor,
  Variable,
  withValues,
} from "@gradiente/core";
import { borrowValue, giveBackGradient, giveValue, reference } from "@gradiente/core/backend";
import { describe, expect, it } from "vitest";
import { limits } from "../src/reuse.ts";
import { counted, OVERWRITTEN, onOverwriting } from "./overwriting.ts";
import { type AnyOp, asFunction, floatsOf, mapTensors } from "./samples/calls.ts";
import { type OpName, samples } from "./samples/index.ts";
import { ops } from "./samples/ops.ts";
import type { Sample } from "./samples/sample.ts";

/* Values that only a Variable has: their memory goes back when others take their place, unless somebody still needs them. */

declare module "@gradiente/core" {
  interface BackendNames {
    wrapping: true;
  }
}

onOverwriting();

/** A Variable whose value nobody else has. */
function withOwn(value: Tensor): Variable {
  const variable = new Variable(value.detach());
  giveValue(variable, value.mul(1));
  return variable;
}

const listed = (xs: readonly Tensor[]) => xs.map((x) => [...x.toTypedArray()]);

/** What an op of Variables gives, and its gradients, where other values take the place of theirs before the backward pass. */
function replacedMeanwhile(f: (...xs: never[]) => Tensor, values: readonly Tensor[], createGraph: boolean) {
  const variables = values.map(withOwn);
  const again = () => {
    for (const [i, variable] of variables.entries()) giveValue(variable, values[i].mul(2));
  };
  const y = f(...(variables as never[]));
  again();
  const loss = y.square().sum();
  const gradients = loss.backward({ createGraph });
  const first = gradients.tensors();
  const seen = [...listed([y]), ...listed(first)];
  again();
  // Once more through the graph that was kept.
  if (createGraph) {
    const norms = first.map((gradient) => gradient.square().sum()).reduce((a, b) => a.add(b));
    seen.push(...listed(norms.backward().tensors()));
  }
  return seen;
}

for (const [name, rows] of Object.entries(samples) as [OpName, readonly Sample[]][]) {
  const differentiable = rows.filter(({ order = 3 }) => order > 1);
  if (differentiable.length === 0) continue;
  it(`${name} has the gradients of the values that it found`, () => {
    for (const { args } of differentiable) {
      const here = mapTensors(args, (x) => x.to("overwriting"));
      const f = asFunction(ops[name] as AnyOp, here);
      for (const createGraph of [false, true]) {
        limits.smallest = 0;
        const given = replacedMeanwhile(f, floatsOf(here), createGraph);
        limits.smallest = Number.POSITIVE_INFINITY;
        expect(given).toEqual(replacedMeanwhile(f, floatsOf(here), createGraph));
      }
    }
  });
}

const filters = (rank: number) => ones([2, 1, ...new Array<number>(rank).fill(2)]);
const images = (rank: number) => ones([1, 1, ...new Array<number>(rank).fill(3)]);

interface Borrower {
  readonly value: Tensor;
  readonly use: (w: Variable) => Tensor;
}

const borrowers: Record<string, () => Borrower> = {
  linear: () => ({ value: ones([3, 2]), use: (w) => linear(ones([4, 2]), w, ones([3])) }),
  "linear without a bias": () => ({ value: ones([3, 2]), use: (w) => linear(ones([4, 2]), w) }),
  conv1d: () => ({ value: filters(1), use: (w) => conv1d(images(1), w) }),
  conv2d: () => ({ value: filters(2), use: (w) => conv2d(images(2), w, { padding: 1 }) }),
  conv3d: () => ({ value: filters(3), use: (w) => conv3d(images(3), w) }),
  embedding: () => ({
    value: ones([5, 2]),
    use: (w) => embedding(w, tensor([1, 4], { dtype: "int32" }), { paddingIndex: 0 }),
  }),
};

describe.each(Object.entries(borrowers))("%s borrows the value", (_name, make) => {
  /** How often memory came back when another value took the place of one that was used in this way. */
  const returned = (run: (w: Variable, use: Borrower["use"]) => unknown): number => {
    const { value, use } = make();
    const w = withOwn(value);
    run(w, use);
    const next = value.mul(3);
    counted.recycled = 0;
    giveValue(w, next);
    return counted.recycled;
  };

  it("until a backward pass has gone by", () => {
    expect(returned((w, use) => use(w).sum().backward())).toBe(1);
    const kept: Tensor[] = [];
    expect(returned((w, use) => kept.push(use(w).sum()))).toBe(0);
  });

  it("for good, if the graph stays", () => {
    expect(returned((w, use) => use(w).sum().backward({ createGraph: true }))).toBe(0);
  });

  it("for no longer than the call where nothing is recorded", () => {
    expect(returned((w, use) => noGrad(() => use(w)))).toBe(1);
  });

  it("but takes it where somebody watches", () => {
    expect(returned((w, use) => profile(() => use(w).sum().backward()))).toBe(0);
    expect(returned((w, use) => profile(() => noGrad(() => use(w))))).toBe(0);
  });

  it("twice, until both are done", () => {
    const twice = (w: Variable, use: Borrower["use"]) => [use(w).sum(), use(w).sum()];
    expect(returned((w, use) => twice(w, use)[0].backward())).toBe(0);
    expect(returned((w, use) => twice(w, use).map((y) => y.backward()))).toBe(1);
  });
});

it("is not over with the graph of a result, if a gradient was recorded that needs the value, too", () => {
  const value = tensor([[1, 2], [3, 4]]); // biome-ignore format: a matrix
  const [x, z] = [new Variable(ones([3, 2])), new Variable(ones([3, 2]))];
  const w = withOwn(value);
  const loss = linear(x, w).mul(z).sum();
  const ofX = loss.backward({ createGraph: true }).get(x);
  loss.backward();
  giveValue(w, value.mul(5));
  // The gradient by x is z W, and the sum of that by z is that of the rows of W.
  expect(ofX.sum().backward().get(z).toArray()).toEqual(Array.from({ length: 3 }, () => [3, 7]));
});

it("is a matter for the backend that keeps it: one that wraps another may look at it later", () => {
  registerBackend("wrapping", () => ({ ...reference, name: "wrapping", depth: 1 }));
  const w = withOwn(ones([3, 2]));
  noGrad(() => linear(ones([4, 2]).to("wrapping"), w));
  const next = ones([3, 2]).mul(2);
  counted.recycled = 0;
  giveValue(w, next);
  expect(counted.recycled).toBe(0);
});

describe("giveValue", () => {
  const fresh = () => withOwn(tensor([1, 2, 3]));

  it("sets the value, with the node of the Variable", () => {
    const w = fresh();
    giveValue(w, tensor([4, 5, 6]).mul(1));
    expect(w.toArray()).toEqual([4, 5, 6]);
    expect(w.square().sum().backward().get(w).toArray()).toEqual([8, 10, 12]);
  });

  it("gives back a value that nobody asked for, also where `set` has the next", () => {
    const w = fresh();
    giveValue(w, tensor([4, 5, 6]).mul(1));
    expect(counted.recycled).toBe(1);
    w.set(tensor([7, 8, 9]));
    expect(counted.recycled).toBe(2);
    w.set(tensor([1, 1, 1]));
    expect(counted.recycled).toBe(2);
  });

  const takers: Record<string, (w: Variable) => Tensor | undefined> = {
    "its value": (w) => w.value,
    "a view": (w) => w.reshape([3, 1]),
    "its rows": (w) => [...w][1],
    "a graph": (w) => w.square(),
    "another Variable": (w) => new Variable(w.value).value,
    "a detached view": (w) => w.detach(),
    "a function of other values": (w) => withValues(new Map([[w, ones([3])]]), () => undefined),
    "other values that have its place for a while": (w) => {
      const before = w.value;
      withValues(new Map([[w, ones([3])]]), () => giveValue(w, ones([3]).mul(2)));
      return before;
    },
    "an input of grad": (w) => grad((x: Tensor) => x.square().sum())(w),
  };
  it.each(Object.entries(takers))("leaves it to who has got %s", (_name, take) => {
    const w = fresh();
    const taken = take(w);
    const before = taken?.toArray();
    counted.recycled = 0;
    w.set(tensor([7, 8, 9]));
    expect(counted.recycled).toBe(0);
    expect(taken?.toArray()).toEqual(before);
  });

  it("leaves it to who froze or unfroze the Variable, which has another tensor of the same memory then", () => {
    const w = fresh();
    w.trainable = false;
    w.set(tensor([7, 8, 9]));
    expect(counted.recycled).toBe(0);
  });

  it("leaves it to a class that does something else with its values", () => {
    const seen: Tensor[] = [];
    class Remembering extends Variable {
      override set(value: Tensor): void {
        seen.push(value);
        super.set(value);
      }
    }
    const w = new Remembering(ones([2]));
    giveValue(w, tensor([1, 2]).mul(1));
    giveValue(w, tensor([3, 4]).mul(1));
    expect(listed(seen)).toEqual([[1, 2], [3, 4]]); // biome-ignore format: a matrix
  });

  it("leaves it to who watches", () => {
    const w = fresh();
    profile(() => giveValue(w, tensor([4, 5, 6]).mul(1)));
    expect(counted.recycled).toBe(0);
    w.set(tensor([7, 8, 9]));
    expect(counted.recycled).toBe(0);
  });

  it("refuses what is no Variable by name, and what does not fit", () => {
    expect(() => giveValue(ones([1]) as never, ones([1]))).toThrow(
      /^giveValue: the Variable must be a Variable/,
    );
    const w = fresh();
    expect(() => giveValue(w, ones([4]))).toThrow(/cannot take a value of shape/);
    expect(w.toArray()).toEqual([1, 2, 3]);
  });
});

describe("borrowValue", () => {
  it("gives the value, and the Variable still has it for itself", () => {
    const w = withOwn(tensor([1, 2]));
    const borrowed = borrowValue(w);
    expect(borrowed.toArray()).toEqual([1, 2]);
    giveValue(w, tensor([3, 4]).mul(1));
    expect(borrowed.toArray()).toEqual([OVERWRITTEN, OVERWRITTEN]);
  });

  it("is the value itself where somebody else may have that", () => {
    const w = new Variable(tensor([1, 2]));
    expect(borrowValue(w)).toBe(w.value);
  });

  it("refuses what is no Variable by name", () => {
    expect(() => borrowValue(1 as never)).toThrow(/^borrowValue: the Variable must be a Variable/);
  });
});

describe("giveBackGradient", () => {
  const start = () => new Variable(tensor([1, 2]));

  it("gives back the memory of a gradient, once", () => {
    const [v, w] = [start(), start()];
    const gradients = v.mul(w).mul(2).sum().backward();
    const [ofV, ofW] = [gradients.get(v), gradients.get(w)];
    counted.recycled = 0;
    giveBackGradient(ofV);
    giveBackGradient(ofV);
    expect(counted.recycled).toBe(1);
    expect(ofV.toArray()).toEqual([OVERWRITTEN, OVERWRITTEN]);
    expect(ofW.toArray()).toEqual([2, 4]);
  });

  it("leaves what is the gradient of another Variable as well", () => {
    const [v, w] = [start(), start()];
    const gradients = v.add(w).square().sum().backward();
    giveBackGradient(gradients.get(v));
    expect(gradients.get(w).toArray()).toEqual([4, 8]);
  });

  it("leaves what was recorded, watched, kept by an op, or made by hand", () => {
    const w = start();
    const seen: Tensor[] = [];
    const keeping = defineOp({
      name: "keeping",
      forward: (x: Tensor) => x.mul(2),
      gradient: () => (dy: Tensor) => {
        seen.push(dy.mul(2));
        return seen[0];
      },
    });
    let watched = new Variable(ones([])).backward();
    profile(() => {
      watched = w.mul(2).sum().backward();
    });
    const recorded = w.mul(2).sum().backward({ createGraph: true });
    const kept = keeping(w).sum().backward();
    const made = w.sum().backward().scale(2);
    for (const gradients of [recorded, watched, kept, made]) {
      const gradient = gradients.get(w);
      giveBackGradient(gradient);
      expect(gradient.toArray()).toEqual([2, 2]);
    }
    expect(seen[0].toArray()).toEqual([2, 2]);
  });

  it("does nothing while somebody watches", () => {
    const w = start();
    const gradient = w.square().mul(2).sum().backward().get(w);
    profile(() => giveBackGradient(gradient));
    expect(gradient.toArray()).toEqual([4, 8]);
  });

  it("refuses what is no tensor by name", () => {
    expect(() => giveBackGradient({} as never)).toThrow(/^giveBackGradient: the gradient must be a tensor/);
  });
});
