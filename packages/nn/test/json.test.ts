import { ones, tensor, Variable } from "@gradiente/core";
import { Dense, l1Penalty, l2Penalty, Module, Sequential } from "@gradiente/nn";
import { describe, expect, it } from "vitest";

describe("a module as JSON", () => {
  it("tells which Variables there are, and where their values are", () => {
    const model = new Sequential(new Dense(2, 3), new Dense(3, 1));
    const written = JSON.parse(JSON.stringify(model));
    expect(written.type).toBe("Sequential");
    expect(written.values).toMatch(/stateDict\(\)/);
    expect(written.variables).toEqual(
      [...model.variables()].map(([path, { shape, dtype, trainable }]) => ({
        path,
        shape,
        dtype,
        trainable,
      })),
    );
    expect(written.variables[0]).toEqual({
      path: "0.weight",
      shape: [3, 2],
      dtype: "float32",
      trainable: true,
    });
    expect(JSON.stringify(new Dense(500, 500)).length).toBeLessThan(500);
  });

  it("goes through objects and arrays of other realms and without a prototype", () => {
    class Holder extends Module {
      readonly parts = Object.assign(Object.create(null), { w: new Variable(tensor([1])) });
      readonly none = Object.create({ inherited: new Variable(tensor([2])) });
      override forward(x: ReturnType<typeof ones>): ReturnType<typeof ones> {
        return x;
      }
    }
    expect(new Holder().toJSON().variables.map(({ path }) => path)).toEqual(["parts.w"]);
  });
});

describe("penalties", () => {
  it.each([
    ["l1Penalty", l1Penalty],
    ["l2Penalty", l2Penalty],
  ])("%s refuses a tensor in place of a list: it would pass for a list of its rows", (name, penalty) => {
    for (const one of [ones([2, 2]), ones([]), new Variable(ones([2]))]) {
      expect(() => penalty(one as never)).toThrow(
        new RegExp(`${name}: the argument must be a list of tensors .*, not an object`),
      );
    }
    expect(penalty([ones([2, 2])]).item()).toBe(4);
  });
});
