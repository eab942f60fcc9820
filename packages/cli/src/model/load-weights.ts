import { stat } from "node:fs/promises";
import type { Tensor } from "@gradiente/core";
import { decodeTrainingState, type TrainingState } from "@gradiente/train";
import { loadCheckpoint, loadWeights } from "@gradiente/train/node";
import { UsageError } from "../program.ts";
import { read } from "../read.ts";
import { inOneLine } from "../show/text.ts";
import type { LoadedModule } from "./load-module.ts";
import { ModelError } from "./model-error.ts";

/** Weights, and where they are from in words. */
export interface FoundWeights {
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly told: string;
}

/**
 * The weights of a file of any format, or of the newest or best checkpoint of a run. Of a training with averages of the
 * weights (the option `ema` of fit), they are the averages, as in its validation.
 */
export async function findWeights(path: string, best: boolean): Promise<FoundWeights> {
  const isDirectory = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (best && !isDirectory) throw new UsageError(`--best: ${path} is no directory of a run`);
  if (isDirectory) return ofState(path, await loadCheckpoint(path, { best }));
  const { format, tensors, values } = await read(path);
  const kind = format === "safetensors" ? String(values.get("format")) : "";
  if (kind.startsWith("gradiente-training-")) {
    const metadata = Object.fromEntries([...values].map(([name, value]) => [name, String(value)]));
    return ofState(path, decodeTrainingState({ tensors, metadata }, path));
  }
  // Our own files have a checksum, which is looked at there.
  const isOwn = kind.startsWith("gradiente-weights-");
  return { weights: isOwn ? await loadWeights(path) : tensors, told: path };
}

/** The weights of a training state. */
export function ofState(path: string, { model, ema, history }: TrainingState): FoundWeights {
  const average = ".average";
  const averages = [...(ema ?? [])].flatMap(([name, x]): [string, Tensor][] =>
    name.endsWith(average) ? [[name.slice(0, -average.length), x]] : [],
  );
  const what = averages.length === 0 ? "" : "averages of the weights, ";
  return {
    weights: new Map([...model, ...averages]),
    told: `${path}, ${what}epoch ${history.length}`,
  };
}

/** Loads weights into a model. */
export function load({ file, model }: LoadedModule, { weights, told }: FoundWeights): void {
  try {
    model.loadStateDict(weights);
  } catch (error) {
    const message = inOneLine((error as Error).message);
    throw new ModelError(`${told}: the weights are not those of ${file}: ${message}`, { cause: error });
  }
}
