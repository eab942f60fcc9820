import { checkGradients, defineOp, grad, jvp, type Tensor, tensor, Variable } from "@gradiente/core";
import { describe, expect, it } from "vitest";

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });

const cubeRoot = defineOp({
  name: "cubeRoot",
  forward: (x: Tensor) => tensor(x.toTypedArray().map(Math.cbrt), { shape: x.shape }),
  gradient: (y) => (dy) => dy.div(y.square().mul(3)),
});

/** Σ wᵢ xᵢᵖ, of a list of tensors, with a plain number. */
const weighted = defineOp({
  name: "weighted",
  forward: (xs: readonly Tensor[], weights: Tensor, power: number) =>
    xs.map((x, i) => x.pow(power).mul(weights.slice([i]))).reduce((total, term) => total.add(term)),
  gradient: (_y, xs, weights, power) => (dy) => [
    ...xs.map((x, i) =>
      dy.mul(
        x
          .pow(power - 1)
          .mul(power)
          .mul(weights.slice([i])),
      ),
    ),
    xs
      .map((x) => dy.mul(x.pow(power)).sum())
      .map((s) => s.unsqueeze(0))
      .reduce((a, b) => a.pad([[0, 1]]).add(b.pad([[1, 0]]))),
  ],
});

describe("defineOp", () => {
  it("computes by any means, with gradients of every order", () => {
    expect(cubeRoot(f64([8, 27])).toArray()).toEqual([2, 3]);
    checkGradients((x) => cubeRoot(x), [f64([8, 0.5, -2])], { order: 3 });
    expect(jvp((x) => cubeRoot(x), [f64(8)], [f64(1)]).tangent.item()).toBeCloseTo(1 / 12, 14);
  });

  it("takes several tensors, lists of them, Variables and plain arguments", () => {
    checkGradients((a, b, w) => weighted([a, b], w, 3), [f64([1, 2]), f64([0.5, -1]), f64([2, 3])], {
      order: 3,
    });
    const [a, w] = [new Variable(f64([1, 2])), new Variable(f64([2, 3]))];
    const gradients = weighted([a, f64([1, 1])], w, 2)
      .sum()
      .backward();
    expect([gradients.get(a).toArray(), gradients.get(w).toArray()]).toEqual([[4, 8], [5, 2]]); // biome-ignore format: gradients
  });

  it("may give back what it was given, and null for no gradient", () => {
    const stop = defineOp({ name: "stop", forward: (x: Tensor) => x, gradient: () => () => [null] });
    const x = new Variable(f64([1, 2]));
    const y = stop(x);
    expect(y).not.toBe(x.value);
    expect(y.sum().backward().get(x).toArray()).toEqual([0, 0]);
    expect(x.value.sum().backward().get(x).toArray()).toEqual([1, 1]);
    const table = f64([1, 2]);
    const lookup = defineOp({ name: "lookup", forward: (_x: Tensor) => table, gradient: () => (dy) => dy });
    expect(lookup(x).node).not.toBe(null);
    expect(table.node).toBe(null);
  });

  it("is not recorded where nothing is to be differentiated", () => {
    let outer = 0;
    const op = defineOp({
      name: "op",
      forward: (x: Tensor) => x.mul(2),
      gradient: () => {
        outer++;
        return (dy) => dy.mul(2);
      },
    });
    expect(op(f64(1)).node).toBe(null);
    expect(outer).toBe(0);
    expect(op(new Variable(f64(1))).node?.op).toBe("op");
    expect(outer).toBe(1);
  });

  it("names itself where a gradient cannot be right", () => {
    const giving = (dx: (dy: Tensor) => unknown) =>
      grad((x) =>
        defineOp({
          name: "mine",
          forward: (a: Tensor, b: Tensor) => a.add(b).sum(),
          gradient: () => dx as never,
        })(x, x),
      );
    const x = f64([[1, 2]]);
    const two = (dy: Tensor) => dy.expand([1, 2]);
    expect(() => giving((dy) => [dy, two(dy)])(x)).toThrow(
      "mine: the gradient by tensor 0 has shape [], but the tensor has [1, 2]; sum over axes that were broadcast",
    );
    expect(() => giving((dy) => [two(dy), two(dy).cast("float32")])(x)).toThrow(
      "mine: the gradient by tensor 1 is float32, but the tensor is float64; cast it",
    );
    expect(() => giving((dy) => two(dy))(x)).toThrow("mine: gradient gave 1 gradient(s) for 2 tensor(s)");
    expect(() => giving(() => [1, 2])(x)).toThrow("mine: the gradient by tensor 0 is number, not a tensor");
    const empty = defineOp({ name: "empty", forward: (() => 3) as never, gradient: () => () => [] });
    expect(() => empty()).toThrow("empty: forward must give a tensor, not number");
  });
});
