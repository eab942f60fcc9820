import { checkCount, checkStrength } from "../check-option.ts";
import { ImageDataset } from "../dataset/image-dataset.ts";
import { generatorFor } from "../random/generator-for.ts";
import { UniformStream } from "../random/uniform-stream.ts";
import { drawLine } from "./digits/brush.ts";
import { flatten } from "./digits/curve.ts";
import { GLYPHS, type Stroke } from "./digits/glyphs.ts";
import { randomWarp } from "./digits/warp.ts";

/** The number and the unruliness of {@link syntheticDigits}. */
export interface SyntheticDigitsOptions {
  /** The number of images. */
  readonly samples: number;
  /** Makes the images reproducible; without it, they follow core's `seed`. */
  readonly seed?: number;
  /** How much the hand varies: 0 for printed glyphs, 1 (default) for much like MNIST, more for a scrawl. */
  readonly distortion?: number;
  /** The most by which a pixel is off at random, where white is 0 and black is 1. Default 0.1. */
  readonly noise?: number;
}

const SIDE = 28;

/**
 * Draws digits as if by hand: a stand-in for MNIST where there is no network, with batches of the same make, x float32
 * `[samples, 784]` in [0, 1] and y int32 `[samples]`. Results on it are not results on MNIST.
 *
 * Each image takes a random digit in one of the ways to write it, moves the points of its strokes, scales, slants,
 * turns, shifts and bends the whole, and draws it with a pen of random width and pressure, smoothed, with noise.
 *
 * A seed gives the same bytes on every platform, and the images of a smaller number of samples are the first ones of a
 * larger number. Take training and test images from one call and {@link trainTestSplit}, or from two seeds.
 *
 * @throws RangeError if `samples` is not a positive whole number, or `distortion` or `noise` is negative.
 */
export function syntheticDigits(options: SyntheticDigitsOptions): ImageDataset {
  const { samples, seed, distortion = 1, noise = 0.1 } = options;
  checkCount("syntheticDigits", "samples", samples);
  checkStrength("syntheticDigits", "distortion", distortion);
  checkStrength("syntheticDigits", "noise", noise);

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

/** Draws one glyph with a hand of its own. */
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
