import { declareOptions, numeric, optionsOf, whole } from "@gradiente/core/arguments";
import { anImageShape, aProbability, aRange } from "../../checks.ts";
import type { Augmentation, ImageAugmentation, ValueRange } from "../../dataset/augment.ts";
import { sampled } from "./sampled.ts";

/** Options of {@link randomCrop}. */
export interface RandomCropOptions extends ImageAugmentation {
  /** Height and width of what is cut out. Default: those of the images. */
  readonly size?: readonly [height: number, width: number];
  /** The pixels of 0 that are put around each image first. Default: 0. */
  readonly padding?: number;
}

const CROP = declareOptions<RandomCropOptions>(
  { imageShape: anImageShape, size: anImageShape, padding: whole(0, 2 ** 20) },
  "imageShape",
);

/**
 * An augmentation that cuts a part of a given size out of each image, anywhere with equal chance.
 *
 * x has the shape `[samples, ..., height, width]` or `[samples, ..., height * width]`, and the result the same form with the
 * size of the parts.
 *
 * @throws RangeError if the size is larger than the image with its padding. When used: if x does not hold images of this shape.
 * @example
 * ```ts
 * const crop = randomCrop({ imageShape: [32, 32], padding: 4 });
 * const varied = augment(new TensorDataset(zeros([8, 3, 32, 32]), zeros([8])), crop, { seed: 0 });
 * varied.batch([0, 1]).x.shape; // [2, 3, 32, 32]
 * ```
 */
export function randomCrop(options: RandomCropOptions): Augmentation {
  const { imageShape, size = imageShape, padding = 0 } = optionsOf("randomCrop", options, CROP);
  const room = imageShape.map((length, axis) => length + 2 * padding - size[axis]);
  if (room.some((length) => length < 0)) {
    throw new RangeError(
      `randomCrop: size [${size.join(", ")}] is larger than imageShape [${imageShape.join(", ")}] with a padding of ${padding}`,
    );
  }
  return sampled({
    owner: "randomCrop",
    from: imageShape,
    to: size,
    chances: 2,
    placeOf: ({ 0: down, 1: across }) => {
      const top = Math.floor(down * (room[0] + 1)) - padding;
      const left = Math.floor(across * (room[1] + 1)) - padding;
      return (row, column) => [row + top, column + left];
    },
  });
}

/** Options of {@link randomResizedCrop}. */
export interface RandomResizedCropOptions extends ImageAugmentation {
  /** Height and width of the results. Default: those of the images. */
  readonly size?: readonly [height: number, width: number];
  /** The least and the largest part of the area that is kept, within (0, 1]. Default: [0.08, 1]. */
  readonly area?: ValueRange;
  /** The least and the largest width by height of what is kept. Default: [3 / 4, 4 / 3]. */
  readonly aspect?: ValueRange;
}

const RESIZED = declareOptions<RandomResizedCropOptions>(
  { imageShape: anImageShape, size: anImageShape, area: aRange, aspect: aRange },
  "imageShape",
);

/**
 * An augmentation that cuts a part of random size, proportions and place out of each image, and scales it bilinearly to one
 * size. Its area is uniform in `area`, and the logarithm of its proportions in that of `aspect`; sides that are longer than the
 * image are cut to it.
 *
 * Source: C. Szegedy et al., "Going Deeper with Convolutions" (2015), section 6.
 *
 * @throws RangeError unless the ranges are ascending and positive, and areas at most 1. When used: if x does not hold images of
 * this shape.
 * @example
 * ```ts
 * const crop = randomResizedCrop({ imageShape: [64, 48], size: [32, 32] });
 * crop(zeros([5, 3, 64, 48]), new Generator(0)).shape; // [5, 3, 32, 32]
 * ```
 */
export function randomResizedCrop(options: RandomResizedCropOptions): Augmentation {
  const {
    imageShape,
    size = imageShape,
    area = [0.08, 1],
    aspect = [3 / 4, 4 / 3],
  } = optionsOf("randomResizedCrop", options, RESIZED);
  for (const [name, [low, high]] of Object.entries({ area, aspect })) {
    if (low <= high && low > 0 && (name === "aspect" || high <= 1)) continue;
    const bound = name === "area" ? ", at most 1" : "";
    throw new RangeError(
      `randomResizedCrop: ${name} must be two positive numbers in ascending order${bound}, not [${low}, ${high}]`,
    );
  }
  const [height, width] = imageShape;
  return sampled({
    owner: "randomResizedCrop",
    from: imageShape,
    to: size,
    chances: 4,
    placeOf: ({ 0: share, 1: form, 2: down, 3: across }) => {
      const kept = height * width * (area[0] + share * (area[1] - area[0]));
      const proportion = aspect[0] * (aspect[1] / aspect[0]) ** form;
      const [cropHeight, cropWidth] = [
        Math.min(height, Math.sqrt(kept / proportion)),
        Math.min(width, Math.sqrt(kept * proportion)),
      ];
      const [top, left] = [down * (height - cropHeight), across * (width - cropWidth)];
      const place = (from: number, length: number, count: number, most: number) => (at: number) =>
        // Half a pixel at the edges would lie outside, and be mixed with 0.
        Math.min(most - 1, Math.max(0, from + ((at + 0.5) * length) / count - 0.5));
      const [rowOf, columnOf] = [
        place(top, cropHeight, size[0], height),
        place(left, cropWidth, size[1], width),
      ];
      return (row, column) => [rowOf(row), columnOf(column)];
    },
  });
}

/** Options of {@link randomRotation}. */
export interface RandomRotationOptions extends ImageAugmentation {
  /** The largest angle, in degrees from 0 to 180, to either side. */
  readonly degrees: number;
  /** The probability that an image is turned. Default: 1. */
  readonly probability?: number;
}

const ROTATION = declareOptions<RandomRotationOptions>(
  {
    imageShape: anImageShape,
    degrees: numeric("a number from 0 to 180", (value) => value >= 0 && value <= 180),
    probability: aProbability,
  },
  "imageShape",
  "degrees",
);

/**
 * An augmentation that turns each image around its middle, by an angle between `-degrees` and `degrees`, all equally likely.
 * Between pixels it is bilinear. What comes in at the corners is 0.
 *
 * @throws RangeError for angles beyond 180, and unless the probability is in [0, 1]. When used: if x does not hold images of
 * this shape.
 * @example
 * ```ts
 * const turn = randomRotation({ imageShape: [28, 28], degrees: 15 });
 * turn(zeros([4, 784]), new Generator(0)).shape; // [4, 784]
 * ```
 */
export function randomRotation(options: RandomRotationOptions): Augmentation {
  const { imageShape, degrees, probability = 1 } = optionsOf("randomRotation", options, ROTATION);
  const [middleRow, middleColumn] = imageShape.map((length) => (length - 1) / 2);
  return sampled({
    owner: "randomRotation",
    from: imageShape,
    to: imageShape,
    chances: 2,
    placeOf: ({ 0: angle, 1: chance }) => {
      if (chance >= probability) return (row, column) => [row, column];
      const radians = ((2 * angle - 1) * degrees * Math.PI) / 180;
      const [sine, cosine] = [Math.sin(radians), Math.cos(radians)];
      return (row, column) => {
        const [down, right] = [row - middleRow, column - middleColumn];
        return [middleRow + cosine * down + sine * right, middleColumn + cosine * right - sine * down];
      };
    },
  });
}
