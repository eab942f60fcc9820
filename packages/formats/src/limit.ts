import { type Check, declareOptions, numeric } from "@gradiente/core/arguments";

/** How much a file may unpack to. */
export interface UnpackOptions {
  /** The most bytes that all parts of the file may have once they are unpacked. Default: 2^31 (2 GiB). */
  readonly limit?: number;
}

export const DEFAULT_LIMIT = 2 ** 31;

/** A number of bytes. */
export const aLimit: Check<number> = /* @__PURE__ */ numeric(
  "a number of bytes, 0 or more",
  (value) => value >= 0,
);

export const UNPACK = /* @__PURE__ */ declareOptions<UnpackOptions>({ limit: aLimit });
