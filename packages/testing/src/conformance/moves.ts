import type { DType } from "@gradiente/core";
import { reference } from "@gradiente/core/backend";
import fc from "fast-check";
import { type Call, inPlainLoops, raises, same } from "./call.ts";
import type { KernelCheck } from "./check.ts";
import { magnitudesOf } from "./folds.ts";
import { roundings } from "./tolerance.ts";
import {
  anyValue,
  dense,
  HostView,
  kernelShapes,
  layoutsApart,
  layoutsOf,
  moderate,
  poisoned,
  views,
} from "./views.ts";

/* Copies from any layout to any other, with conversion; filling; adding up where places overlap. */

const dtypes: readonly DType[] = ["float32", "float64", "int32", "bool"];
const pairs = dtypes.flatMap((from) => dtypes.map((to) => [from, to] as const));

const least = -(2 ** 31);
const most = 2 ** 31 - 1;

/** Numbers that a conversion takes: to int32, those whose whole part fits. */
function convertible(from: DType, to: DType): fc.Arbitrary<number> {
  if (to !== "int32" || from === "int32" || from === "bool") return anyValue(from);
  const largest = from === "float32" ? 2 ** 31 - 128 : most + 0.5;
  return fc.oneof(moderate, fc.constantFrom(0.5, -0.5, -1.5, 16777217, least, largest, -0));
}

function copied(x: HostView, out: HostView): Call {
  return {
    what: `copy of ${x.dtype} to ${out.dtype}`,
    inputs: [x],
    outputs: [out],
    run: (on, [x], [out]) => on.copy(x, out),
  };
}

const copies: KernelCheck[] = pairs.map(([from, to]) => ({
  name: from === to ? `copies of ${from}` : `casts of ${from} to ${to}`,
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        kernelShapes().chain((shape) =>
          fc.tuple(
            views(shape, from, convertible(from, to)),
            layoutsApart(shape).map((layout) => poisoned(shape, to, layout)),
          ),
        ),
        ([x, out]) => same(backend, copied(x, out)),
      ),
      { numRuns: 50 },
    ),
}));

const refused: KernelCheck = {
  name: "casts to int32 of what has no int32 are refused, wherever it stands",
  mustSee: true,
  run: async (backend) => {
    for (const from of ["float32", "float64"] as const) {
      for (const bad of [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        2 ** 31,
        least - 256,
      ]) {
        for (const place of [0, 3, 4098, 9998]) {
          const values = new Array<number>(9999).fill(7);
          values[place] = bad;
          const call = copied(dense(values, [9999], from), poisoned([9999], "int32"));
          raises(backend, call, `for ${bad} at ${place} a RangeError that begins with 'cast:'`, (error) => {
            return error instanceof RangeError && error.message.startsWith("cast:");
          });
        }
      }
    }
  },
};

const filled: KernelCheck = {
  name: "fill writes one value to every place of a view, and to no other",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc.tuple(kernelShapes(), fc.constantFrom(...dtypes)).chain(([shape, dtype]) =>
          fc.tuple(
            layoutsApart(shape).map((layout) => poisoned(shape, dtype, layout)),
            anyValue(dtype),
          ),
        ),
        ([out, value]) =>
          same(backend, {
            what: `fill of ${out.dtype} with ${value}`,
            inputs: [],
            outputs: [out],
            run: (on, _inputs, [out]) => on.fill(value, out),
          }),
      ),
    ),
};

function added(x: HostView, out: HostView): Call {
  return {
    what: `accumulate of ${x.dtype}`,
    inputs: [x],
    outputs: [out],
    run: (on, [x], [out]) => on.accumulate(x, out),
  };
}

const accumulated: KernelCheck = {
  name: "accumulate adds to what is there, also where places overlap",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc
          .tuple(kernelShapes(), fc.constantFrom<DType[]>("float32", "float64", "int32"))
          .chain(([shape, dtype]) =>
            fc.tuple(
              views(shape, dtype, dtype === "int32" ? anyValue(dtype) : moderate),
              layoutsOf(shape).map((layout) => {
                const { buffer } = poisoned(shape, dtype, layout);
                return new HostView(buffer.fill(3), layout, dtype);
              }),
            ),
          ),
        ([x, out]) => {
          if (x.dtype === "int32") return same(backend, added(x, out));
          const [magnitudes] = inPlainLoops(added(magnitudesOf(x), magnitudesOf(out)));
          const ones = new HostView(new Float64Array(x.buffer.length).fill(1), x.layout, "float64");
          const none = new HostView(reference.allocate("float64", out.buffer.length).fill(1), out.layout, "float64"); // biome-ignore format: a line
          const [terms] = inPlainLoops(added(ones, none));
          return same(backend, added(x, out), roundings(x.dtype, terms, magnitudes));
        },
      ),
    ),
};

export const moves: readonly KernelCheck[] = [...copies, refused, filled, accumulated];
