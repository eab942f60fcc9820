import {
  type BackendName,
  checkpoint,
  concat,
  defineOp,
  detectAnomaly,
  type Gradients,
  grad,
  linear,
  profile,
  scaledDotProductAttention,
  type Tensor,
  tensor,
  traceGraph,
  Variable,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { limits } from "../src/reuse.ts";
import { counted, OVERWRITTEN, onOverwriting } from "./overwriting.ts";
import { type AnyOp, asFunction, floatsOf, mapTensors } from "./samples/calls.ts";
import { type OpName, samples } from "./samples/index.ts";
import { ops } from "./samples/ops.ts";
import type { Sample } from "./samples/sample.ts";

onOverwriting();

const valuesOf = (gradients: Gradients, variables: readonly Variable[]) =>
  variables.map((x) => [...gradients.get(x).toTypedArray()]);

/** The gradients with memory given back, and without. */
function both(variables: readonly Variable[], loss: () => Tensor): readonly [number[][], number[][]] {
  const given = valuesOf(loss().backward(), variables);
  limits.smallest = Number.POSITIVE_INFINITY;
  return [given, valuesOf(loss().backward(), variables)];
}

/** Several uses of each input and of the result, so that gradients meet and are passed on as they are. */
function networkOf(op: AnyOp, args: readonly unknown[], variables: readonly Variable[]): () => Tensor {
  const f = asFunction(op, args);
  return () => {
    const inputs = variables.map((x) => x.mul(0.5).add(x.value).sub(x.mul(0.5)));
    const y = f(...inputs);
    const tail = y.mul(0.25).add(y);
    return concat([tail.reshape([-1]), y.reshape([-1]), ...inputs.map((x) => x.reshape([-1]))]).sum();
  };
}

for (const [name, rows] of Object.entries(samples) as [OpName, readonly Sample[]][]) {
  const differentiable = rows.filter(({ order = 3 }) => order > 0);
  if (differentiable.length === 0) continue;
  it(`${name} has the same gradients`, () => {
    for (const { args } of differentiable) {
      const here = mapTensors(args, (x) => x.to("overwriting"));
      const variables = floatsOf(here).map((x) => new Variable(x));
      limits.smallest = 0;
      const [given, kept] = both(variables, networkOf(ops[name] as AnyOp, here, variables));
      expect(given).toEqual(kept);
    }
    expect(counted.recycled).toBeGreaterThan(0);
  });
}

describe("what somebody may keep is not given back:", () => {
  const start = () => new Variable(tensor([1, 2, 3, 4], { dtype: "float64" }));

  it("gradients of Variables, also where they are those of an op as well", () => {
    const [x, y] = [start(), start()];
    const loss = () => x.add(y).mul(2).add(y).sum();
    const [given, kept] = both([x, y], loss);
    expect(given).toEqual(kept);
    // One is the gradient by x as well, and the other one is that by y.
    expect(counted.recycled).toBe(0);
  });

  it("what an op of the user's gets and gives", () => {
    const seen: Tensor[] = [];
    const passing = defineOp({
      name: "passing",
      forward: (x: Tensor) => x.mul(1),
      gradient: () => (dy: Tensor) => {
        const result = dy.mul(3);
        seen.push(dy, result, result.slice([[1, 3]]));
        return result;
      },
    });
    const x = start();
    const y = x.exp();
    passing(y).add(y).square().mul(2).sum().backward();
    expect(counted.recycled).toBeGreaterThan(0);
    for (const kept of seen) expect([...kept.toTypedArray()]).not.toContain(OVERWRITTEN);
  });

  it("what a checkpointed function keeps", () => {
    const seen: Tensor[] = [];
    const block = checkpoint((x: Tensor) => {
      const y = x.exp();
      seen.push(y.detach());
      return y.mul(y);
    });
    const x = start();
    const [given, kept] = both([x], () =>
      block(block(x.mul(0.1)))
        .mul(2)
        .sum(),
    );
    expect(given).toEqual(kept);
    for (const y of seen) expect([...y.toTypedArray()]).not.toContain(OVERWRITTEN);
  });

  it("parts that are put together later", () => {
    const x = start();
    const loss = () => {
      const y = x.mul(2);
      const parts = [y.slice([[0, 2]]), y.slice([[1, 4]]), y];
      return concat(parts.map((part) => part.square().mul(2)))
        .add(1)
        .sum();
    };
    const [given, kept] = both([x], loss);
    expect(given).toEqual(kept);
  });

  it("the gradient that a sweep inside of another one starts from", () => {
    const inner = grad((x: Tensor) => x.exp().mul(2).square().sum());
    const twice = defineOp({
      name: "twice",
      forward: (x: Tensor) => x.mul(2),
      gradient: (_y, x) => (dy) => dy.mul(2).add(inner(x).mul(0)),
    });
    const x = start();
    const [given, kept] = both([x], () => twice(x.mul(3)).exp().mul(2).sum());
    expect(given).toEqual(kept);
  });

  it("anything, where the graph stays or the gradient is recorded", () => {
    const x = start();
    const gradients = x.exp().mul(2).square().sum().backward({ createGraph: true });
    gradients.get(x).square().sum().backward();
    grad((at: Tensor) => grad((y: Tensor) => y.exp().sum())(at).sum())(x.value);
    const recorded = counted.recycled;
    x.exp().mul(2).square().sum().backward({ createGraph: true });
    expect(counted.recycled).toBe(recorded);
  });
});

describe("a result that only the op has goes back at once:", () => {
  const rows = () => tensor([[1, 2], [3, 4], [5, 6]], { dtype: "float64" }); // biome-ignore format: a matrix

  it("the scores of attention", () => {
    const [here, there] = ["overwriting", "reference"].map((place) => {
      const x = rows().to(place as BackendName);
      return scaledDotProductAttention(x, x.mul(0.1), x, { causal: true }).toArray();
    });
    expect(here).toEqual(there);
    expect(counted.recycled).toBe(1);
  });

  it("but not while somebody looks on", () => {
    const attended = (x: Tensor | Variable) => scaledDotProductAttention(x, rows(), rows(), { causal: true });
    const seen = traceGraph(() => attended(new Variable(rows())).sum());
    expect(counted.recycled).toBe(0);
    expect(JSON.stringify(seen)).not.toContain(`${OVERWRITTEN}`);
    detectAnomaly(() => attended(rows()));
    expect(counted.recycled).toBe(0);
  });
});

it("linear adds its bias where the product lies", () => {
  const rows = tensor([1, 2, 3, 4, 5, 6], { shape: [3, 2], dtype: "float64" });
  const weight = tensor([2, 0.5, 1, -1], { shape: [2, 2], dtype: "float64" });
  const bias = tensor([10, 20], { dtype: "float64" });
  const before = counted.allocated;
  const [biased, plain] = [linear(rows, weight, bias), linear(rows, weight)];
  expect(counted.allocated - before).toBe(2);
  expect(counted.recycled).toBe(0);
  expect([...biased.toTypedArray()]).toEqual([13, 19, 18, 19, 23, 19]);
  expect([...plain.toTypedArray()]).toEqual([3, -1, 8, -1, 13, -1]);
  const { ops } = profile(() => linear(rows, weight, bias));
  expect(ops.map(({ name }) => name)).toEqual(["linear"]);
});

describe("what a pullback makes on its way", () => {
  const values = [1, 2, 3, 4];
  const start = () => new Variable(tensor(values, { dtype: "float64" }));
  /** Makes a result of its own on the way to the gradient. */
  const inTwoSteps = (keepsGradients: boolean, seen: Tensor[] = []) =>
    defineOp({
      name: "inTwoSteps",
      forward: (x: Tensor) => x.mul(6),
      gradient: () => (dy: Tensor) => {
        const double = dy.mul(2);
        seen.push(double);
        return double.mul(3);
      },
      keepsGradients,
    });

  it("goes back once its node is done", () => {
    const x = start();
    const seen: Tensor[] = [];
    expect([...inTwoSteps(false, seen)(x).sum().backward().get(x).toTypedArray()]).toEqual([6, 6, 6, 6]);
    expect([...seen[0].toTypedArray()]).toEqual(values.map(() => OVERWRITTEN));
  });

  it("stays, if the op may keep it or the sweep is recorded", () => {
    const x = start();
    const seen: Tensor[] = [];
    inTwoSteps(true, seen)(x).sum().backward();
    inTwoSteps(false, seen)(x).sum().backward({ createGraph: true });
    for (const double of seen) expect([...double.toTypedArray()]).toEqual([2, 2, 2, 2]);
  });

  it("stays, if core remembers it for later calls", () => {
    const attend = (place: BackendName) => {
      const x = tensor([1, 0, 2, 3, -1, 0, 1, 1, 4, 2], { shape: [5, 2], dtype: "float64" }).to(place);
      return scaledDotProductAttention(x, x, x, { causal: true });
    };
    const masking = defineOp({
      name: "masking",
      forward: (x: Tensor) => x.mul(1),
      gradient: () => (dy: Tensor) => dy.add(attend("overwriting").sum().mul(0)),
      keepsGradients: false,
    });
    masking(start()).sum().backward();
    expect(attend("overwriting").toArray()).toEqual(attend("reference").toArray());
  });
});

it("an op of the user's that keeps no gradients is no end to that", () => {
  const times = (keepsGradients: boolean) =>
    defineOp({
      name: "times3",
      forward: (x: Tensor) => x.mul(3),
      gradient: () => (dy: Tensor) => dy.mul(3),
      keepsGradients,
    });
  const x = new Variable(tensor([1, 2, 3, 4], { dtype: "float64" }));
  const [kept, released] = [true, false].map((keeps) => {
    counted.recycled = 0;
    const loss = () => times(keeps)(x.mul(2)).square().mul(2).sum();
    const gradient = [...loss().backward().get(x).toTypedArray()];
    return { gradient, recycled: counted.recycled };
  });
  expect(released.gradient).toEqual([144, 288, 432, 576]);
  expect(kept.gradient).toEqual(released.gradient);
  expect(released.recycled).toBeGreaterThan(kept.recycled);
});
