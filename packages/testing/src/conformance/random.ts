import type { Distribution } from "@gradiente/core/backend";
import fc from "fast-check";
import { same } from "./call.ts";
import type { KernelCheck } from "./check.ts";
import { floats } from "./functions.ts";
import { dense, kernelShapes, poisoned } from "./views.ts";

/* Random numbers: the same bits everywhere, and the same state after them. */

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

const drawn: KernelCheck = {
  name: "random numbers are the same bits, and leave the same state",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Distribution[]>("uniform", "normal"),
        kernelShapes(),
        fc.constantFrom(...floats),
        // The number of draws goes over two words: the first overflows after -1.
        fc.tuple(word, word, fc.oneof(word, fc.constantFrom(-1, 2 ** 31 - 1, 0)), word),
        (kind, shape, dtype, state) =>
          same(backend, {
            what: `${kind} numbers of ${dtype}`,
            inputs: [dense(state, [4], "int32")],
            outputs: [poisoned(shape, dtype), poisoned([4], "int32")],
            run: (on, [state], [out, next]) => on.random(kind, state, out, next),
          }),
      ),
    ),
};

export const random: readonly KernelCheck[] = [drawn];
