import { DatasetFormatError } from "../errors.ts";

/**
 * Decodes a text file in UTF-8, with or without a byte order mark.
 *
 * @throws DatasetFormatError if the file is empty or has another encoding.
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  if (bytes.length === 0) throw new DatasetFormatError(file, "the file is empty", { line: 1, column: 1 });
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    const problem = "the byte order mark is that of UTF-16; save the file as UTF-8";
    throw new DatasetFormatError(file, problem, { line: 1, column: 1 });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DatasetFormatError(file, "the text is not UTF-8; save the file as UTF-8", {
      line: firstLineNotUtf8(bytes),
      cause,
    });
  }
}

/** The line, counted from 1, of a byte of a text in UTF-8. Lines end in LF, CRLF or CR. */
export function lineAt(text: string, byte: number): number {
  const before = new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, byte));
  return before.split(/\r\n|\r|\n/).length;
}

const LF = 0x0a;
const CR = 0x0d;

/** The first line that is not UTF-8. A line break is never a part of a longer character, so each line can be decoded. */
function firstLineNotUtf8(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let line = 1, start = 0; ; line++) {
    const length = bytes.subarray(start).findIndex((byte) => byte === LF || byte === CR);
    const end = length < 0 ? bytes.length : start + length;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    if (length < 0) return line;
    start = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1);
  }
}
