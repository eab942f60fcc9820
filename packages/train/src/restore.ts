import type { AnyTrainingOptions } from "./training-options.ts";
import type { TrainingState } from "./training-state.ts";

/**
 * What a training goes on from, and what to call if it cannot begin.
 *
 * @throws TypeError if no callback keeps the place that is to be resumed from.
 */
export async function restored({ resume, callbacks = [] }: AnyTrainingOptions): Promise<{
  readonly state: TrainingState | undefined;
  readonly release: () => Promise<void>;
}> {
  if (typeof resume !== "string") return { state: resume, release: async () => {} };
  const keepers = callbacks.filter(({ keeps, onRestore }) => keeps !== undefined && onRestore !== undefined);
  const keeper = keepers.find(({ keeps }) => keeps === resume);
  if (keeper === undefined) {
    const others = keepers.map(({ keeps }) => `"${keeps}"`);
    const found = others.length === 0 ? "" : `; there are callbacks that keep ${others.join(", ")}`;
    throw new TypeError(
      `fit: no callback keeps "${resume}", from which to resume${found}; add ` +
        `new ModelCheckpoint({ directory: "${resume}" }) of @gradiente/train/node to callbacks, or, for one file, pass ` +
        "resume: await loadCheckpoint(file)",
    );
  }
  return { state: await keeper.onRestore?.(), release: async () => keeper.onRelease?.() };
}
