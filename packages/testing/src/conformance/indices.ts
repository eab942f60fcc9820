import { type DType, IndexError, type Shape, sameShape } from "@gradiente/core";
import { reference } from "@gradiente/core/backend";
import fc from "fast-check";
import { type Call, inPlainLoops, raises, same } from "./call.ts";
import type { KernelCheck } from "./check.ts";
import { magnitudesOf } from "./folds.ts";
import { roundings } from "./tolerance.ts";
import { anyValue, dense, HostView, layoutsApart, moderate, poisoned, views } from "./views.ts";

/* Picking by an index, replacing and adding up. */

const dtypes: readonly DType[] = ["float32", "float64", "int32", "bool"];

/** The shapes of an index and of the data that it picks from along an axis. */
const picks = fc
  .record({
    shape: fc.oneof(
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 }),
      fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 90 })).map((sizes) => [...sizes]),
    ),
    choice: fc.nat(3),
    axisSize: fc.integer({ min: 1, max: 12 }),
    /** Whether a place stands for a whole row, as in an embedding. */
    ofRows: fc.boolean(),
  })
  .map(({ shape, choice, axisSize, ofRows }) => {
    const axis = choice % shape.length;
    const data = shape.map((size, i) => (i === axis ? axisSize : size));
    return { shape, data, axis, axisSize, ofRows: ofRows && axis < shape.length - 1 };
  });

function indicesOf(shape: Shape, axisSize: number, ofRows: boolean): fc.Arbitrary<HostView> {
  const place = fc.nat(axisSize - 1);
  if (!ofRows) return views(shape, "int32", place);
  const narrow = [...shape.slice(0, -1), 1];
  return views(narrow, "int32", place).map(
    ({ buffer, layout }) => new HostView(buffer, layout.expand(shape), "int32"),
  );
}

const gathered: KernelCheck = {
  name: "gather, of any dtype and layout",
  mustSee: true,
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc
          .tuple(picks, fc.constantFrom(...dtypes))
          .chain(([{ shape, data, axis, axisSize, ofRows }, dtype]) =>
            fc.tuple(
              views(data, dtype, anyValue(dtype)),
              indicesOf(shape, axisSize, ofRows),
              fc.constant(axis),
            ),
          ),
        ([x, index, axis]) =>
          same(backend, {
            what: `gather of ${x.dtype} along axis ${axis}`,
            inputs: [x, index],
            outputs: [poisoned(index.layout.shape, x.dtype)],
            run: (on, [x, index], [out]) => on.gather(x, index, axis, out),
          }),
      ),
    ),
};

type Writing = "scatterAdd" | "scatter";

function written(how: Writing, updates: HostView, index: HostView, axis: number, out: HostView): Call {
  return {
    what: `${how} of ${updates.dtype} along axis ${axis}`,
    inputs: [updates, index],
    outputs: [out],
    run: (on, [updates, index], [out]) => on[how](updates, index, axis, out),
  };
}

/** Updates, where they go, and what is there. */
function writings(how: Writing): fc.Arbitrary<readonly [HostView, HostView, number, HostView]> {
  const numeric = how === "scatterAdd" ? dtypes.slice(0, 3) : dtypes;
  return fc
    .tuple(picks, fc.constantFrom(...numeric))
    .chain(([{ shape, data, axis, axisSize, ofRows }, dtype]) => {
      const value = how === "scatterAdd" && dtype !== "int32" ? moderate : anyValue(dtype);
      return fc.tuple(
        views(shape, dtype, value),
        indicesOf(shape, axisSize, ofRows),
        fc.constant(axis),
        layoutsApart(data).map((layout) => {
          const { buffer } = poisoned(data, dtype, layout);
          return new HostView(buffer.fill(1), layout, dtype);
        }),
      );
    });
}

const replaced: KernelCheck = {
  name: "scatter keeps the last of several updates",
  mustSee: true,
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(writings("scatter"), ([updates, index, axis, out]) =>
        same(backend, written("scatter", updates, index, axis, out)),
      ),
    ),
};

const addedUp: KernelCheck = {
  name: "scatterAdd adds to what is there",
  mustSee: true,
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(writings("scatterAdd"), ([updates, index, axis, out]) => {
        const call = written("scatterAdd", updates, index, axis, out);
        if (updates.dtype === "int32") return same(backend, call);
        const wide = (view: HostView) => magnitudesOf(view);
        const [magnitudes] = inPlainLoops(written("scatterAdd", wide(updates), index, axis, wide(out)));
        const ones = ({ buffer, layout }: HostView) =>
          new HostView(reference.allocate("float64", buffer.length).fill(1), layout, "float64");
        const [terms] = inPlainLoops(written("scatterAdd", ones(updates), index, axis, ones(out)));
        return same(backend, call, roundings(updates.dtype, terms, magnitudes));
      }),
    ),
};

const outside: KernelCheck = {
  name: "an index outside is an IndexError with its place",
  mustSee: true,
  run: async (backend) => {
    for (const wrong of [-1, 7, 2 ** 31 - 1, -(2 ** 31)]) {
      for (const ofRows of [false, true]) {
        const numbers = new Int32Array(ofRows ? 6 : 6 * 64).fill(3);
        numbers[ofRows ? 4 : 4 * 64 + 5] = wrong;
        const { buffer, layout } = dense(numbers, [6, ofRows ? 1 : 64], "int32");
        const index = new HostView(buffer, layout.expand([6, 64]), "int32");
        const position = [4, ofRows ? 0 : 5];
        const x = poisoned([7, 64], "float32");
        const updates = poisoned([6, 64], "float32");
        const calls: Call[] = [
          {
            what: "gather along axis 0",
            inputs: [x, index],
            outputs: [poisoned([6, 64], "float32")],
            run: (on, [x, index], [out]) => on.gather(x, index, 0, out),
          },
          written("scatter", updates, index, 0, x),
          written("scatterAdd", updates, index, 0, x),
        ];
        for (const call of calls) {
          const wanted = `an IndexError of index ${wrong} at [${position.join(", ")}] for axis size 7`;
          raises(backend, call, wanted, (error) => {
            return (
              error instanceof IndexError &&
              error.index === wrong &&
              error.axisSize === 7 &&
              sameShape(error.position, position)
            );
          });
        }
      }
    }
  },
};

export const indices: readonly KernelCheck[] = [gathered, replaced, addedUp, outside];
