import { type Generator, type Tensor, tensor, where, zeros } from "@gradiente/core";
import { checkCount, checkStrength } from "../check-option.ts";
import { generatorFor } from "../random/generator-for.ts";
import { inheritPart } from "../splits/parts.ts";
import type { Batch, Dataset } from "./dataset.ts";

/** Changes inputs `[samples, ...]` at random; the shape stays the same. Any function of this form will do. */
export type Augmentation = (x: Tensor, generator: Generator) => Tensor;

/** Bounds that values are clipped to. */
export type ValueRange = readonly [low: number, high: number];

/**
 * Adds normal noise to every value.
 *
 * @param options.range - If given, values are clipped to it afterwards: [0, 1] keeps pixels pixels.
 * @throws RangeError if the deviation is negative.
 */
export function gaussianNoise(options: {
  readonly standardDeviation: number;
  readonly range?: ValueRange;
}): Augmentation {
  const { standardDeviation, range } = options;
  checkStrength("gaussianNoise", "standardDeviation", standardDeviation);
  return (x, generator) => {
    const dtype = x.dtype === "float64" ? "float64" : "float32";
    const noisy = x.add(generator.normal(x.shape, { standardDeviation, dtype }));
    return range === undefined ? noisy : noisy.clip(...range);
  };
}

/** Sets each value to 0 with some probability. @throws RangeError unless the probability is in [0, 1]. */
export function maskingNoise({ probability }: { readonly probability: number }): Augmentation {
  checkProbability("maskingNoise", probability);
  return (x, generator) => where(generator.bernoulli(x.shape, probability), zeros([], { dtype: x.dtype }), x);
}

/**
 * Sets each value to one of two, either as likely, with some probability.
 *
 * @param options.range - The two values. Default [0, 1].
 * @throws RangeError unless the probability is in [0, 1].
 */
export function saltAndPepper(options: {
  readonly probability: number;
  readonly range?: ValueRange;
}): Augmentation {
  const { probability, range = [0, 1] } = options;
  checkProbability("saltAndPepper", probability);
  return (x, generator) => {
    const dtype = x.dtype === "float64" ? "float64" : "float32";
    const chance = generator.uniform(x.shape, { dtype });
    const [low, high] = range.map((value) => tensor(value, { dtype }));
    return where(chance.lt(probability / 2), low, where(chance.lt(probability), high, x));
  };
}

/** What augmentations of images need to know of them. */
export interface ImageAugmentation {
  /** Height and width: x is `[samples, height * width]`, `[samples, height, width]` or has more axes before those. */
  readonly imageShape: readonly [height: number, width: number];
}

/**
 * Moves each image by a whole number of pixels along both axes, every distance up to a bound as likely; what comes in
 * at the edges is 0.
 *
 * @throws RangeError if `pixels` is not a positive whole number or x does not consist of such images.
 */
export function randomShift(options: ImageAugmentation & { readonly pixels: number }): Augmentation {
  const { imageShape, pixels } = options;
  checkCount("randomShift", "pixels", pixels);
  return eachImage("randomShift", imageShape, 2, ([down, across]) => {
    const distance = (chance: number): number => Math.floor(chance * (2 * pixels + 1)) - pixels;
    const [rows, columns] = [distance(down), distance(across)];
    return (row, column) => [row - rows, column - columns];
  });
}

/**
 * Mirrors each image with some probability.
 *
 * @param options.axis - "horizontal" (default) swaps left and right, "vertical" top and bottom.
 * @param options.probability - Default 0.5.
 * @throws RangeError unless the probability is in [0, 1] and x consists of such images.
 */
export function randomFlip(
  options: ImageAugmentation & {
    readonly axis?: "horizontal" | "vertical";
    readonly probability?: number;
  },
): Augmentation {
  const { imageShape, axis = "horizontal", probability = 0.5 } = options;
  checkProbability("randomFlip", probability);
  const [height, width] = imageShape;
  return eachImage("randomFlip", imageShape, 1, ([chance]) => {
    if (chance >= probability) return (row, column) => [row, column];
    if (axis === "vertical") return (row, column) => [height - 1 - row, column];
    return (row, column) => [row, width - 1 - column];
  });
}

/** Augmentations one after another. */
export function chainAugmentations(...augmentations: readonly Augmentation[]): Augmentation {
  return (x, generator) => augmentations.reduce((all, augmentation) => augmentation(all, generator), x);
}

/** Makes augmentation reproducible. */
export interface AugmentOptions {
  /** Without it, the random numbers follow core's `seed`. */
  readonly seed?: number;
}

/**
 * A view of a data set with random changes to its inputs, drawn anew whenever a batch is asked for: every epoch has
 * its own. The targets stay. A `DataLoader` keeps the state of the random numbers with its own.
 *
 * @example
 * ```ts
 * const moved = augment(digits, randomShift({ imageShape: [28, 28], pixels: 2 }), { seed: 0 });
 * ```
 */
export function augment(dataset: Dataset, augmentation: Augmentation, options: AugmentOptions = {}): Dataset {
  const generator = generatorFor(options.seed);
  return new View(dataset, ({ x, y }) => ({ x: augmentation(x, generator), y }), [generator]);
}

/**
 * A view for a denoising autoencoder: x is the input with random changes, drawn anew whenever a batch is asked for; y
 * is the input as it was.
 *
 * Source: P. Vincent et al., "Extracting and Composing Robust Features with Denoising Autoencoders" (2008).
 *
 * @example
 * ```ts
 * const noisy = denoising(digits, gaussianNoise({ standardDeviation: 0.3 }), { seed: 0 });
 * ```
 */
export function denoising(
  dataset: Dataset,
  augmentation: Augmentation,
  options: AugmentOptions = {},
): Dataset {
  const generator = generatorFor(options.seed);
  return new View(dataset, ({ x }) => ({ x: augmentation(x, generator), y: x }), [generator]);
}

/** A view for an autoencoder: the target is the input itself. */
export function autoencoding(dataset: Dataset): Dataset {
  return new View(dataset, ({ x }) => ({ x, y: x }), []);
}

/**
 * A view of a data set with a function applied to each batch: a fitted transform, one-hot targets, another shape.
 *
 * @example
 * ```ts
 * const standardizer = new Standardizer().fit(train.x);
 * const scaled = mapBatches(train, ({ x, y }) => ({ x: standardizer.transform(x), y: oneHot(y, 3) }));
 * ```
 */
export function mapBatches(dataset: Dataset, map: (batch: Batch) => Batch): Dataset {
  return new View(dataset, map, []);
}

class View implements Dataset {
  readonly generators: readonly Generator[];
  readonly #dataset: Dataset;
  readonly #map: (batch: Batch) => Batch;

  constructor(dataset: Dataset, map: (batch: Batch) => Batch, generators: readonly Generator[]) {
    this.generators = [...(dataset.generators ?? []), ...generators];
    this.#dataset = dataset;
    this.#map = map;
    inheritPart(this, dataset);
  }

  get size(): number {
    return this.#dataset.size;
  }

  batch(indices: readonly number[] | Int32Array): Batch {
    const { x, y } = this.#map(this.#dataset.batch(indices));
    return { x: inheritPart(x, this), y: inheritPart(y, this) };
  }
}

/** Where the value of a pixel comes from; places outside of the image give 0. */
type Origin = (row: number, column: number) => readonly [row: number, column: number];

/** An augmentation that takes every image's pixels from other places; images of several channels move as one. */
function eachImage(
  owner: string,
  [height, width]: readonly [number, number],
  chances: number,
  origin: (chances: Float32Array) => Origin,
): Augmentation {
  const area = height * width;
  return (x, generator) => {
    const [samples] = x.shape;
    const flat = x.shape.at(-1) === area;
    const square = x.ndim >= 3 && x.shape.at(-2) === height && x.shape.at(-1) === width;
    if (x.ndim < 2 || !(flat || square)) {
      throw new RangeError(
        `${owner}: x must hold images of ${height} x ${width}, as [..., ${area}] or [..., ${height}, ${width}], not ` +
          `[${x.shape.join(", ")}]`,
      );
    }
    const drawn = generator.uniform([samples, chances]).toTypedArray() as Float32Array;
    const from = x.toTypedArray();
    const to = from.slice().fill(0);
    const perSample = samples === 0 ? 0 : from.length / samples;
    for (let sample = 0; sample < samples; sample++) {
      const of = origin(drawn.subarray(sample * chances, (sample + 1) * chances));
      for (let at = 0; at < area; at++) {
        const [row, column] = of(Math.floor(at / width), at % width);
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        for (let start = sample * perSample; start < (sample + 1) * perSample; start += area) {
          to[start + at] = from[start + row * width + column];
        }
      }
    }
    return tensor(to, { shape: x.shape, dtype: x.dtype });
  };
}

function checkProbability(owner: string, probability: number): void {
  if (probability >= 0 && probability <= 1) return;
  throw new RangeError(`${owner}: a probability lies between 0 and 1, not at ${probability}`);
}
