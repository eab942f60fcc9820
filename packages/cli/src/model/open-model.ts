import { UsageError } from "../program.ts";
import type { LoadedModule } from "./load-module.ts";
import { findWeights, load } from "./load-weights.ts";

/** How the command line names a model and its weights. */
export interface ModelOptions {
  readonly export?: string;
  readonly weights?: string;
  readonly best?: true;
}

/** A model with its weights, and what they are in words. */
export interface OpenedModel extends LoadedModule {
  readonly told: string;
}

/** A model with the weights that are named, or else those that it has when it is loaded. */
export async function withWeightsOf(
  module: LoadedModule,
  { weights, best }: Pick<ModelOptions, "weights" | "best">,
): Promise<OpenedModel> {
  if (weights === undefined && best) throw new UsageError("--best goes with --weights: of which run?");
  if (weights === undefined) return { ...module, told: "the weights that it comes with" };
  const found = await findWeights(weights, best === true);
  load(module, found);
  return { ...module, told: found.told };
}
