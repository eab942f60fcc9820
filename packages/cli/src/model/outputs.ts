import type { Tensor } from "@gradiente/core";
import { type Bundle, mapBundle } from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";
import { predict } from "@gradiente/train";
import { withUsersCode } from "./model-error.ts";
import type { ReadData } from "./read-data.ts";

/** What a model gives for inputs: a tensor, or several. */
export function outputsOf(
  file: string,
  model: AnyModule,
  x: ReadData["x"],
  batchSize?: number,
): Promise<Bundle> {
  const options = batchSize === undefined ? {} : { batchSize };
  return withUsersCode(file, "computing the predictions", () => predict(model as never, x as never, options));
}

/** The shape of what a model gives for one sample; undefined if it gives several tensors. */
export async function outputShape(
  file: string,
  model: AnyModule,
  x: ReadData["x"],
): Promise<readonly number[] | undefined> {
  const first = mapBundle(x as Bundle, (part) => part.slice([[0, 1]]));
  const output = await outputsOf(file, model, first as ReadData["x"]);
  return isTensor(output) ? output.shape : undefined;
}

/** By what it has: a program may hold two copies of a class. */
export function isTensor(output: Bundle): output is Tensor {
  return "toTypedArray" in output;
}

/** Whether predictions are scores of classes along axis 1. */
export function hasClasses({ ndim, shape }: Tensor): boolean {
  return ndim >= 2 && shape[1] > 1;
}

/** The classes that scores stand for: the largest along axis 1, or whether a single one is above the threshold. */
export function classesOf(scores: Tensor, threshold: number): Tensor {
  if (hasClasses(scores)) return scores.argmax(1);
  return scores.reshape([scores.shape[0]]).gt(threshold).cast("int32");
}
