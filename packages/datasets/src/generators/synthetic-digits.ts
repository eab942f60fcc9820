import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aSeed, aSize, aStrength } from "../checks.ts";
import { ImageDataset } from "../dataset/image-dataset.ts";
import { generatorFor } from "../random/generator-for.ts";
import { UniformStream } from "../random/uniform-stream.ts";
import { drawLine } from "./digits/brush.ts";
import { flatten } from "./digits/curve.ts";
import { GLYPHS, type Stroke } from "./digits/glyphs.ts";
import { randomWarp } from "./digits/warp.ts";

/** Options of {@link syntheticDigits}. */
export interface SyntheticDigitsOptions {
  /** The number of images. */
  readonly samples: number;
  /** The seed of the images: the same seed gives the same result. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
  /** How much the handwriting varies: 0 is print, 1 is similar to MNIST, more is a scrawl. Default: 1. */
  readonly distortion?: number;
  /** The largest random change of a pixel, on a scale from 0 (white) to 1 (black). Default: 0.1. */
  readonly noise?: number;
}

const SYNTHETIC_DIGITS = declareOptions<SyntheticDigitsOptions>(
  { samples: aSize, seed: aSeed, distortion: aStrength, noise: aStrength },
  "samples",
);

const SIDE = 28;

/**
 * Draws digits as if by hand. They replace MNIST where there is no network: batches have the same form, x float32
 * `[samples, 784]` in [0, 1] and y int32 `[samples]`, the digit. Results on these images are not results on MNIST.
 *
 * Each image shows a random digit in one of several ways to write it. The points of its strokes are moved at random. The
 * whole digit is scaled, slanted, turned, shifted and bent, and drawn with a pen of random width and pressure. Edges are
 * smooth, and noise is added.
 *
 * A seed gives the same bytes on every platform. A smaller number of samples gives the first images of a larger number.
 * Take training and test images from one call with {@link trainTestSplit}, or from two seeds.
 *
 * @throws RangeError if `samples` is not a positive whole number, or if `distortion` or `noise` is negative.
 * @example
 * ```ts
 * import { syntheticDigits, trainTestSplit } from "@gradiente/datasets";
 *
 * const digits = syntheticDigits({ samples: 100, seed: 0 });
 * const { train, test } = trainTestSplit(digits, { testFraction: 0.2, seed: 0 });
 * [train.size, test.size]; // [80, 20]
 * ```
 */
export function syntheticDigits(options: SyntheticDigitsOptions): ImageDataset {
  const {
    samples,
    seed,
    distortion = 1,
    noise = 0.1,
  } = optionsOf("syntheticDigits", options, SYNTHETIC_DIGITS);
  const random = new UniformStream(generatorFor(seed));
  const pixels = new Uint8Array(samples * SIDE * SIDE);
  const labels = new Uint8Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const digit = random.below(GLYPHS.length);
    const ways = GLYPHS[digit];
    const ink = write(ways[random.below(ways.length)], random, distortion);
    const darkness = 1 - 0.2 * random.next();
    for (let pixel = 0; pixel < ink.length; pixel++) {
      const level = darkness * ink[pixel] + noise * (2 * random.next() - 1);
      pixels[sample * ink.length + pixel] = Math.round(255 * Math.min(Math.max(level, 0), 1));
    }
    labels[sample] = digit;
  }
  return new ImageDataset({ pixels, labels, imageShape: [SIDE, SIDE] });
}

/** Draws one glyph with its own random handwriting. */
function write(strokes: readonly Stroke[], random: UniformStream, distortion: number): Float64Array {
  const ink = new Float64Array(SIDE * SIDE);
  const warp = randomWarp(random, SIDE, distortion);
  const tremble = (): number => 0.02 * distortion * random.bell();
  const radius = Math.max(1.3 + 0.3 * random.bell(), 0.6);
  for (const stroke of strokes) {
    const line = flatten(stroke, ([x, y]) => [x + tremble(), y + tremble()]).map(warp);
    const pressure = 0.15 * random.bell();
    drawLine(ink, SIDE, line, [radius * (1 + pressure), radius * (1 - pressure)]);
  }
  return ink;
}
