import type { TypedArray } from "../../dtype.ts";
import { allocateStorage } from "../storage.ts";
import type { ArrayBackend } from "../view.ts";
import { argsort } from "./argsort.ts";
import { contract } from "./contract.ts";
import { accumulate, copy, fill, readNow, write } from "./copy.ts";
import { binary, elementwise, unary, where } from "./elementwise.ts";
import { gather, scatter, scatterAdd } from "./indexed.ts";
import { matrices } from "./matrices.ts";
import { normalize } from "./normalize.ts";
import { random } from "./random.ts";
import { reduce } from "./reduce.ts";
import { scan } from "./scan.ts";

/**
 * Plain loops that define what every kernel does. They run any function of the tables in functions.ts in double
 * precision, and round once when they store the result. Other backends are tested against them.
 *
 * @example
 * ```ts
 * import { Layout, reference } from "@gradiente/core/backend";
 *
 * const buffer = reference.allocate("float32", 3);
 * reference.fill(7, { buffer, layout: Layout.dense([3]), dtype: "float32" });
 * buffer; // [7, 7, 7]
 * ```
 */
export const reference = {
  name: "reference",
  depth: 0,
  allocate: allocateStorage,
  constant: (value, dtype): TypedArray => allocateStorage(dtype, 1).fill(value),
  write,
  read: async (x) => readNow(x),
  readNow,
  fill,
  unary,
  binary,
  elementwise,
  where,
  reduce,
  scan,
  argsort,
  normalize,
  contract,
  matrices,
  routine: (f, parameters, inputs, outputs) => {
    f.run(inputs, outputs, parameters);
    return true;
  },
  gather,
  scatterAdd,
  scatter,
  copy,
  accumulate,
  random,
} as const satisfies ArrayBackend;
