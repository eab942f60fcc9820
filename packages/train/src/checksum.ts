import type { Tensor } from "@gradiente/core";
import { crc32c } from "./crc32c.ts";
import { encodeText } from "./platform.ts";

/** A checksum of all that a file holds: each tensor with its name, and the text beside them. */
export function checksumOf(
  tensors: Iterable<readonly [string, Tensor]>,
  plain: Readonly<Record<string, string>>,
): string {
  let crc = crc32c(encodeText(JSON.stringify(Object.entries(plain).sort())));
  for (const [name, value] of tensors) {
    const { dtype, shape } = value;
    const { buffer, byteOffset, byteLength } = value.toTypedArray();
    crc = crc32c(encodeText(JSON.stringify([name, dtype, shape])), crc);
    crc = crc32c(new Uint8Array(buffer, byteOffset, byteLength), crc);
  }
  return crc.toString(16).padStart(8, "0");
}
