import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  bernoulli,
  checkGradients,
  checkpoint,
  defaultGenerator,
  grad,
  hvp,
  jvp,
  noGrad,
  randn,
  seed,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import { beforeEach, describe, expect, it } from "vitest";
import { ancestry, type Node } from "../src/tape.ts";

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });
const random = (...shape: number[]) => randn(shape, { dtype: "float64" });

beforeEach(() => seed(4));

/** How many nodes a tensor keeps alive. */
const kept = (x: Tensor) => ancestry(x.node as Node).length;

describe("checkpoint", () => {
  it("gives the same values and gradients, to the bit, of arguments and of what it closes over", () => {
    const w = new Variable(random(3, 3));
    const before = w.square();
    const layer = (x: Tensor) => x.matmul(w).tanh().mul(before).sum();
    const x = new Variable(random(3, 3));
    const [plain, check] = [layer, checkpoint(layer)].map((f) => f(x.value));
    expect(check.item()).toBe(plain.item());
    const [expected, found] = [plain, check].map((y) => y.backward({ createGraph: true }));
    for (const v of [w, x]) expect(found.get(v).toArray()).toEqual(expected.get(v).toArray());
  });

  it("keeps only where it began, and computes again once for each sweep", () => {
    let calls = 0;
    const x = new Variable(random(4));
    const w = new Variable(random(4));
    const chain = (v: Tensor) => {
      calls++;
      let y = v;
      for (let i = 0; i < 20; i++) y = y.mul(w).tanh();
      return y;
    };
    const y = checkpoint(chain)(x.value).sum();
    // x, w, the checkpoint, the sum and the view of it that drops the axis; without: 20 products and 20 tanh.
    expect(kept(y)).toBe(5);
    expect(calls).toBe(1);
    expect(kept(chain(x.value).sum())).toBe(44);
    calls = 0;
    y.backward({ createGraph: true });
    y.backward();
    expect(calls).toBe(2);
  });

  it("lets go of what was computed inside", async () => {
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc") as () => void;
    const inside: WeakRef<object>[] = [];
    const x = new Variable(random(64));
    const y = checkpoint((v: Tensor) => {
      const middle = v.exp();
      inside.push(new WeakRef(middle.buffer));
      return [middle.tanh(), middle.square()];
    })(x.value);
    await new Promise((resolve) => setTimeout(resolve, 0));
    gc();
    expect(inside.map((ref) => ref.deref())).toEqual([undefined]);
    expect(y[0].sum().add(y[1].sum()).backward().has(x)).toBe(true);
  });

  it("has gradients of every order, nested too, and under grad, jvp and hvp", () => {
    const cube = checkpoint((x: Tensor) => x.mul(checkpoint((v: Tensor) => v.square())(x)));
    expect(grad(grad(grad((x) => cube(x))))(f64(2)).item()).toBe(6);
    checkGradients(
      (x, w) => checkpoint((v: Tensor) => cube(v.mul(w)).exp())(x),
      [f64([0.3, -0.5]), f64(0.7)],
      {
        order: 3,
      },
    );
    expect(jvp((x) => cube(x), [f64(2)], [f64(1)]).tangent.item()).toBe(12);
    expect(hvp((x) => cube(x), [f64(2)], [f64(1)]).products[0].item()).toBe(12);
    const w = new Variable(f64(2));
    const y = checkpoint((x: Tensor) => x.mul(w).pow(3))(w.value);
    const first = y.backward({ createGraph: true }).get(w);
    expect(first.item()).toBe(6 * 2 ** 5);
    expect(first.backward().get(w).item()).toBe(30 * 2 ** 4);
  });

  it("draws the same random numbers again, and leaves the stream where it was", () => {
    const drop = (x: Tensor) => bernoulli(x.shape, 0.5).where(x.mul(2), 0);
    const x = new Variable(random(100));
    const y = checkpoint(drop)(x.value);
    const after = defaultGenerator().state.toArray();
    const gradient = y.sum().backward().get(x);
    expect(gradient.ne(0).toArray()).toEqual(y.ne(0).toArray());
    expect(gradient.ne(0).cast("int32").sum().item()).toBeGreaterThan(20);
    expect(defaultGenerator().state.toArray()).toEqual(after);
  });

  it("updates running statistics once, and differentiates by the weights of then", () => {
    const w = new Variable(f64(3));
    const count = new Variable(f64(0), { trainable: false });
    const f = (x: Tensor) => {
      count.set(count.value.add(1));
      return x.mul(w).mul(w).mul(count.value);
    };
    const y = checkpoint(checkpoint(f))(f64(2));
    w.set(f64(100));
    count.set(f64(10));
    expect(y.backward().get(w).item()).toBe(12);
    expect([count.item(), w.item()]).toEqual([10, 100]);
  });

  it("takes arguments of any kind and gives several tensors, of any dtype", () => {
    const f = (x: Tensor, options: { readonly by: number }, index: Tensor) =>
      [x.indexSelect(index).mul(options.by), x.cast("float32").exp(), index.add(1)] as const;
    const x = new Variable(f64([1, 2, 3]));
    const run = (g: typeof f) => {
      const [a, b, c] = g(x.value, { by: 3 }, tensor([2, 0], { dtype: "int32" }));
      expect([a.dtype, b.dtype, c.dtype, c.toArray()]).toEqual(["float64", "float32", "int32", [3, 1]]);
      return a
        .sum()
        .add(b.slice([[1]]).sum())
        .backward()
        .get(x)
        .toArray();
    };
    expect(run(checkpoint(f))).toEqual(run(f));
    const [only] = checkpoint((v: Tensor) => [v.square()])(x.value);
    expect(only.sum().backward().get(x).toArray()).toEqual([2, 4, 6]);
  });

  it("records nothing inside noGrad, nor where nothing is to be differentiated", () => {
    const x = new Variable(f64(2));
    expect(noGrad(() => checkpoint((v: Tensor) => v.square())(x.value)).node).toBe(null);
    expect(checkpoint((v: Tensor) => v.square())(f64(2)).node).toBe(null);
    expect(
      checkpoint((v: Tensor) => v)(x.value)
        .backward()
        .get(x)
        .item(),
    ).toBe(1);
  });

  it("refuses functions that are async or change", () => {
    expect(() => checkpoint((async () => f64(1)) as never)()).toThrow(/must give a tensor.*not be async/);
    let calls = 0;
    const x = new Variable(f64(2));
    const y = checkpoint((v: Tensor) => (calls++ === 0 ? v.square() : v.detach()))(x.value);
    expect(() => y.backward()).toThrow(/another graph than the first run/);
  });

  it("puts back what the second run sets without reading it", () => {
    const flag = new Variable(f64(0), { trainable: false });
    const x = new Variable(f64(2));
    const y = checkpoint((v: Tensor) => {
      flag.set(f64(1));
      return v.square();
    })(x.value);
    expect(flag.item()).toBe(1);
    flag.set(f64(7));
    expect(y.backward().get(x).item()).toBe(4);
    expect(flag.item()).toBe(7);
  });

  it("refuses a second run that gives no floating tensor", () => {
    let calls = 0;
    const x = new Variable(f64([2]));
    const f = (v: Tensor) => (calls++ === 0 ? v.square() : v.cast("int32"));
    const y = checkpoint(f)(x.value);
    expect(() => y.sum().backward()).toThrow(/another graph than the first run/);
  });

  it("leaves Variables alone when the second run throws", () => {
    const count = new Variable(f64(0), { trainable: false });
    const x = new Variable(f64(2));
    const y = checkpoint((v: Tensor) => {
      if (count.item() === 1) throw new Error("inside");
      return v.square();
    })(x.value);
    count.set(f64(5));
    const twice = checkpoint((v: Tensor) => {
      count.set(count.value.add(1));
      if (count.item() === 7) throw new Error("again");
      return v.square();
    });
    const z = twice(x.value);
    expect(count.item()).toBe(6);
    expect(y.backward().get(x).item()).toBe(4);
    count.set(f64(42));
    expect(z.backward().get(x).item()).toBe(4);
    expect(count.item()).toBe(42);
  });
});
