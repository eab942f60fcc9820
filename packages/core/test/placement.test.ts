import {
  concat,
  grad,
  registerBackend,
  solve,
  stack,
  Tensor,
  tensor,
  Variable,
  vjp,
  where,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { type AnyOp, asFunction, floatsOf, mapTensors } from "./samples/calls.ts";
import { type OpName, samples } from "./samples/index.ts";
import { ops } from "./samples/ops.ts";
import type { Results, Sample } from "./samples/sample.ts";
import { muteBackend, wholeBackend, withBackend } from "./toy.ts";

/* An op runs where its operands are, and makes there what it needs beside them. */

registerBackend("far", () => wholeBackend("far"));
registerBackend("mute", () => muteBackend("mute"));

const here = (data: number[]) => withBackend("reference", () => tensor(data));
const far = (data: number[]) => here(data).to("far");

describe("operands in two places", () => {
  const apart = (op: string, a: string, b: string) =>
    new Error(
      `${op}: the operands are on the backends '${a}' and '${b}'; move one of them, e.g. x.to("${a}")`,
    );

  const cases: Record<string, (a: Tensor, b: Tensor) => unknown> = {
    add: (a, b) => a.add(b),
    where: (a, b) => where(a.gt(0), a, b),
    concat: (a, b) => concat([a, b]),
    matmul: (a, b) => a.unsqueeze(0).matmul(b.unsqueeze(1)),
    solve: (a, b) => solve(a.slice([[0, 1]]).reshape([1, 1]), b.slice([[0, 1]])), // biome-ignore format: a line
  };
  for (const [op, run] of Object.entries(cases)) {
    it(`are an error of ${op}, which names both and the way out`, () => {
      expect(() => run(here([1, 2]), far([3, 4]))).toThrow(apart(op, "reference", "far"));
      expect(() => run(far([1, 2]), here([3, 4]))).toThrow(apart(op, "far", "reference"));
    });
  }

  it("are none where one is a plain number, which follows the other", () => {
    const x = far([1, 2]);
    const results = [
      x.add(1),
      x.pow(2),
      x.gt(1).where(x, 7),
      x.gt(1).where(1, 0),
      where(true, 1, x),
      stack([0, x.slice([0])]),
      x.maskedFill(true, 5),
      x.clip(0, 1),
    ];
    for (const y of results) {
      expect(y.backend.name).toBe("far");
    }
  });
});

describe("to", () => {
  it("moves there and back", () => {
    const x = here([1, 2, 3]);
    const moved = x.to("far");
    expect([x.backend.name, moved.backend.name, moved.to("reference").backend.name]).toEqual([
      "reference",
      "far",
      "reference",
    ]);
    expect(moved.to("reference").toArray()).toEqual([1, 2, 3]);
  });

  it("copies nothing if x is there", () => {
    const view = far([1, 2, 3, 4]).reshape([2, 2]).transpose();
    expect(view.to("far")).toBe(view);
    expect(view.to("reference").layout.contiguous).toBe(true);
    expect(view.to("reference").toArray()).toEqual([[1, 3], [2, 4]]); // biome-ignore format: a matrix
  });

  it("is recorded: gradients come back to where x is", () => {
    const x = here([1, 2, 3]);
    const f = (at: Tensor) => at.square().to("far").mul(at.to("far")).to("reference").mul(2).sum();
    const gradient = grad(f)(x);
    expect(gradient.backend.name).toBe("reference");
    expect(gradient.toArray()).toEqual([6, 24, 54]);
    const w = new Variable(x);
    expect(w.to("far").square().sum().backward().get(w).backend.name).toBe("reference");
    const second = grad((at) => grad(f)(at).sum())(x);
    expect(second.toArray()).toEqual([12, 24, 36]);
  });

  it("leaves other gradients where they are", () => {
    const product = (a: Tensor, b: Tensor) => a.to("far").mul(b);
    const [a, b] = vjp(product, [here([2, 3]), far([5, 7])], far([1, 1])).gradients;
    expect([a.backend.name, b.backend.name]).toEqual(["reference", "far"]);
    expect([a.toArray(), b.toArray()]).toEqual([[5, 7], [2, 3]]); // biome-ignore format: two lists
  });
});

function outputsOf(results: Results): readonly Tensor[] {
  return results instanceof Tensor ? [results] : Object.values(results);
}

function tensorsIn(args: readonly unknown[]): Tensor[] {
  const found: Tensor[] = [];
  mapTensors(args, (x) => {
    found.push(x);
    return x;
  });
  return found;
}

const rows = (Object.entries(samples) as [OpName, readonly Sample[]][]).map(([name, list]) => ({
  name,
  op: ops[name],
  list: list.filter(({ args }) => tensorsIn(args).length > 0),
}));

/** The results of an op on operands that are somewhere else than what is made of plain numbers. */
function resultsOn(backend: "far" | "mute", op: AnyOp, args: readonly unknown[]): readonly Tensor[] {
  return outputsOf(op(...mapTensors(args, (x) => x.to(backend))));
}

/** The same in plain loops, where everything is in one place. */
function plainResults(op: AnyOp, args: readonly unknown[]): readonly Tensor[] {
  return withBackend("reference", () => outputsOf(op(...mapTensors(args, (x) => x.to("reference")))));
}

describe("every op of operands that are not on the default backend", () => {
  for (const { name, op, list } of rows) {
    it(`${name} runs there, and gives the same bits`, () => {
      for (const { args } of list) {
        const plain = plainResults(op, args);
        resultsOn("far", op, args).forEach((y, i) => {
          expect(y.backend.name).toBe("far");
          expect(y.toTypedArray()).toEqual(plain[i].toTypedArray());
        });
      }
    });

    it(`${name} has its gradients there`, () => {
      for (const { args, order = 3 } of list) {
        if (order === 0) continue;
        const gradients = (backend: "far" | "reference") => {
          const xs = floatsOf(args).map((x) => x.to(backend));
          const f = asFunction(
            op,
            mapTensors(args, (x) => x.to(backend)),
          );
          // Not the sum: its gradient is one number throughout.
          const loss = (...at: Tensor[]) => f(...at).square().sum(); // biome-ignore format: a line
          return withBackend("reference", () => [grad(loss)(...xs)].flat());
        };
        const plain = gradients("reference");
        gradients("far").forEach((gradient, i) => {
          expect(gradient.backend.name).toBe("far");
          expect(gradient.toTypedArray()).toEqual(plain[i].toTypedArray());
        });
      }
    });
  }
});

/** Ops that must see values: of what a user gives as places, or what not every value has a result for. */
const mustSee = ["bitwiseRightShift", "cast", "cholesky", "det", "eigh", "embedding", "floorDivide", "fmod", "gather", "gridSample", "indexSelect", "inverse", "logDet", "maskedSelect", "maxUnpool1d", "maxUnpool2d", "maxUnpool3d", "mod", "nonzero", "oneHot", "qr", "reverseSequence", "scatter", "scatterAdd", "scatterReduce", "slice", "solve", "svd", "takeAlongAxis", "triangularSolve", "truncDivide", "unique", "uniqueSlices"]; // biome-ignore format: a list

describe("every op of operands in two places", () => {
  for (const { name, op, list } of rows) {
    const row = list.find(({ args }) => tensorsIn(args).length > 1);
    if (row === undefined) continue;
    it(`${name} is refused by its name`, () => {
      let next = 0;
      const args = mapTensors(row.args, (x) => x.to(next++ === 0 ? "far" : "reference"));
      expect(() => op(...args)).toThrow(`${name}: the operands are on the backends '`);
    });
  }
});

describe("every op on a backend that cannot be read synchronously", () => {
  for (const { name, op, list } of rows) {
    const refuses = mustSee.includes(name);
    it(`${name} ${refuses ? "is refused by its name where it must see values" : "gives the same bits"}`, async () => {
      let refusals = 0;
      for (const { args } of list) {
        let found: readonly Tensor[];
        try {
          found = resultsOn("mute", op, args);
        } catch (error) {
          expect(String(error)).toContain(
            `Error: ${name}: this op must see values, but the backend 'mute' cannot be read synchronously`,
          );
          refusals++;
          continue;
        }
        const plain = plainResults(op, args);
        for (const [i, y] of found.entries()) expect(await y.read()).toEqual(plain[i].toTypedArray());
      }
      expect(refusals > 0).toBe(refuses);
    });
  }

  it("refuses ops that there are", () => {
    expect(mustSee.filter((name) => !Object.hasOwn(ops, name))).toEqual([]);
  });
});
