import { type Tensor, type TensorLike, tensor } from "@gradiente/core";
import { check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { type ImageChannels, someChannels } from "./options.ts";
import { planesOf, toPixels } from "./pixels.ts";

/** The pixels of a canvas, RGB with opacity, row by row: an `ImageData`, or an object that has the same. */
export interface ImageDataLike {
  /** Four levels from 0 to 255 for each pixel. */
  readonly data: ArrayLike<number>;
  /** The pixels of a row. */
  readonly width: number;
  /** The number of rows. */
  readonly height: number;
}

/** The `ImageData` of the platform; where there is none, an object with the same members. */
export type PlatformImageData = typeof globalThis extends { ImageData: { prototype: infer Instance } }
  ? Instance
  : { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number };

/** Options of {@link fromImageData}. */
export interface FromImageDataOptions {
  /** The channels of the tensor: 1 for grey, 3 for RGB, 4 for RGB with opacity. Default: 4. */
  readonly channels?: ImageChannels;
}

const FROM = /* @__PURE__ */ declareOptions<FromImageDataOptions>({ channels: someChannels });

const anImageData = /* @__PURE__ */ check<ImageDataLike>(
  "an ImageData, { data, width, height } with four levels a pixel",
  (value) => {
    const { data, width, height } = (value ?? {}) as Partial<ImageDataLike>;
    const isSize = (size: unknown) => Number.isInteger(size) && (size as number) > 0;
    const isBytes = ["[object Uint8ClampedArray]", "[object Uint8Array]"].includes(
      Object.prototype.toString.call(data),
    );
    return isSize(width) && isSize(height) && isBytes && data?.length === 4 * Number(width) * Number(height);
  },
);

/**
 * The pixels of a canvas as a tensor: float32 `[channels, height, width]` in [0, 1].
 *
 * @throws TypeError for what is no `ImageData` with levels of 8 bits.
 * @example
 * const canvas = { data: new Uint8ClampedArray([255, 0, 0, 255]), width: 1, height: 1 };
 * fromImageData(canvas, { channels: 3 }).toArray(); // [[[1]], [[0]], [[0]]]
 */
export function fromImageData(imageData: ImageDataLike, options?: FromImageDataOptions): Tensor {
  checkArgument("fromImageData", "the image data", imageData, anImageData);
  const { channels = 4 } = optionsOf("fromImageData", options, FROM);
  const { width, height } = imageData;
  const data = imageData.data as Uint8Array;
  return tensor(planesOf({ width, height, channels: 4, data }, channels), {
    shape: [channels, height, width],
  });
}

/**
 * A tensor as pixels for a canvas: `context.putImageData(toImageData(x), 0, 0)`.
 *
 * @param x `[height, width]`, or `[channels, height, width]` with 1 to 4 channels: grey, grey with opacity, RGB, RGB with
 * opacity. Values are in [0, 1], and become the nearest of 256 levels.
 * @returns an `ImageData`; where the platform has none, an object with its `data`, `width` and `height`.
 * @throws FormatError for another shape, or a value outside of [0, 1], which it names.
 * @throws Error if the backend cannot be read synchronously.
 * @example [...toImageData(tensor([[1]])).data] // [255, 255, 255, 255]
 */
export function toImageData(x: TensorLike): PlatformImageData {
  const { width, height, channels, data } = toPixels("toImageData", x, 8);
  const levels = new Uint8ClampedArray(4 * width * height).fill(255);
  const [colours, hasOpacity] = [channels < 3 ? 1 : 3, channels % 2 === 0];
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      levels[4 * pixel + colour] = data[pixel * channels + Math.min(colour, colours - 1)];
    }
    if (hasOpacity) levels[4 * pixel + 3] = data[pixel * channels + channels - 1];
  }
  const { ImageData } = globalThis as {
    ImageData?: new (data: Uint8ClampedArray, width: number, height: number) => PlatformImageData;
  };
  return ImageData === undefined
    ? ({ data: levels, width, height } as PlatformImageData)
    : new ImageData(levels, width, height);
}
