import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { checkArgument } from "@gradiente/core/arguments";
import { FileError, readRegularFile } from "@gradiente/files";
import { aPath } from "../paths.ts";
import { maskedCrc32c } from "./masked-crc32c.ts";
import { bytesIn, fieldsOf, numberIn } from "./read-wire.ts";

/** An image that a training has written for TensorBoard. */
export interface TensorBoardImage {
  /** The name that it was written under. */
  readonly name: string;
  /** The epoch, or another step. */
  readonly step: number;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** The image as a PNG file. */
  readonly png: Uint8Array;
}

const EVENTS = /^events\.out\.tfevents\./;

/** The most bytes of an event file. */
const MOST_BYTES = 2 ** 31;

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A time at which the training began again: what earlier files have of this step and later ones is forgotten. */
const START = 1;

/**
 * Reads the images in the event files of a folder and the folders in it, which {@link TensorBoard.image} has written (or
 * TensorFlow or PyTorch, as PNG). They are sorted by name and step. Of several images with a name and a step, the last one
 * counts. As in TensorBoard, a resumed training replaces what the one before it had of the same epochs, and a file is read
 * up to its first damaged record, which a training that was killed may leave.
 *
 * @throws FileError of `@gradiente/files` if there is no such folder, or a file cannot be read or has more than 2 GiB.
 * @example
 * ```ts
 * const board = new TensorBoard("runs/board");
 * await board.image("first", tensor([[0, 1], [1, 0]]), 1);
 * const [{ name, step, width }] = await loadTensorBoardImages("runs/board");
 * [name, step, width]; // ["first", 1, 2]
 * ```
 */
export async function loadTensorBoardImages(directory: string): Promise<TensorBoardImage[]> {
  checkArgument("loadTensorBoardImages", "the directory", directory, aPath);
  const found: TensorBoardImage[] = [];
  for (const files of await eventFiles(directory)) {
    const images = new Map<string, TensorBoardImage>();
    for (const file of files) readImages(await readRegularFile(file, { limit: MOST_BYTES }), images);
    found.push(...images.values());
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.step - b.step));
}

/**
 * The event files of each folder, in the order in which TensorBoard reads them. Links to folders are followed, but no folder
 * is read twice: they may lead in circles.
 */
async function eventFiles(directory: string, seen = new Set<string>()): Promise<string[][]> {
  const place = await reading(directory, realpath(directory));
  if (seen.has(place)) return [];
  seen.add(place);
  const entries = await reading(directory, readdir(directory, { withFileTypes: true }));
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (await isFolder(path, entry)) folders.push(path);
    else if (EVENTS.test(entry.name)) files.push(path);
  }
  const found = files.length === 0 ? [] : [files];
  for (const folder of folders) found.push(...(await eventFiles(folder, seen)));
  return found;
}

async function isFolder(path: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return stat(path).then((stats) => stats.isDirectory(), () => false); // biome-ignore format: one thing
}

async function reading<T>(directory: string, step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem =
      code === "ENOENT"
        ? "there is no such folder; check the path"
        : code === "ENOTDIR"
          ? "it is a file, not a folder; name the folder that it is in"
          : message;
    throw new FileError("read", directory, problem, { ...(code !== undefined && { code }), cause });
  }
}

/** Adds the images of a file to those of the files before it. */
function readImages(bytes: Uint8Array, images: Map<string, TensorBoardImage>): void {
  for (const record of recordsOf(bytes)) {
    const event = fieldsOf(record);
    if (event === undefined) return;
    const step = numberIn(event, 2) ?? 0;
    for (const log of bytesIn(event, 7)) {
      if (numberIn(fieldsOf(log) ?? [], 1) !== START) continue;
      for (const [key, image] of images) if (image.step >= step) images.delete(key);
    }
    for (const summary of bytesIn(event, 5)) {
      for (const value of bytesIn(fieldsOf(summary) ?? [], 1)) {
        const image = imageIn(value, step);
        if (image !== undefined) images.set(JSON.stringify([image.name, step]), image);
      }
    }
  }
}

/** The contents of records, up to the first one whose checksum is another, or that is cut off. */
function* recordsOf(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 16 <= bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    const end = at + 12 + length;
    if (view.getUint32(at + 8, true) !== maskedCrc32c(bytes.subarray(at, at + 8))) return;
    if (end + 4 > bytes.length) return;
    const content = bytes.subarray(at + 12, end);
    if (view.getUint32(end, true) !== maskedCrc32c(content)) return;
    yield content;
    at = end + 4;
  }
}

function imageIn(value: Uint8Array, step: number): TensorBoardImage | undefined {
  const fields = fieldsOf(value) ?? [];
  const [tag] = bytesIn(fields, 1);
  const [image] = bytesIn(fields, 4);
  if (tag === undefined || image === undefined) return undefined;
  const parts = fieldsOf(image) ?? [];
  const [png] = bytesIn(parts, 4);
  const [height, width] = [numberIn(parts, 1), numberIn(parts, 2)];
  if (png === undefined || height === undefined || width === undefined) return undefined;
  if (!PNG.every((byte, at) => png[at] === byte)) return undefined;
  // A copy, so that one image does not keep the whole file.
  return { name: new TextDecoder().decode(tag), step, width, height, png: png.slice() };
}
