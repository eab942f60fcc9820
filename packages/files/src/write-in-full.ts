import type { FileHandle } from "node:fs/promises";
import { described } from "./arguments.ts";

/** The most bytes in one call of the system, which takes less than 2 GiB. */
const MOST = 2 ** 26;

/** Writes all bytes where the file is at: the system may take fewer than it is given, on a full disk for instance. */
export async function writeInFull(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, Math.min(bytes.length - at, MOST));
    if (bytesWritten === 0) throw new Error(`the system took ${at} of ${bytes.length} bytes, and no more`);
    at += bytesWritten;
  }
}

/** @throws TypeError for what is neither text nor bytes. */
export function toBytes(owner: string, content: string | Uint8Array): Uint8Array {
  if (typeof content === "string") return Buffer.from(content);
  // Not by its class: in jest, a Uint8Array of Node is no instance of the one that a test sees.
  if (Object.prototype.toString.call(content) === "[object Uint8Array]") return content;
  throw new TypeError(`${owner}: a file is made of strings and Uint8Arrays, not of ${described(content)}`);
}

/** Chunks as bytes. Halves of a character that two strings share meet again. */
export async function* encoded(
  owner: string,
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): AsyncIterable<Uint8Array> {
  let half = "";
  for await (const chunk of chunks) {
    if (typeof chunk !== "string") {
      if (half !== "") yield toBytes(owner, half);
      half = "";
      yield toBytes(owner, chunk);
      continue;
    }
    const text = half + chunk;
    half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? "";
    yield toBytes(owner, text.slice(0, text.length - half.length));
  }
  if (half !== "") yield toBytes(owner, half);
}
