import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { DatasetFormatError } from "../errors.ts";

const gunzipAsync = promisify(gunzip);

/**
 * Unpacks a file if it is gzipped. The content decides, not the name: browsers unpack a download and keep its `.gz`.
 *
 * @param bytes - The stored file.
 * @param file - Its name for error messages.
 * @param limit - The largest size of the unpacked file, in bytes.
 * @throws DatasetFormatError if the file is damaged, or larger than the limit.
 */
export async function unpack(bytes: Uint8Array, file: string, limit: number): Promise<Uint8Array> {
  if (!isGzip(bytes)) {
    if (bytes.length > limit) throw tooLarge(file, limit);
    return bytes;
  }
  try {
    // One chunk that is large enough for the whole output: it does not grow and is not copied. A gzip bomb fails here.
    return await gunzipAsync(bytes, { maxOutputLength: limit, chunkSize: limit + 1024 });
  } catch (cause) {
    if (errorCode(cause) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(file, limit);
    const detail = (cause as Error).message;
    throw new DatasetFormatError(file, `the gzip data are damaged (${detail}); download the file again`, {
      cause,
    });
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function tooLarge(file: string, limit: number): DatasetFormatError {
  return new DatasetFormatError(
    file,
    `it holds more than the ${limit} bytes of the original; is it the right file?`,
  );
}

/** The code of an error of Node. In jest, it is no instance of the `Error` that a test sees. */
export function errorCode(error: unknown): unknown {
  return (error as { readonly code?: unknown } | null | undefined)?.code;
}
