import {
  DTypeError,
  GradientError,
  Gradients,
  ShapeError,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";

const plain = (gradients: Gradients) => gradients.entries().map(([, gradient]) => gradient.toArray());

describe("Gradients", () => {
  const [a, b, c] = [
    [1, 2],
    [3, 4],
    [5, 6],
  ].map((values) => new Variable(tensor(values)));

  it("list Variables with their gradients, in the order in which these were made", () => {
    const gradients = b.mul(a).sum().backward();
    expect(gradients.entries().map(([variable]) => variable)).toEqual([a, b]);
    expect(plain(gradients)).toEqual([[3, 4], [1, 2]]); // biome-ignore format: rows
    expect(gradients.tensors().map((x) => x.toArray())).toEqual(plain(gradients));
  });

  it("are asked for Variables alone", () => {
    const gradients = a.square().sum().backward();
    for (const wrong of [a.value, 3, undefined, "a"]) {
      expect(() => gradients.has(wrong as never)).toThrow(/^has: the argument must be a Variable/);
      expect(() => gradients.get(wrong as never)).toThrow(/^get: the argument must be a Variable/);
    }
  });

  it("add up, also where one has more Variables", () => {
    const sum = a.mul(b).sum().backward().add(b.mul(c).sum().backward());
    expect([a, b, c].map((each) => sum.get(each).toArray())).toEqual([[3, 4], [6, 8], [3, 4]]); // biome-ignore format: rows
    const whole = a.mul(b).add(b.mul(c)).sum().backward();
    expect([a, b, c].map((each) => sum.get(each).toArray())).toEqual(
      [a, b, c].map((each) => whole.get(each).toArray()),
    );
    expect(() => sum.add([] as never)).toThrow(
      /^add: the argument must be Gradients, such as those of loss\.backward\(\), not \[\]$/,
    );
  });

  it("are plain data in JSON, in the order in which their Variables were made", () => {
    const wide = new Variable(tensor([1, 2], { dtype: "float64" }));
    const gradients = wide.mul(Number.POSITIVE_INFINITY).sum().backward().add(b.mul(a).sum().backward());
    expect(JSON.parse(JSON.stringify({ step: 1, gradients }))).toEqual({
      step: 1,
      gradients: gradients.tensors().map((x) => ({ dtype: x.dtype, shape: [2], data: x.toJSON().data })),
    });
    expect(JSON.stringify(b.mul(a).sum().backward())).toBe(
      '[{"dtype":"float32","shape":[2],"data":[3,4]},{"dtype":"float32","shape":[2],"data":[1,2]}]',
    );
    expect(JSON.stringify(Gradients.from(new Map()))).toBe("[]");
  });

  it("are scaled, in the dtype that they have", () => {
    const gradients = a
      .sum()
      .backward()
      .scale(tensor(0.5, { dtype: "float64" }));
    expect(gradients.get(a).dtype).toBe("float32");
    expect(plain(gradients)).toEqual([[0.5, 0.5]]);
    expect(plain(gradients.scale(4))).toEqual([[2, 2]]);
  });

  it("are changed with a look at the Variable", () => {
    const decayed = a
      .mul(b)
      .sum()
      .backward()
      .map((gradient, variable) => gradient.add(variable.value.detach()));
    expect(plain(decayed)).toEqual([[4, 6], [4, 6]]); // biome-ignore format: rows
  });

  it("are made from a Map, which is copied", () => {
    const map = new Map<Variable, Tensor>([[a, tensor([7, 8])]]);
    const gradients = Gradients.from(map);
    map.clear();
    expect([gradients.get(a).toArray(), gradients.has(b)]).toEqual([[7, 8], false]);
    expect(() => Gradients.from(new Map([[a, tensor([1])]]))).toThrow(ShapeError);
    expect(() => Gradients.from(new Map([[a, tensor([1])]]))).toThrow(
      /^Gradients.from: a Variable of shape \[2\] cannot take a value of shape \[1\]$/,
    );
    expect(() => Gradients.from(new Map([[a, tensor([1, 2], { dtype: "float64" })]]))).toThrow(DTypeError);
    expect(() => Gradients.from({ a } as never)).toThrow(
      /^Gradients.from: the argument must be a Map from Variables/,
    );
    expect(() => Gradients.from(new Map([["a", a]]) as never)).toThrow(
      /must be a Map from Variables to tensors/,
    );
  });
});

describe("a Variable that is frozen", () => {
  it("is a constant, and has its gradients again when it is trainable", () => {
    const w = new Variable(tensor([1, 2]));
    const x = new Variable(tensor([3, 4]));
    const before = w.mul(x).sum();
    w.trainable = false;
    expect([w.trainable, w.node, w.value.node]).toEqual([false, null, null]);
    const gradients = w.mul(x).sum().backward();
    expect([gradients.has(w), gradients.get(x).toArray()]).toEqual([false, [1, 2]]);
    expect(() => gradients.get(w)).toThrow(GradientError);
    expect(() => gradients.get(w)).toThrow(/only trainable Variables have gradients/);
    expect(() => w.square().sum().backward()).toThrow(/no trainable Variable took part/);
    // What was computed before keeps its gradients.
    expect(before.backward().get(w).toArray()).toEqual([3, 4]);
    w.set(tensor([5, 6]));
    expect(w.value.node).toBe(null);
    w.trainable = true;
    expect(w.square().sum().backward().get(w).toArray()).toEqual([10, 12]);
  });

  it("may be one from the start, but not one of whole numbers afterwards", () => {
    const w = new Variable(tensor([1, 2]), { trainable: false });
    w.trainable = true;
    expect(w.sum().backward().get(w).toArray()).toEqual([1, 1]);
    const count = new Variable(tensor(1, { dtype: "int32" }), { trainable: false });
    expect(() => {
      count.trainable = true;
    }).toThrow(DTypeError);
    expect(count.trainable).toBe(false);
    expect(() => {
      w.trainable = "no" as never;
    }).toThrow(/^Variable: trainable must be true or false, not "no"$/);
  });
});
