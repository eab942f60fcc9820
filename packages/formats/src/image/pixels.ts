import { type Tensor, type TensorLike, tensor } from "@gradiente/core";
import { toTensor } from "@gradiente/core/arguments";
import { FormatError } from "../format-error.ts";
import type { ImageChannels } from "./options.ts";

/** The pixels of an image: row by row, the channels of a pixel side by side. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey with opacity, 3 RGB, 4 RGB with opacity. */
  readonly channels: number;
  /** 0 to 255, or to 65535. */
  readonly data: Uint8Array | Uint16Array;
}

/** The shares of red, green and blue in grey (ITU-R BT.601). */
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];

/** The largest value of a channel. */
export function mostOf({ data }: Pixels): number {
  return data.BYTES_PER_ELEMENT === 1 ? 255 : 65535;
}

/** The channels one after another, in [0, 1]. */
export function planesOf(pixels: Pixels, wanted: number = pixels.channels): Float32Array {
  const { width, height, channels, data } = pixels;
  const area = width * height;
  const most = mostOf(pixels);
  const planes = new Float32Array(wanted * area);
  const copy = (to: number, from: number) => {
    for (let at = 0, source = from; at < area; at++, source += channels) {
      planes[to * area + at] = data[source] / most;
    }
  };
  const isGrey = channels < 3;
  const colours = wanted < 3 ? 1 : 3;
  if (colours === 1 && !isGrey) {
    for (let at = 0, source = 0; at < area; at++, source += channels) {
      planes[at] = (RED * data[source] + GREEN * data[source + 1] + BLUE * data[source + 2]) / most;
    }
  } else for (let colour = 0; colour < colours; colour++) copy(colour, isGrey ? 0 : colour);
  if (wanted > colours) {
    if (channels === 2 || channels === 4) copy(colours, channels - 1);
    else planes.fill(1, colours * area);
  }
  return planes;
}

/** The image as a tensor: float32 `[channels, height, width]` in [0, 1]. */
export function toImageTensor(pixels: Pixels, channels?: ImageChannels): Tensor {
  const wanted = channels ?? pixels.channels;
  return tensor(planesOf(pixels, wanted), { shape: [wanted, pixels.height, pixels.width] });
}

/**
 * The pixels of a tensor: each value in [0, 1] becomes the nearest level.
 *
 * @throws FormatError for a tensor that is no image with one of these numbers of channels, or a value outside of [0, 1].
 */
export function toPixels(
  op: string,
  x: TensorLike,
  bitDepth: 8 | 16,
  allowed: readonly number[] = [1, 2, 3, 4],
): Pixels {
  const given = toTensor(op, x);
  const { shape } = given;
  const [channels, height, width] = shape.length === 2 ? [1, ...shape] : shape;
  const isImage = shape.length === 2 || (shape.length === 3 && allowed.includes(channels));
  if (!isImage || given.size === 0) {
    throw new FormatError(
      op,
      `a tensor of shape [${shape.join(", ")}] is no image; its shape must be [height, width], or ` +
        `[channels, height, width] with ${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)} channels`,
    );
  }
  const values = given.toTypedArray();
  const area = width * height;
  const most = bitDepth === 8 ? 255 : 65535;
  const data = bitDepth === 8 ? new Uint8Array(values.length) : new Uint16Array(values.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let at = 0; at < area; at++) {
      const value = values[channel * area + at];
      if (!(value >= 0 && value <= 1))
        throw outside(op, value, [channel, Math.floor(at / width), at % width]);
      data[at * channels + channel] = Math.round(value * most);
    }
  }
  return { width, height, channels, data };
}

function outside(op: string, value: number, place: readonly number[]): FormatError {
  const hint = value > 1 && value <= 255 ? "; divide levels up to 255 by 255" : "; clip(0, 1) limits them";
  return new FormatError(op, `the value at [${place.join(", ")}] is ${value}, outside of [0, 1]${hint}`);
}
