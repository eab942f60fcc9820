/** Remainders of bytes, by the polynomial of zip, png and gzip (0xEDB88320, its bits in reverse). */
const remainders = /* @__PURE__ */ table();

function table(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  });
}

/** The checksum that zip files have of their parts: CRC-32, as of ISO 3309. */
export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) rest = (rest >>> 8) ^ remainders[(rest ^ bytes[at]) & 0xff];
  return (rest ^ 0xffffffff) >>> 0;
}
