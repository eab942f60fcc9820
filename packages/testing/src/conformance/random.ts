import type { DType } from "@gradiente/core";
import type { Distribution } from "@gradiente/core/backend";
import fc from "fast-check";
import { same } from "./call.ts";
import type { KernelCheck } from "./check.ts";
import { floats } from "./functions.ts";
import { dense, kernelShapes, poisoned } from "./views.ts";

/* Random numbers: the same bits everywhere, and the same state after them. */

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

/** What is drawn, and as what. */
const drawing: fc.Arbitrary<{ readonly f: Distribution; readonly dtype: DType }> = fc.oneof(
  fc.record({
    f: fc.constantFrom("uniform" as const, "normal" as const).map((name) => ({ name, parameters: [] })),
    dtype: fc.constantFrom(...floats),
  }),
  fc
    .tuple(fc.constantFrom(24, 53), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([bits, share]): { readonly f: Distribution; readonly dtype: DType } => ({
      f: { name: "bernoulli", parameters: [Math.ceil(share * 2 ** bits), bits] },
      dtype: "bool",
    })),
);

const drawn: KernelCheck = {
  name: "random numbers are the same bits, and leave the same state",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        drawing,
        kernelShapes(),
        // The number of draws goes over two words: the first overflows after -1.
        fc.tuple(word, word, fc.oneof(word, fc.constantFrom(-1, 2 ** 31 - 1, 0)), word),
        ({ f, dtype }, shape, state) =>
          same(backend, {
            what: `${f.name} numbers of ${dtype}`,
            inputs: [dense(state, [4], "int32")],
            outputs: [poisoned(shape, dtype), poisoned([4], "int32")],
            run: (on, [state], [out, next]) => on.random(f, state, out, next),
          }),
      ),
    ),
};

export const random: readonly KernelCheck[] = [drawn];
