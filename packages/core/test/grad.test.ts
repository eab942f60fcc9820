import {
  checkGradients,
  defineOp,
  GradientError,
  Gradients,
  grad,
  jvp,
  noGrad,
  ones,
  randn,
  ShapeError,
  seed,
  type Tensor,
  type TensorLike,
  tensor,
  Variable,
  valueAndGrad,
  vjp,
  zeros,
} from "@gradiente/core";
import { beforeEach, describe, expect, it } from "vitest";
import { ancestry, type Node } from "../src/tape.ts";
import { expectClose } from "./close.ts";

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });

beforeEach(() => seed(1));

describe("backward", () => {
  it("returns the gradients of all trainable Variables that took part", () => {
    const w = new Variable(f64([2, 3]));
    const b = new Variable(f64(1));
    const unused = new Variable(f64(1));
    const frozen = new Variable(f64(5), { trainable: false });
    const gradients = w.mul(w).sum().add(b.mul(4)).mul(frozen).backward();
    expect(gradients).toBeInstanceOf(Gradients);
    expect(gradients.get(w).toArray()).toEqual([20, 30]);
    expect(gradients.get(b).item()).toBe(20);
    expect([unused, frozen, w].map((v) => gradients.has(v))).toEqual([false, false, true]);
    expect(gradients.tensors().length).toBe(2);
    expect(() => gradients.get(unused)).toThrow(/took no part/);
    expect(() => gradients.get(frozen)).toThrow(/only trainable Variables/);
  });

  it("adds up the shares of a Variable used more than once", () => {
    const x = new Variable(f64(3));
    expect(x.mul(x).mul(x).add(x).backward().get(x).item()).toBe(28);
  });

  it("keeps the gradient right when the Variable is set in between", () => {
    const x = new Variable(f64(3));
    const y = x.square();
    x.set(f64(100));
    expect(y.backward().get(x).item()).toBe(6);
    expect(x.square().backward().get(x).item()).toBe(200);
  });

  it("takes a Variable itself, and a tensor of one element of any shape", () => {
    const x = new Variable(f64([[3]]));
    expect(x.backward().get(x).toArray()).toEqual([[1]]);
  });

  it("does not overflow the stack on a chain of 100,000 ops", () => {
    const x = new Variable(f64(2));
    let y: TensorLike = x;
    for (let i = 0; i < 100_000; i++) y = (y as Tensor).add(1);
    expect((y as Tensor).backward().get(x).item()).toBe(1);
  });

  it("refuses what is no scalar, and says how to make one", () => {
    const x = new Variable(ones([2, 3]));
    expect(() => x.mul(2).backward()).toThrow(ShapeError);
    expect(() => x.mul(2).backward()).toThrow(
      /backward: .*shape \[2, 3\]; reduce it, e\.g\. with mean\(\) or sum\(\)/,
    );
  });

  it("refuses a constant, a detached value and one from noGrad", () => {
    const x = new Variable(f64(2));
    for (const y of [tensor(1), x.square().detach(), noGrad(() => x.square())]) {
      expect(() => y.backward()).toThrow(GradientError);
      expect(() => y.backward()).toThrow(/no trainable Variable took part/);
    }
  });

  it("frees the graph as it goes, and says so to a second call", () => {
    const x = new Variable(f64(2));
    const y = x.square();
    y.backward();
    expect(() => y.backward()).toThrow(
      /through 'square' was consumed by an earlier backward.*createGraph: true/,
    );
  });

  it("with createGraph keeps the graph, and its gradients can be differentiated", () => {
    const x = new Variable(f64(2));
    const y = x.pow(4);
    const first = y.backward({ createGraph: true }).get(x);
    expect(first.item()).toBe(32);
    expect(first.backward().get(x).item()).toBe(48);
    expect(y.backward({ createGraph: true }).get(x).item()).toBe(32);
  });

  it("does not record its own work otherwise", () => {
    const x = new Variable(f64(2));
    expect(x.pow(4).backward().get(x).node).toBe(null);
  });

  it("flows back to the backend that a tensor came from", () => {
    const x = f64([1, 2, 3]);
    const other = x.backend.name === "wasm" ? "reference" : "wasm";
    const gradient = grad((y) => y.to(other).pow(3).sum())(x);
    expect(gradient.toArray()).toEqual([3, 12, 27]);
    expect(gradient.backend).toBe(x.backend);
  });

  it("calls no pullback that leads to no Variable", () => {
    const called: string[] = [];
    const spy = (name: string) =>
      defineOp({
        name,
        forward: (v: Tensor) => v,
        gradient: () => (dy) => {
          called.push(name);
          return dy;
        },
      });
    const x = new Variable(f64(2));
    const constant = spy("constant")(f64(1));
    spy("path")(x).mul(constant).backward();
    expect(called).toEqual(["path"]);
  });
});

describe("at edges, as in PyTorch", () => {
  const at = (f: (x: Tensor) => Tensor, x: number) => grad((v) => f(v))(f64(x)).item();

  it("NaN passes the gradient on, ties share it, kinks have the documented side", () => {
    expect([
      at((x) => x.relu(), Number.NaN),
      at((x) => x.maximum(1), Number.NaN),
      at((x) => x.minimum(1), Number.NaN),
    ]).toEqual([1, 1, 1]);
    expect([
      at((x) => x.relu(), 0),
      at((x) => x.abs(), 0),
      at((x) => x.maximum(0), 0),
      at((x) => x.leakyRelu(0.1), 0),
    ]).toEqual([0, 0, 0.5, 0.1]);
  });
});

describe("grad", () => {
  it("gives one gradient for one input, one each for several, zeros for those not used", () => {
    expect(grad((x) => x.square().sum())(f64([1, 2])).toArray()).toEqual([2, 4]);
    const [da, db, dc] = grad((a, b, _c) => a.mul(b).sum())(f64([1, 2]), f64([3, 4]), f64([5]));
    expect([da, db, dc].map((g) => g.toArray())).toEqual([[3, 4], [1, 2], [0]]); // biome-ignore format: rows
  });

  it("nests to any order", () => {
    const f = (x: Tensor) => x.pow(5);
    expect(grad(grad(grad(f)))(f64(2)).item()).toBe(240);
    expect(grad(grad((x) => x.exp()))(f64(0)).item()).toBe(1);
  });

  it("does not confuse the inputs of nested functions", () => {
    // d/dx [x · d/dy (x + y)] = d/dx [x · 1] = 1: perturbation confusion would give 2.
    expect(grad((x) => x.mul(grad((y) => x.add(y))(f64(1))))(f64(1)).item()).toBe(1);
    expect(grad((x) => x.mul(grad((y) => x.mul(y).mul(y))(f64(3))))(f64(2)).item()).toBe(24);
  });

  it("differentiates by a tensor that itself depends on something", () => {
    const w = new Variable(f64(3));
    const loss = grad((x) => w.mul(x.square()))(f64(2));
    expect(loss.item()).toBe(12);
    expect(loss.backward().get(w).item()).toBe(4);
  });

  it("supports a gradient penalty: the gradient by an input, differentiated by the weights", () => {
    const w = new Variable(randn([3, 1], { dtype: "float64" }));
    const x = randn([5, 3], { dtype: "float64" });
    const penalty = (weight: Tensor) =>
      grad((input) => input.matmul(weight).tanh().sum())(x)
        .square()
        .sum();
    checkGradients(penalty, [w.value], { order: 2 });
    expectClose(penalty(w.value).backward().get(w).toArray(), grad(penalty)(w).toArray());
  });

  it("goes through a backward inside", () => {
    const w = new Variable(f64(2));
    // d/dx [d/dw (w x)²] = d/dx [2 w x²] = 4 w x
    expect(grad((x) => w.mul(x).square().backward().get(w))(f64(3)).item()).toBe(24);
  });

  it("inside noGrad keeps nothing alive from step to step", () => {
    const w = new Variable(f64(2));
    let x = f64(1);
    for (let step = 0; step < 3; step++) x = x.sub(noGrad(() => grad((q) => q.mul(w).square())(x)).mul(0.01));
    expect(x.node).toBe(null);
  });

  it("does not walk beyond its own inputs", () => {
    let long: Tensor = new Variable(f64(1)).value;
    for (let i = 0; i < 1000; i++) long = long.add(1);
    const inner: Tensor[] = [];
    grad((x) => {
      inner.push(x);
      return x.square();
    })(long);
    const node = inner[0].square().node as Node;
    expect(ancestry(node, (at) => at === inner[0].node).length).toBe(2);
  });

  it("records nothing where nobody can differentiate again", () => {
    const { value, gradient } = valueAndGrad((x) => x.square().sum())(f64([1, 2]));
    expect([value.node, gradient.node]).toEqual([null, null]);
    expect(value.item()).toBe(5);
  });

  it("works inside noGrad", () => {
    const x = new Variable(f64(3));
    const g = noGrad(() => grad((v) => v.mul(v))(x));
    expect(g.item()).toBe(6);
    expect(g.node).toBe(null);
  });

  it("refuses integers, and values that are no scalars", () => {
    expect(() => grad((x) => x.sum())(tensor([1], { dtype: "int32" }))).toThrow(/grad: input 0 is int32/);
    expect(() => grad((x) => x.mul(2))(f64([1, 2]))).toThrow(/shape \[2\]; reduce it/);
  });
});

describe("noGrad", () => {
  it("reaches every kind of op", () => {
    const x = new Variable(f64([[1, 2]]));
    const ops = [
      x.exp(),
      x.add(1),
      x.transpose(),
      x.sum(),
      x.matmul(x.transpose()),
      x.pad([[1, 1]]),
      x.softmax(),
    ];
    expect(ops.every((y) => y.node !== null)).toBe(true);
    const quiet = noGrad(() => [
      x.exp(),
      x.add(1),
      x.transpose(),
      x.sum(),
      x.matmul(x.transpose()),
      x.pad([[1, 1]]),
      x.softmax(),
    ]);
    expect(quiet.map((y) => y.node)).toEqual(quiet.map(() => null));
  });

  it("records nothing inside and restores recording after an error", () => {
    const x = new Variable(f64(1));
    expect(noGrad(() => x.exp()).node).toBe(null);
    expect(() =>
      noGrad(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(x.exp().node).not.toBe(null);
  });

  it("refuses an async function, whose rest would run outside of it", () => {
    expect(() => noGrad(async () => 1)).toThrow(/async/);
  });
});

describe("vjp and jvp", () => {
  const f = (a: Tensor, b: Tensor) => a.matmul(b).tanh();
  const inputs = () => [randn([2, 3], { dtype: "float64" }), randn([3, 4], { dtype: "float64" })];

  it("are adjoint: <u, J v> = <Jᵀ u, v>", () => {
    const xs = inputs();
    const vs = inputs();
    const u = randn([2, 4], { dtype: "float64" });
    const { value, gradients } = vjp(f as (...xs: Tensor[]) => Tensor, xs, u);
    const forward = jvp(f as (...xs: Tensor[]) => Tensor, xs, vs);
    expectClose(forward.value.toArray(), value.toArray());
    const left = u.mul(forward.tangent).sum().item();
    const right = gradients.reduce((total, g, i) => total + g.mul(vs[i]).sum().item(), 0);
    expect(Math.abs(left - right)).toBeLessThan(1e-12);
  });

  it("jvp is the derivative along the tangent", () => {
    expect(jvp((x) => x.pow(3), [f64(2)], [f64(5)]).tangent.item()).toBe(60);
    expect(jvp(() => f64([7]), [f64(2)], [f64(5)]).tangent.toArray()).toEqual([0]);
  });

  it("refuse cotangents and tangents that do not fit", () => {
    expect(() => vjp((x) => x, [f64([1, 2])], f64([1]))).toThrow(/cotangent has shape \[1\].*\[2\]/);
    expect(() => vjp((x) => x, [f64([1, 2])])).toThrow(/shape \[2\]; reduce it/);
    expect(() => jvp((x) => x, [f64([1, 2])], [f64([1])])).toThrow(
      /tangents of shapes \[1\] do not fit inputs of shapes \[2\]/,
    );
  });
});

describe("checkGradients", () => {
  const cube = (x: Tensor) => x.mul(x).mul(x);
  const wrong = defineOp({
    name: "wrong",
    forward: cube,
    gradient: (_y, x: Tensor) => (dy) => dy.mul(x.square().mul(2)),
  });
  const wrongSecond = defineOp({
    name: "wrongSecond",
    forward: cube,
    gradient: (_y, x: Tensor) => (dy) => dy.mul(x.detach().square().mul(3)),
  });

  it("accepts right gradients and reports the worst error", () => {
    const { worstError } = checkGradients((x) => x.pow(3), [f64([1, 2])], { order: 3 });
    expect(worstError).toBeGreaterThan(0);
    expect(worstError).toBeLessThan(1e-9);
  });

  it("names order and input of a wrong gradient", () => {
    expect(() => checkGradients((a, b) => a.mul(wrong(b)), [f64(2), f64([1, 2])])).toThrow(
      /order 1 .* is wrong by input 1 of shape \[2\]: along a random direction autodiff gives/,
    );
    checkGradients((x) => wrongSecond(x), [f64(2)]);
    expect(() => checkGradients((x) => wrongSecond(x), [f64(2)], { order: 2 })).toThrow(/order 2/);
  });

  it("takes smaller steps where the first ones leave the domain, but not to please a wrong gradient", () => {
    checkGradients((x) => x.sqrt().mul(x), [f64(2 ** -10)]);
    checkGradients((x) => x.sub(2 ** -11).relu(), [f64(0)]);
    expect(() => checkGradients((x) => wrong(x).add(x.sub(1.001).relu()), [f64(1)])).toThrow(/order 1/);
  });

  it("accepts errors up to its tolerance", () => {
    const off = defineOp({
      name: "off",
      forward: cube,
      gradient: (_y, x: Tensor) => (dy) => dy.mul(x.square().mul(3.003)),
    });
    const { worstError } = checkGradients((x) => off(x), [f64(2)], { tolerance: 2e-3 });
    expect(worstError).toBeGreaterThan(5e-4);
    expect(() => checkGradients((x) => off(x), [f64(2)], { tolerance: worstError / 2 })).toThrow(/order 1/);
  });

  it("looks along as many directions as it is told, drawn by its seed", () => {
    const errors = (seed: number, directions = 1) =>
      checkGradients((x) => x.exp().sum(), [f64([1, 2, 3])], { seed, directions }).worstError;
    expect(errors(1)).toBe(errors(1));
    expect(new Set([1, 2, 3, 4].map((seed) => errors(seed))).size).toBe(4);
    const calls = (directions: number) => {
      let count = 0;
      const f = (x: Tensor) => {
        count++;
        return x.sum();
      };
      checkGradients(f, [f64([1, 2])], { directions });
      return count;
    };
    expect(calls(5)).toBe(5 * calls(1));
    expect(errors(1, 8)).toBeGreaterThanOrEqual(errors(1));
  });

  it("does not accept NaN", () => {
    expect(() => checkGradients((x) => x.sqrt(), [f64(-1)])).toThrow(GradientError);
  });
});

describe("Variable", () => {
  it("has the methods of a tensor, on its current value", () => {
    const x = new Variable(f64([1, 4]));
    expect(x.sqrt().toArray()).toEqual([1, 2]);
    x.set(f64([9, 16]));
    expect(x.sqrt().toArray()).toEqual([3, 4]);
    expect([x.shape, x.dtype, x.size, x.ndim, x.toArray()]).toEqual([[2], "float64", 2, 1, [9, 16]]);
    expect(String(x)).toBe("Variable float64 [2]\n[9, 16]");
  });

  it("refuses another shape or dtype, and integers that should be trained", () => {
    const x = new Variable(zeros([2]));
    expect(() => x.set(zeros([3]))).toThrow(/a Variable of shape \[2\] cannot take a value of shape \[3\]/);
    expect(() => x.set(zeros([2], { dtype: "float64" }))).toThrow(
      /a float32 Variable cannot take a float64 value/,
    );
    expect(() => new Variable(zeros([2], { dtype: "int32" }))).toThrow(
      /only floating dtypes have gradients.*trainable: false/,
    );
  });

  it("does not keep the graph of the value it is set to", () => {
    const x = new Variable(f64(2));
    x.set(x.square());
    expect(x.mul(3).backward().get(x).item()).toBe(3);
  });
});
