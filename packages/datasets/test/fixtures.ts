import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import type { FileSet } from "../src/files/file-set.ts";

/** A directory of the running test's own, removed when it ends. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "gradiente-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export async function writeFiles(directory: string, files: Record<string, Uint8Array>): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(directory, name), bytes);
}

/** An IDX file of unsigned bytes. */
export function idx(shape: readonly number[], values: Uint8Array | readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const header = new DataView(bytes.buffer);
  header.setUint8(2, 0x08);
  header.setUint8(3, shape.length);
  for (const [axis, length] of shape.entries()) header.setUint32(4 + 4 * axis, length);
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

/** Images of which pixel p of image i is (7 i + p) mod 256. */
export function images(count: number): Uint8Array {
  const values = Uint8Array.from({ length: count * 784 }, (_, at) => 7 * Math.floor(at / 784) + (at % 784));
  return idx([count, 28, 28], values);
}

/** Labels i mod 10. */
export function labels(count: number): Uint8Array {
  return idx(
    [count],
    Array.from({ length: count }, (_, index) => index % 10),
  );
}

/** The four files of an MNIST with 12 training and 5 test images, unpacked. */
export function smallMnist(): Record<string, Uint8Array> {
  return {
    "train-images-idx3-ubyte": images(12),
    "train-labels-idx1-ubyte": labels(12),
    "t10k-images-idx3-ubyte": images(5),
    "t10k-labels-idx1-ubyte": labels(5),
  };
}

/** The same files gzipped, as plain bytes: a Buffer's `slice` is no copy. */
export function gzipped(files: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const entries = Object.entries(files).map(([name, bytes]) => [
    `${name}.gz`,
    new Uint8Array(gzipSync(bytes)),
  ]);
  return Object.fromEntries(entries);
}

/** A set of small made-up files, as a publisher would describe it, and the gzipped bytes that belong to it. */
export function publish(
  files: Record<string, Uint8Array>,
  mirrors: readonly string[] = ["https://one.example/", "https://two.example/"],
): { set: FileSet; stored: Record<string, Uint8Array> } {
  const stored = gzipped(files);
  const described = Object.entries(files).map(([name, content]) => {
    const bytes = stored[`${name}.gz`];
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { name, published: `${name}.gz`, bytes: bytes.length, sha256, unpackedBytes: content.length };
  });
  return { set: { folder: "toy", title: "The toy set", files: described, mirrors }, stored };
}
