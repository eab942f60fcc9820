import { ones, type Tensor, tensor } from "@gradiente/core";
import { Dense, Lambda, LSTM, type LSTMOutput, Module, ReLU, Sequential } from "@gradiente/nn";
import { describe, expect, expectTypeOf, it } from "vitest";

/** Takes two tensors. */
class Add extends Module<[a: Tensor, b: Tensor]> {
  override forward(a: Tensor, b: Tensor): Tensor {
    return a.add(b);
  }
}

/** Gives a record. */
class Halves extends Module<[Tensor], { left: Tensor; right: Tensor }> {
  override forward(x: Tensor): { left: Tensor; right: Tensor } {
    return { left: x.mul(0.5), right: x.mul(0.5) };
  }
}

/** Takes what {@link Halves} gives. */
class Join extends Module<[{ left: Tensor; right: Tensor }]> {
  override forward({ left, right }: { left: Tensor; right: Tensor }): Tensor {
    return left.add(right);
  }
}

describe("a Sequential is typed by its layers", () => {
  it("takes what the first takes, and gives what the last gives", () => {
    const model = new Sequential(new Add(), new ReLU(), new Halves());
    expectTypeOf(model.forward).parameters.toEqualTypeOf<[a: Tensor, b: Tensor]>();
    expectTypeOf(model.forward).returns.toEqualTypeOf<{ left: Tensor; right: Tensor }>();
    expect(model.forward(tensor([1, -3]), tensor([2, 1])).left.toArray()).toEqual([1.5, 0]);
    // @ts-expect-error: two tensors are needed
    expect(() => model.forward(ones([1]))).toThrow(/^0 \(Add\): |expected a tensor/);
    const inner = new Sequential(new Sequential(new Halves()), new Join(), new Sequential(new Halves()));
    expectTypeOf(inner.forward(ones([2]))).toEqualTypeOf<{ left: Tensor; right: Tensor }>();
    expect(inner.forward(ones([2])).right.toArray()).toEqual([0.5, 0.5]);
  });

  it("knows its layers", () => {
    const { layers } = new Sequential(new Dense(2, 3), new ReLU());
    expectTypeOf(layers).toEqualTypeOf<readonly [Dense, ReLU]>();
    expect(layers[0].weight.shape).toEqual([3, 2]);
  });

  it("refuses a layer that cannot take what the one before it gives", () => {
    // @ts-expect-error: an LSTM gives a record, of which a Dense would need the output
    expect(() => new Sequential(new LSTM(2, 3), new Dense(3, 1)).forward(ones([1, 1, 2]))).toThrow(
      /^1 \(Dense\): expected a tensor/,
    );
    // @ts-expect-error: Join takes a record
    expect(() => new Sequential(new ReLU(), new Join()).forward(ones([1]))).toThrow(/^1 \(Join\)/);
    // @ts-expect-error: Add takes two tensors, and only the first layer can be given two
    expect(() => new Sequential(new Halves(), new Join(), new Add()).forward(ones([1]))).toThrow(
      /^2 \(Add\)/,
    );
    const outputs = new Lambda(({ output }: LSTMOutput) => output);
    expect(new Sequential(new LSTM(2, 3), outputs, new Dense(3, 1)).forward(ones([5, 1, 2])).shape).toEqual([5, 1, 1]); // biome-ignore format: a row
  });

  it("is a Module of a tensor, also by a list of any length, and without layers", () => {
    const list: Module[] = [new Dense(2, 3), new ReLU()];
    const models: Module[] = [new Sequential(...list), new Sequential(new ReLU()), new Sequential()];
    const any: Sequential = new Sequential(new ReLU(), new ReLU());
    expectTypeOf(new Sequential(...list).forward).returns.toEqualTypeOf<Tensor>();
    expectTypeOf(new Sequential().forward).parameters.toEqualTypeOf<[Tensor]>();
    const x = tensor([[1, 2]]);
    expect([...models, any].map((model) => model.forward(x).shape)).toEqual([[1, 3], [1, 2], [1, 2], [1, 2]]); // biome-ignore format: rows
    expect(new Sequential().forward(x)).toBe(x);
    expect(() => new Sequential().forward([1] as never)).toThrow(/^Sequential: expected a tensor/);
  });
});
