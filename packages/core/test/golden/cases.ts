import { readdirSync, readFileSync } from "node:fs";
import { concat, Tensor, tensor, vjp } from "@gradiente/core";
import type { AnyOp } from "../samples/calls.ts";
import type { OpName } from "../samples/index.ts";
import type { Results } from "../samples/sample.ts";

/* Golden cases: calls of ops with values and gradients by PyTorch. Each *.json is written by the script beside it. */

export interface Stored {
  readonly dtype: "float64" | "int32" | "bool";
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

export interface GoldenCase {
  readonly name: string;
  readonly op: OpName;
  readonly args: readonly unknown[];
  readonly cotangents: readonly Stored[];
  readonly outputs: readonly Stored[];
  readonly gradients: readonly Stored[];
}

/** The cases by file. */
export function goldenCases(): Map<string, readonly GoldenCase[]> {
  const folder = new URL("./", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const read = (file: string) =>
    JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { cases: readonly GoldenCase[] };
  return new Map(files.map((file) => [file, read(file).cases]));
}

/** How JSON holds them. */
const NOT_FINITE = ["NaN", "Infinity", "-Infinity"];

export const numbers = ({ data }: Stored): Float64Array => Float64Array.from(data, Number);
const load = (stored: Stored) => tensor(numbers(stored), { shape: stored.shape }).cast(stored.dtype);

/** An argument as our op takes it. */
function decode(arg: unknown): unknown {
  if (typeof arg === "string" && NOT_FINITE.includes(arg)) return Number(arg);
  if (Array.isArray(arg)) return arg.map(decode);
  if (arg === null || typeof arg !== "object") return arg;
  if ("tensor" in arg) return load(arg.tensor as Stored);
  return Object.fromEntries(Object.entries(arg).map(([key, value]) => [key, decode(value)]));
}

/** The float64 tensors in an argument, replaced one after another. */
function replaceFloats(arg: unknown, next: (x: Tensor) => Tensor): unknown {
  if (arg instanceof Tensor) return arg.dtype === "float64" ? next(arg) : arg;
  if (Array.isArray(arg)) return arg.map((inner) => replaceFloats(inner, next));
  if (arg === null || typeof arg !== "object") return arg;
  return Object.fromEntries(Object.entries(arg).map(([key, value]) => [key, replaceFloats(value, next)]));
}

const list = (results: Results): readonly Tensor[] =>
  results instanceof Tensor ? [results] : Object.values(results);

/** What an op gives for a case: its outputs, and the gradients of its inputs where there are both. */
export function evaluate(
  { args, cotangents }: GoldenCase,
  op: AnyOp,
): { outputs: readonly Tensor[]; gradients: readonly Tensor[] | null } {
  const decoded = args.map(decode);
  const outputs = list(op(...decoded));
  const inputs: Tensor[] = [];
  replaceFloats(decoded, (x) => inputs[inputs.push(x) - 1]);
  if (cotangents.length === 0 || inputs.length === 0) return { outputs, gradients: null };
  const flat = (tensors: readonly Tensor[]) => concat(tensors.map((x) => x.reshape([-1])));
  const f = (...xs: Tensor[]) => {
    let next = 0;
    const results = list(op(...(replaceFloats(decoded, () => xs[next++]) as unknown[])));
    return flat(results.filter((y) => y.dtype === "float64"));
  };
  return { outputs, gradients: vjp(f, inputs, flat(cotangents.map(load))).gradients };
}

/**
 * The floating results of a case on inputs rounded to float32, computed in float32 and in float64: what the inputs lost
 * by rounding is the same in both; and the largest number among inputs and results. Null where an input or a result is beyond the range of float32.
 */
export function evaluateNarrow(
  { args }: GoldenCase,
  op: AnyOp,
): { narrow: readonly Tensor[]; wide: readonly Tensor[]; largest: number } | null {
  const rounded: Tensor[] = [];
  const decoded = replaceFloats(args.map(decode), (x) => rounded[rounded.push(x.cast("float32")) - 1]) as unknown[];
  const widened = replaceNarrow(decoded) as unknown[];
  const floating = (results: Results) => list(results).filter((y) => y.dtype.startsWith("float"));
  const [narrow, wide] = [floating(op(...decoded)), floating(op(...widened))];
  const values = [...rounded, ...wide].flatMap((x) => Array.from(x.toTypedArray()));
  if (!values.every(fitsFloat32)) return null;
  return { narrow, wide, largest: Math.max(1, ...values.filter(Number.isFinite).map(Math.abs)) };
}

/** Zero, infinite and NaN too: they have no rounding. */
function fitsFloat32(value: number): boolean {
  const size = Math.abs(value);
  return !Number.isFinite(value) || size === 0 || (size > 2 ** -100 && size < 2 ** 100);
}

function replaceNarrow(arg: unknown): unknown {
  if (arg instanceof Tensor) return arg.dtype === "float32" ? arg.cast("float64") : arg;
  if (Array.isArray(arg)) return arg.map(replaceNarrow);
  if (arg === null || typeof arg !== "object") return arg;
  return Object.fromEntries(Object.entries(arg).map(([key, value]) => [key, replaceNarrow(value)]));
}
