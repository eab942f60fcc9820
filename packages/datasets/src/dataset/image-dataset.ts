import { tensor } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { someBytes } from "@gradiente/core/elements";
import { aCount, anImageShape } from "../checks.ts";
import { type Batch, checkIndices, type Dataset } from "./dataset.ts";

/** The parts of an {@link ImageDataset}. */
export interface ImageDatasetOptions {
  /** Levels from 0 to 255: image by image, channel by channel, row by row. The array is kept, not copied. */
  readonly pixels: Uint8Array;
  /** The class of each image. The array is kept, not copied. */
  readonly labels: Uint8Array;
  /** Height and width of each image. */
  readonly imageShape: readonly [height: number, width: number];
  /** The channels of each image: 1 for grey, 3 for RGB. Default: 1. */
  readonly channels?: number;
}

const IMAGES = declareOptions<ImageDatasetOptions>(
  { pixels: someBytes, labels: someBytes, imageShape: anImageShape, channels: aCount },
  "pixels",
  "labels",
  "imageShape",
);

/** As that of a tensor: `structuredClone` and `postMessage` would copy next to nothing, and succeed. */
const NOT_CLONEABLE = Symbol(
  "an ImageDataset; send its pixels and labels, and make one of them by new ImageDataset({ pixels, labels, ... })",
);

/**
 * Images with their classes. They are stored as bytes, which take a quarter of the memory of tensors. Batches have x float32
 * `[samples, height * width]` in [0, 1], of several channels `[samples, channels, height, width]`, and y int32 `[samples]`.
 *
 * @example
 * ```ts
 * const images = new ImageDataset({
 *   pixels: new Uint8Array([0, 51, 102, 255]),
 *   labels: new Uint8Array([7]),
 *   imageShape: [2, 2],
 * });
 * images.batch([0]).x; // [[0, 0.2, 0.4, 1]]
 * ```
 */
export class ImageDataset implements Dataset {
  /** The number of images. */
  readonly size: number;
  /** Height and width: `x.reshape([-1, ...imageShape])` turns rows back into images. */
  readonly imageShape: readonly [height: number, width: number];
  /** The channels of each image. */
  readonly channels: number;
  readonly #pixels: Uint8Array;
  readonly #labels: Uint8Array;
  /** @internal */
  readonly notCloneable = NOT_CLONEABLE;

  /**
   * A data set of images as bytes, with a label each.
   *
   * @throws RangeError unless there are `channels * height * width` levels for each label.
   */
  constructor(options: ImageDatasetOptions) {
    const { pixels, labels, imageShape, channels = 1 } = optionsOf("ImageDataset", options, IMAGES);
    const [height, width] = imageShape;
    const due = labels.length * channels * height * width;
    if (pixels.length !== due) {
      const each = channels === 1 ? "" : ` and ${channels} channels`;
      throw new RangeError(
        `ImageDataset: ${labels.length} images of ${height} x ${width}${each} have ${due} pixels, not ${pixels.length}`,
      );
    }
    this.size = labels.length;
    this.imageShape = imageShape;
    this.channels = channels;
    this.#pixels = pixels;
    this.#labels = labels;
  }

  /** The images at these indices. @throws RangeError if an index is not a whole number from 0 to `size - 1`. */
  batch(indices: readonly number[] | Int32Array): Batch {
    checkIndices(indices, this.size);
    const [height, width] = this.imageShape;
    const length = this.channels * height * width;
    const pixels = this.#pixels;
    const x = new Float32Array(indices.length * length);
    const y = new Int32Array(indices.length);
    for (let row = 0; row < indices.length; row++) {
      const index = indices[row];
      const from = index * length;
      const to = row * length;
      for (let pixel = 0; pixel < length; pixel++) x[to + pixel] = INTENSITY[pixels[from + pixel]];
      y[row] = this.#labels[index];
    }
    const shape = this.channels === 1 ? [length] : [this.channels, height, width];
    return { x: tensor(x, { shape: [indices.length, ...shape] }), y: tensor(y) };
  }
}

/** The value between 0 and 1 of each byte. A table is faster than a division. */
const INTENSITY = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
