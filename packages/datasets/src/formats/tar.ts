import { DatasetFormatError } from "../errors.ts";

const BLOCK = 512;

/** The fields of a header that are read: the first byte, and the length. */
const [NAME, SIZE, CHECKSUM, TYPE] = [
  [0, 100],
  [124, 12],
  [148, 8],
  [156, 1],
] as const;

/** Regular files, in old archives and in those of POSIX. */
const FILE_TYPES = new Set(["", "0"]);

/**
 * The regular files in a tar archive by name, without their folders. They are views of the archive, not copies.
 *
 * Format: POSIX.1-1988, ustar interchange format.
 *
 * @throws DatasetFormatError if a header is damaged, a file ends beyond the archive, or a name occurs twice.
 */
export function parseTar(bytes: Uint8Array, file: string): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    // Two empty blocks end an archive.
    if (header.every((byte) => byte === 0)) return found;
    const fail = (problem: string): never => {
      throw new DatasetFormatError(file, problem, { offset: at });
    };
    const text = ([from, length]: readonly [number, number]) => {
      const field = header.subarray(from, from + length);
      const end = field.indexOf(0);
      return String.fromCharCode(...(end < 0 ? field : field.subarray(0, end)));
    };
    const number = (field: readonly [number, number], what: string): number => {
      const digits = text(field).trim();
      return /^[0-7]+$/.test(digits)
        ? Number.parseInt(digits, 8)
        : fail(`the ${what} of a header is no octal number`);
    };
    const [from, length] = CHECKSUM;
    // The checksum counts its own field as blanks.
    const sum = header.reduce((all, byte, i) => all + (i >= from && i < from + length ? 32 : byte), 0);
    if (sum !== number(CHECKSUM, "checksum"))
      fail("the checksum of a header is another; is this a tar archive?");
    const size = number(SIZE, "size");
    const start = at + BLOCK;
    if (start + size > bytes.length)
      fail(`a file of ${size} bytes begins here, and the archive ends before; it is truncated`);
    if (FILE_TYPES.has(text(TYPE))) {
      const name = text(NAME).replace(/^.*\//, "");
      if (found.has(name)) fail(`the file ${JSON.stringify(name)} is there twice`);
      found.set(name, new Uint8Array(bytes.buffer, bytes.byteOffset + start, size));
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new DatasetFormatError(file, "the archive ends without its last blocks; it is truncated", {
    offset: bytes.length,
  });
}
