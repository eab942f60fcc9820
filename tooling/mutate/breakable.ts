import { defineOp, Tensor } from "@gradiente/core";

/*
 * Copied beside the tests, where it stands for the file that it takes the ops from. Breaks the gradient of a whole op where a test calls it, whatever the op is made of:
 * so composed ops have mutants too.
 */

type AnyOp = (...args: unknown[]) => unknown;

export interface Breaking {
  readonly op: string;
  /** Which of the floating tensors among the arguments gets no gradient; or what is done to all. */
  readonly how: "negated" | "doubled" | "second order lost" | number;
}

declare global {
  var breaking: Breaking | null;
}

/** The same value; the gradient goes through `change`. */
const through = (change: (dy: Tensor) => Tensor) =>
  defineOp({ name: "broken", forward: (x: Tensor) => x, gradient: () => change });

const changed = { negated: through((dy) => dy.neg()), doubled: through((dy) => dy.mul(2)) };
const once = through((dy) => dy.detach());

function breakable(name: string, call: AnyOp): AnyOp {
  return (...args) => {
    const breaking = globalThis.breaking;
    if (breaking?.op !== name) return call(...args);
    const { how } = breaking;
    if (how === "negated" || how === "doubled") return mapFloats(call(...args), changed[how]);
    let at = 0;
    const change = (x: Tensor) => (how === "second order lost" ? once(x) : at++ === how ? x.detach() : x);
    return call(...(mapFloats(args, change) as unknown[]));
  };
}

// The copy has the ops in this file; here it is for types alone.
const { ops: right } = (await import("./right-ops.ts" as string)) as { ops: Record<string, AnyOp> };

export const ops = Object.fromEntries(Object.entries(right).map(([name, op]) => [name, breakable(name, op)]));

/** Changes the float64 tensors in whatever an op takes or gives. */
function mapFloats(value: unknown, change: (x: Tensor) => Tensor): unknown {
  if (value instanceof Tensor) return value.dtype === "float64" ? change(value) : value;
  if (Array.isArray(value)) return value.map((inner) => mapFloats(inner, change));
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapFloats(inner, change)]));
}
