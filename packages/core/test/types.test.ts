import {
  checkpoint,
  chunk,
  grad,
  hessian,
  jacobian,
  split,
  type Tensor,
  type TensorLike,
  tensor,
  valueAndGrad,
} from "@gradiente/core";
import { describe, expect, expectTypeOf, it } from "vitest";

/* What the compiler says is what comes out. */

const x = tensor([1, 2, 3, 4]);
const y = tensor([4, 3, 2, 1]);
const sumOf = (...xs: Tensor[]): Tensor => xs.map((each) => each.square().sum()).reduce((a, b) => a.add(b));

describe("split and chunk", () => {
  it("give as many tensors as a literal count or list says", () => {
    const [a, b] = x.chunk(2);
    expectTypeOf(x.chunk(2)).toEqualTypeOf<[Tensor, Tensor]>();
    expectTypeOf(chunk(x, 3)).toEqualTypeOf<[Tensor, Tensor, Tensor]>();
    expectTypeOf(x.split([1, 3])).toEqualTypeOf<[Tensor, Tensor]>();
    expectTypeOf(split(x, [1, 1, 2])).toEqualTypeOf<[Tensor, Tensor, Tensor]>();
    expect([a.toArray(), b.toArray()]).toEqual([
      [1, 2],
      [3, 4],
    ]);
    // @ts-expect-error: two parts have no third
    expect(x.chunk(2)[2]).toBeUndefined();
  });

  it("give lists where the count is not known to the compiler, or large", () => {
    const count: number = 2;
    const sizes: number[] = [1, 3];
    expectTypeOf(x.chunk(count)).toEqualTypeOf<Tensor[]>();
    expectTypeOf(x.chunk(50_000)).toEqualTypeOf<Tensor[]>();
    expectTypeOf(x.split(2)).toEqualTypeOf<Tensor[]>();
    expectTypeOf(x.split(sizes)).toEqualTypeOf<Tensor[]>();
    expect([x.chunk(count), x.split(2), x.split(sizes)].map((parts) => parts.length)).toEqual([2, 2, 2]);
  });
});

describe("derivatives of a function of any number of tensors", () => {
  it("are a list for a call with several, and a tensor for a call with one", () => {
    const both = grad(sumOf)(x, y);
    expectTypeOf(both).toEqualTypeOf<[Tensor, Tensor]>();
    expectTypeOf(both).toExtend<Tensor[]>();
    expect(both.map((each) => each.toArray())).toEqual([
      [2, 4, 6, 8],
      [8, 6, 4, 2],
    ]);
    const one = grad(sumOf)(x);
    expectTypeOf(one).toEqualTypeOf<Tensor>();
    expect(one.toArray()).toEqual([2, 4, 6, 8]);
    const numbers = grad(sumOf)(1, 2, 3);
    expectTypeOf(numbers).toEqualTypeOf<[Tensor, Tensor, Tensor]>();
    expect(numbers.map((each) => each.item())).toEqual([2, 4, 6]);
    const { gradient } = valueAndGrad(sumOf)(x, y);
    expectTypeOf(gradient).toEqualTypeOf<[Tensor, Tensor]>();
    expect(gradient).toHaveLength(2);
    const jacobians = jacobian(sumOf)(x, y);
    expectTypeOf(jacobians).toEqualTypeOf<[Tensor, Tensor]>();
    expect(jacobians).toHaveLength(2);
  });

  it("may be either for a spread list of unknown length", () => {
    const list: Tensor[] = [x, y];
    expectTypeOf(grad(sumOf)(...list)).toEqualTypeOf<Tensor | Tensor[]>();
    expect(grad(sumOf)(...list)).toHaveLength(2);
  });

  it("stay what they were for a fixed number of tensors", () => {
    const f = (a: Tensor, b: Tensor) => a.mul(b).sum();
    expectTypeOf(grad((a: Tensor) => a.sum())(x)).toEqualTypeOf<Tensor>();
    expectTypeOf(grad(f)(x, 1)).toEqualTypeOf<[a: Tensor, b: Tensor]>();
    expectTypeOf(grad(grad((a) => a.pow(3).sum()))).toBeCallableWith(x as TensorLike);
    expectTypeOf(hessian((a: Tensor) => a.square().sum())(x)).toEqualTypeOf<Tensor>();
    expectTypeOf(grad(checkpoint(f))(x, y)).toEqualTypeOf<[a: Tensor, b: Tensor]>();
    expect(grad(f)(x, y).map((each) => each.toArray())).toEqual([y.toArray(), x.toArray()]);
    // @ts-expect-error: a function of two tensors is called with two
    expect(() => grad(f)(x)).toThrow(/^mul: expected a tensor.*got undefined/);
  });
});
