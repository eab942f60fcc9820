import type { FileHandle } from "node:fs/promises";

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
export function toBytes(content: string | Uint8Array): Uint8Array {
  if (typeof content === "string") return Buffer.from(content);
  if (ArrayBuffer.isView(content)) return content;
  throw new TypeError(`a file is made of strings and Uint8Arrays, not of ${describe(content)}`);
}

function describe(value: unknown): string {
  return value === null || typeof value !== "object" ? String(value) : `a ${value.constructor?.name}`;
}
