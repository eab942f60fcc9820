import type { DType } from "@gradiente/core";
import {
  type Backend,
  type BinaryFunction,
  type Program,
  type UnaryFunction,
  type View,
  viewIn,
} from "@gradiente/core/backend";
import fc from "fast-check";
import { type Call, raises, same } from "./call.ts";
import type { KernelCheck } from "./check.ts";
import { binaryFunctions, comparisons, floats, type Precision, unaryFunctions } from "./functions.ts";
import { lastPlaces } from "./tolerance.ts";
import { anyValue, dense, type HostView, kernelShapes, moderate, poisoned, views } from "./views.ts";

/* Functions of elements: every function on a sweep of values, and a few of them in every layout. */

const every: readonly DType[] = ["float32", "float64", "int32", "bool"];
const INF = Number.POSITIVE_INFINITY;

const special = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, INF, -INF, Number.NaN];
const scales = Array.from({ length: 77 }, (_, i) => 10 ** (i - 38)).flatMap((x) => [x, -x]);
const even = Array.from({ length: 2001 }, (_, i) => (i - 1000) / 50);
const close = Array.from({ length: 401 }, (_, i) => (i - 200) / 200);
const integers = [0, 1, -1, 2, -7, 12, 46340, 46341, -46341, 65536, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1];

function sweepOf(dtype: DType, { within: [from, to] = [-INF, INF] }: Precision): number[] {
  if (dtype === "bool") return [0, 1];
  if (dtype === "int32") return integers;
  return [...special, ...scales, ...even, ...close].filter((x) => Number.isNaN(x) || (x >= from && x <= to));
}

function calledUnary(f: UnaryFunction, x: HostView): Call {
  return {
    what: `${f.name}${f.parameters.length > 0 ? `(${f.parameters})` : ""} of ${x.dtype}`,
    inputs: [x],
    outputs: [poisoned(x.layout.shape, x.dtype)],
    run: (on, [x], [out]) => on.unary(f, x, out),
  };
}

function calledBinary(f: BinaryFunction, a: HostView, b: HostView): Call {
  return {
    what: `${f.name} of ${a.dtype}`,
    inputs: [a, b],
    outputs: [poisoned(a.layout.shape, comparisons.has(f.name) ? "bool" : a.dtype)],
    run: (on, [a, b], [out]) => on.binary(f, a, b, out),
  };
}

const ofOne: KernelCheck[] = (Object.entries(unaryFunctions) as [UnaryFunction["name"], Precision][]).flatMap(
  ([name, precision]) =>
    precision.dtypes.map((dtype) => ({
      name: `${name} of ${dtype}`,
      run: async (backend: Backend) => {
        const values = sweepOf(dtype, precision);
        const x = dense(values, [values.length], dtype);
        for (const parameters of precision.parameters ?? [[]]) {
          const tolerance = lastPlaces(dtype, precision.places, precision.isSum);
          await same(backend, calledUnary({ name, parameters }, x), tolerance);
        }
      },
    })),
);

/** Few enough for all pairs. */
function pairsOf(dtype: DType, { within: [from, to] = [-INF, INF] }: Precision): [number[], number[]] {
  const ordinary = [3, -3, 1 / 3, -0.75, 7.5, -12.25, 1e-3, 29, 1e20, -1e-20];
  const chosen =
    dtype === "bool"
      ? [0, 1]
      : dtype === "int32"
        ? integers
        : [...special, ...ordinary].filter((x) => !(x < from || x > to));
  return [chosen.flatMap((a) => chosen.map(() => a)), chosen.flatMap(() => chosen)];
}

const ofTwo: KernelCheck[] = (
  Object.entries(binaryFunctions) as [BinaryFunction["name"], Precision][]
).flatMap(([name, precision]) =>
  precision.dtypes.map((dtype) => ({
    name: `${name} of ${dtype}`,
    run: async (backend: Backend) => {
      const [a, b] = pairsOf(dtype, precision).map((values) => dense(values, [values.length], dtype));
      await same(backend, calledBinary({ name, parameters: [] }, a, b), lastPlaces(dtype, precision.places));
    },
  })),
);

const remainders: KernelCheck = {
  name: "quotients and remainders of integers, and none of a division by 0",
  mustSee: true,
  run: async (backend) => {
    for (const name of ["mod", "fmod", "floorDivide", "truncDivide"] as const) {
      const [a, b] = pairsOf("int32", binaryFunctions[name]);
      const divisors = b.map((value) => (value === 0 ? 3 : value));
      const call = (by: readonly number[]) =>
        calledBinary({ name, parameters: [] }, dense(a, [a.length], "int32"), dense(by, [a.length], "int32"));
      await same(backend, call(divisors));
      const wanted = `a RangeError that begins with '${name}:'`;
      raises(backend, call([...divisors.slice(0, -1), 0]), wanted, (error) => {
        return error instanceof RangeError && error.message.startsWith(`${name}:`);
      });
    }
  },
};

/** Exact ones, so that layouts alone can be wrong. */
const plainUnary = fc.constantFrom(...(["neg", "abs", "relu", "square"] as const));
const plainBinary = fc.constantFrom(
  ...(["add", "sub", "mul", "maximum", "minimum", "eq", "ne", "gt", "ge", "lt", "le"] as const),
);
const numeric = fc.constantFrom<DType[]>("float32", "float64", "int32");

const inLayouts: KernelCheck = {
  name: "functions of operands in any layout",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc
          .tuple(kernelShapes(), numeric)
          .chain(([shape, dtype]) =>
            fc.tuple(
              plainUnary,
              plainBinary,
              views(shape, dtype, anyValue(dtype)),
              views(shape, dtype, anyValue(dtype)),
            ),
          ),
        async ([one, two, a, b]) => {
          await same(backend, calledUnary({ name: one, parameters: [] }, a));
          await same(backend, calledBinary({ name: two, parameters: [] }, a, b));
        },
      ),
    ),
};

const choices: KernelCheck = {
  name: "where, of every dtype and any layout",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc
          .tuple(kernelShapes(), fc.constantFrom(...every))
          .chain(([shape, dtype]) =>
            fc.tuple(
              views(shape, "bool", anyValue("bool")),
              views(shape, dtype, anyValue(dtype)),
              views(shape, dtype, anyValue(dtype)),
            ),
          ),
        ([condition, a, b]) =>
          same(backend, {
            what: `where of ${a.dtype}`,
            inputs: [condition, a, b],
            outputs: [poisoned(a.layout.shape, a.dtype)],
            run: (on, [condition, a, b], [out]) => on.where(condition, a, b, out),
          }),
      ),
    ),
};

/** A program as its functions one by one, each into a buffer of its own. */
function stepByStep(on: Backend, program: Program, inputs: readonly View[], outputs: readonly View[]): void {
  const { layout, dtype } = outputs[0];
  const registers = inputs.map((view) =>
    view.layout.size === 1 ? viewIn(view, view.layout.reshape([])?.expand(layout.shape) ?? layout) : view,
  );
  program.steps.forEach(({ f, operands }, step) => {
    const last = program.outputs.indexOf(inputs.length + step);
    const out = last >= 0 ? outputs[last] : { buffer: on.allocate(dtype, layout.size), layout, dtype };
    const [a, b] = operands.map((register) => registers[register]);
    if (operands.length === 1) on.unary(f as UnaryFunction, a, out);
    else on.binary(f as BinaryFunction, a, b, out);
    registers.push(out);
  });
}

/** A step of Adam, more or less: of two arrays and a number. */
const program: Program = {
  steps: [
    { f: { name: "mul", parameters: [] }, operands: [0, 2] },
    { f: { name: "square", parameters: [] }, operands: [1] },
    { f: { name: "add", parameters: [] }, operands: [3, 4] },
    { f: { name: "sqrt", parameters: [] }, operands: [5] },
    { f: { name: "div", parameters: [] }, operands: [5, 6] },
    { f: { name: "maximum", parameters: [] }, operands: [7, 0] },
  ],
  outputs: [5, 8],
};

const programs: KernelCheck = {
  name: "a program gives the bits of its functions one by one, or is refused",
  run: async (backend) => {
    const size = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5000 }));
    const drawn = fc.array(moderate, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        size,
        drawn,
        moderate,
        fc.constantFrom(...floats),
        async (size, drawn, number, dtype) => {
          const values = (from: number) => Array.from({ length: size }, (_, i) => drawn[(i * 7 + from) % drawn.length]); // biome-ignore format: a line
          const inputs = [dense(values(0), [size], dtype), dense(values(3), [size], dtype), dense([number], [], dtype)]; // biome-ignore format: a line
          let refused = false;
          await same(backend, {
            what: `a program of ${dtype}`,
            inputs,
            outputs: program.outputs.map(() => poisoned([size], dtype)),
            run: (on, inputs, outputs) => {
              refused = on === backend && !on.elementwise(program, inputs, outputs);
              if (on !== backend || refused) stepByStep(on, program, inputs, outputs);
            },
          });
        },
      ),
    );
  },
};

export const elementwise: readonly KernelCheck[] = [
  ...ofOne,
  ...ofTwo,
  remainders,
  inLayouts,
  choices,
  programs,
];
