import { type Generator, type Tensor, tensor } from "@gradiente/core";
import {
  aGenerator,
  aTensor,
  checkArgument,
  declareOptions,
  numeric,
  optionsOf,
} from "@gradiente/core/arguments";
import { aStrength } from "../../checks.ts";
import type { Augmentation } from "../../dataset/augment.ts";

/** Options of {@link colorJitter}: how strong each change may be. */
export interface ColorJitterOptions {
  /** Brightness is multiplied by a factor from `max(0, 1 - brightness)` to `1 + brightness`. Default: 0. */
  readonly brightness?: number;
  /** The distance to the image's mean grey is multiplied by a factor from `max(0, 1 - contrast)` to `1 + contrast`. Default: 0. */
  readonly contrast?: number;
  /** The distance of each pixel to its grey is multiplied by a factor from `max(0, 1 - saturation)` to `1 + saturation`. Default: 0. */
  readonly saturation?: number;
  /** Colours are turned by an angle from `-hue` to `hue`, in parts of the whole circle: 0 to 0.5. Default: 0. */
  readonly hue?: number;
}

const JITTER = declareOptions<ColorJitterOptions>({
  brightness: aStrength,
  contrast: aStrength,
  saturation: aStrength,
  hue: numeric("a number from 0 to 0.5", (value) => value >= 0 && value <= 0.5),
});

/** The shares of red, green and blue in grey (ITU-R BT.601). */
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];

const limited = (value: number) => Math.min(1, Math.max(0, value));

/**
 * An augmentation that changes brightness, contrast, saturation and hue of each image, in this order, each by a factor or angle
 * of its own, all equally likely within their bounds. Results are limited to [0, 1]. Hue is turned in HSV: the lightest and the
 * darkest channel of a pixel keep their levels.
 *
 * x has the shape `[samples, 3, height, width]`, RGB in [0, 1].
 *
 * @throws RangeError for a negative strength, or a hue beyond 0.5. When used: if x has another shape.
 * @example
 * ```ts
 * const jitter = colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 });
 * jitter(ones([2, 3, 8, 8]), new Generator(0)).shape; // [2, 3, 8, 8]
 * ```
 */
export function colorJitter(options: ColorJitterOptions): Augmentation {
  const { brightness = 0, contrast = 0, saturation = 0, hue = 0 } = optionsOf("colorJitter", options, JITTER);
  const factor = (strength: number, chance: number) => {
    const low = Math.max(0, 1 - strength);
    return low + chance * (1 + strength - low);
  };
  return (x: Tensor, generator: Generator) => {
    checkArgument("colorJitter", "x", x, aTensor);
    checkArgument("colorJitter", "the generator", generator, aGenerator);
    if (x.ndim !== 4 || x.shape[1] !== 3) {
      throw new RangeError(
        `colorJitter: x must hold RGB images, [samples, 3, height, width], not [${x.shape.join(", ")}]`,
      );
    }
    const [samples, , height, width] = x.shape;
    const area = height * width;
    const drawn = generator.uniform([samples, 4]).toTypedArray();
    const values = x.toTypedArray().slice();
    for (let sample = 0; sample < samples; sample++) {
      const [bright, contrasting, saturated, turned] = drawn.subarray(4 * sample, 4 * sample + 4);
      const image = values.subarray(3 * sample * area, 3 * (sample + 1) * area);
      if (brightness > 0) scale(image, factor(brightness, bright));
      if (contrast > 0) changeContrast(image, area, factor(contrast, contrasting));
      if (saturation > 0) saturate(image, area, factor(saturation, saturated));
      if (hue > 0) turn(image, area, (2 * turned - 1) * hue);
    }
    return tensor(values, { shape: x.shape, dtype: x.dtype });
  };
}

type Values = ReturnType<Tensor["toTypedArray"]>;

function scale(image: Values, by: number): void {
  for (let at = 0; at < image.length; at++) image[at] = limited(image[at] * by);
}

const greyAt = (image: Values, area: number, at: number) =>
  RED * image[at] + GREEN * image[at + area] + BLUE * image[at + 2 * area];

function changeContrast(image: Values, area: number, by: number): void {
  let mean = 0;
  for (let at = 0; at < area; at++) mean += greyAt(image, area, at) / area;
  for (let at = 0; at < image.length; at++) image[at] = limited(mean + (image[at] - mean) * by);
}

function saturate(image: Values, area: number, by: number): void {
  for (let at = 0; at < area; at++) {
    const grey = greyAt(image, area, at);
    for (let place = at; place < image.length; place += area) {
      image[place] = limited(grey + (image[place] - grey) * by);
    }
  }
}

/** Turns the hue of HSV, which leaves value and chroma as they are. */
function turn(image: Values, area: number, by: number): void {
  for (let at = 0; at < area; at++) {
    const [red, green, blue] = [image[at], image[at + area], image[at + 2 * area]];
    const value = Math.max(red, green, blue);
    const chroma = value - Math.min(red, green, blue);
    if (chroma === 0) continue;
    const sixth =
      value === red
        ? (green - blue) / chroma
        : value === green
          ? 2 + (blue - red) / chroma
          : 4 + (red - green) / chroma;
    const hue = sixth + 6 * by;
    // A. R. Smith's hexcone in one formula for each channel.
    const channel = (offset: number) => {
      const place = (((offset + hue) % 6) + 6) % 6;
      return value - chroma * Math.max(0, Math.min(place, 4 - place, 1));
    };
    [image[at], image[at + area], image[at + 2 * area]] = [channel(5), channel(3), channel(1)];
  }
}
