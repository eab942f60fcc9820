import type { DType } from "@gradiente/core";
import {
  type Backend,
  Layout,
  type Normalization,
  type ReduceFunction,
  reference,
  type ScanFunction,
} from "@gradiente/core/backend";
import fc from "fast-check";
import { type Call, exactly, inPlainLoops, same, type Tolerance } from "./call.ts";
import type { KernelCheck } from "./check.ts";
import { floats } from "./functions.ts";
import { largestOf, roundingOf, roundings } from "./tolerance.ts";
import { anyValue, HostView, kernelShapes, moderate, poisoned, views } from "./views.ts";

/* Folds, scans, softmax and order: along axes. */

/** The same elements in float64, without their signs. */
export function magnitudesOf(view: HostView): HostView {
  const values = Float64Array.from(view.buffer, Math.abs);
  return new HostView(values, view.layout, "float64");
}

/** How many roundings of the sum of magnitudes a sum of any length may be off: sums are pairwise. */
const SUM_ROUNDINGS = 12;

const folds: Readonly<Record<ReduceFunction["name"], readonly DType[]>> = {
  sum: ["float32", "float64", "int32"],
  prod: ["float32", "float64", "int32"],
  max: ["float32", "float64", "int32", "bool"],
  min: ["float32", "float64", "int32", "bool"],
  any: ["bool"],
  all: ["bool"],
};

/** Factors whose products neither vanish nor overflow; of integers, those that int32 holds. */
const factor = fc.constantFrom(1, -1, 0.5, 2, 1.25, 0.75, -0.875);

function elementOf(name: string, dtype: DType): fc.Arbitrary<number> {
  const isInteger = dtype === "int32";
  if (name.endsWith("prod")) return isInteger ? fc.constantFrom(1, -1) : factor;
  return name.endsWith("sum") && !isInteger ? moderate : anyValue(dtype);
}

function folded(name: ReduceFunction["name"], x: HostView, axes: readonly boolean[], dtype = x.dtype): Call {
  const { shape } = x.layout;
  const kept = shape.map((size, axis) => (axes[axis] ? 1 : size));
  const out = poisoned(kept, dtype);
  return {
    what: `${name} of ${x.dtype}`,
    inputs: [x],
    outputs: [out],
    // Places that all go into one have stride 0.
    run: (on, [x], [{ buffer, layout, dtype }]) =>
      on.reduce({ name, parameters: [] }, x, { buffer, layout: layout.expand(shape), dtype }),
  };
}

function foldTolerance(name: ReduceFunction["name"], x: HostView, axes: readonly boolean[]): Tolerance {
  if (x.dtype === "int32" || x.dtype === "bool") return exactly;
  if (name === "sum") {
    const [sums] = inPlainLoops(folded("sum", magnitudesOf(x), axes, "float64"));
    return roundings(x.dtype, SUM_ROUNDINGS, sums);
  }
  if (name !== "prod") return exactly;
  const count = x.layout.shape.reduce((product, size, axis) => (axes[axis] ? product * size : product), 1);
  return (plain) => (at) => (count + 2) * roundingOf(x.dtype) * Math.abs(plain[at]);
}

const reductions: KernelCheck[] = (Object.keys(folds) as ReduceFunction["name"][]).map((name) => ({
  name: `${name} over any axes`,
  run: (backend: Backend) =>
    fc.assert(
      fc.asyncProperty(
        fc
          .tuple(kernelShapes(), fc.constantFrom(...folds[name]))
          .chain(([shape, dtype]) =>
            fc.tuple(
              views(shape, dtype, elementOf(name, dtype)),
              fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
            ),
          ),
        ([x, axes]) => same(backend, folded(name, x, axes), foldTolerance(name, x, axes)),
      ),
    ),
}));

const missing: KernelCheck = {
  name: "sum, max and min of a row with NaN in it are NaN",
  run: async (backend) => {
    for (const dtype of floats) {
      for (const at of [0, 1, 63, 64, 500, 999]) {
        for (const shape of [[1000], [10, 100], [100, 10]]) {
          const buffer =
            dtype === "float32" ? new Float32Array(1000).fill(1) : new Float64Array(1000).fill(1);
          buffer[at] = Number.NaN;
          const x = new HostView(buffer, Layout.dense(shape), dtype);
          for (const name of ["sum", "max", "min"] as const) {
            for (const axis of shape.keys()) {
              await same(backend, folded(name, x, shape.map((_, i) => i === axis))); // biome-ignore format: one thing
            }
          }
        }
      }
    }
  },
};

const scans: Readonly<Record<ScanFunction["name"], readonly DType[]>> = {
  cumsum: ["float32", "float64", "int32"],
  cumprod: ["float32", "float64", "int32"],
  logCumSumExp: floats,
  cummax: ["float32", "float64", "int32", "bool"],
  cummin: ["float32", "float64", "int32", "bool"],
  recurrence: floats,
};

function scanned(name: ScanFunction["name"], inputs: readonly HostView[], dtype: DType): Call {
  return {
    what: `${name} of ${inputs[0].dtype}`,
    inputs,
    outputs: [poisoned(inputs[0].layout.shape, dtype)],
    run: (on, inputs, [out]) => on.scan({ name, parameters: [] }, inputs, out),
  };
}

/** The state is kept in double precision: a rounding at the end, and one of double precision at each step. */
function scanTolerance(name: ScanFunction["name"], inputs: readonly HostView[]): Tolerance {
  const [{ dtype, layout }] = inputs;
  const steps = layout.shape[layout.shape.length - 1];
  const relative = 2 * roundingOf(dtype) + 4 * (steps + 1) * 2 ** -53;
  if (dtype === "int32" || dtype === "bool" || name.startsWith("cumm")) return exactly;
  if (name === "cumprod") return (plain) => (at) => relative * Math.abs(plain[at]);
  if (name === "logCumSumExp") return (plain) => (at) => relative * Math.max(1, Math.abs(plain[at]));
  const [magnitudes] = inPlainLoops(scanned(name, inputs.map(magnitudesOf), "float64"));
  return () => (at) => relative * magnitudes[at];
}

function scanInputs(name: ScanFunction["name"]): fc.Arbitrary<readonly HostView[]> {
  return fc.tuple(kernelShapes(1), fc.constantFrom(...scans[name])).chain(([shape, dtype]) => {
    const factors = views(shape, dtype, fc.constantFrom(0.5, -0.5, 0.25, 0, 0.875));
    const inputs =
      name === "recurrence"
        ? [factors, views(shape, dtype, moderate)]
        : [views(shape, dtype, elementOf(name, dtype))];
    return fc.tuple(...inputs);
  });
}

const running: KernelCheck[] = (Object.keys(scans) as ScanFunction["name"][]).map((name) => ({
  name: `${name} along the last axis`,
  run: (backend: Backend) =>
    fc.assert(
      fc.asyncProperty(scanInputs(name), (inputs) =>
        same(backend, scanned(name, inputs, inputs[0].dtype), scanTolerance(name, inputs)),
      ),
    ),
}));

const order: KernelCheck = {
  name: "argsort is stable in both directions, with NaN as the largest",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc
          .tuple(
            kernelShapes(1),
            fc.constantFrom<DType[]>("float32", "float64", "int32", "bool"),
            fc.boolean(),
          )
          .chain(([shape, dtype, descending]) =>
            fc.tuple(views(shape, dtype, anyValue(dtype)), fc.constant(descending)),
          ),
        ([x, descending]) =>
          same(backend, {
            what: `argsort of ${x.dtype}, ${descending ? "descending" : "ascending"}`,
            inputs: [x],
            outputs: [poisoned(x.layout.shape, "int32")],
            run: (on, [x], [out]) => on.argsort(x, descending, out),
          }),
      ),
    ),
};

const normalization: KernelCheck = {
  name: "softmax and its logarithm, of rows of any length and magnitude",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc
          .tuple(kernelShapes(1), fc.constantFrom(...floats), fc.constantFrom(1, 10, 250))
          .chain(([shape, dtype, scale]) =>
            views(
              shape,
              dtype,
              moderate.map((value) => value * scale),
            ),
          ),
        fc.constantFrom<Normalization[]>("softmax", "logSoftmax"),
        (x, kind) => {
          const columns = x.layout.shape[x.layout.shape.length - 1];
          const largest = largestOf(reference.readNow(x), 0);
          // Rounding x - max is off by units of its size, the sum by units of the number of terms.
          const relative = roundingOf(x.dtype) * (columns + 10 + 2 * largest);
          const call: Call = {
            what: `${kind} of ${x.dtype}`,
            inputs: [x],
            outputs: [poisoned(x.layout.shape, x.dtype)],
            run: (on, [x], [out]) => on.normalize(kind, x, out),
          };
          return same(
            backend,
            call,
            (plain) => (at) => (kind === "softmax" ? relative * plain[at] + 2 ** -126 : 2 * relative),
          );
        },
      ),
    ),
};

export const alongAxes: readonly KernelCheck[] = [...reductions, missing, ...running, order, normalization];
