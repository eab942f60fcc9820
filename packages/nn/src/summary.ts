import { formatShape, noGrad, profile, type Shape, Tensor, Variable, zeros } from "@gradiente/core";
import { checkArgument, checkShape, instanceOf, isMap, isPlain } from "@gradiente/core/arguments";
import { outputsOf } from "./activations.ts";
import { type AnyModule, Module } from "./module.ts";
import { parameterCount } from "./parameter-count.ts";

/** One module of a {@link ModelSummary}. Its numbers count what is in it too. */
export interface SummaryRow {
  /** The path of the module in the model; empty for the model itself. */
  readonly path: string;
  /** The name of the module's class. */
  readonly type: string;
  /** The shapes of the tensors in the output of its first call; null if the module was not called. */
  readonly outputShapes: readonly Shape[] | null;
  /** The number of values in its Parameters. */
  readonly parameters: number;
  /**
   * How many products its matrix products and convolutions add up in one forward pass, counted as they ran. What a
   * window reads of the padding counts, as in other libraries.
   */
  readonly multiplyAdds: number;
  /** The bytes of the results that it computed. A training keeps most of them until the backward pass. */
  readonly memory: number;
}

/** A table of the modules of a model. `String(summary)` gives it as text. */
export interface ModelSummary {
  /** The model first, then the modules in it. Outer modules come before inner ones. */
  readonly rows: readonly SummaryRow[];
  /** The number of values in the Parameters, each counted once. */
  readonly parameters: number;
  /** How many of these are trained: those of Parameters that are not frozen. */
  readonly trainable: number;
  /** The products that the whole model adds up in one forward pass. */
  readonly multiplyAdds: number;
  /** The bytes of all results of one forward pass. */
  readonly memory: number;
  /** The table as text, one module a line. */
  toString(): string;
}

/** What stands for the inputs of a model: themselves, or shapes in the place of tensors. */
export type SummaryInputs<Inputs extends readonly unknown[]> = {
  readonly [Position in keyof Inputs]: Inputs[Position] | Shape;
};

const aModule = instanceOf("a Module", Module);

/**
 * Runs a model once, in evaluation mode and without recording gradients, and lists its modules with the shapes of their
 * outputs, their numbers of parameters, their multiplications and the bytes of their results. The numbers of a module
 * that is called several times are those of all its calls.
 *
 * @param inputs what `forward` takes; in the place of a tensor its shape, such as `[1, 784]` (float32 zeros are put in).
 * @throws Error inside of `profile` or `detectAnomaly`, and whatever `forward` throws.
 * @example
 * const model = new Sequential(new Dense(4, 10), new Tanh(), new Dense(10, 3));
 * console.log(String(summary(model, [1, 4])));
 */
export function summary<Inputs extends readonly unknown[]>(
  model: Module<Inputs, unknown>,
  ...inputs: SummaryInputs<Inputs>
): ModelSummary {
  checkArgument("summary", "the model", model, aModule);
  const given = inputs.map(inputOf) as unknown as Inputs;
  const modules = model.modules();
  const training = [...modules.values()].map((module) => module.training);
  let outputs = new Map<AnyModule, unknown>();
  const run = () => {
    outputs = outputsOf(modules.values(), () => noGrad(() => model.forward(...given)));
  };
  const work = new Map<AnyModule, { readonly multiplyAdds: number; readonly written: number }>();
  try {
    model.eval();
    for (const row of profile(run, { modules }).modules) work.set(modules.get(row.name) as AnyModule, row);
  } finally {
    [...modules.values()].forEach((module, i) => {
      module.training = training[i];
    });
  }
  const rows = [...modules].map(([path, module]) => {
    const inside = [...new Set(module.modules().values())].flatMap((inner) => work.get(inner) ?? []);
    return {
      path,
      type: module.constructor.name,
      outputShapes: outputs.has(module) ? shapesIn(outputs.get(module)) : null,
      parameters: parameterCount(module),
      multiplyAdds: inside.reduce((total, { multiplyAdds }) => total + multiplyAdds, 0),
      memory: inside.reduce((total, { written }) => total + written, 0),
    };
  });
  const [{ parameters, multiplyAdds, memory }] = rows;
  const trainable = parameterCount(model, { trainable: true });
  const whole = { rows, parameters, trainable, multiplyAdds, memory };
  return { ...whole, toString: () => format(whole) };
}

/** A tensor for a shape, and anything else as it is. */
function inputOf(input: unknown): unknown {
  const isShape = Array.isArray(input) && input.every((n) => typeof n !== "object");
  return isShape ? zeros(checkShape("summary", input)) : input;
}

/** The shapes of the tensors in an output: it may be a list, a Map or a record, also in each other. */
function shapesIn(output: unknown, levels = 4): Shape[] {
  if (output instanceof Tensor || output instanceof Variable) return [output.shape];
  if (typeof output !== "object" || output === null || levels === 0) return [];
  const items = isMap(output)
    ? [...output.values()]
    : Array.isArray(output) || isPlain(output)
      ? Object.values(output)
      : [];
  return items.flatMap((item) => shapesIn(item, levels - 1));
}

function format({
  rows,
  parameters,
  trainable,
  multiplyAdds,
  memory,
}: Omit<ModelSummary, "toString">): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const cells = rows.map(({ path, type, outputShapes, ...row }) => [
    path === "" ? type : `${"  ".repeat(path.split(".").length)}${path} ${type}`,
    (outputShapes ?? []).map(formatShape).join(" "),
    count(row.parameters),
    count(row.multiplyAdds),
    bytes(row.memory),
  ]);
  const table = [["module", "output shape", "parameters", "multiply-adds", "memory"], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join("  ")
      .trimEnd(),
  );
  const frozen = trainable < parameters ? `, ${count(trainable)} of them trainable` : "";
  return (
    `${lines.join("\n")}\n${count(parameters)} parameters${frozen}; ` +
    `${count(multiplyAdds)} multiply-adds and ${bytes(memory)} of results in one forward pass`
  );
}

function bytes(n: number): string {
  const power = Math.max(0, Math.min(3, Math.floor(Math.log10(n) / 3)));
  return power === 0 ? `${n} B` : `${(n / 1000 ** power).toFixed(1)} ${" kMG"[power]}B`;
}
