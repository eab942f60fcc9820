import type { Tensor } from "@gradiente/core";
import { bundleParts } from "@gradiente/datasets";
import { encodeCsv } from "@gradiente/formats";
import { saveTensors } from "@gradiente/formats/files";
import { loadModule } from "../model/load-module.ts";
import { ModelError } from "../model/model-error.ts";
import { type ModelOptions, withWeightsOf } from "../model/open-model.ts";
import { classesOf, outputsOf } from "../model/outputs.ts";
import { type DataOptions, readInputs } from "../model/read-data.ts";
import { print, UsageError } from "../program.ts";
import { json, printable } from "../show/text.ts";

/** Options of `predict`, as the command line has them. */
export interface PredictCommandOptions extends ModelOptions, Omit<DataOptions, "y"> {
  readonly output?: string;
  readonly classes?: true;
  readonly threshold?: number;
  readonly batchSize?: number;
  readonly json?: true;
}

/** The name of the predictions in a file. */
const NAME = "prediction";

/** Computes what the model in a file gives for inputs of files: into a file, or as rows of text. */
export async function predict(file: string, options: PredictCommandOptions): Promise<void> {
  const { classes, threshold } = options;
  if (threshold !== undefined && !classes)
    throw new UsageError("--threshold goes with --classes: it tells class 1 from class 0");
  const { model, told } = await withWeightsOf(await loadModule(file, options.export), options);
  const { x, samples } = await readInputs(options, model);
  const outputs = await outputsOf(file, model, x, options.batchSize);
  const named = bundleParts("predict", NAME, outputs).map(([name, output]) => {
    return [name, classes ? classesOf(output, threshold ?? 0.5) : output] as const;
  });
  if (options.output !== undefined) await saveTensors(options.output, named);
  if (options.json) {
    const shown = named.map(([name, output]) => ({
      name,
      dtype: output.dtype,
      shape: output.shape,
      ...(options.output === undefined && { values: output.toArray() }),
    }));
    print(json({ file, weights: told, samples, output: options.output ?? null, predictions: shown }));
  } else if (options.output !== undefined) {
    print(
      `${printable(options.output)}: ${samples} predictions of ${printable(file)} with ${printable(told)}`,
    );
  } else {
    for (const line of rowsOf(file, named)) print(line);
  }
}

/** The predictions as text, a line a sample. */
function rowsOf(file: string, named: readonly (readonly [string, Tensor])[]): string[] {
  const [[, output], ...more] = named;
  if (more.length > 0) {
    const names = named.map(([name]) => name).join(", ");
    throw new ModelError(`${file}: it gives ${names}; write them to a file, as in --output predictions.npz`);
  }
  const rows = output.ndim > 2 ? output.reshape([output.shape[0], -1]) : output;
  return Buffer.from(encodeCsv(rows)).toString("utf8").trimEnd().split("\n");
}
