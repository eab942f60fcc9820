import { type Fail, within } from "../format-error.ts";

/* The elements that a MAT file of version 5 is made of: a tag with a type and a number of bytes, the bytes, and padding. */

/** Types of elements. */
export const MI = { int8: 1, uint32: 6, int32: 5, matrix: 14, compressed: 15 } as const;

/** What numeric types of the format are, as elements. */
export const NUMERIC: Readonly<Record<number, string>> = {
  1: "I8",
  2: "U8",
  3: "I16",
  4: "U16",
  5: "I32",
  6: "U32",
  7: "F32",
  9: "F64",
  12: "I64",
  13: "U64",
};

/** One element: its type, and its bytes without padding. */
export interface MatElement {
  readonly type: number;
  readonly bytes: Uint8Array;
  /** Where the next one begins. */
  readonly next: number;
}

/** The element at a place. @throws what `fail` makes, if it does not fit. */
export function elementAt(bytes: Uint8Array, at: number, isBigEndian: boolean, fail: Fail): MatElement {
  const failHere = within(fail, `byte ${at}`);
  if (at + 8 > bytes.length) throw failHere("an element is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint32(at, !isBigEndian);
  // Up to four bytes stand in the tag itself, with their number in its upper half.
  const small = first >>> 16;
  if (small > 0) {
    if (small > 4) throw failHere(`a small element has ${small} bytes, and 4 are allowed`);
    return { type: first & 0xffff, bytes: bytes.subarray(at + 4, at + 4 + small), next: at + 8 };
  }
  const size = view.getUint32(at + 4, !isBigEndian);
  const end = at + 8 + size;
  if (end > bytes.length) throw failHere(`an element of ${size} bytes is cut off`);
  // What is compressed has no padding.
  const next = first === MI.compressed ? end : Math.min(bytes.length, Math.ceil(end / 8) * 8);
  return { type: first, bytes: bytes.subarray(at + 8, end), next };
}
