import {
  DTypeError,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  ShapeError,
  type Tensor,
  tensor,
  Variable,
  valueAndGrad,
  vjp,
} from "@gradiente/core";
import { describe, expect, expectTypeOf, it } from "vitest";

/* Derivatives by tensors under names. */

const f64 = (values: number | number[]) => tensor(values, { dtype: "float64" });

interface Weights {
  readonly w: Tensor;
  readonly b: Tensor;
}
type Named = ReadonlyMap<string, Tensor>;

/** Σ w² b: by w it is 2 w b, by b it is Σ w². */
const ofRecord = ({ w, b }: Weights) => w.square().mul(b).sum();
const ofMap = (weights: Named) => ofRecord({ w: weights.get("w") as Tensor, b: weights.get("b") as Tensor });
const w = f64([1, 2]);
const b = f64(3);
const record = { w, b };
const map = new Map([["w", w], ["b", b]]); // biome-ignore format: a map

const plain = (x: unknown): unknown =>
  x instanceof Map
    ? Object.fromEntries([...x].map(([key, value]) => [key, plain(value)]))
    : typeof x === "object" && x !== null && "toArray" in x
      ? (x as Tensor).toArray()
      : Array.isArray(x)
        ? x.map(plain)
        : Object.fromEntries(Object.entries(x as object).map(([key, value]) => [key, plain(value)]));

const slopes = { w: [6, 12], b: 5 };
const blocks = { w: { w: [[6, 0], [0, 6]], b: [2, 4] }, b: { w: [2, 4], b: 0 } }; // biome-ignore format: matrices

describe("derivatives by tensors under names", () => {
  it("have the structure of the inputs: grad", () => {
    const byRecord = grad(ofRecord)(record);
    expectTypeOf(byRecord).toEqualTypeOf<{ w: Tensor; b: Tensor }>();
    expect(plain(byRecord)).toEqual(slopes);
    const byMap = grad(ofMap)(map);
    expectTypeOf(byMap).toEqualTypeOf<Map<string, Tensor>>();
    expect(byMap).toBeInstanceOf(Map);
    expect(plain(byMap)).toEqual(slopes);
    expect([...byMap.keys()]).toEqual(["w", "b"]);
  });

  it("stand beside those by single tensors", () => {
    const f = (weights: Weights, x: Tensor, more: Named) => ofRecord(weights).mul(x).add(ofMap(more));
    const [first, second, third] = grad(f)(record, 2, map);
    expectTypeOf(first).toEqualTypeOf<{ w: Tensor; b: Tensor }>();
    expectTypeOf(second).toEqualTypeOf<Tensor>();
    expectTypeOf(third).toEqualTypeOf<Map<string, Tensor>>();
    expect(plain(first)).toEqual({ w: [12, 24], b: 10 });
    expect(second.item()).toBe(15);
    expect(plain(third)).toEqual(slopes);
  });

  it("come with the value: valueAndGrad", () => {
    const { value, gradient } = valueAndGrad(ofRecord)(record);
    expectTypeOf(gradient).toEqualTypeOf<{ w: Tensor; b: Tensor }>();
    expect([value.item(), plain(gradient)]).toEqual([15, slopes]);
  });

  it("have the structure of the inputs: vjp, jvp and hvp", () => {
    // The function's inputs are typed by what is given.
    const back = vjp(({ w, b }, x) => w.mul(b).mul(x), [record, 2], f64([1, 10]));
    expectTypeOf(back.gradients).toEqualTypeOf<[{ w: Tensor; b: Tensor }, Tensor]>();
    expect(plain(back.gradients)).toEqual([{ w: [6, 60], b: 42 }, 63]);
    // Under other orders of the names too.
    const tangents = new Map([["b", f64(1)], ["w", f64([1, 0])]]); // biome-ignore format: a map
    expect(jvp(ofMap, [map], [tangents]).tangent.item()).toBe(6 + 5);
    const { gradients, products } = hvp(ofMap, [map], [tangents]);
    expectTypeOf(products).toEqualTypeOf<[Map<string, Tensor>]>();
    expect(plain(gradients)).toEqual([slopes]);
    expect(plain(products)).toEqual([{ w: [8, 4], b: 2 }]);
  });

  it("have the structure of the inputs: jacobian and hessian", () => {
    const rows = jacobian(({ w, b }: Weights) => w.mul(b))(record);
    expectTypeOf(rows).toEqualTypeOf<{ w: Tensor; b: Tensor }>();
    expect(plain(rows)).toEqual({ w: [[3, 0], [0, 3]], b: [1, 2] }); // biome-ignore format: matrices
    const byRecord = hessian(ofRecord)(record);
    expectTypeOf(byRecord.w).toEqualTypeOf<{ w: Tensor; b: Tensor }>();
    expect(plain(byRecord)).toEqual(blocks);
    const byMap = hessian(ofMap)(map);
    expectTypeOf(byMap).toEqualTypeOf<Map<string, Map<string, Tensor>>>();
    expect(plain(byMap)).toEqual(blocks);
    const f = (weights: Weights, x: Tensor) => ofRecord(weights).mul(x.square());
    const [{ w: ofW, b: ofB }, [, ofX]] = hessian(f)(record, 1);
    expectTypeOf(ofW).toEqualTypeOf<[weights: { w: Tensor; b: Tensor }, x: Tensor]>();
    expectTypeOf(ofX).toEqualTypeOf<Tensor>();
    expect(plain({ w: ofW[0], b: ofB[0] })).toEqual(blocks);
    expect([plain(ofW[1]), ofB[1].item(), ofX.item()]).toEqual([[12, 24], 10, 30]);
  });

  it("are differentiated in turn, by Variables too", () => {
    const scale = new Variable(f64(2));
    const inner = grad(({ w, b }: Weights) => ofRecord({ w, b }).mul(scale));
    const penalty = (weights: Weights) => inner(weights).w.square().sum();
    // Σ (4 w b)² by w is 32 w b².
    expect(plain(grad(penalty)(record).w)).toEqual([288, 576]);
    expect(penalty(record).backward().get(scale).item()).toBe(2 * 2 * (36 + 144));
  });

  it("take Variables and numbers", () => {
    const weights = { w: new Variable(w), b: 3 };
    expect(plain(grad(ofRecord)(weights))).toEqual(slopes);
  });
});

describe("the Hessian of a function of any number of tensors", () => {
  it("is a block for one and rows for several", () => {
    const f = (...xs: Tensor[]) => xs.map((x) => x.square().sum()).reduce((a, c) => a.mul(c));
    const one = hessian(f)(2);
    expectTypeOf(one).toEqualTypeOf<Tensor>();
    expect(one.item()).toBe(2);
    const two = hessian(f)(2, 3);
    expectTypeOf(two).toEqualTypeOf<[[Tensor, Tensor], [Tensor, Tensor]]>();
    expect(plain(two)).toEqual([[18, 24], [24, 8]]); // biome-ignore format: a matrix
    const list = [f64(2), f64(3)];
    expectTypeOf(hessian(f)(...list)).toEqualTypeOf<Tensor | Tensor[][]>();
  });
});

describe("tensors under names that are wrong", () => {
  const as = <T>(value: unknown) => value as T;

  it("are refused with the name", () => {
    const counts = { w, b: tensor(1, { dtype: "int32" }) };
    expect(() => grad(ofRecord)(counts)).toThrow(DTypeError);
    expect(() => grad(ofRecord)(counts)).toThrow(/^grad: b of input 0 is int32/);
    expect(() => grad(ofMap)(as(new Map()))).toThrow(/^grad: there is no tensor in the inputs$/);
    expect(() => grad(ofRecord)(as({ w: [1, 2], b: 3 }))).toThrow(/^grad: expected a tensor.* got an array/);
    expect(() => grad(ofRecord)(as(new Date(0)))).toThrow(/^grad: expected a tensor/);
  });

  it("of tangents and vectors, too", () => {
    const missing = as<typeof record>({ w });
    expect(() => jvp(ofRecord, [record], [missing])).toThrow(
      /^jvp: the tangents of input 0 must have the names of the input, and b is missing$/,
    );
    const more = as<typeof record>({ w, b, c: w });
    expect(() => hvp(ofRecord, [record], [more])).toThrow(/the vectors of input 0 .* there is no c$/);
    expect(() => hvp(ofRecord, [record], [{ w: b, b }])).toThrow(ShapeError);
    expect(() => hvp(ofRecord, [record], [{ w: b, b }])).toThrow(
      /, at w of input 0; the shapes must be equal/,
    );
  });

  it("are not compiled", () => {
    // @ts-expect-error: b is missing
    expect(() => grad(ofRecord)({ w })).toThrow(/got undefined/);
  });
});
