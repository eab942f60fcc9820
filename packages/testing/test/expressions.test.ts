import * as core from "@gradiente/core";
import { checkGradients, type Tensor, tensor } from "@gradiente/core";
import { type Expression, expressions, type Operation, operations } from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** x³, but the gradient is that of x²: it does not see one factor. */
const forgetful: Operation = { apply: (x) => x.square().mul(x.detach()) };

/** What the code of expressions may call: all of core, but for `var`, which cannot name a parameter. */
const { var: _, ...scope } = core;

const matches = (pool: readonly Operation[]) =>
  fc.property(expressions({ operations: pool }), ({ f, inputs }) => {
    checkGradients(f, inputs);
  });

/** Ranks of operations that would take lower ones too, where other operations do the same. */
const higherThanNeeded: Readonly<Record<string, readonly number[]>> = {
  "x.matmul(y.tanh()).div(2)": [2, 2],
  "x.outer(y.tanh())": [1, 1],
};

/** Elements that lie clear of each other, of 0, and of those from a start that is 0.15 away. */
function distinct(shape: readonly number[], start: number): Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const values = Float64Array.from({ length: size }, (_, i) => start + 0.3 * ((i * 3 + 1) % 10));
  return tensor(values).reshape(shape);
}

describe("expressions", () => {
  it("are functions of their inputs, of moderate finite values", () => {
    for (const { f, inputs } of fc.sample(expressions(), 300)) {
      expect(
        f(...inputs)
          .toTypedArray()
          .every((value) => Math.abs(value) <= 50),
      ).toBe(true);
      expect(inputs.length).toBeLessThanOrEqual(3);
    }
  });

  it("keep to the depth, number of inputs and shapes asked for", () => {
    const sample = fc.sample(
      expressions({ depth: 3, inputs: 1, shape: { maximumAxes: 1, maximumSize: 2 } }),
      300,
    );
    expect(new Set(sample.map(({ depth }) => depth))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(sample.map(({ inputs }) => inputs.length))).toEqual(new Set([1]));
    expect(new Set(sample.map(({ inputs }) => String(inputs[0].shape)))).toEqual(new Set(["", "1", "2"]));
  });

  it("read as code that gives their value", () => {
    for (const expression of fc.sample(expressions(), 200)) {
      const code = String(expression);
      const last = code.slice(code.lastIndexOf("const ") + 6).split(" ")[0];
      const run = new Function(...Object.keys(scope), `${code}\nreturn ${last};`);
      expect((run(...Object.values(scope)) as Tensor).toArray()).toEqual(
        expression.f(...expression.inputs).toArray(),
      );
    }
  });

  it("find a wrong gradient among right ones, and shrink to it alone", () => {
    const found = [1, 2, 3, 4, 5].map((seed) => {
      const details = fc.check(matches([...operations, forgetful]), { seed, numRuns: 300 });
      expect(details.failed).toBe(true);
      return (details.counterexample as [Expression])[0];
    });
    for (const expression of found) {
      expect(expression.depth).toBe(1);
      expect(expression.inputs.every((x) => x.size <= 3)).toBe(true);
      expect(String(expression)).toMatch(/^const y\d = ([xy]\d)\.square\(\)\.mul\(\1\.detach\(\)\);$/m);
    }
  });

  it("draw each operation from the lowest rank on that it can be applied to", () => {
    const shapes = [[], [1], [2], [3], [1, 1], [2, 2], [2, 3], [3, 2], [2, 2, 2]];
    const lowest = (lists: readonly Tensor[][], can: (operands: Tensor[]) => boolean) =>
      lists.find(can)?.map(({ ndim }) => ndim);
    for (const { apply, fits = () => true } of operations) {
      const works = (operands: Tensor[]) => {
        try {
          return apply(...operands).size > 0;
        } catch {
          return false;
        }
      };
      const lists =
        apply.length === 1
          ? shapes.map((shape) => [distinct(shape, 0.5)])
          : shapes.flatMap((one) => shapes.map((two) => [distinct(one, 0.5), distinct(two, 0.65)]));
      const code = String(apply).replace(/^.*=> /, "");
      const fitting = lists.filter((operands) => fits(...operands));
      expect(fitting.every(works), code).toBe(true);
      expect(lowest(fitting, works), code).toEqual(higherThanNeeded[code] ?? lowest(lists, works));
    }
  });

  it("refuse operations without a function, and no operations", () => {
    const apply = (x: Tensor) => x;
    const wrong: unknown[] = [
      [],
      {},
      { length: 1 },
      "add",
      [null],
      [undefined],
      [{}],
      [{ apply: 5 }],
      [{ apply }, {}],
    ];
    for (const operations of wrong) {
      expect(() => expressions({ operations: operations as never })).toThrow(
        "expressions: operations must be a list of operations, { apply } with a function, not empty",
      );
    }
    expect(() => expressions({ operations: [{ apply }] })).not.toThrow();
  });

  it("print functions that are no single expression by their name", () => {
    function twice(x: Tensor): Tensor {
      const y = x.add(x);
      return y;
    }
    const sample = fc.sample(expressions({ operations: [{ apply: twice }], depth: 1 }), 50);
    expect(String(sample.find(({ depth }) => depth === 1))).toMatch(/= twice\(x\d\);$/);
  });
});
