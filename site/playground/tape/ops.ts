import type { Tensor } from "@gradiente/core";

/* What expressions can compute, and the ops of Gradiente that do it. */

const SIGNS = {
  add: (a: Tensor, b: Tensor) => a.add(b),
  sub: (a: Tensor, b: Tensor) => a.sub(b),
  mul: (a: Tensor, b: Tensor) => a.mul(b),
  div: (a: Tensor, b: Tensor) => a.div(b),
  pow: (a: Tensor, b: Tensor) => a.pow(b),
  neg: (a: Tensor) => a.neg(),
} as const;

const FUNCTIONS = {
  sin: (a: Tensor) => a.sin(),
  cos: (a: Tensor) => a.cos(),
  tan: (a: Tensor) => a.tan(),
  exp: (a: Tensor) => a.exp(),
  log: (a: Tensor) => a.log(),
  sqrt: (a: Tensor) => a.sqrt(),
  tanh: (a: Tensor) => a.tanh(),
  sigmoid: (a: Tensor) => a.sigmoid(),
  softplus: (a: Tensor) => a.softplus(),
  relu: (a: Tensor) => a.relu(),
  abs: (a: Tensor) => a.abs(),
} as const;

const OPS = { ...SIGNS, ...FUNCTIONS };

/** The name of an op in an expression. */
export type OpName = keyof typeof OPS;

/** The functions of one argument. */
export const functionNames = Object.keys(FUNCTIONS) as readonly (keyof typeof FUNCTIONS)[];

/** Whether a name is that of a function. */
export function isFunctionName(name: string): name is keyof typeof FUNCTIONS {
  return Object.hasOwn(FUNCTIONS, name);
}

/** The result of an op. */
export function applyOp(op: OpName, inputs: readonly Tensor[]): Tensor {
  return (OPS[op] as (...given: readonly Tensor[]) => Tensor)(...inputs);
}

const WRITTEN: Readonly<Partial<Record<OpName, string>>> = {
  add: "+",
  sub: "−",
  mul: "·",
  div: "/",
  pow: "^",
  neg: "−",
};

/** The sign or the name of an op, for the reader. */
export const symbolOf = (op: OpName): string => WRITTEN[op] ?? op;
