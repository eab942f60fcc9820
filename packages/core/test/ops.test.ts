import { checkGradients, Tensor } from "@gradiente/core";
import { type LayoutName, layouts } from "@gradiente/testing";
import { describe, expect, it } from "vitest";
import * as ops from "../src/ops/index.ts";
import * as joins from "../src/ops/join.ts";
import { expectClose } from "./close.ts";
import { type OpName, samples } from "./samples/index.ts";
import type { Expected, Results, Sample } from "./samples/sample.ts";

/* Everything here is generated from the table of samples. */

type AnyOp = (...args: unknown[]) => Results;

const all = { ...ops, ...joins } as unknown as Record<OpName, AnyOp>;

/** Changes the tensors in a list of arguments, those in lists included. */
function mapTensors(args: readonly unknown[], change: (x: Tensor) => Tensor): unknown[] {
  return args.map((arg) => {
    if (arg instanceof Tensor) return change(arg);
    return Array.isArray(arg) ? mapTensors(arg, change) : arg;
  });
}

function floatsOf(args: readonly unknown[]): Tensor[] {
  const floats: Tensor[] = [];
  mapTensors(args, (x) => {
    if (x.dtype === "float64") floats.push(x);
    return x;
  });
  return floats;
}

/** Whatever an op gives, as plain values. */
function plain(results: Results): Expected {
  if (results instanceof Tensor) return results.toArray();
  if (Array.isArray(results)) return results.map((x: Tensor) => x.toArray());
  return Object.fromEntries(Object.entries(results).map(([output, x]) => [output, x.toArray()]));
}

/** A sample's op as a function of its float64 tensors alone, with all floating results in one. */
function asFunction(op: AnyOp, args: readonly unknown[]): (...xs: Tensor[]) => Tensor {
  return (...xs) => {
    let next = 0;
    const results = op(...mapTensors(args, (x) => (x.dtype === "float64" ? xs[next++] : x)));
    if (results instanceof Tensor) return results;
    const floats = Object.values(results).filter((x) => x.dtype === "float64");
    return joins.concat(floats.map((x) => x.reshape([-1])));
  };
}

function title({ args, expected }: Sample): string {
  const show = (arg: unknown): string => {
    if (arg instanceof Tensor) return `${arg.dtype}[${arg.shape.join(",")}]`;
    return Array.isArray(arg) ? `[${arg.map(show).join(", ")}]` : (JSON.stringify(arg) ?? String(arg));
  };
  return `(${args.map(show).join(", ")}) = ${JSON.stringify(expected).slice(0, 40)}`;
}

it("every op has samples, and every sample an op", () => {
  expect(Object.keys(samples).sort()).toEqual(Object.keys(all).sort());
});

for (const [name, rows] of Object.entries(samples) as [OpName, readonly Sample[]][]) {
  const op = all[name];
  describe(name, () => {
    for (const sample of rows) {
      const { args, expected, order = 3 } = sample;
      describe(title(sample), () => {
        it("gives the expected values", () => {
          expectClose(plain(op(...args)), expected);
        });

        for (const layout of Object.keys(layouts) as LayoutName[]) {
          it(`gives them from ${layout} inputs`, () => {
            const y = op(...mapTensors(args, layouts[layout]));
            expect(plain(y)).toEqual(plain(op(...args)));
          });
        }

        const [first, ...rest] = args;
        if (first instanceof Tensor) {
          it("is the same as a method", () => {
            const method = (first as unknown as Record<string, AnyOp>)[name];
            expect(plain(method.call(first, ...rest))).toEqual(plain(op(...args)));
          });
        }

        const floats = floatsOf(args);
        if (order > 0) {
          it(`has gradients up to order ${order}`, () => {
            expect(floats.length).toBeGreaterThan(0);
            const { worstError } = checkGradients(asFunction(op, args), floats, {
              order: order as 1 | 2 | 3,
            });
            expect(worstError).toBeLessThan(1e-6);
          });

          it("has the same gradients from transposed and reversed inputs", () => {
            for (const layout of ["transposed", "reversed"] as const) {
              checkGradients(asFunction(op, args), floats.map(layouts[layout]), { order: 1, directions: 1 });
            }
          });
        }
      });
    }
  });
}
