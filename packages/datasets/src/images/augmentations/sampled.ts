import { type Generator, type Tensor, tensor } from "@gradiente/core";
import { aGenerator, aTensor, checkArgument } from "@gradiente/core/arguments";
import type { Augmentation } from "../../dataset/augment.ts";

/** Where the centre of a pixel of the result lies in the image, in pixels from the centre of its first one. */
export type Place = (row: number, column: number) => readonly [row: number, column: number];

/** How each image is looked at. */
export interface Sampling {
  readonly owner: string;
  /** Height and width of the images. */
  readonly from: readonly [height: number, width: number];
  /** Height and width of the results. */
  readonly to: readonly [height: number, width: number];
  /** The random numbers that an image takes. */
  readonly chances: number;
  /** The places of one image, of its random numbers in [0, 1). */
  readonly placeOf: (chances: ArrayLike<number>) => Place;
}

/**
 * An augmentation that looks at each image somewhere else, the same for all of its channels. Between pixels, it is bilinear;
 * outside of the image, 0.
 */
export function sampled({ owner, from, to, chances, placeOf }: Sampling): Augmentation {
  const [height, width] = from;
  const area = height * width;
  const size = to[0] * to[1];
  return (x: Tensor, generator: Generator) => {
    checkArgument(owner, "x", x, aTensor);
    checkArgument(owner, "the generator", generator, aGenerator);
    const leading = leadingAxes(owner, x, from);
    const isFlat = leading.length === x.ndim - 1;
    const [samples] = x.shape;
    const drawn = generator.uniform([samples, chances]).toTypedArray() as Float32Array;
    const values = x.toTypedArray();
    const planes = samples === 0 ? 0 : values.length / samples / area;
    const result = values.slice(0, 0).constructor as new (length: number) => typeof values;
    const out = new result(samples * planes * size);
    for (let sample = 0; sample < samples; sample++) {
      const place = placeOf(drawn.subarray(sample * chances, (sample + 1) * chances));
      for (let at = 0; at < size; at++) {
        const [row, column] = place(Math.floor(at / to[1]), at % to[1]);
        const [top, left] = [Math.floor(row), Math.floor(column)];
        const [down, right] = [row - top, column - left];
        for (let plane = 0; plane < planes; plane++) {
          const start = (sample * planes + plane) * area;
          const pixel = (r: number, c: number) =>
            r < 0 || r >= height || c < 0 || c >= width ? 0 : values[start + r * width + c];
          // Whole places need no neighbours, and keep their bits.
          const upper = right === 0 ? pixel(top, left) : mix(pixel(top, left), pixel(top, left + 1), right);
          const value =
            down === 0
              ? upper
              : mix(upper, right === 0 ? pixel(top + 1, left) : mix(pixel(top + 1, left), pixel(top + 1, left + 1), right), down); // biome-ignore format: one thing
          out[(sample * planes + plane) * size + at] = value;
        }
      }
    }
    return tensor(out, { shape: isFlat ? [...leading, size] : [...leading, ...to], dtype: x.dtype });
  };
}

const mix = (a: number, b: number, share: number) => a * (1 - share) + b * share;

/** The axes in front of those of pixels. @throws RangeError unless x holds images of this shape. */
function leadingAxes(
  owner: string,
  x: Tensor,
  [height, width]: readonly [number, number],
): readonly number[] {
  if (x.ndim >= 3 && x.shape.at(-2) === height && x.shape.at(-1) === width) return x.shape.slice(0, -2);
  if (x.ndim >= 2 && x.shape.at(-1) === height * width) return x.shape.slice(0, -1);
  throw new RangeError(
    `${owner}: x must hold images of ${height} x ${width}, as [..., ${height * width}] or [..., ${height}, ${width}], not ` +
      `[${x.shape.join(", ")}]`,
  );
}
