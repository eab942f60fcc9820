import { grad, graphOf, noGrad, profile, type Tensor, tensor, traceGraph, Variable } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const float64 = { dtype: "float64" } as const;

describe("traceGraph", () => {
  it("has the values and gradients of z = (x·y + x)² at (2, 3), worked out by hand", () => {
    const x = new Variable(tensor(2));
    const y = new Variable(tensor(3));
    const names = new Map<string, Variable | Tensor>([["x", x], ["y", y]]); // biome-ignore format: one line
    const { nodes, output } = traceGraph(
      () => {
        const a = x.mul(y);
        names.set("a", a);
        return a.add(x).square();
      },
      { names },
    );
    expect(nodes.map(({ name, op, value, gradient }) => [name, op, value?.item(), gradient?.item()])).toEqual(
      [
        ["x", "variable", 2, 64],
        ["y", "variable", 3, 32],
        ["a", "mul", 6, 16],
        [null, "add", 8, 16],
        [null, "square", 64, 1],
      ],
    );
    expect(output).toBe(4);
  });

  it("has the nodes of graphOf", () => {
    const w = new Variable(tensor([[1, 2], [3, 4]])); // biome-ignore format: one line
    const f = () => w.matmul(w.transpose()).softmax().slice([0]).sum();
    expect(traceGraph(f).nodes[0].value?.toArray()).toEqual(w.toArray());
    expect(traceGraph(() => w.transpose().square()).nodes[0].value?.toArray()).toEqual(w.toArray());
    const plain = traceGraph(f).nodes.map(({ value, gradient, constants, ...node }) => node);
    expect(plain).toEqual(graphOf(f()).nodes);
  });

  it("has the constants that an op takes", () => {
    const x = new Variable(tensor([1, 2]));
    const { nodes } = traceGraph(() =>
      x
        .mul(3)
        .sub(tensor([5, 7]))
        .sum(),
    );
    const constants = nodes.map((node) => node.constants.map((value) => value?.toArray() ?? null));
    expect(constants.slice(1, 3)).toEqual([[null, [3, 3]], [null, [5, 7]]]); // biome-ignore format: one line
  });

  it("has the gradient by a part of a tensor, also where parts overlap", () => {
    const x = new Variable(tensor([1, 2, 3, 4]));
    const whole = traceGraph(() => {
      const parts = x.square();
      return parts.slice([[0, 3]]).mul(parts.slice([[1, 4]])).sum(); // biome-ignore format: one line
    });
    const slices = whole.nodes.filter(({ op }) => op === "slice");
    expect(slices.map(({ value }) => value?.toArray())).toEqual([[1, 4, 9], [4, 9, 16]]); // biome-ignore format: one line
    expect(slices.map(({ gradient }) => gradient?.toArray())).toEqual([[4, 9, 16], [1, 4, 9]]); // biome-ignore format: one line
    expect(whole.nodes[1].gradient?.toArray()).toEqual([4, 10, 20, 9]);
  });

  it("gives each node the gradient that its value would have as a Variable", () => {
    const f = (x: Tensor) => x.exp().mul(x.sin());
    const g = (y: Tensor) => y.mul(y).add(y.tanh()).sum();
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (values) => {
          const x = new Variable(tensor(values, float64));
          const names = new Map<string, Tensor>();
          const graph = traceGraph(
            () => {
              const y = f(x.value);
              names.set("y", y);
              return g(y);
            },
            { names },
          );
          const node = graph.nodes.find(({ name }) => name === "y")!;
          const y = f(tensor(values, float64));
          expect(node.value?.toArray()).toEqual(y.toArray());
          expect(node.gradient?.toArray()).toEqual(grad(g)(y).toArray());
          expect(graph.nodes[0].gradient?.toArray()).toEqual(
            grad((v) => g(f(v)))(tensor(values, float64)).toArray(),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it("has no gradients of a result with several elements, unless they are asked for, which is an error", () => {
    const x = new Variable(tensor([1, 2]));
    expect(traceGraph(() => x.exp()).nodes.map(({ gradient }) => gradient)).toEqual([null, null]);
    expect(() => traceGraph(() => x.exp(), { gradients: true })).toThrow(
      /traceGraph: only a value with one element has a gradient, but this has shape \[2\]/,
    );
    const silent = traceGraph(() => x.sum(), { gradients: false });
    expect(silent.nodes.map(({ gradient }) => gradient)).toEqual(silent.nodes.map(() => null));
  });

  it("goes through gradients that are themselves recorded", () => {
    const v = new Variable(tensor(2, float64));
    // d/dv of d/dv v³ = 3v² is 6v.
    const { nodes, output } = traceGraph(() => grad((x) => x.pow(3))(v));
    expect(nodes[output!].value?.item()).toBeCloseTo(12, 10);
    expect(nodes[0].gradient?.item()).toBeCloseTo(12, 10);
  });

  it("keeps the graph, and gives constants", () => {
    const x = new Variable(tensor(2));
    let y: Tensor | undefined;
    const { nodes } = traceGraph(() => {
      y = x.square();
      return y;
    });
    expect(graphOf(nodes[1].value!)).toEqual({ nodes: [], output: null });
    expect(y!.backward().get(x).item()).toBe(4);
  });

  it("has nothing for constants", () => {
    const x = new Variable(tensor(2));
    expect(traceGraph(() => noGrad(() => x.exp()))).toEqual({ nodes: [], output: null });
    expect(traceGraph(() => 3)).toEqual({ nodes: [], output: null });
  });

  it("refuses what is no function of a tensor, and to watch inside of another watcher", () => {
    expect(() => traceGraph(tensor(1) as never)).toThrow(/traceGraph: f must be a function/);
    expect(() => traceGraph((async () => tensor(1)) as never)).toThrow(/the function is async/);
    expect(() => profile(() => traceGraph(() => tensor(1).exp()))).toThrow(
      /traceGraph: this call is inside of profile/,
    );
  });
});
