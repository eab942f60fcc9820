import { formatShape, noGrad, type Shape, Tensor, zeros } from "@gradiente/core";
import type { AnyModule, Module } from "./module.ts";

/** One module of a {@link ModelSummary}. */
export interface SummaryRow {
  /** Where it stands in the model; empty for the model itself. */
  readonly path: string;
  /** The name of its class. */
  readonly type: string;
  /** The shape of what it gave, of its first call; null for what is no tensor, or if it was not called. */
  readonly outputShape: Shape | null;
  /** The number of trainable values of its own and of all modules in it. */
  readonly parameters: number;
}

/** What a model is made of, as a table: `String(summary)`. */
export interface ModelSummary {
  /** The model first, then the modules in it, outer ones before those in them. */
  readonly rows: readonly SummaryRow[];
  /** The number of trainable values, each counted once. */
  readonly parameters: number;
  toString(): string;
}

/**
 * Runs a model once, in evaluation and without recording, and lists its modules with the shapes of what they give
 * and their numbers of trainable values.
 *
 * @param input - An input, or the shape of one (float32 zeros are put in): `[1, 784]`.
 * @example console.log(String(summary(model, [1, 4])))
 */
export function summary(model: Module, input: Tensor | Shape): ModelSummary {
  const x = input instanceof Tensor ? input : zeros(input);
  const modules = model.modules();
  const training = [...modules.values()].map((module) => module.training);
  const shapes = new Map<AnyModule, Shape | null>();
  const unwatch = [...new Set(modules.values())].map((module) => watch(module, shapes));
  try {
    model.eval();
    noGrad(() => model.forward(x));
  } finally {
    for (const restore of unwatch) restore();
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

/** Notes the shape of a module's first output, until it is undone: by a `forward` that hides the module's own. */
function watch(module: AnyModule, shapes: Map<AnyModule, Shape | null>): () => void {
  const field = Object.getOwnPropertyDescriptor(module, "forward");
  const { forward } = module;
  module.forward = (...inputs: never): unknown => {
    const output = forward.apply(module, inputs);
    if (!shapes.has(module)) shapes.set(module, output instanceof Tensor ? output.shape : null);
    return output;
  };
  return () => {
    if (field === undefined) Reflect.deleteProperty(module, "forward");
    else Object.defineProperty(module, "forward", field);
  };
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
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map(([name, shape, own]) =>
    `${name.padEnd(widths[0])}  ${shape.padEnd(widths[1])}  ${own.padStart(widths[2])}`.trimEnd(),
  );
  return `${lines.join("\n")}\n${count(parameters)} trainable parameters`;
}
