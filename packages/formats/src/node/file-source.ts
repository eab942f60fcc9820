import { open } from "node:fs/promises";
import { FormatError } from "../format-error.ts";
import type { ByteSource } from "../safetensors.ts";

/** The most bytes in one call of the system, which gives less than 2 GiB. */
const MOST = 2 ** 26;

/** A regular file, read in parts. @throws FormatError that names it, if it cannot be opened, or is no regular file. */
export async function fileSource(path: string): Promise<ByteSource> {
  const fail = (cause: unknown) =>
    new FormatError(path, `it cannot be read: ${(cause as Error).message}`, { cause });
  const handle = await open(path, "r").catch((cause: unknown) => {
    throw fail(cause);
  });
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    throw new FormatError(path, "it is no regular file; name a file");
  }
  return {
    name: path,
    size: stats.size,
    read: async (begin, end) => {
      const bytes = new Uint8Array(end - begin);
      for (let at = 0; at < bytes.length; ) {
        const length = Math.min(bytes.length - at, MOST);
        const { bytesRead } = await handle.read(bytes, at, length, begin + at).catch((cause: unknown) => {
          throw fail(cause);
        });
        if (bytesRead === 0) throw new FormatError(path, "it has become shorter while it was open");
        at += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}
