import { tensor } from "@gradiente/core";
import { type Batch, checkIndices, type Dataset } from "./dataset.ts";

/** The parts of an {@link ImageDataset}. */
export interface ImageDatasetOptions {
  /** Grey levels 0 (background) to 255, image after image, row after row. Kept, not copied. */
  readonly pixels: Uint8Array;
  /** One class an image. Kept, not copied. */
  readonly labels: Uint8Array;
  /** Height and width. */
  readonly imageShape: readonly [height: number, width: number];
}

/**
 * Grey images with their classes. They stay bytes, a quarter of their size as tensors, until they are asked for.
 *
 * Batches: x float32 `[samples, height * width]` in [0, 1], y int32 `[samples]`.
 */
export class ImageDataset implements Dataset {
  readonly size: number;
  /** Height and width: `x.reshape([-1, ...imageShape])` turns rows back into images. */
  readonly imageShape: readonly [height: number, width: number];
  readonly #pixels: Uint8Array;
  readonly #labels: Uint8Array;

  /** @throws RangeError if there are not `height * width` pixels for each label. */
  constructor(options: ImageDatasetOptions) {
    const { pixels, labels, imageShape } = options;
    const [height, width] = imageShape;
    if (pixels.length !== labels.length * height * width) {
      throw new RangeError(
        `ImageDataset: ${labels.length} images of ${height} x ${width} have ${labels.length * height * width} pixels, ` +
          `not ${pixels.length}`,
      );
    }
    this.size = labels.length;
    this.imageShape = imageShape;
    this.#pixels = pixels;
    this.#labels = labels;
  }

  batch(indices: readonly number[] | Int32Array): Batch {
    checkIndices(indices, this.size);
    const [height, width] = this.imageShape;
    const length = height * width;
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
    return { x: tensor(x, { shape: [indices.length, length] }), y: tensor(y) };
  }
}

/** A byte's value between 0 and 1: to look it up is faster than to divide. */
const INTENSITY = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
