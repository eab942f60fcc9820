import { type Check, check } from "../arguments/check.ts";

/**
 * The content of a file. Also of another realm: test runners have classes of their own.
 *
 * @example
 * ```ts
 * import { checkArgument } from "@gradiente/core/arguments";
 * import { someBytes } from "@gradiente/core/elements";
 *
 * checkArgument("decode", "the bytes", new Uint8Array(3), someBytes);
 * ```
 */
export const someBytes: Check<Uint8Array> = /* @__PURE__ */ check<Uint8Array>(
  "a Uint8Array",
  // Not by its class, which test runners have another of. Other views of bytes have other numbers: -1 for 255.
  (value) => ArrayBuffer.isView(value) && (value as Uint8Array)[Symbol.toStringTag] === "Uint8Array",
);

/**
 * What errors call a file.
 *
 * @example
 * ```ts
 * import { checkArgument } from "@gradiente/core/arguments";
 * import { aFileName } from "@gradiente/core/elements";
 *
 * checkArgument("decode", "the file", "model.bin", aFileName);
 * ```
 */
export const aFileName: Check<string> = /* @__PURE__ */ check<string>(
  "the name of the file",
  (value) => typeof value === "string",
);
