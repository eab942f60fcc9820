import { formatShape, interceptForward, noGrad, type Shape, Tensor, zeros } from "@gradiente/core";
import { checkArgument, checkShape, instanceOf } from "@gradiente/core/arguments";
import { type AnyModule, Module } from "./module.ts";

/** One module of a {@link ModelSummary}. */
export interface SummaryRow {
  /** The path of the module in the model; empty for the model itself. */
  readonly path: string;
  /** The name of the module's class. */
  readonly type: string;
  /** The shape of the output of its first call; null if the output is not a tensor, or if the module was not called. */
  readonly outputShape: Shape | null;
  /** The number of trainable values of the module and of all modules in it. */
  readonly parameters: number;
}

/** A table of the modules of a model. `String(summary)` gives it as text. */
export interface ModelSummary {
  /** The model first, then the modules in it. Outer modules come before inner ones. */
  readonly rows: readonly SummaryRow[];
  /** The number of trainable values, each counted once. */
  readonly parameters: number;
  /** The table as text, one module a line. */
  toString(): string;
}

const aModule = instanceOf("a Module", Module);

/**
 * Runs a model once, in evaluation mode and without recording gradients, and lists its modules with the shapes of their
 * outputs and their numbers of trainable values.
 *
 * @param input - An input, or the shape of one (float32 zeros are put in): `[1, 784]`.
 * @example console.log(String(summary(model, [1, 4])))
 */
export function summary(model: Module, input: Tensor | Shape): ModelSummary {
  checkArgument("summary", "the model", model, aModule);
  const x = input instanceof Tensor ? input : zeros(checkShape("summary", input));
  const modules = model.modules();
  const training = [...modules.values()].map((module) => module.training);
  const shapes = new Map<AnyModule, Shape | null>();
  const noteShape = (module: AnyModule, call: () => unknown): unknown => {
    const output = call();
    if (!shapes.has(module)) shapes.set(module, output instanceof Tensor ? output.shape : null);
    return output;
  };
  try {
    model.eval();
    interceptForward(modules.values(), noteShape, () => noGrad(() => model.forward(x)));
  } finally {
    [...modules.values()].forEach((module, i) => {
      module.training = training[i];
    });
  }
  const rows = [...modules].map(([path, module]) => ({
    path,
    type: module.constructor.name,
    outputShape: shapes.get(module) ?? null,
    parameters: countParameters(module),
  }));
  const parameters = countParameters(model);
  return { rows, parameters, toString: () => format(rows, parameters) };
}

function countParameters(module: AnyModule): number {
  return [...module.parameters().values()].reduce((total, { size }) => total + size, 0);
}

function format(rows: readonly SummaryRow[], parameters: number): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const cells = rows.map(({ path, type, outputShape, parameters: own }) => [
    path === "" ? type : `${"  ".repeat(path.split(".").length)}${path} ${type}`,
    outputShape === null ? "" : formatShape(outputShape),
    count(own),
  ]);
  const table = [["module", "output shape", "parameters"], ...cells];
  const widths = [0, 1, 2].map((column) =>
    table.reduce((most, row) => Math.max(most, row[column].length), 0),
  );
  const lines = table.map(([name, shape, own]) =>
    `${name.padEnd(widths[0])}  ${shape.padEnd(widths[1])}  ${own.padStart(widths[2])}`.trimEnd(),
  );
  return `${lines.join("\n")}\n${count(parameters)} trainable parameters`;
}
