import { check, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aCount, isObject } from "../checks.ts";
import { ImageDataset } from "../dataset/image-dataset.ts";
import { DatasetFormatError } from "../errors.ts";
import { ACQUIRE, type AcquireOptions, acquire } from "../files/acquire.ts";
import type { FileSet, FoundFile, FoundFiles } from "../files/file-set.ts";
import { parseIdx } from "../formats/idx.ts";

/* What MNIST and the sets of images in its form have in common. */

/** Options of functions that load images in two parts. */
export interface ImagePartsOptions extends AcquireOptions {
  /** The number of images to keep from the start of each part, or of the parts that are named. Default: all. */
  readonly limit?: number | { readonly train?: number; readonly test?: number };
}

const LIMITS = declareOptions<Exclude<ImagePartsOptions["limit"], number | undefined>>({
  train: aCount,
  test: aCount,
});

const OPTIONS = declareOptions<ImagePartsOptions>({
  ...ACQUIRE.checks,
  limit: check(
    "a positive whole number, or { train, test } of them",
    (value) => (typeof value === "number" ? aCount.accepts(value) : isObject(value)),
    RangeError,
  ),
});

/** Images with their classes, in two parts. */
export interface ImageParts {
  /** The part for training. */
  readonly train: ImageDataset;
  /** The part for testing. */
  readonly test: ImageDataset;
}

/** The options of a loader, checked, with the limit of each part. */
export function partsOptions(owner: string, options: ImagePartsOptions | undefined) {
  const given = optionsOf(owner, options, OPTIONS);
  const { limit } = given;
  const limits =
    typeof limit === "object" ? optionsOf(`${owner}: limit`, limit, LIMITS) : { train: limit, test: limit };
  return { given, limits };
}

const SIDE = 28;
const CLASSES = 10;

/** Loads a set whose files are named as those of MNIST are, and have the same form. */
export async function loadIdxParts(
  owner: string,
  set: FileSet,
  options: ImagePartsOptions | undefined,
): Promise<ImageParts> {
  const { given, limits } = partsOptions(owner, options);
  const files = await acquire(set, given);
  return {
    train: imagesAndLabels(files, "train", limits.train),
    test: imagesAndLabels(files, "t10k", limits.test),
  };
}

function imagesAndLabels(files: FoundFiles, part: "train" | "t10k", limit: number | undefined): ImageDataset {
  const imageFile = files.get(`${part}-images-idx3-ubyte`) as FoundFile;
  const labelFile = files.get(`${part}-labels-idx1-ubyte`) as FoundFile;
  const images = parseIdx(imageFile.content, imageFile.path, 3);
  const labels = parseIdx(labelFile.content, labelFile.path, 1);

  const [count, height, width] = images.shape as [number, number, number];
  if (height !== SIDE || width !== SIDE) {
    throw new DatasetFormatError(
      imageFile.path,
      `its images are ${height} x ${width}, not ${SIDE} x ${SIDE}`,
      {
        offset: 8,
      },
    );
  }
  if (count === 0) throw new DatasetFormatError(imageFile.path, "it holds no images", { offset: 4 });
  if (count !== labels.values.length) {
    const problem = `it holds ${labels.values.length} labels for the ${count} images of ${imageFile.path}`;
    throw new DatasetFormatError(labelFile.path, problem, { offset: 4 });
  }
  const wrong = labels.values.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) {
    const problem = `label ${wrong} is ${labels.values[wrong]}; labels go from 0 to ${CLASSES - 1}`;
    throw new DatasetFormatError(labelFile.path, problem, { offset: 8 + wrong });
  }

  const kept = Math.min(limit ?? count, count);
  return new ImageDataset({
    // A view would keep the whole file in memory, even for a few images.
    pixels: kept < count ? images.values.slice(0, kept * SIDE * SIDE) : images.values,
    labels: labels.values.slice(0, kept),
    imageShape: [SIDE, SIDE],
  });
}
