import { formatShape, type Tensor } from "@gradiente/core";
import { check, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import fc from "fast-check";
import { operations as all, type Operation } from "./operations.ts";
import { broadcastableTo, type ShapeOptions, shapesOf } from "./shapes.ts";
import { tensors } from "./tensors.ts";

/** Options of {@link expressions}. */
export interface ExpressionOptions {
  /** The operations in expressions. Default: {@link operations}. */
  readonly operations?: readonly Operation[];
  /** The largest number of operations, which is also the largest depth. Default: 12. */
  readonly depth?: number;
  /** The largest number of inputs. Default: 3. */
  readonly inputs?: number;
  /** The shapes of the inputs. Default: up to three axes of size 1 to 3. */
  readonly shape?: ShapeOptions;
}

/** An operation applied to earlier values. The values are the inputs, then the results of earlier steps. */
interface Step {
  readonly operation: Operation;
  readonly operands: readonly number[];
}

/**
 * A random function of tensors, and inputs for it. As text, it is code that can be run.
 *
 * @example
 * ```ts
 * import { expressions } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * fc.assert(fc.property(expressions(), (expression) => String(expression).length > 0));
 * ```
 */
export class Expression {
  /** The inputs, float64 tensors of moderate values. */
  readonly inputs: readonly Tensor[];
  readonly #steps: readonly Step[];

  /** @internal */
  constructor(inputs: readonly Tensor[], steps: readonly Step[]) {
    this.inputs = inputs;
    this.#steps = steps;
  }

  /** The function. It takes tensors of the shapes of the inputs. */
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

  /** The inputs and the function as code. */
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

/** The call of a function as code: the body of an arrow function of one expression, with its parameters replaced. */
function codeOf(f: (...operands: Tensor[]) => Tensor, operands: readonly string[]): string {
  // Bundlers write calls of imported functions as `(0, module.name)`.
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

const EXPRESSIONS = declareOptions<ExpressionOptions>({
  operations: check(
    "a list of operations, { apply } with a function, not empty",
    (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      Array.from(value).every(
        (each: Partial<Operation> | null | undefined) => typeof each?.apply === "function",
      ),
  ),
  depth: whole(1, 10_000),
  inputs: whole(1, 1000),
  shape: check("options of shapes", (value) => typeof value === "object" && value !== null),
});

/** The random numbers of a step: its operation, and the positions of its operands, counted back from the latest value. */
interface Draw {
  /** Null for no step. Draws shrink to null. */
  readonly operation: Operation | null;
  readonly first: number;
  readonly others: number;
}

/**
 * Random expressions over random shapes, to test an op in combination with others. They shrink to fewer operations of
 * fewer, smaller and rounder inputs.
 *
 * @example
 * ```ts
 * import { checkGradients, type Tensor } from "@gradiente/core";
 * import { expressions, operations } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * const swish = (x: Tensor) => x.mul(x.sigmoid());
 * const pool = [...operations, { apply: (x: Tensor) => swish(x) }];
 * fc.assert(fc.property(expressions({ operations: pool }), ({ f, inputs }) => void checkGradients(f, inputs)));
 * ```
 */
export function expressions(options?: ExpressionOptions): fc.Arbitrary<Expression> {
  const {
    operations = all,
    depth = 12,
    inputs = 3,
    shape = { maximumAxes: 3, maximumSize: 3 },
  } = optionsOf("expressions", options, EXPRESSIONS);
  const input = shapesOf("expressions: shape", shape).chain((common) => {
    const one = broadcastableTo(common).chain((fitting) =>
      tensors({ shape: fitting, minimum: -2, maximum: 2 }),
    );
    return fc.array(one, { minLength: 1, maxLength: inputs });
  });
  const draw: fc.Arbitrary<Draw> = fc.record({
    operation: fc.constantFrom(null, ...operations),
    // Mostly the latest value, so that expressions are deep.
    first: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(depth) }),
    others: fc.nat(99),
  });
  // More than needed, because some of them do not fit.
  const draws = fc.array(draw, { minLength: 1, maxLength: 2 * depth, size: "max" });
  // The draws shrink before the inputs, because many errors do not appear with small inputs.
  return fc.tuple(draws, input).map(([drawn, given]) => assemble(given, drawn, depth));
}

/** Results larger than this are left out, so that finite differences are exact and expressions are fast. */
const LARGEST = { size: 64, value: 50 };

/** An expression of the draws that fit, in order, up to `most` of them, without steps that the last one does not need. */
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

/** Operands that fit. The first is the drawn one; the others are the first that fit, starting at the drawn position. */
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
