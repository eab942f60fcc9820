import * as einsums from "../../src/ops/contract/einsum.ts";
import * as ffts from "../../src/ops/fourier/fft.ts";
import * as functions from "../../src/ops/functions.ts";
import * as methods from "../../src/ops/index.ts";
import * as joins from "../../src/ops/shape/join.ts";
import type { AnyOp } from "./calls.ts";
import type { OpName } from "./index.ts";

/** Every op by name, for tests that are generated. */
export const ops = { ...methods, ...functions, ...joins, ...einsums, ...ffts } as unknown as Readonly<
  Record<OpName, AnyOp>
>;
