import type { Expression, Formula, LaneType, OperationName, Step } from "./expression.ts";

/*
 * Formulas as functions of C, of one element. They give the bits that vectors give, NaNs apart, if the compiler keeps to
 * what is written: no fused multiply-add (`-ffp-contract=off`), no `-ffast-math`, no excess precision.
 */

/** How a dtype is called in C: as a number, and as bits, which masks are too. */
interface Types {
  readonly number: string;
  readonly bits: string;
  /** What functions of the mathematical library end in. */
  readonly suffix: string;
}

const types: Record<LaneType, Types> = {
  float32: { number: "float", bits: "uint32_t", suffix: "f" },
  float64: { number: "double", bits: "uint64_t", suffix: "" },
  int32: { number: "int32_t", bits: "uint32_t", suffix: "" },
};

/** What the printed functions call: to be put before them, once. */
export const prelude = `#include <math.h>
#include <stdint.h>
#include <string.h>
${(["float32", "float64", "int32"] as const)
  .map((dtype) => {
    const { number, bits } = types[dtype];
    return `
static inline ${bits} bits_${dtype}(${number} x) { ${bits} b; memcpy(&b, &x, sizeof b); return b; }
static inline ${number} number_${dtype}(${bits} b) { ${number} x; memcpy(&x, &b, sizeof x); return x; }
static inline ${number} pmin_${dtype}(${number} a, ${number} b) { return b < a ? b : a; }
static inline ${number} pmax_${dtype}(${number} a, ${number} b) { return a < b ? b : a; }`;
  })
  .join("")}
${(["float32", "float64"] as const)
  .map((dtype) => {
    const { number } = types[dtype];
    // Equal numbers have equal bits, except zeros, which differ in their sign. Compilers do not vectorise loops with signbit.
    const ofEqual = (operator: string) => `number_${dtype}(bits_${dtype}(a) ${operator} bits_${dtype}(b))`;
    return `
static inline ${number} min_${dtype}(${number} a, ${number} b) {
  return a != a || b != b ? NAN : a == b ? ${ofEqual("|")} : pmin_${dtype}(a, b);
}
static inline ${number} max_${dtype}(${number} a, ${number} b) {
  return a != a || b != b ? NAN : a == b ? ${ofEqual("&")} : pmax_${dtype}(a, b);
}`;
  })
  .join("")}
`;

/** A C expression, which is a number or bits. */
interface Text {
  readonly text: string;
  readonly form: "number" | "bits";
}

type Arithmetic = (...operands: string[]) => string;

const call =
  (name: string): Arithmetic =>
  (...operands) =>
    `${name}(${operands.join(", ")})`;

const infix =
  (operator: string): Arithmetic =>
  (a, b) =>
    `(${a} ${operator} ${b})`;

const comparisons: Partial<Record<OperationName, string>> = {
  eq: "==",
  ne: "!=",
  lt: "<",
  gt: ">",
  le: "<=",
  ge: ">=",
};

const ofBits: Partial<Record<OperationName, Arithmetic>> = {
  and: infix("&"),
  or: infix("|"),
  xor: infix("^"),
  andNot: infix("& ~"),
  addBits: infix("+"),
  subBits: infix("-"),
};

function ofFloats(dtype: LaneType): Partial<Record<OperationName, Arithmetic>> {
  const { suffix } = types[dtype];
  const library = (name: string) => call(name + suffix);
  return {
    neg: (x) => `(-${x})`,
    abs: library("fabs"),
    sqrt: library("sqrt"),
    floor: library("floor"),
    ceil: library("ceil"),
    trunc: library("trunc"),
    nearest: library("rint"),
    add: infix("+"),
    sub: infix("-"),
    mul: infix("*"),
    div: infix("/"),
    ...extremes(dtype),
  };
}

function extremes(dtype: LaneType): Partial<Record<OperationName, Arithmetic>> {
  return {
    min: call(`min_${dtype}`),
    max: call(`max_${dtype}`),
    pmin: call(`pmin_${dtype}`),
    pmax: call(`pmax_${dtype}`),
  };
}

/** Without a sign, integers wrap. */
const wrapping =
  (operator: string): Arithmetic =>
  (...operands) => {
    const [a, b] = ["0", ...operands].slice(-2).map((x) => `(uint32_t)${x}`);
    return `(int32_t)(${a} ${operator} ${b})`;
  };

const arithmetic: Record<LaneType, Partial<Record<OperationName, Arithmetic>>> = {
  float32: ofFloats("float32"),
  float64: ofFloats("float64"),
  int32: {
    neg: wrapping("-"),
    abs: (x) => `(${x} < 0 ? ${wrapping("-")(x)} : ${x})`,
    add: wrapping("+"),
    sub: wrapping("-"),
    mul: wrapping("*"),
    min: call("pmin_int32"),
    max: call("pmax_int32"),
  },
};

/** The text of an expression as one form or the other. */
function inForm(form: Text["form"], { text, form: given }: Text, dtype: LaneType): string {
  return form === given ? text : `${form}_${dtype}(${text})`;
}

function number(value: number, dtype: LaneType): string {
  if (dtype === "int32") return String(Math.max(-(2 ** 31), Math.min(value, 2 ** 31 - 1)));
  const { number, suffix } = types[dtype];
  const rounded = dtype === "float32" ? Math.fround(value) : value;
  if (Number.isNaN(rounded)) return `(${number})NAN`;
  const size = Math.abs(rounded);
  const digits = /[.e]/.test(String(size)) ? String(size) : `${size}.0`;
  const text = size === Number.POSITIVE_INFINITY ? `(${number})INFINITY` : digits + suffix;
  return Object.is(rounded, size) ? text : `(-${text})`;
}

/** The statements of one function, and the names of what they have computed. */
class Printer {
  readonly lines: string[] = [];
  readonly #known = new Map<Expression, Text>();
  #names = 0;

  /** Computes the steps of a formula; what is returned gives the result. */
  formula({ inputs, steps, result }: Formula, operands: readonly string[]): Text {
    for (const [i, input] of inputs.entries()) this.#known.set(input, { text: operands[i], form: "number" });
    for (const step of steps) {
      const { text, form } = this.#step(step);
      this.#known.set(step, { text: this.#let(types[step.dtype][form], text), form });
    }
    return this.#print(result);
  }

  #let(type: string, text: string): string {
    const name = `v${this.#names++}`;
    this.lines.push(`const ${type} ${name} = ${text};`);
    return name;
  }

  #step(step: Step): Text {
    if (step.kind === "shared") return this.#print(step.value);
    const operands = step.operands.map((x) => this.#let("double", this.#printIn("number", x)));
    const result = this.formula(step.formula, operands);
    return { text: `(${types[step.dtype].number})${inForm("number", result, "float64")}`, form: "number" };
  }

  #printIn(form: Text["form"], x: Expression): string {
    return inForm(form, this.#print(x), x.dtype);
  }

  #print(x: Expression): Text {
    const known = this.#known.get(x);
    if (known !== undefined) return known;
    switch (x.kind) {
      case "constant":
        return { text: number(x.value, x.dtype), form: "number" };
      case "bits": {
        const wide = x.dtype === "float64";
        return { text: wide ? `UINT64_C(${BigInt.asUintN(64, x.value)})` : `UINT32_C(${BigInt.asUintN(32, x.value)})`, form: "bits" }; // biome-ignore format: one line
      }
      case "shift": {
        const { bits } = types[x.dtype];
        const operand = this.#printIn("bits", x.operand);
        const signed = bits.slice(1);
        const text =
          x.direction === "left" ? `(${operand} << ${x.by})` : `(${bits})((${signed})${operand} >> ${x.by})`;
        return { text, form: "bits" };
      }
      case "operation":
        return this.#operation(x.name, x.dtype, x.operands);
      default:
        throw new Error(`an operand of another formula: ${x.kind}`);
    }
  }

  #operation(name: OperationName, dtype: LaneType, operands: readonly Expression[]): Text {
    const all = (form: Text["form"]) => operands.map((x) => this.#printIn(form, x));
    const comparison = comparisons[name];
    if (comparison !== undefined) {
      return { text: `-(${types[dtype].bits})${infix(comparison)(...all("number"))}`, form: "bits" };
    }
    if (name === "select") {
      const { form } = this.#print(operands[0]);
      const [a, b] = operands.slice(0, 2).map((x) => this.#printIn(form, x));
      return { text: `(${this.#printIn("bits", operands[2])} ? ${a} : ${b})`, form };
    }
    const bits = ofBits[name];
    if (bits !== undefined) return { text: bits(...all("bits")), form: "bits" };
    const print = arithmetic[dtype][name] as Arithmetic;
    return { text: print(...all("number")), form: "number" };
  }
}

/** A function of one element or two. That of a comparison gives a mask, another one a number. */
export function printC(name: string, formula: Formula): string {
  const { inputs, result } = formula;
  const { dtype } = result;
  const printer = new Printer();
  const parameters = inputs.map((_, i) => "ab"[i]);
  const given = printer.formula(formula, parameters);
  const form = result.kind === "operation" && comparisons[result.name] !== undefined ? "bits" : "number";
  const list = inputs.map((input, i) => `${types[input.dtype].number} ${parameters[i]}`);
  const body = [...printer.lines, `return ${inForm(form, given, dtype)};`].map((line) => `  ${line}\n`);
  return `static ${types[dtype][form]} ${name}(${list.join(", ")}) {\n${body.join("")}}\n`;
}
