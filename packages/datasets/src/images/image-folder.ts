import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import { type Tensor, tensor } from "@gradiente/core";
import { check, checkArgument, declareOptions, numeric, optionsOf } from "@gradiente/core/arguments";
import type { ImageChannels } from "@gradiente/formats/image";
import { aCount, anImageShape, aPath } from "../checks.ts";
import { type AsyncDataset, type Batch, checkIndices } from "../dataset/dataset.ts";
import { DatasetFormatError } from "../errors.ts";
import { inheritBundle, inheritPart } from "../splits/parts.ts";
import { type DecodedImage, type DecodeSettings, decodeFile } from "./decode-file.ts";
import { DecodePool } from "./decode-pool.ts";
import { problemOf } from "./problem.ts";

/** Options of {@link imageFolder}. */
export interface ImageFolderOptions {
  /**
   * Height and width of all images. One of another size is scaled until it covers that shape, and cut at its longer side, the
   * same on both ends. Default: the size of the first file, which all others must have.
   */
  readonly imageShape?: readonly [height: number, width: number];
  /** The channels of all images: 1 for grey, 3 for RGB, 4 for RGB with opacity. Default: 3. */
  readonly channels?: ImageChannels;
  /** The threads that decode; with 0, it is done where batches are asked for. Default: one less than the processors, 4 at most. */
  readonly threads?: number;
  /** The most bytes that a file may have, and its pixels may take, also in the `imageShape`. Default: 2^28 (256 MiB). */
  readonly limit?: number;
}

const OPTIONS = declareOptions<ImageFolderOptions>({
  imageShape: anImageShape,
  channels: check<ImageChannels>("1, 3 or 4", (value) => [1, 3, 4].includes(value as number)),
  threads: numeric(
    "a whole number from 0 to 64",
    (value) => Number.isInteger(value) && value >= 0 && value <= 64,
  ),
  limit: aCount,
});

const ENDINGS = new Set([".png", ".jpg", ".jpeg"]);

/** What all parts of a data set share. */
interface Source {
  readonly settings: DecodeSettings;
  readonly pool: DecodePool | undefined;
  readonly classNames: readonly string[];
}

/** One file. */
interface Entry {
  readonly path: string;
  readonly label: number;
}

/**
 * Images in folders by class, decoded as batches ask for them: x float32 `[samples, channels, height, width]` in [0, 1], y
 * int32 `[samples]`, the class. Made by {@link imageFolder}.
 *
 * @example
 * ```ts no-run
 * import { type ImageFolder, imageFolder } from "@gradiente/datasets";
 *
 * const images: ImageFolder = await imageFolder("photos", { imageShape: [64, 64] });
 * console.log(images.size, images.classNames);
 * ```
 */
export class ImageFolder implements AsyncDataset {
  /** The number of images. */
  readonly size: number;
  /** The names of the classes, which are those of the folders, in the order of their numbers. */
  readonly classNames: readonly string[];
  /** Channels, height and width of each image. */
  readonly imageShape: readonly [channels: number, height: number, width: number];
  /** The path of each image. */
  readonly files: readonly string[];
  /** The class of each image, int32 `[size]`. */
  readonly y: Tensor;
  readonly #source: Source;
  readonly #entries: readonly Entry[];

  /** @internal Made by {@link imageFolder}. */
  constructor(source: Source, entries: readonly Entry[], imageShape: readonly [number, number, number]) {
    this.size = entries.length;
    this.classNames = source.classNames;
    this.imageShape = imageShape;
    this.files = entries.map(({ path }) => path);
    this.y = tensor(Int32Array.from(entries, ({ label }) => label));
    this.#source = source;
    this.#entries = entries;
  }

  /**
   * The images at these indices, decoded in the threads.
   *
   * @throws RangeError if an index is not a whole number from 0 to `size - 1`. DatasetFormatError that names the file which
   * cannot be read, is damaged, or has another size than the others.
   */
  async batch(indices: readonly number[] | Int32Array): Promise<Batch> {
    checkIndices(indices, this.size);
    const chosen = Array.from(indices, (index) => this.#entries[index]);
    const [channels, height, width] = this.imageShape;
    const length = channels * height * width;
    const x = new Float32Array(chosen.length * length);
    const decoded = chosen.map(async ({ path }, at) => {
      const image = await decode(path, this.#source);
      if (image.height !== height || image.width !== width) {
        throw new DatasetFormatError(
          path,
          `it has ${image.width} x ${image.height} pixels, and the first image has ${width} x ${height}; give an ` +
            "imageShape, to which all are scaled",
        );
      }
      x.set(image.planes, at * length);
    });
    // All have to end before an error goes on: files that are still read belong to this batch.
    for (const each of await Promise.allSettled(decoded)) if (each.status === "rejected") throw each.reason;
    const labels = Int32Array.from(chosen, ({ label }) => label);
    return {
      x: inheritBundle(tensor(x, { shape: [chosen.length, channels, height, width] }), this),
      y: inheritBundle(tensor(labels), this),
    };
  }

  /**
   * The images at these indices as a data set, for {@link subset} and {@link trainTestSplit}. It uses the same threads.
   *
   * @throws RangeError if an index is not a whole number from 0 to `size - 1`.
   */
  take(indices: readonly number[] | Int32Array): ImageFolder {
    checkIndices(indices, this.size);
    const entries = Array.from(indices, (index) => this.#entries[index]);
    return inheritPart(new ImageFolder(this.#source, entries, this.imageShape), this);
  }

  /**
   * Ends the threads; later batches start them again. A process need not call it: threads that have nothing to do do not
   * keep it alive.
   */
  async close(): Promise<void> {
    await this.#source.pool?.close();
  }
}

async function decode(
  path: string,
  { settings, pool }: Pick<Source, "settings" | "pool">,
): Promise<DecodedImage> {
  if (pool !== undefined) return pool.decode(path, settings);
  try {
    return await decodeFile(path, settings);
  } catch (cause) {
    throw new DatasetFormatError(path, problemOf(cause), { cause });
  }
}

const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).sort((a, b) => byCodeUnits(a.name, b.name));
  } catch (cause) {
    const { code } = cause as { readonly code?: string };
    const problem =
      code === "ENOENT"
        ? "there is no such folder"
        : code === "ENOTDIR"
          ? "it is no folder"
          : problemOf(cause);
    throw new DatasetFormatError(folder, problem, { cause });
  }
}

/** @throws RangeError if an image of this shape takes more than the limit, as float32. */
function checkRoom([height, width]: readonly [number, number], channels: number, limit: number): void {
  const bytes = channels * height * width * Float32Array.BYTES_PER_ELEMENT;
  if (bytes <= limit) return;
  throw new RangeError(
    `imageFolder: an image of imageShape [${height}, ${width}] takes ${bytes} bytes, and limit is ${limit}; take a smaller shape or another limit`,
  );
}

/** Whether an entry is a folder, or a symbolic link to one. */
async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return stat(join(parent, entry.name)).then((stats) => stats.isDirectory(), () => false); // biome-ignore format: one thing
}

/** The images in a folder and the folders in it, in the order of their names. */
async function imagesIn(folder: string): Promise<string[]> {
  const found: (string | string[])[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(await imagesIn(path));
    else if (ENDINGS.has(extname(entry.name).toLowerCase())) found.push(path);
  }
  return found.flat();
}

/**
 * Images in folders by class as a data set: `photos/cat/1.png`, `photos/dog/a.jpg`. The folders are the classes, numbered in
 * the order of their names by code unit. Files that end in `.png`, `.jpg` or `.jpeg` are taken, also from folders within;
 * names that begin with a dot are passed over. Only the names are read now, and the first file; the others are decoded as
 * batches ask for them, in worker threads and ahead of the step with the `prefetch` of a {@link DataLoader}.
 *
 * @param folder - The folder that holds a folder for each class.
 * @throws DatasetFormatError for a folder that is not there or has no images, and if the first image cannot be read.
 * @throws RangeError if an image of `imageShape` takes more than `limit`.
 * @example
 * ```ts no-run
 * const photos = await imageFolder("photos", { imageShape: [64, 64] });
 * const { train, test } = trainTestSplit(photos, { testFraction: 0.2, seed: 0, stratify: true });
 * const varied = augment(train, randomFlip({ imageShape: [64, 64] }), { seed: 1 });
 * for await (const { x, y } of new DataLoader(varied, { batchSize: 32, shuffle: true, seed: 2, prefetch: 2 })) {
 *   // x: float32 [32, 3, 64, 64] in [0, 1]; y: int32 [32]
 * }
 * ```
 */
export async function imageFolder(folder: string, options?: ImageFolderOptions): Promise<ImageFolder> {
  checkArgument("imageFolder", "the folder", folder, aPath);
  const {
    imageShape,
    channels = 3,
    threads = Math.max(1, Math.min(4, availableParallelism() - 1)),
    limit = 2 ** 28,
  } = optionsOf("imageFolder", options, OPTIONS);
  if (imageShape !== undefined) checkRoom(imageShape, channels, limit);
  const entries: Entry[] = [];
  const classNames: string[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.name.startsWith(".") || !(await isFolder(folder, entry))) continue;
    const label = classNames.push(entry.name) - 1;
    const paths = await imagesIn(join(folder, entry.name));
    if (paths.length === 0) {
      throw new DatasetFormatError(
        join(folder, entry.name),
        "it is a class without a PNG or JPEG file; remove it",
      );
    }
    for (const path of paths) entries.push({ path, label });
  }
  if (entries.length === 0) {
    throw new DatasetFormatError(
      folder,
      "it has no folders with images; it must hold a folder for each class",
    );
  }
  const settings: DecodeSettings = { channels, imageShape, limit };
  const { height, width } = await decode(entries[0].path, { settings, pool: undefined });
  const pool = threads === 0 ? undefined : new DecodePool(threads);
  return new ImageFolder({ settings, pool, classNames }, entries, [channels, height, width]);
}
