import { grad, graphOf, noGrad, type Tensor, tensor, Variable } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { opBehind } from "../src/inspect/op-behind.ts";

const float32 = "float32" as const;

describe("graphOf", () => {
  it("lists what a tensor was computed from, oldest first, with constants as null", () => {
    const w = new Variable(tensor([[1, 2]]));
    const b = new Variable(tensor([1, 2], { dtype: "float64" }));
    const y = w.mul(tensor([[3], [4]])).add(b);
    expect(graphOf(y, { names: new Map([["layer.w", w]]) })).toEqual({
      nodes: [
        {
          id: 0,
          op: "variable",
          kind: "variable",
          name: "layer.w",
          shape: [1, 2],
          dtype: float32,
          inputs: [],
        },
        { id: 1, op: "variable", kind: "variable", name: null, shape: [2], dtype: "float64", inputs: [] },
        { id: 2, op: "expand", kind: "op", name: null, shape: [2, 2], dtype: float32, inputs: [0] },
        { id: 3, op: "mul", kind: "op", name: null, shape: [2, 2], dtype: float32, inputs: [2, null] },
        { id: 4, op: "cast", kind: "op", name: null, shape: [2, 2], dtype: "float64", inputs: [3] },
        { id: 5, op: "expand", kind: "op", name: null, shape: [2, 2], dtype: "float64", inputs: [1] },
        { id: 6, op: "add", kind: "op", name: null, shape: [2, 2], dtype: "float64", inputs: [4, 5] },
      ],
      output: 6,
    });
  });

  /** How many nodes are behind a moving average of a Variable's values, after so many steps. */
  function nodesBehindAverage(shown: (v: Variable) => Tensor, steps: number): number {
    const v = new Variable(tensor([1, 2]));
    let average = shown(v);
    for (let step = 0; step < steps; step++) {
      average = average.lerp(shown(v), 0.001);
      v.set(v.value.add(1));
    }
    return graphOf(average).nodes.length;
  }

  it("shows that a moving average of a Variable's values grows with each step, unless they are detached", () => {
    expect(nodesBehindAverage((v) => v.value, 20)).toBeGreaterThan(20);
    expect(nodesBehindAverage((v) => v.value.detach(), 20)).toBe(0);
    expect(nodesBehindAverage((v) => noGrad(() => v.value.mul(1)), 20)).toBe(0);
  });

  it("does not show the history of a tensor that a Variable was set to", () => {
    const v = new Variable(tensor([1, 2]));
    for (let step = 0; step < 20; step++) v.set(v.value.exp().log());
    expect(graphOf(v.value).nodes.map(({ op }) => op)).toEqual(["variable"]);
  });

  it("has a node once that is used twice", () => {
    const x = new Variable(tensor(2));
    const y = x.exp();
    const { nodes, output } = graphOf(y.mul(y).add(y));
    expect(nodes.map(({ op, inputs }) => [op, inputs])).toEqual([
      ["variable", []],
      ["exp", [0]],
      ["mul", [1, 1]],
      ["add", [2, 1]],
    ]);
    expect(output).toBe(3);
  });

  it("knows the inputs of grad, and where they came from, and goes through recorded gradients", () => {
    const v = new Variable(tensor(2));
    const inside: unknown[] = [];
    const dy = grad((x) => {
      const y = x.square();
      inside.push(graphOf(y).nodes.map(({ op, kind, inputs }) => [op, kind, inputs]));
      return y;
    })(v);
    expect(inside).toEqual([
      [
        ["variable", "variable", []],
        ["input", "input", [0]],
        ["square", "op", [1]],
      ],
    ]);
    // d/dx x² = dy · 2x: recorded, as it can be differentiated by v.
    expect(graphOf(dy).nodes.map(({ op, inputs }) => [op, inputs])).toEqual([
      ["variable", []],
      ["input", [0]],
      ["mul", [1, null]],
      ["mul", [null, 2]],
    ]);
  });

  it("has nothing for constants and Variables that are not trainable, and one node for a Variable", () => {
    const empty = { nodes: [], output: null };
    const w = new Variable(tensor(1));
    expect(graphOf(tensor(1))).toEqual(empty);
    expect(graphOf(3)).toEqual(empty);
    expect(graphOf(noGrad(() => w.exp()))).toEqual(empty);
    const counter = new Variable(tensor(1), { trainable: false });
    expect(graphOf(counter.exp(), { names: new Map([["counter", counter]]) })).toEqual(empty);
    expect(graphOf(w).nodes.map(({ kind }) => kind)).toEqual(["variable"]);
    expect(() => graphOf([1] as never)).toThrow(/graphOf: expected a tensor/);
  });

  it("still has the nodes of a graph that backward has freed", () => {
    const w = new Variable(tensor([1, 2]));
    const loss = w.exp().sum();
    const before = graphOf(loss);
    loss.backward();
    expect(graphOf(loss)).toEqual(before);
    expect(before.nodes).toHaveLength(4);
  });

  it("is a copy: changing it changes nothing of the tape", () => {
    const w = new Variable(tensor([[1, 2]]));
    const y = w.exp();
    const before = graphOf(y);
    for (const node of graphOf(y).nodes) {
      (node.shape as number[]).push(7);
      (node.inputs as number[]).push(7);
    }
    expect(graphOf(y)).toEqual(before);
    expect(w.shape).toEqual([1, 2]);
  });

  it("the op behind a tensor is that which computed it, not one that shows it in another way", () => {
    const w = new Variable(tensor([[1, 2]]));
    const seen = [w.softmax(), w.softmax().transpose().reshape([2]).reshape([1, 2]), w.softmax().mul(2), w.transpose(), tensor(1)]; // biome-ignore format: a list
    expect(seen.map(opBehind)).toEqual(["softmax", "softmax", "mul", "variable", undefined]);
  });

  it("takes deep graphs", () => {
    let y = new Variable(tensor(1)).exp();
    for (let i = 0; i < 20_000; i++) y = y.neg();
    expect(graphOf(y).output).toBe(20_001);
  });
});
