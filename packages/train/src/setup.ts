import { formatShape, type Tensor, warn } from "@gradiente/core";
import { type AnyDataset, type Bundle, bundleParts, isBundle } from "@gradiente/datasets";
import { type AnyData, toDataset } from "./batches.ts";
import { checksumOf } from "./checksum.ts";
import type { AnyTrainingOptions } from "./training-options.ts";
import type { TrainingSetup } from "./training-state.ts";

/** What a training is set up with, but for the learning rate, which changes. Data are read once. */
export function setupOf(
  options: AnyTrainingOptions,
  defaultBatchSize: number,
): Omit<TrainingSetup, "learningRate"> {
  const { data, validation, validationSplit, accumulate = 1, shuffle = true } = options;
  const isBatched = toDataset("fit", data) === undefined;
  return {
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
  const differing = (Object.keys(COMPARED) as (keyof typeof COMPARED)[]).filter(
    (name) => saved[name] !== null && now[name] !== null && saved[name] !== now[name],
  );
  if (differing.length === 0) return;
  const changes = differing.map((name) => `${COMPARED[name]}: ${saved[name]} then, ${now[name]} now`);
  throw new TypeError(
    `fit: the state to resume is of a training that was set up otherwise (${changes.join("; ")}); give it what it had, ` +
      "or, to go on all the same, resume: { ...state, setup: undefined }",
  );
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
