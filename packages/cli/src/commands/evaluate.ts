import { evaluate as evaluateModel } from "@gradiente/train";
import { loadModule } from "../model/load-module.ts";
import { withUsersCode } from "../model/model-error.ts";
import { type ObjectiveOptions, objectivesOf } from "../model/objectives.ts";
import { type ModelOptions, withWeightsOf } from "../model/open-model.ts";
import { outputShape } from "../model/outputs.ts";
import { type DataOptions, readInputs, readTargets } from "../model/read-data.ts";
import { print } from "../program.ts";
import { columns, json, printable, short } from "../show/text.ts";

/** Options of `evaluate`, as the command line has them. */
export interface EvaluateCommandOptions extends ModelOptions, ObjectiveOptions, DataOptions {
  readonly y: string;
  readonly batchSize?: number;
  readonly json?: true;
}

/** Computes loss and metrics of the model in a file, on data of files. */
export async function evaluate(file: string, options: EvaluateCommandOptions): Promise<void> {
  const module = await loadModule(file, options.export);
  // Before anything large is read.
  const { loss, metrics } = objectivesOf(module, options);
  const { model, told } = await withWeightsOf(module, options);
  const { x, samples } = await readInputs(options, model);
  const y = await readTargets(options.y, samples, await outputShape(file, model, x), model);
  const values: Readonly<Record<string, unknown>> = await withUsersCode(file, "the evaluation", () =>
    evaluateModel(model, { x, y } as never, {
      ...(loss !== undefined && { loss: loss as never }),
      metrics: metrics as never,
      ...(options.batchSize !== undefined && { batchSize: options.batchSize }),
    }),
  );
  if (options.json) {
    print(json({ file, weights: told, samples, values }));
    return;
  }
  print(`${printable(file)} with ${printable(told)}: ${samples} samples`);
  const all = Object.entries(values);
  const isShort = ([, value]: [string, unknown]) => typeof value === "number";
  const rows = all.filter(isShort).map(([name, value]) => [printable(name), short(value as number)]);
  for (const line of columns(rows)) print(line);
  for (const [name, value] of all.filter((entry) => !isShort(entry))) {
    print("");
    print(printable(name));
    for (const line of linesOf(value)) print(line);
  }
}

/** A matrix as one; what knows how to write itself (lists do) as that, and all else as JSON. */
function linesOf(value: unknown): string[] {
  if (isMatrix(value)) {
    const rows = value.map((row) => row.map(String));
    return columns(rows, new Set(rows[0]?.keys()));
  }
  const isPlain = typeof value !== "object" || value === null || value.toString === Object.prototype.toString;
  return (isPlain ? json(value) : String(value)).split("\n").filter((line) => line.trim() !== "");
}

function isMatrix(value: unknown): value is readonly (readonly number[])[] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row));
}
