import { formatShape, type Tensor, warn } from "@gradiente/core";
import { type AnyDataset, type Bundle, bundleParts, isBundle } from "@gradiente/datasets";
import { type AnyModule, Module } from "@gradiente/nn";
import { type AnyData, toDataset } from "./batches.ts";
import { checksumOf } from "./checksum.ts";
import type { AnyTrainingOptions } from "./training-options.ts";
import type { TrainingSetup } from "./training-state.ts";

/** What a training is set up with, but for the learning rate, which changes. Data are read once. */
export function setupOf(
  model: AnyModule,
  options: AnyTrainingOptions,
  defaultBatchSize: number,
): Omit<TrainingSetup, "learningRate"> {
  const { data, validation, validationSplit, accumulate = 1, shuffle = true } = options;
  const isBatched = toDataset("fit", data) === undefined;
  // A bundler may have renamed classes, and may rename them otherwise next time.
  const hasNames = Module.name === "Module";
  return {
    model: hasNames ? classesOf(model) : null,
    optimizer: hasNames ? options.optimizer.constructor.name : null,
    data: described(data),
    validation:
      validation !== undefined
        ? described(validation)
        : validationSplit !== undefined
          ? `${validationSplit} of the data`
          : null,
    batchSize: isBatched ? null : (options.batchSize ?? defaultBatchSize),
    accumulate,
    shuffle,
  };
}

function classesOf(model: AnyModule): string[] {
  return [...model.modules()].map(([path, module]) =>
    path === "" ? module.constructor.name : `${path}: ${module.constructor.name}`,
  );
}

/** What data are, in words; null for an iterable that does not say. */
function described(data: AnyData): string | null {
  const dataset = toDataset("fit", data);
  if (dataset !== undefined) return describedDataset(dataset);
  const { dataset: inside, batchSize } = data as { readonly dataset?: AnyData; readonly batchSize?: unknown };
  if (typeof inside !== "object" || inside === null || !("size" in inside)) return null;
  return `batches of ${batchSize} of ${describedDataset(inside as AnyDataset)}`;
}

function describedDataset(dataset: AnyDataset): string {
  const { x, y } = dataset as { readonly x?: Bundle; readonly y?: Bundle };
  const size = `${dataset.size} samples`;
  if (!isBundle(x) || !isBundle(y)) return size;
  const parts = [...named("x", x), ...named("y", y)];
  const rows = parts.map(([name, part]) => `${name} ${part.dtype} ${formatShape(part.shape.slice(1))}`);
  // Elements that cannot be read at once are not compared.
  const canRead = parts.every(([, { backend }]) => backend.readNow !== undefined);
  return [size, ...rows, ...(canRead ? [`checksum ${checksumOf(parts, {})}`] : [])].join(", ");
}

const named = (name: string, bundle: Bundle): [string, Tensor][] =>
  bundleParts("fit", name, bundle).map(([part, x]) => [part, x]);

/** What is compared, and what it is called in words. */
const COMPARED = {
  model: "model",
  optimizer: "optimizer",
  data: "data",
  validation: "validation data",
  batchSize: "batchSize",
  accumulate: "accumulate",
  shuffle: "shuffle",
} as const;

/**
 * @throws TypeError if a state is of a training that was set up otherwise; it names all that differs. What one of the two
 * does not say is not compared.
 */
export function checkSetup(saved: TrainingSetup, now: Omit<TrainingSetup, "learningRate">): void {
  const changes = (Object.keys(COMPARED) as (keyof typeof COMPARED)[]).flatMap((name) => {
    const pair = firstDifference(saved[name], now[name]);
    return pair === undefined ? [] : [`${COMPARED[name]}: ${pair[0]} then, ${pair[1]} now`];
  });
  if (changes.length === 0) return;
  throw new TypeError(
    `fit: the state to resume is of a training that was set up otherwise (${changes.join("; ")}); give it what it had, ` +
      "or, to go on all the same, resume: { ...state, setup: undefined }, where state is await loadCheckpoint(...)",
  );
}

type Setting = TrainingSetup[keyof typeof COMPARED];

/** Where two settings differ: of lists, the first entries that do. */
function firstDifference(saved: Setting, now: Setting): readonly [unknown, unknown] | undefined {
  if (saved === null || now === null) return undefined;
  const [one, other] = [saved, now].map((setting) => [setting].flat());
  const at = Array.from({ length: Math.max(one.length, other.length) }, (_, i) => i).find(
    (i) => one[i] !== other[i],
  );
  return at === undefined ? undefined : [one[at] ?? "nothing more", other[at] ?? "nothing more"];
}

/** Warns if the rate of the next update is not what it was to be. */
export function compareRates(saved: number | null, now: number): void {
  if (saved === null || saved === now) return;
  warn(
    "GRADIENTE_RESUME",
    `fit: the learning rate of the next update is ${now}, and it was to be ${saved} when the training was saved. A ` +
      "schedule that follows from the number of updates is part of the state; one that keeps numbers of its own is not, " +
      "unless a callback has them in its stateDict.",
    `${saved}, ${now}`,
  );
}
