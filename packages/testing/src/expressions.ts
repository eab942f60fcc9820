import { formatShape, type Tensor } from "@gradiente/core";
import fc from "fast-check";
import { operations as all, type Operation } from "./operations.ts";
import { broadcastableTo, type ShapeOptions, shapes } from "./shapes.ts";
import { tensors } from "./tensors.ts";

export interface ExpressionOptions {
  /** What it is made of: {@link operations} unless said otherwise. */
  readonly operations?: readonly Operation[];
  /** How many operations at most, and so how deep at most: 12 unless said otherwise. */
  readonly depth?: number;
  /** How many inputs at most: 3 unless said otherwise. */
  readonly inputs?: number;
  /** Which shapes the inputs have: up to three axes of size 1 to 3 unless said otherwise. */
  readonly shape?: ShapeOptions;
}

/** An operation applied to earlier values: the inputs come first, then the results of the steps before. */
interface Step {
  readonly operation: Operation;
  readonly operands: readonly number[];
}

/** A random function of tensors, and inputs for it. Printed, it is code that can be run. */
export class Expression {
  /** float64, of moderate values. */
  readonly inputs: readonly Tensor[];
  readonly #steps: readonly Step[];

  /** @internal */
  constructor(inputs: readonly Tensor[], steps: readonly Step[]) {
    this.inputs = inputs;
    this.#steps = steps;
  }

  /** The function; takes tensors of the inputs' shapes. */
  readonly f = (...inputs: Tensor[]): Tensor => {
    const values = [...inputs];
    for (const { operation, operands } of this.#steps) {
      values.push(operation.apply(...operands.map((at) => values[at])));
    }
    return values[values.length - 1];
  };

  /** The number of operations on the longest path. */
  get depth(): number {
    const depths = this.inputs.map(() => 0);
    for (const { operands } of this.#steps) depths.push(1 + Math.max(...operands.map((at) => depths[at])));
    return depths[depths.length - 1];
  }

  toString(): string {
    const { length } = this.inputs;
    const name = (at: number) => (at < length ? `x${at}` : `y${at - length}`);
    const inputs = this.inputs.map(
      (x, i) =>
        `const ${name(i)} = tensor(${JSON.stringify(x.toArray())}, { dtype: "float64" }); // ${formatShape(x.shape)}`,
    );
    const steps = this.#steps.map(
      ({ operation, operands }, i) =>
        `const ${name(length + i)} = ${codeOf(operation.apply, operands.map(name))};`,
    );
    return ["", ...inputs, ...steps].join("\n");
  }
}

/** A call of a function as code: the body of an arrow function of one expression, with other names. */
function codeOf(f: (...operands: Tensor[]) => Tensor, operands: readonly string[]): string {
  // Bundlers call what is imported `(0, module.name)`.
  const source = String(f)
    .replace(/\(0,\s*[\w$]+\.([\w$]+)\)/g, "$1")
    .replace(/\s+/g, " ");
  const arrow = /^\(?([\w$, ]*?)\)? ?=> ?([^{ ].*)$/.exec(source);
  if (arrow === null) return `${f.name || "f"}(${operands.join(", ")})`;
  const parameters = arrow[1].split(",").map((parameter) => parameter.trim());
  return arrow[2].replace(/(?<![\w$]|(?<!\.\.)\.)[\w$]+(?![\w$])/g, (word) => {
    const position = parameters.indexOf(word);
    return position === -1 ? word : operands[position];
  });
}

/** What a step is drawn as: where to look for operands, counted back from the latest value. */
interface Draw {
  /** Null for none, which is what they shrink to. */
  readonly operation: Operation | null;
  readonly first: number;
  readonly others: number;
}

/**
 * Random expressions over random shapes, as deep as asked for: to try an op in all company. They shrink to fewer
 * operations of fewer, smaller and rounder inputs.
 *
 * @example
 * const pool = [...operations, { apply: (x: Tensor) => swish(x) }];
 * fc.assert(fc.property(expressions({ operations: pool }), ({ f, inputs }) => void checkGradients(f, inputs)));
 */
export function expressions(options: ExpressionOptions = {}): fc.Arbitrary<Expression> {
  const { operations = all, depth = 12, inputs = 3, shape = { maximumAxes: 3, maximumSize: 3 } } = options;
  const input = shapes(shape).chain((common) => {
    const one = broadcastableTo(common).chain((fitting) =>
      tensors({ shape: fitting, minimum: -2, maximum: 2 }),
    );
    return fc.array(one, { minLength: 1, maxLength: inputs });
  });
  const draw: fc.Arbitrary<Draw> = fc.record({
    operation: fc.constantFrom(null, ...operations),
    // Mostly the latest value, or nothing would be deep.
    first: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(depth) }),
    others: fc.nat(99),
  });
  // Not every one of them will apply.
  const draws = fc.array(draw, { minLength: 1, maxLength: 2 * depth, size: "max" });
  // The draws shrink first: small inputs are where many errors do not show.
  return fc.tuple(draws, input).map(([drawn, given]) => assemble(given, drawn, depth));
}

/** Results beyond these are left out, so that finite differences stay exact and expressions quick. */
const LARGEST = { size: 64, value: 50 };

/** Draws that apply, in order, up to a number of them, one after another; those that the last of them does not need are left out. */
function assemble(inputs: readonly Tensor[], draws: readonly Draw[], most: number): Expression {
  const values = [...inputs];
  const steps: Step[] = [];
  for (const { operation, first, others } of draws) {
    if (operation === null || steps.length === most) continue;
    const operands = choose(operation, values, first, others);
    if (operands === null) continue;
    const result = operation.apply(...operands.map((at) => values[at]));
    if (result.size === 0 || result.size > LARGEST.size) continue;
    if (!result.toTypedArray().every((value) => Math.abs(value) <= LARGEST.value)) continue;
    values.push(result);
    steps.push({ operation, operands });
  }
  return new Expression(inputs, needed(steps, inputs.length));
}

/** Operands that fit: the first as drawn, the others the first ones to fit from the drawn place on. */
function choose(
  { apply, fits = () => true }: Operation,
  values: readonly Tensor[],
  first: number,
  others: number,
): number[] | null {
  const count = values.length;
  const start = count - 1 - (first % count);
  const combinations = count ** (apply.length - 1);
  for (let attempt = 0; attempt < combinations; attempt++) {
    let code = others + attempt;
    const operands = [start];
    for (let position = 1; position < apply.length; position++) {
      operands.push(count - 1 - (code % count));
      code = Math.floor(code / count);
    }
    if (fits(...operands.map((at) => values[at]))) return operands;
  }
  return null;
}

function needed(steps: readonly Step[], inputs: number): Step[] {
  const places = new Map<number, number>(Array.from({ length: inputs }, (_, i) => [i, i]));
  const used = new Set<number>([inputs + steps.length - 1]);
  for (let i = steps.length - 1; i >= 0; i--) {
    if (used.has(inputs + i)) for (const at of steps[i].operands) used.add(at);
  }
  const kept: Step[] = [];
  steps.forEach(({ operation, operands }, i) => {
    if (!used.has(inputs + i)) return;
    places.set(inputs + i, inputs + kept.length);
    kept.push({ operation, operands: operands.map((at) => places.get(at) as number) });
  });
  return kept;
}
