import { checkGradients, type DType, DTypeError, Tensor } from "@gradiente/core";
import { type LayoutName, layouts, pullbackIsAdjoint, pullbackIsLinear } from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as methods from "../src/methods.ts";
import { expectClose } from "./close.ts";
import { type AnyOp, asFunction, floatsOf, mapTensors, plain } from "./samples/calls.ts";
import { type Rule, type Rules, resultDTypes } from "./samples/dtypes.ts";
import { type OpName, samples } from "./samples/index.ts";
import { ops } from "./samples/ops.ts";
import type { Results, Sample } from "./samples/sample.ts";

/* Everything here is generated from the table of samples. */

function title({ args, expected }: Sample): string {
  const show = (arg: unknown): string => {
    if (arg instanceof Tensor) return `${arg.dtype}[${arg.shape.join(",")}]`;
    return Array.isArray(arg) ? `[${arg.map(show).join(", ")}]` : (JSON.stringify(arg) ?? String(arg));
  };
  return `(${args.map(show).join(", ")}) = ${JSON.stringify(expected).slice(0, 40)}`;
}

const DTYPES = ["bool", "int32", "float32", "float64"] as const;

/** The dtype that a rule gives for operands; null where it refuses them. */
function dtypeBy(rule: Rule, operands: readonly DType[]): DType | null {
  const widest = DTYPES[Math.max(...operands.map((dtype) => DTYPES.indexOf(dtype)))];
  const integral = widest === "int32" || widest === "bool";
  if (rule === "float") return integral ? "float32" : widest;
  if (rule === "numeric") return widest === "bool" ? "int32" : widest;
  if (rule === "floating") return integral ? null : widest;
  return rule === "same" ? widest : rule;
}

/** A few dozen roundings of float32. */
const narrow = { relative: 3e-6, absolute: 3e-6 };

/** Runs an op with its float64 operands cast, the first to one dtype and the others to another; then compares. */
function checkDTypes(
  op: AnyOp,
  args: readonly unknown[],
  rules: NonNullable<Rules>,
  pair: readonly DType[],
): void {
  const label = pair.join(", ");
  const castBy = (change: (x: Tensor, dtype: DType) => Tensor) => {
    let next = 0;
    return mapTensors(args, (x) => (x.dtype === "float64" ? change(x, pair[Math.min(next++, 1)]) : x));
  };
  const cast = castBy((x, dtype) => x.cast(dtype));
  if (rules === "floating" && dtypeBy(rules, pair) === null) {
    expect(() => op(...cast), label).toThrow(DTypeError);
    return;
  }
  const results = outputsOf(op(...cast));
  for (const [output, y] of Object.entries(results)) {
    const rule = typeof rules === "string" ? rules : rules[output];
    expect(y.dtype, `${output} of ${label}`).toBe(dtypeBy(rule, pair));
  }
  // The same numbers in float64 give the same results, but for rounding.
  const wide = outputsOf(op(...castBy((x, dtype) => x.cast(dtype).cast("float64"))));
  const values = (outputs: Outputs) =>
    Object.fromEntries(Object.entries(outputs).map(([output, y]) => [output, y.cast("float64").toArray()]));
  expectClose(values(results), values(wide), narrow);
}

type Outputs = { readonly [output: string]: Tensor };

function outputsOf(results: Results): Outputs {
  return results instanceof Tensor ? { result: results } : { ...(results as Outputs) };
}

it("every op has samples, and every sample an op", () => {
  expect(Object.keys(samples).sort()).toEqual(Object.keys(ops).sort());
});

for (const [name, rows] of Object.entries(samples) as [OpName, readonly Sample[]][]) {
  const op = ops[name];
  describe(name, () => {
    const rules = resultDTypes[name];
    const castable = rows.find(({ args }) => {
      const floats = floatsOf(args);
      return floats.length > 0 && floats.every((x) => x.size > 0 && x.toTypedArray().every(Number.isFinite));
    });
    if (rules !== null) {
      it(`takes all dtypes, and gives ${JSON.stringify(rules)}`, () => {
        expect(castable, "a row with finite float64 operands is needed").toBeDefined();
        const { args } = castable as Sample;
        for (const a of DTYPES) {
          for (const b of floatsOf(args).length > 1 ? DTYPES : [a]) checkDTypes(op, args, rules, [a, b]);
        }
      });
    }

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
        if (first instanceof Tensor && name in methods) {
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

          it("has adjoint vjp and jvp, and pullbacks that are linear", () => {
            const f = asFunction(op, args);
            for (const law of [pullbackIsAdjoint, pullbackIsLinear]) {
              fc.assert(law(f, fc.constant(floats)), { numRuns: 2 });
            }
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
