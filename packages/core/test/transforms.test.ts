import {
  checkGradients,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  noGrad,
  ones,
  randn,
  seed,
  type Tensor,
  tensor,
  Variable,
  vjp,
} from "@gradiente/core";
import { beforeEach, describe, expect, it } from "vitest";
import { expectClose } from "./close.ts";

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });
const random = (...shape: number[]) => randn(shape, { dtype: "float64" });

beforeEach(() => seed(3));

describe("jacobian", () => {
  it("of an elementwise function is diagonal, of a matrix product the matrix", () => {
    expect(jacobian((x) => x.square())(f64([1, 2])).toArray()).toEqual([[2, 0], [0, 4]]); // biome-ignore format: a matrix
    const a = random(3, 2);
    expect(jacobian((x) => a.matmul(x))(random(2)).toArray()).toEqual(a.toArray());
  });

  it("has the value's axes, then the input's, one for each input", () => {
    const [da, db, dc] = jacobian((a, b, _c) => a.matmul(b))(random(2, 3), random(3, 4), random(5));
    expect([da.shape, db.shape, dc.shape]).toEqual([[2, 4, 2, 3], [2, 4, 3, 4], [2, 4, 5]]); // biome-ignore format: shapes
    expect(dc.abs().sum().item()).toBe(0);
    expect(jacobian((x) => x.sum())(random(2, 2)).shape).toEqual([2, 2]);
    expect(jacobian((x) => x.mul(2))(f64(1)).item()).toBe(2);
    expect(jacobian((x) => f64([1, 2]).add(x.sum()))(f64([])).shape).toEqual([2, 0]);
  });

  it("is the same by rows and by columns, and agrees with vjp and jvp", () => {
    // More inputs than values, then more values than inputs.
    for (const [f, x] of [
      [(v: Tensor) => v.tanh().sum(1), random(3, 4)],
      [(v: Tensor) => v.unsqueeze(1).mul(random(2, 5)).tanh(), random(2)],
    ] as const) {
      seed(5);
      const J = jacobian(f)(x);
      seed(5);
      const y = f(x);
      const [u, v] = [random(...y.shape), random(...x.shape)];
      seed(5);
      expectClose(jvp(f, [x], [v]).tangent.toArray(), J.mul(v).sum(axesOf(x, y.ndim)).toArray());
      seed(5);
      const pulled = J.permute([...axesOf(x, y.ndim), ...axesOf(y, 0)]).mul(u);
      expectClose(vjp(f, [x], u).gradients[0].toArray(), pulled.sum(axesOf(y, x.ndim)).toArray());
    }
  });

  it("calls the function once", () => {
    let calls = 0;
    jacobian((x) => {
      calls++;
      return x.square();
    })(random(4));
    expect(calls).toBe(1);
  });

  it("nests, and is differentiated, by rows and by columns", () => {
    expect(jacobian(jacobian((x) => x.pow(3)))(f64([2])).toArray()).toEqual([[[12]]]);
    checkGradients((x) => jacobian((v) => v.tanh().mul(v.sum()))(x), [random(3)], { order: 2 });
    checkGradients(
      (x) =>
        jacobian((v) =>
          v
            .unsqueeze(1)
            .mul(ones([2, 4], { dtype: "float64" }))
            .exp(),
        )(x),
      [random(2)],
    );
    const w = new Variable(f64(3));
    const J = jacobian((x) => x.square().mul(w))(f64([1, 2]));
    expect(J.sum().backward().get(w).item()).toBe(6);
    expect(noGrad(() => jacobian((x) => x.square().mul(w))(f64([1, 2]))).node).toBe(null);
  });

  it("keeps the input's dtype, and has no elements where there are none", () => {
    const x = tensor([1, 2]);
    expect(jacobian((v) => v.cast("float64").mul(2))(x).dtype).toBe("float32");
    expect(jacobian((v) => v.unsqueeze(1).mul(ones([2, 2], { dtype: "float64" })))(x).dtype).toBe("float32");
    expect(jacobian((v) => v.mul(2))(tensor([])).shape).toEqual([0, 0]);
    expect(() => jacobian((v) => v)(tensor([1], { dtype: "int32" }))).toThrow(/jacobian: input 0 is int32/);
  });
});

describe("hessian and hvp", () => {
  const f = (x: Tensor) =>
    x
      .pow(3)
      .sum()
      .add(x.slice([0]).mul(x.slice([1])));

  it("are the second derivatives", () => {
    expect(hessian(f)(f64([1, 2])).toArray()).toEqual([[6, 1], [1, 12]]); // biome-ignore format: a matrix
    expect(hessian((x) => x.pow(4))(f64(2)).item()).toBe(48);
    const { value, gradients, products } = hvp(f, [f64([1, 2])], [f64([1, -1])]);
    expect([value, ...gradients, ...products].map((x) => x.toArray())).toEqual([11, [5, 13], [5, -11]]);
  });

  it("have blocks for several inputs, zeros where the function is linear", () => {
    const g = (a: Tensor, b: Tensor) => a.matmul(b).sum();
    const [[aa, ab], [ba, bb]] = hessian(g)(random(2, 3), random(3));
    expect([aa, ab, ba, bb].map((block) => block.shape)).toEqual([[2, 3, 2, 3], [2, 3, 3], [3, 2, 3], [3, 3]]); // biome-ignore format: shapes
    expect(aa.abs().sum().item() + bb.abs().sum().item()).toBe(0);
    expect(ab.permute([2, 0, 1]).toArray()).toEqual(ba.toArray());
    expect(hessian((x) => x.sum())(random(2)).toArray()).toEqual([[0, 0], [0, 0]]); // biome-ignore format: a matrix
  });

  it("hvp is the Hessian times the vectors", () => {
    const g = (a: Tensor, b: Tensor) => a.tanh().matmul(b.exp()).sum();
    const xs = [random(2, 3), random(3)];
    const vs = [random(2, 3), random(3)];
    const H = hessian(g)(xs[0], xs[1]);
    const { products } = hvp(g as (...inputs: Tensor[]) => Tensor, xs, vs);
    products.forEach((product, i) => {
      const blocks = H[i].map((block, j) => block.mul(vs[j]).sum(axesOf(vs[j], xs[i].ndim)));
      expectClose(product.toArray(), blocks[0].add(blocks[1]).toArray(), { absolute: 1e-13 });
    });
  });

  it("are differentiated in turn, by inputs, vectors and Variables", () => {
    checkGradients((x) => hessian(f)(x), [random(2)], { order: 2 });
    checkGradients((x, v) => hvp(f, [x], [v]).products[0], [random(2), random(2)], { order: 2 });
    const w = new Variable(f64(2));
    const { value, gradients, products } = hvp((x) => x.pow(3).mul(w).sum(), [f64([1, 2])], [f64([1, 1])]);
    expect(products[0].sum().backward({ createGraph: true }).get(w).item()).toBe(18);
    expect(value.backward({ createGraph: true }).get(w).item()).toBe(9);
    expect(gradients[0].sum().backward().get(w).item()).toBe(15);
  });

  it("record nothing where nobody can differentiate again, and refuse what does not fit", () => {
    const { value, gradients, products } = hvp(f, [f64([1, 2])], [f64([1, 1])]);
    expect([value, ...gradients, ...products].map((x) => x.node)).toEqual([null, null, null]);
    expect(() => hvp(f, [f64([1, 2])], [f64([1])])).toThrow(
      /hvp: vectors of shapes \[1\] do not fit inputs of shapes \[2\]/,
    );
    expect(() => hessian((x) => x.mul(2))(f64([1, 2]))).toThrow(/hessian: .*reduce it/);
  });
});

describe("jvp", () => {
  it("calls the function once, so that value and tangent belong together", () => {
    let calls = 0;
    const { value, tangent } = jvp((x) => x.mul(++calls), [f64(3)], [f64(1)]);
    expect([calls, value.item(), tangent.item()]).toEqual([1, 3, 1]);
  });

  it("is differentiated, by inputs, tangents and Variables", () => {
    checkGradients((x, v) => jvp((a) => a.tanh().mul(a), [x], [v]).tangent, [random(3), random(3)], {
      order: 2,
    });
    const w = new Variable(f64(2));
    const { tangent } = jvp((x) => x.square().mul(w), [f64(3)], [f64(1)]);
    expect(tangent.backward().get(w).item()).toBe(6);
    expect(grad((x) => jvp((a) => a.pow(3), [x], [1]).tangent)(f64(2)).item()).toBe(12);
    expect(jvp((x) => x.square(), [f64(3)], [f64(1)]).tangent.node).toBe(null);
  });
});

/** The axes of a tensor where they stand behind so many others. */
function axesOf(x: Tensor, behind: number): number[] {
  return x.shape.map((_, axis) => axis + behind);
}
