import { check, declareOptions } from "@gradiente/core/arguments";
import { aLimit } from "../limit.ts";

/** How many channels an image is read as: 1 is grey, 3 is RGB, 4 is RGB with opacity. */
export type ImageChannels = 1 | 3 | 4;

/** Options of functions that read images. */
export interface ImageOptions {
  /**
   * The channels of the tensor: 1 for grey (0.299 R + 0.587 G + 0.114 B, as of ITU-R BT.601), 3 for RGB, 4 for RGB with
   * opacity, 1 where the file has none. Opacity that is not asked for is left out. Default: those of the file, which may
   * also be 2, grey with opacity.
   */
  readonly channels?: ImageChannels;
  /** The most bytes that the pixels may take before they are a tensor. Default: 2^28 (256 MiB, 89 million pixels of RGB). */
  readonly limit?: number;
}

export const DEFAULT_IMAGE_LIMIT = 2 ** 28;

export const someChannels = /* @__PURE__ */ check<ImageChannels>("1, 3 or 4", (value) =>
  [1, 3, 4].includes(value as number),
);

export const IMAGE = /* @__PURE__ */ declareOptions<ImageOptions>({ channels: someChannels, limit: aLimit });
