import { defaultGenerator, type Generator, type Tensor, tensor, where, zeros } from "@gradiente/core";
import {
  aFunction,
  aGenerator,
  aTensor,
  checkArgument,
  declareOptions,
  oneOf,
  optionsOf,
} from "@gradiente/core/arguments";
import {
  aCount,
  aDataset,
  anImageShape,
  aProbability,
  aRange,
  aSeed,
  aStrength,
  checkAscending,
} from "../checks.ts";
import { generatorFor } from "../random/generator-for.ts";
import { forked } from "../random/generator-state.ts";
import { inheritBundle, inheritPart } from "../splits/parts.ts";
import type { Bundle } from "./bundle.ts";
import type { AnyDataset, AsyncDataset, Batch, Dataset } from "./dataset.ts";

/** Changes inputs `[samples, ...]` at random and keeps their shape. Any function of this form is an augmentation. */
export type Augmentation = (x: Tensor, generator: Generator) => Tensor;

/** The lowest and the highest value. */
export type ValueRange = readonly [low: number, high: number];

/** What an augmentation is called with. */
function checkCalled(owner: string, x: Tensor, generator: Generator): void {
  checkArgument(owner, "x", x, aTensor);
  checkArgument(owner, "the generator", generator, aGenerator);
}

const GAUSSIAN_NOISE = declareOptions<Parameters<typeof gaussianNoise>[0]>(
  { standardDeviation: aStrength, range: aRange },
  "standardDeviation",
);
const MASKING_NOISE = declareOptions<Parameters<typeof maskingNoise>[0]>(
  { probability: aProbability },
  "probability",
);
const SALT_AND_PEPPER = declareOptions<Parameters<typeof saltAndPepper>[0]>(
  { probability: aProbability, range: aRange },
  "probability",
);
const RANDOM_SHIFT = declareOptions<Parameters<typeof randomShift>[0]>(
  { imageShape: anImageShape, pixels: aCount },
  "imageShape",
  "pixels",
);
const RANDOM_FLIP = declareOptions<Parameters<typeof randomFlip>[0]>(
  { imageShape: anImageShape, axis: oneOf("horizontal", "vertical"), probability: aProbability },
  "imageShape",
);

/**
 * An augmentation that adds normal noise with mean 0 to every value.
 *
 * @param options.standardDeviation - The standard deviation of the noise, 0 or more.
 * @param options.range - Values are clipped to this range afterwards, such as [0, 1] for pixels. Default: no clipping.
 * @throws RangeError if the deviation is negative.
 * @example
 * ```ts
 * const digits = syntheticDigits({ samples: 8, seed: 0 });
 * const noisy = augment(digits, gaussianNoise({ standardDeviation: 0.3, range: [0, 1] }), { seed: 0 });
 * wholeBatch(noisy).x.max().le(1); // true
 * ```
 */
export function gaussianNoise(options: {
  readonly standardDeviation: number;
  readonly range?: ValueRange;
}): Augmentation {
  const { standardDeviation, range } = optionsOf("gaussianNoise", options, GAUSSIAN_NOISE);
  if (range !== undefined) checkAscending("gaussianNoise", range);
  return (x, generator) => {
    checkCalled("gaussianNoise", x, generator);
    const dtype = x.dtype === "float64" ? "float64" : "float32";
    const noisy = x.add(generator.normal(x.shape, { standardDeviation, dtype }));
    return range === undefined ? noisy : noisy.clip(...range);
  };
}

/**
 * An augmentation that sets each value to 0 with the given probability.
 *
 * @throws RangeError unless the probability is in [0, 1].
 * @example
 * ```ts
 * const images = new TensorDataset(ones([10, 100]), zeros([10]));
 * const masked = augment(images, maskingNoise({ probability: 0.25 }), { seed: 0 });
 * wholeBatch(masked).x.mean().item(); // about 0.75
 * ```
 */
export function maskingNoise(options: { readonly probability: number }): Augmentation {
  const { probability } = optionsOf("maskingNoise", options, MASKING_NOISE);
  return (x, generator) => {
    checkCalled("maskingNoise", x, generator);
    return where(generator.bernoulli(x.shape, probability), zeros([], { dtype: x.dtype }), x);
  };
}

/**
 * An augmentation that replaces each value with the given probability, half of the time by the low and half of the time
 * by the high end of a range.
 *
 * @param options.probability - The probability that a value is replaced.
 * @param options.range - The two values. Default: [0, 1].
 * @throws RangeError unless the probability is in [0, 1].
 * @example
 * ```ts
 * const images = new TensorDataset(full([10, 100], 0.5), zeros([10]));
 * const noisy = augment(images, saltAndPepper({ probability: 0.2 }), { seed: 0 });
 * wholeBatch(noisy).x.ne(0.5).cast("float32").mean().item(); // about 0.2
 * ```
 */
export function saltAndPepper(options: {
  readonly probability: number;
  readonly range?: ValueRange;
}): Augmentation {
  const { probability, range = [0, 1] } = optionsOf("saltAndPepper", options, SALT_AND_PEPPER);
  return (x, generator) => {
    checkCalled("saltAndPepper", x, generator);
    const dtype = x.dtype === "float64" ? "float64" : "float32";
    // The 24 bits of a float32 are too coarse for rare noise.
    const fine = probability < 1e-3 ? "float64" : dtype;
    const chance = generator.uniform(x.shape, { dtype: fine });
    const [low, high] = range.map((value) => tensor(value, { dtype }));
    return where(chance.lt(probability / 2), low, where(chance.lt(probability), high, x));
  };
}

/** Options of augmentations of images. */
export interface ImageAugmentation {
  /**
   * Height and width of the images. x has the shape `[samples, ..., height * width]` or
   * `[samples, ..., height, width]`.
   */
  readonly imageShape: readonly [height: number, width: number];
}

/**
 * An augmentation that moves each image by a random whole number of pixels along both axes, from -pixels to pixels, all
 * equally likely. Pixels that come in at the edges are 0.
 *
 * @param options.pixels - The largest distance.
 * @throws RangeError if `pixels` is not a positive whole number. When used: if x does not hold images of this shape.
 * @example
 * ```ts
 * const digits = syntheticDigits({ samples: 8, seed: 0 });
 * const moved = augment(digits, randomShift({ imageShape: [28, 28], pixels: 2 }), { seed: 0 });
 * wholeBatch(moved).x.shape; // [8, 784]
 * ```
 */
export function randomShift(options: ImageAugmentation & { readonly pixels: number }): Augmentation {
  const { imageShape, pixels } = optionsOf("randomShift", options, RANDOM_SHIFT);
  return eachImage("randomShift", imageShape, 2, ([down, across]) => {
    const distance = (chance: number): number => Math.floor(chance * (2 * pixels + 1)) - pixels;
    const [rows, columns] = [distance(down), distance(across)];
    return (row, column) => [row - rows, column - columns];
  });
}

/**
 * An augmentation that mirrors each image with the given probability.
 *
 * @param options.axis - "horizontal" swaps left and right, "vertical" swaps top and bottom. Default: "horizontal".
 * @param options.probability - The probability that an image is mirrored. Default: 0.5.
 * @throws RangeError unless the probability is in [0, 1]. When used: if x does not hold images of this shape.
 * @example
 * ```ts
 * const images = new TensorDataset(tensor([[1, 2, 3, 4]]), zeros([1]));
 * const flipped = augment(images, randomFlip({ imageShape: [2, 2], probability: 1 }), { seed: 0 });
 * wholeBatch(flipped).x; // [[2, 1, 4, 3]]
 * ```
 */
export function randomFlip(
  options: ImageAugmentation & {
    readonly axis?: "horizontal" | "vertical";
    readonly probability?: number;
  },
): Augmentation {
  const {
    imageShape,
    axis = "horizontal",
    probability = 0.5,
  } = optionsOf("randomFlip", options, RANDOM_FLIP);
  const [height, width] = imageShape;
  return eachImage("randomFlip", imageShape, 1, ([chance]) => {
    if (chance >= probability) return (row, column) => [row, column];
    if (axis === "vertical") return (row, column) => [height - 1 - row, column];
    return (row, column) => [row, width - 1 - column];
  });
}

/**
 * Augmentations one after another.
 *
 * @example
 * ```ts
 * const both = chainAugmentations(
 *   randomShift({ imageShape: [28, 28], pixels: 2 }),
 *   gaussianNoise({ standardDeviation: 0.1 }),
 * );
 * const digits = augment(syntheticDigits({ samples: 8, seed: 0 }), both, { seed: 0 });
 * wholeBatch(digits).x.shape; // [8, 784]
 * ```
 */
export function chainAugmentations(...augmentations: readonly Augmentation[]): Augmentation {
  for (const augmentation of augmentations) {
    checkArgument("chainAugmentations", "each augmentation", augmentation, aFunction());
  }
  return (x, generator) => augmentations.reduce((all, augmentation) => augmentation(all, generator), x);
}

/** Options of {@link augment} and {@link denoising}. */
export interface AugmentOptions {
  /** The seed of the changes: the same seed gives the same result. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
}

const AUGMENT = declareOptions<AugmentOptions>({ seed: aSeed });

/** The generator of a view with random changes, of checked arguments. */
function viewGenerator(
  owner: string,
  dataset: AnyDataset | AsyncDataset<Bundle, Bundle>,
  augmentation: Augmentation,
  options?: AugmentOptions,
): Generator {
  const { seed } = optionsOf(owner, options, AUGMENT);
  checkArgument(owner, "the data set", dataset, aDataset);
  checkArgument(owner, "the augmentation", augmentation, aFunction());
  return generatorFor(seed);
}

/**
 * A view of a data set with random changes to its inputs. The changes are drawn again for each batch, so every epoch has
 * other ones. The targets stay the same. Of an {@link AsyncDataset}, the view is one too. A `DataLoader` saves the state of these random numbers in its state. For inputs
 * of several tensors, {@link mapBatches} changes those that it is to change.
 *
 * @example
 * ```ts
 * const digits = syntheticDigits({ samples: 64, seed: 0 });
 * const moved = augment(digits, randomShift({ imageShape: [28, 28], pixels: 2 }), { seed: 0 });
 * ```
 */
export function augment<Y extends Bundle>(
  dataset: Dataset<Tensor, Y>,
  augmentation: Augmentation,
  options?: AugmentOptions,
): Dataset<Tensor, Y>;
export function augment<Y extends Bundle>(
  dataset: AsyncDataset<Tensor, Y>,
  augmentation: Augmentation,
  options?: AugmentOptions,
): AsyncDataset<Tensor, Y>;
export function augment<Y extends Bundle>(
  dataset: Dataset<Tensor, Y> | AsyncDataset<Tensor, Y>,
  augmentation: Augmentation,
  options?: AugmentOptions,
): Dataset<Tensor, Y> | AsyncDataset<Tensor, Y> {
  const generator = viewGenerator("augment", dataset, augmentation, options);
  return viewOf(
    dataset,
    ({ x, y }: Batch<Tensor, Y>, drawn: Generator) => {
      checkArgument("augment", "x of a batch", x, aTensor);
      return { x: augmentation(x, drawn), y };
    },
    generator,
  );
}

/**
 * A view for a denoising autoencoder: x is the input with random changes, and y is the unchanged input. The changes are
 * drawn again for each batch.
 *
 * Source: P. Vincent et al., "Extracting and Composing Robust Features with Denoising Autoencoders" (2008).
 *
 * @example
 * ```ts
 * const digits = syntheticDigits({ samples: 64, seed: 0 });
 * const noisy = denoising(digits, gaussianNoise({ standardDeviation: 0.3 }), { seed: 0 });
 * ```
 */
export function denoising(
  dataset: Dataset<Tensor, Bundle>,
  augmentation: Augmentation,
  options?: AugmentOptions,
): Dataset {
  const generator = viewGenerator("denoising", dataset, augmentation, options);
  return new View(
    dataset,
    ({ x }, drawn) => {
      checkArgument("denoising", "x of a batch", x, aTensor);
      return { x: augmentation(x, drawn), y: x };
    },
    generator,
  );
}

/**
 * A view for an autoencoder: the target y is the input x.
 *
 * @example
 * ```ts
 * const digits = syntheticDigits({ samples: 10, seed: 0 });
 * const { x, y } = wholeBatch(autoencoding(digits));
 * x.eq(y).all(); // true
 * ```
 */
export function autoencoding<X extends Bundle>(dataset: Dataset<X, Bundle>): Dataset<X, X> {
  checkArgument("autoencoding", "the data set", dataset, aDataset);
  return new View(dataset, ({ x }) => ({ x, y: x }), undefined);
}

/**
 * A view of a data set that applies a function to each batch; of an {@link AsyncDataset}, it is one too. The function can apply a fitted transform, make targets
 * one-hot, change shapes, or make several inputs or targets of one: `({ x, y }) => ({ x: [x, x.square()], y })`.
 *
 * @example
 * ```ts
 * const { train } = trainTestSplit(loadIris(), { testFraction: 0.2, seed: 0 });
 * const standardizer = new Standardizer().fit(wholeBatch(train).x);
 * const scaled = mapBatches(train, ({ x, y }) => ({ x: standardizer.transform(x), y: oneHot(y, 3) }));
 * ```
 */
export function mapBatches<X extends Bundle, Y extends Bundle, NewX extends Bundle, NewY extends Bundle>(
  dataset: Dataset<X, Y>,
  map: (batch: Batch<X, Y>) => Batch<NewX, NewY>,
): Dataset<NewX, NewY>;
export function mapBatches<X extends Bundle, Y extends Bundle, NewX extends Bundle, NewY extends Bundle>(
  dataset: AsyncDataset<X, Y>,
  map: (batch: Batch<X, Y>) => Batch<NewX, NewY>,
): AsyncDataset<NewX, NewY>;
export function mapBatches<X extends Bundle, Y extends Bundle, NewX extends Bundle, NewY extends Bundle>(
  dataset: Dataset<X, Y> | AsyncDataset<X, Y>,
  map: (batch: Batch<X, Y>) => Batch<NewX, NewY>,
): Dataset<NewX, NewY> | AsyncDataset<NewX, NewY> {
  checkArgument("mapBatches", "the data set", dataset, aDataset);
  checkArgument("mapBatches", "the function", map, aFunction());
  return viewOf(dataset, (batch: Batch<X, Y>) => map(batch), undefined);
}

/** What a view makes of a batch, with the generator of its random changes. */
type BatchMap<FromX extends Bundle, FromY extends Bundle, X extends Bundle, Y extends Bundle> = (
  batch: Batch<FromX, FromY>,
  drawn: Generator,
) => Batch<X, Y>;

class View<FromX extends Bundle, FromY extends Bundle, X extends Bundle, Y extends Bundle>
  implements Dataset<X, Y>
{
  readonly generators: readonly Generator[];
  readonly #dataset: Dataset<FromX, FromY>;
  readonly #map: BatchMap<FromX, FromY, X, Y>;
  readonly #generator: Generator;

  constructor(
    dataset: Dataset<FromX, FromY>,
    map: BatchMap<FromX, FromY, X, Y>,
    generator: Generator | undefined,
  ) {
    this.generators = [...(dataset.generators ?? []), ...(generator === undefined ? [] : [generator])];
    this.#dataset = dataset;
    this.#map = map;
    // Without one, nothing is drawn from it.
    this.#generator = generator ?? defaultGenerator();
    inheritPart(this, dataset);
  }

  get size(): number {
    return this.#dataset.size;
  }

  batch(indices: readonly number[] | Int32Array): Batch<X, Y> {
    const batch: Batch<FromX, FromY> | Promise<Batch<FromX, FromY>> = this.#dataset.batch(indices);
    if (!("then" in batch)) return this.#mapped(batch, this.#generator);
    // What a promised batch draws must not depend on when it is ready: its generator is made now.
    const drawn = this.generators.includes(this.#generator) ? forked(this.#generator) : this.#generator;
    const promise = batch as unknown as Promise<Batch<FromX, FromY>>;
    return promise.then((ready) => this.#mapped(ready, drawn)) as unknown as Batch<X, Y>;
  }

  #mapped(batch: Batch<FromX, FromY>, drawn: Generator): Batch<X, Y> {
    const { x, y } = this.#map(batch, drawn);
    return { x: inheritBundle(x, this), y: inheritBundle(y, this) };
  }
}

/** A view of a data set whose batches are promises or not, as those of the view are. */
function viewOf<FromX extends Bundle, FromY extends Bundle, X extends Bundle, Y extends Bundle>(
  dataset: Dataset<FromX, FromY> | AsyncDataset<FromX, FromY>,
  map: BatchMap<FromX, FromY, X, Y>,
  generator: Generator | undefined,
): Dataset<X, Y> {
  return new View(dataset as Dataset<FromX, FromY>, map, generator);
}

/** The position that the value of a pixel comes from. Positions outside the image give 0. */
type Origin = (row: number, column: number) => readonly [row: number, column: number];

/** An augmentation that takes the pixels of each image from other positions, the same ones for all its channels. */
function eachImage(
  owner: string,
  [height, width]: readonly [number, number],
  chances: number,
  origin: (chances: Float32Array) => Origin,
): Augmentation {
  const area = height * width;
  return (x, generator) => {
    checkCalled(owner, x, generator);
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
