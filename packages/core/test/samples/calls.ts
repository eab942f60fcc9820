import { concat, Tensor } from "@gradiente/core";
import type { Expected, Results } from "./sample.ts";

/* Calling ops with the arguments of samples. */

export type AnyOp = (...args: unknown[]) => Results;

/** Changes the tensors in a list of arguments, those in lists and in options included. */
export function mapTensors(args: readonly unknown[], change: (x: Tensor) => Tensor): unknown[] {
  return args.map((arg) => {
    if (arg instanceof Tensor) return change(arg);
    if (Array.isArray(arg)) return mapTensors(arg, change);
    if (!isOptions(arg)) return arg;
    const names = Object.keys(arg);
    const values = mapTensors(Object.values(arg), change);
    return Object.fromEntries(names.map((name, i) => [name, values[i]]));
  });
}

function isOptions(arg: unknown): arg is Record<string, unknown> {
  return typeof arg === "object" && arg !== null && Object.getPrototypeOf(arg) === Object.prototype;
}

export function floatsOf(args: readonly unknown[]): Tensor[] {
  const floats: Tensor[] = [];
  mapTensors(args, (x) => {
    if (x.dtype === "float64") floats.push(x);
    return x;
  });
  return floats;
}

/** Whatever an op gives, as plain values. */
export function plain(results: Results): Expected {
  if (results instanceof Tensor) return results.toArray();
  if (Array.isArray(results)) return results.map((x: Tensor) => x.toArray());
  return Object.fromEntries(Object.entries(results).map(([output, x]) => [output, x.toArray()]));
}

/** A sample's op as a function of its float64 tensors alone, with all floating results in one. */
export function asFunction(op: AnyOp, args: readonly unknown[]): (...xs: Tensor[]) => Tensor {
  return (...xs) => {
    let next = 0;
    const results = op(...mapTensors(args, (x) => (x.dtype === "float64" ? xs[next++] : x)));
    if (results instanceof Tensor) return results;
    const floats = Object.values(results).filter((x) => x.dtype === "float64");
    return concat(floats.map((x) => x.reshape([-1])));
  };
}
