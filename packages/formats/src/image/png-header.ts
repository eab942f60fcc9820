import type { Fail } from "../format-error.ts";

/** What the header of a PNG file says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** The channels of a pixel once a palette and a transparent colour are resolved. */
  readonly channels: number;
  readonly bitDepth: 8 | 16;
  /** The channels and their bits as they are stored. */
  readonly stored: { readonly channels: number; readonly bits: number };
  readonly isPalette: boolean;
  readonly isInterlaced: boolean;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Bytes of the signature and of the chunk IHDR. */
export const HEADER_BYTES = 33;

/** The channels of each colour type, and the bits that one of them may have. */
const TYPES: Readonly<Record<number, readonly [channels: number, bits: readonly number[]]>> = {
  0: [1, [1, 2, 4, 8, 16]],
  2: [3, [8, 16]],
  3: [1, [1, 2, 4, 8]],
  4: [2, [8, 16]],
  6: [4, [8, 16]],
};

/** The code of a chunk as a number, of its four letters. */
export const codeOf = (name: string): number =>
  [...name].reduce((code, letter) => code * 256 + letter.charCodeAt(0), 0);

/** Whether there is a chunk of transparency before the pixels: then the image has a channel of opacity more. */
function hasTransparency(view: DataView): boolean {
  for (let at = HEADER_BYTES; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const code = view.getUint32(at + 4);
    if (code === codeOf("tRNS")) return true;
    if (code === codeOf("IDAT")) return false;
  }
  return false;
}

/**
 * The header of a PNG file (W3C, Portable Network Graphics, section 11.2.1).
 *
 * @throws what `fail` makes, for what no PNG file has.
 */
export function readPngHeader(bytes: Uint8Array, fail: Fail): PngHeader {
  const wrong = SIGNATURE.findIndex((byte, at) => bytes[at] !== byte);
  if (wrong >= 0) throw fail("it does not begin as a PNG file; was it changed as if it were text?");
  if (bytes.length < HEADER_BYTES) throw fail("it ends within its header; it is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== codeOf("IHDR")) {
    throw fail("its first chunk is no header (IHDR)");
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width === 0 || height === 0 || width >= 2 ** 31 || height >= 2 ** 31) {
    throw fail(`its header says ${width} x ${height} pixels, which no PNG file has`);
  }
  const [bits, type, compression, filter, interlace] = bytes.subarray(24, 29);
  const known = TYPES[type];
  if (known === undefined) throw fail(`its colour type is ${type}; 0, 2, 3, 4 and 6 exist`);
  const [channels, allowed] = known;
  if (!allowed.includes(bits)) {
    throw fail(`it has ${bits} bits a channel; colour type ${type} has ${allowed.join(", ")}`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw fail(
      `its compression, filter and interlace methods are ${compression}, ${filter}, ${interlace}; none is known`,
    );
  }
  const isPalette = type === 3;
  const opacity = channels % 2 === 1 && hasTransparency(view) ? 1 : 0;
  return {
    width,
    height,
    channels: (isPalette ? 3 : channels) + opacity,
    bitDepth: bits === 16 ? 16 : 8,
    stored: { channels, bits },
    isPalette,
    isInterlaced: interlace === 1,
  };
}
