import type { TypedArray } from "@gradiente/core";
import { type ElementFormat, elementFormats, swapBytes, UnfitError } from "@gradiente/core/elements";
import type { Fail } from "./format-error.ts";

/** What a format calls a dtype, as core knows it by the name that safetensors has. */
export function elementsOf(name: string): ElementFormat {
  const format = elementFormats.get(name);
  if (format === undefined) throw new Error(`there are no elements ${name}`);
  return format;
}

/** The bytes of one element. */
export function bytesOf(name: string): number {
  return elementsOf(name).bytes;
}

/** What is read of bytes, and how. */
interface Stored {
  readonly bytes: Uint8Array;
  readonly format: ElementFormat;
  readonly isBigEndian?: boolean;
}

/**
 * The elements that fill these bytes.
 *
 * @throws what `fail` makes, for an element that no tensor can hold.
 */
export function readElements(
  { bytes, format, isBigEndian = false }: Stored,
  op: string,
  fail: Fail,
): TypedArray {
  const { buffer, byteOffset, byteLength } = isBigEndian ? swapBytes(bytes, format.bytes) : bytes;
  try {
    return format.read(new DataView(buffer, byteOffset, byteLength), byteLength / format.bytes, op);
  } catch (cause) {
    if (cause instanceof UnfitError) throw fail(cause.message, cause);
    throw cause;
  }
}
