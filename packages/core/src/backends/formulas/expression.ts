/*
 * What a function computes of one element, as a value: a graph of typed nodes that printers turn into instructions. A
 * node is what a lane of a vector holds, some bits that are read as a number or as a mask, all of one width.
 */

/** What the lanes of an expression are read as. */
export type LaneType = "float32" | "float64" | "int32";
export type FloatType = "float32" | "float64";

export type Expression<T extends LaneType = LaneType> =
  | Input<T>
  | Constant<T>
  | Bits<T>
  | Operation<T>
  | Shift<T>
  | Step<T>;

/** What a printer computes once and gives a name, in the order of the numbers. */
export type Step<T extends LaneType = LaneType> = Shared<T> | InDouble<T>;

/** An operand of a formula. */
export interface Input<T extends LaneType> {
  readonly kind: "input";
  readonly dtype: T;
}

/** A number, rounded to the dtype; int32 takes the nearest that it has. */
export interface Constant<T extends LaneType> {
  readonly kind: "constant";
  readonly dtype: T;
  readonly value: number;
}

/** The bits of an integer of the width of the dtype. */
export interface Bits<T extends LaneType> {
  readonly kind: "bits";
  readonly dtype: T;
  readonly value: bigint;
}

/**
 * - of numbers: int32 wraps. `min` and `max` give NaN if either is; `pmin` and `pmax` give the second if it is smaller or
 *   larger, else the first. `nearest` rounds halves to the even integer;
 * - comparisons, which give masks: all bits of a lane, or none;
 * - of bits: `andNot` is a and not b; `select` is a where the mask is set, else b; `addBits` and `subBits` are those of
 *   integers.
 */
export type OperationName =
  | "neg"
  | "abs"
  | "sqrt"
  | "floor"
  | "ceil"
  | "trunc"
  | "nearest"
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "min"
  | "max"
  | "pmin"
  | "pmax"
  | "eq"
  | "ne"
  | "lt"
  | "gt"
  | "le"
  | "ge"
  | "and"
  | "or"
  | "xor"
  | "andNot"
  | "select"
  | "addBits"
  | "subBits";

export interface Operation<T extends LaneType> {
  readonly kind: "operation";
  readonly dtype: T;
  readonly name: OperationName;
  readonly operands: readonly Expression[];
}

/** Of the bits as an integer; to the right, the sign is kept. */
export interface Shift<T extends LaneType> {
  readonly kind: "shift";
  readonly dtype: T;
  readonly direction: "left" | "right";
  readonly operand: Expression;
  readonly by: number;
}

/** A value that is used more than once. */
export interface Shared<T extends LaneType> {
  readonly kind: "shared";
  readonly dtype: T;
  readonly number: number;
  readonly value: Expression;
}

/** A formula of float64, of operands widened to it; the result is rounded to the dtype. */
export interface InDouble<T extends LaneType> {
  readonly kind: "inDouble";
  readonly dtype: T;
  readonly number: number;
  readonly operands: readonly Expression[];
  readonly formula: Formula;
}

/** A function of one element, or two. */
export interface Formula {
  readonly inputs: readonly Input<LaneType>[];
  /** What is to be computed before the result, in this order. */
  readonly steps: readonly Step[];
  readonly result: Expression;
}

export type Definition<T extends LaneType> = (...inputs: Expression<T>[]) => Expression<T>;

/** What a function gives for operands of a dtype. */
export function formulaOf<T extends LaneType>(define: Definition<T>, dtype: T, arity: number): Formula {
  const inputs = Array.from({ length: arity }, (): Input<T> => ({ kind: "input", dtype }));
  const result = define(...inputs);
  return { inputs, steps: stepsTo(result), result };
}

/** The steps that an expression needs, in the order in which they were written. */
function stepsTo(result: Expression): readonly Step[] {
  const steps = new Set<Step>();
  const visit = (x: Expression): void => {
    if (x.kind === "shared" || x.kind === "inDouble") {
      if (steps.has(x)) return;
      steps.add(x);
    }
    for (const operand of operandsOf(x)) visit(operand);
  };
  visit(result);
  return [...steps].sort((a, b) => a.number - b.number);
}

function operandsOf(x: Expression): readonly Expression[] {
  switch (x.kind) {
    case "operation":
    case "inDouble":
      return x.operands;
    case "shift":
      return [x.operand];
    case "shared":
      return [x.value];
    default:
      return [];
  }
}

/** Plain numbers are constants of the dtype of the other operands, whole ones with an n their bits. */
export type Operand<T extends LaneType> = Expression<T> | number | bigint;

function operation<T extends LaneType>(name: OperationName, operands: readonly Operand<T>[]): Expression<T> {
  const { dtype } = operands.find((x) => typeof x === "object") as Expression<T>;
  return { kind: "operation", dtype, name, operands: operands.map((x) => expressionOf(x, dtype)) };
}

function expressionOf<T extends LaneType>(x: Operand<T>, dtype: T): Expression<T> {
  if (typeof x === "number") return constant(x, dtype);
  return typeof x === "bigint" ? { kind: "bits", dtype, value: x } : x;
}

export function constant<T extends LaneType>(value: number, dtype: T): Expression<T> {
  return { kind: "constant", dtype, value };
}

function unary(name: OperationName) {
  return <T extends LaneType>(x: Expression<T>): Expression<T> => operation(name, [x]);
}

function binary(name: OperationName) {
  return <T extends LaneType>(a: Operand<T>, b: Operand<T>): Expression<T> => operation(name, [a, b]);
}

export const neg = unary("neg");
export const abs = unary("abs");
export const sqrt = unary("sqrt");
export const floor = unary("floor");
export const ceil = unary("ceil");
export const trunc = unary("trunc");
export const nearest = unary("nearest");
export const add = binary("add");
export const sub = binary("sub");
export const mul = binary("mul");
export const div = binary("div");
export const min = binary("min");
export const max = binary("max");
export const pmin = binary("pmin");
export const pmax = binary("pmax");
export const eq = binary("eq");
export const ne = binary("ne");
export const lt = binary("lt");
export const gt = binary("gt");
export const le = binary("le");
export const ge = binary("ge");
export const and = binary("and");
export const or = binary("or");
export const xor = binary("xor");
export const andNot = binary("andNot");
export const addBits = binary("addBits");
export const subBits = binary("subBits");

/** The first where the mask is set, else the second. */
export function select<T extends LaneType>(a: Operand<T>, b: Operand<T>, mask: Expression<T>): Expression<T> {
  return operation("select", [a, b, mask]);
}

export function shiftLeft<T extends LaneType>(operand: Expression<T>, by: number): Expression<T> {
  return { kind: "shift", dtype: operand.dtype, direction: "left", operand, by };
}

export function shiftRight<T extends LaneType>(operand: Expression<T>, by: number): Expression<T> {
  return { kind: "shift", dtype: operand.dtype, direction: "right", operand, by };
}

/** Steps are numbered, so that their order is a sort. */
let steps = 0;

/** Computes a value here, once, however often it is used. */
export function shared<T extends LaneType>(value: Expression<T>): Expression<T> {
  return { kind: "shared", dtype: value.dtype, number: steps++, value };
}

/** Computes in float64 and rounds once: float32 by float64 is exact to the last bit almost always. */
export function inDouble<T extends FloatType>(
  operands: readonly Expression<T>[],
  define: Definition<"float64">,
): Expression<T> {
  const formula = formulaOf(define, "float64", operands.length);
  return { kind: "inDouble", dtype: operands[0].dtype, number: steps++, operands, formula };
}
