import type { DType } from "@gradiente/core";
import { type Backend, normalizationRoutines } from "@gradiente/core/backend";
import fc from "fast-check";
import { type Call, same, type Tolerance } from "./call.ts";
import type { KernelCheck } from "./check.ts";
import { floats } from "./functions.ts";
import { roundingOf } from "./tolerance.ts";
import { dense, type HostView, moderate, poisoned } from "./views.ts";

/* The routines of normalisation, on rows of any length. A backend may have none: core composes them of kernels then. */

/** Thrown where the backend has no routine. */
class Absent extends Error {}

async function sameIfThere(backend: Backend, call: Call, tolerance: Tolerance): Promise<void> {
  try {
    await same(backend, call, tolerance);
  } catch (error) {
    if (!(error instanceof Absent)) throw error;
  }
}

/** Both sides compute in float64. What is summed is some thousand times as large as the result at most. */
const tolerance =
  (dtypes: readonly DType[]): Tolerance =>
  (plain, output) =>
  (at) =>
    (dtypes[output] === "float32" ? 4 : 1e5) * roundingOf(dtypes[output]) * (1 + Math.abs(plain[at]));

const sizes = fc.oneof(
  fc.record({ outer: fc.constant(1), groups: fc.integer({ min: 1, max: 9 }), inner: fc.integer({ min: 1, max: 70 }), each: fc.boolean() }),
  fc.record({ outer: fc.integer({ min: 2, max: 4 }), groups: fc.integer({ min: 1, max: 5 }), inner: fc.integer({ min: 1, max: 30 }), each: fc.constant(false) }),
); // biome-ignore format: rows

const settings = fc.record({
  epsilon: fc.constantFrom(1e-3, 1),
  centred: fc.boolean(),
  hasWeight: fc.boolean(),
  hasBias: fc.boolean(),
});

const cases = fc
  .tuple(sizes, settings, fc.constantFrom(...floats))
  .chain(([{ outer, groups, inner, each }, chosen, dtype]) => {
    const parameters = { outer, groups, inner, each, ...chosen };
    const [size, places] = [outer * groups * inner, each ? inner : groups];
    const values = (count: number, as = dtype, value = moderate): fc.Arbitrary<HostView> =>
      fc.array(value, { minLength: count, maxLength: count }).map((list) => dense(list, [count], as));
    return fc.record({
      parameters: fc.constant(parameters),
      x: values(size),
      dy: values(size),
      weight: values(places),
      bias: values(places),
      means: values(groups, "float64"),
      scales: values(
        groups,
        "float64",
        moderate.map((value) => 0.5 + Math.abs(value)),
      ),
    });
  });

const forward: KernelCheck = {
  name: "the routine standardize, of rows and columns of any length",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(cases, ({ parameters, x, weight, bias }) => {
        const { groups, hasWeight, hasBias } = parameters;
        const dtypes = [x.dtype, "float64", "float64", "float64"] as const;
        const call: Call = {
          what: `standardize of ${x.dtype}`,
          inputs: [x, ...(hasWeight ? [weight] : []), ...(hasBias ? [bias] : [])],
          outputs: dtypes.map((dtype, i) => poisoned(i === 0 ? x.layout.shape : [groups], dtype)),
          run: (on, inputs, outputs) => {
            if (!on.routine(normalizationRoutines.standardize, parameters, inputs, outputs))
              throw new Absent();
          },
        };
        return sameIfThere(backend, call, tolerance(dtypes));
      }),
    ),
};

const back: KernelCheck = {
  name: "the routine standardizeBack, of rows and columns of any length",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(cases, ({ parameters, x, dy, weight, means, scales }) => {
        const { groups, inner, each, hasWeight } = parameters;
        const dtypes = [x.dtype, x.dtype, x.dtype];
        const call: Call = {
          what: `standardizeBack of ${x.dtype}`,
          inputs: [x, dy, means, scales, ...(hasWeight ? [weight] : [])],
          outputs: dtypes.map((dtype, i) => {
            return poisoned(i === 0 ? x.layout.shape : [each ? inner : groups], dtype);
          }),
          run: (on, inputs, outputs) => {
            const { standardizeBack } = normalizationRoutines;
            if (!on.routine(standardizeBack, parameters, inputs, outputs)) throw new Absent();
          },
        };
        return sameIfThere(backend, call, tolerance(dtypes));
      }),
    ),
};

export const standardizing: readonly KernelCheck[] = [forward, back];
