import type { DType, TypedArray } from "@gradiente/core";
import { type Backend, Layout, reference, type View } from "@gradiente/core/backend";
import fc from "fast-check";
import { onBackend, same } from "./call.ts";
import type { KernelCheck } from "./check.ts";
import { anyValue, type HostView, kernelShapes, layoutsApart, poisoned, views } from "./views.ts";

/* The ways in and out. */

const dtypes: readonly DType[] = ["float32", "float64", "int32", "bool"];

function expectSame(what: string, found: TypedArray, wanted: TypedArray): void {
  const at = wanted.findIndex((value, i) => !Object.is(value, found[i]));
  if (found.length === wanted.length && at < 0) return;
  throw new Error(
    `${what}: ${found.length} elements with ${found[at]} at ${at}, where ${wanted.length} with ${wanted[at]} are wanted`,
  );
}

const anyView = fc
  .tuple(kernelShapes(), fc.constantFrom(...dtypes))
  .chain(([shape, dtype]) => views(shape, dtype, anyValue(dtype)));

const readings: KernelCheck = {
  name: "read and readNow give the elements of any view, in an array of its own",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(anyView, async (x) => {
        const view = onBackend(backend, x);
        const wanted = reference.readNow(x);
        const first = await backend.read(view);
        expectSame(`read of ${x}`, first, wanted);
        first.fill(1);
        expectSame(`read of ${x}, after the first array was changed`, await backend.read(view), wanted);
        if (backend.readNow === undefined) return;
        const second = backend.readNow(view);
        expectSame(`readNow of ${x}`, second, wanted);
        second.fill(1);
        expectSame(`readNow of ${x}, after the first array was changed`, backend.readNow(view), wanted);
      }),
    ),
};

const writings: KernelCheck = {
  name: "write copies values into any view, and to no other place",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        anyView.chain((x) =>
          fc.tuple(
            fc.constant(x),
            layoutsApart(x.layout.shape).map((layout) => poisoned(x.layout.shape, x.dtype, layout)),
          ),
        ),
        async ([x, out]: readonly [HostView, HostView]) => {
          await same(backend, {
            what: `write of ${x.dtype}`,
            inputs: [],
            outputs: [out],
            run: (on, _inputs, [out]) => {
              const values = reference.readNow(x);
              on.write(values, out);
              // They are the caller's, who may change them.
              values.fill(1);
            },
          });
        },
      ),
    ),
};

async function elementOf(backend: Backend, buffer: View["buffer"], dtype: DType): Promise<TypedArray> {
  return backend.read({ buffer, layout: Layout.dense([]), dtype });
}

const constants: KernelCheck = {
  name: "constant is a buffer of one element, and allocate one of the size asked for",
  run: async (backend) => {
    for (const dtype of dtypes) {
      for (const value of dtype === "bool" ? [0, 1] : [0, 1, -1, 12345, -(2 ** 31)]) {
        const wanted = reference.constant(value, dtype);
        expectSame(`constant ${value} of ${dtype}`, await elementOf(backend, backend.constant(value, dtype), dtype), wanted); // biome-ignore format: a line
      }
      for (const size of [0, 1, 17, 5000]) {
        const { byteLength } = backend.allocate(dtype, size);
        const least = reference.allocate(dtype, size).byteLength;
        if (byteLength < least) {
          throw new Error(`allocate: ${size} elements of ${dtype} are ${least} bytes, not ${byteLength}`);
        }
      }
    }
  },
};

export const storage: readonly KernelCheck[] = [readings, writings, constants];
