import { checkGradients, Tensor } from "@gradiente/core";
import { type LayoutName, layouts } from "@gradiente/testing";
import { describe, expect, it } from "vitest";
import * as ops from "../src/ops/index.ts";
import * as joins from "../src/ops/join.ts";
import { expectClose } from "./close.ts";
import { type OpName, type Sample, samples } from "./samples.ts";

/* Everything here is generated from the table of samples. */

type AnyOp = (...args: unknown[]) => Tensor;

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

/** A sample's op as a function of its float64 tensors alone. */
function asFunction(op: AnyOp, args: readonly unknown[]): (...xs: Tensor[]) => Tensor {
  return (...xs) => {
    let next = 0;
    return op(...mapTensors(args, (x) => (x.dtype === "float64" ? xs[next++] : x)));
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
          expectClose(op(...args).toArray(), expected);
        });

        for (const layout of Object.keys(layouts) as LayoutName[]) {
          it(`gives them from ${layout} inputs`, () => {
            const y = op(...mapTensors(args, layouts[layout]));
            expect(y.toArray()).toEqual(op(...args).toArray());
          });
        }

        const [first, ...rest] = args;
        if (first instanceof Tensor) {
          it("is the same as a method", () => {
            const method = (first as unknown as Record<string, AnyOp>)[name];
            expect(method.call(first, ...rest).toArray()).toEqual(op(...args).toArray());
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
