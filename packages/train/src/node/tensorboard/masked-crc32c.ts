import { crc32c } from "../../crc32c.ts";

/** CRC-32C as TFRecord files keep it: turned by 15 bits, and a constant added. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
