import { Generator, type Tensor, tensor, zeros as zerosOf } from "@gradiente/core";
import {
  Conv2d,
  Dense,
  type InitializationRule,
  initialize,
  initializers,
  Module,
  Parameter,
  ReLU,
  Sequential,
} from "@gradiente/nn";
import { describe, expect, it } from "vitest";

const { constant, heNormal, ones, orthogonal, zeros } = initializers;

class Net extends Module {
  readonly scale = new Parameter(tensor([2, 2]));
  readonly blocks = [new Dense(2, 2), new Dense(2, 2)];
  readonly heads = { left: new Dense(2, 1), right: new Conv2d(1, 2, 1) };

  override forward(x: Tensor): Tensor {
    return x;
  }
}

/** What is the same everywhere in each parameter, by path; null where values differ. */
function levels(model: Module): Record<string, number | null> {
  return Object.fromEntries(
    [...model.parameters()].map(([path, { value }]) => {
      const [low, high] = [value.min().item(), value.max().item()];
      return [path, low === high ? low : null];
    }),
  );
}

/** The parameters that a rule is for. */
function reached(rule: Omit<InitializationRule, "initializer">): string[] {
  const model = new Net();
  initialize(model, { initializer: constant(7), ...rule });
  return Object.entries(levels(model)).flatMap(([path, level]) => (level === 7 ? [path] : []));
}

describe("rules are for parameters", () => {
  const all = ["scale", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias", "heads.left.weight", "heads.left.bias", "heads.right.weight", "heads.right.bias"]; // biome-ignore format: a list

  it("by path", () => {
    expect(reached({})).toEqual(all);
    expect(reached({ where: "scale" })).toEqual(["scale"]);
    expect(reached({ where: "blocks.*.weight" })).toEqual(["blocks.0.weight", "blocks.1.weight"]);
    expect(reached({ where: "*.bias" })).toEqual(all.filter((path) => path.endsWith("bias")));
    expect(reached({ where: "heads" })).toEqual(all.filter((path) => path.startsWith("heads")));
    expect(reached({ where: /^h.*t\.w/ })).toEqual(["heads.left.weight", "heads.right.weight"]);
  });

  it("by kind of their module", () => {
    expect(reached({ kind: Conv2d })).toEqual(["heads.right.weight", "heads.right.bias"]);
    expect(reached({ kind: Net })).toEqual(["scale"]);
  });

  it("by a predicate, and by all that is named", () => {
    expect(reached({ where: (_path, { ndim }) => ndim === 4 })).toEqual(["heads.right.weight"]);
    expect(reached({ kind: Dense, where: (path) => path.includes("1.b") })).toEqual(["blocks.1.bias"]);
  });

  it("of which the first counts", () => {
    const model = new Net();
    initialize(model, [
      { where: "*.bias", initializer: zeros },
      { kind: Dense, initializer: constant(3) },
      { where: "*", initializer: ones },
    ]);
    expect(levels(model)).toEqual(
      Object.fromEntries(
        all.map((path) => [
          path,
          path.endsWith("bias") ? 0 : path === "scale" || path.includes("right") ? 1 : 3,
        ]),
      ),
    );
  });
});

it("draws from the generator, and keeps dtypes", () => {
  const make = (seed: number) => {
    const model = new Sequential(new Dense(3, 4, { dtype: "float64" }), new ReLU(), new Dense(4, 2));
    initialize(model, { where: "*.weight", initializer: heNormal }, { generator: new Generator(seed) });
    return [...model.parameters().values()].filter(({ ndim }) => ndim === 2).map(({ value }) => value);
  };
  const [first, again, other] = [make(1), make(1), make(2)].map((list) => list.map((x) => x.toArray()));
  expect(first).toEqual(again);
  expect(first).not.toEqual(other);
  expect(make(1).map(({ dtype }) => dtype)).toEqual(["float64", "float32"]);
});

describe("mistakes are named, and nothing is set", () => {
  const model = new Net();
  const before = model.stateDict();
  const cases: Record<string, [rules: Parameters<typeof initialize>[1], message: string]> = {
    "a path that is not there": [[{ initializer: zeros }, { where: "block.*", kind: Dense, initializer: zeros }], "initialize: no parameter fits rule 1 (where block.*, kind Dense); there are scale, blocks.0.weight"],
    "a weight's initialiser of a bias": [{ kind: Dense, initializer: orthogonal }, "orthogonal: a weight has at least two axes"],
    "another shape": [{ where: "scale", initializer: () => zerosOf([3]) }, "initialize: the initialiser of scale must give float32 [2], and gave float32 [3]"],
    "another dtype": [{ where: "scale", initializer: (shape) => zerosOf(shape, { dtype: "float64" }) }, "must give float32 [2], and gave float64 [2]"],
    "no tensor": [{ where: "scale", initializer: () => 3 as never }, "must give float32 [2], and gave number"],
    "no initialiser": [{ where: "scale" } as never, "initialize: initializer must be a function"],
    "a path that is no text": [{ where: 3 as never, initializer: zeros }, "initialize: where must be a path such as"],
    "a kind that is an instance": [{ kind: new ReLU() as never, initializer: zeros }, "initialize: kind must be a class of modules, such as Dense, not an object (ReLU)"],
    "a kind that is no class": [{ kind: (() => 1) as never, initializer: zeros }, "initialize: kind must be a class of modules, such as Dense"],
    "nothing to set, by the first rule": [{ where: "none", initializer: zeros }, "initialize: no parameter fits rule 0 (where none); there are "],
    "null for rules": [null as never, "initialize: the rules must be a rule, such as"],
    "a number for rules": [3 as never, "initialize: the rules must be a rule, such as"],
    "no rules": [[], "initialize: the rules must be a rule, such as { where: \"*.bias\""],
    "a list with a hole": [[undefined as never], "initialize: options are an object, { initializer: ... }, not undefined"],
    "an unknown option": [{ wheres: "scale", initializer: zeros } as never, 'initialize: there is no option "wheres"; did you mean where?'],
  }; // biome-ignore format: one row a case
  for (const [name, [rules, message]] of Object.entries(cases)) {
    it(name, () => {
      expect(() => initialize(model, rules)).toThrow(message);
      for (const [path, value] of before)
        expect(model.stateDict().get(path)?.toArray()).toEqual(value.toArray());
    });
  }

  it("no model", () => {
    expect(() => initialize({} as never, { initializer: zeros })).toThrow(
      "initialize: the model must be a Module",
    );
  });
});
