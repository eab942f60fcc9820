import { ImageDataset } from "../dataset/image-dataset.ts";
import { DatasetFormatError } from "../errors.ts";
import { acquire } from "../files/acquire.ts";
import type { FileSet, FoundFile } from "../files/file-set.ts";
import { parseTar } from "../formats/tar.ts";
import { type ImageParts, type ImagePartsOptions, partsOptions } from "./image-parts.ts";

const ARCHIVE = "cifar-10-binary.tar";

/** Size and SHA-256 of the binary version, as published in 2009. */
const CIFAR10: FileSet = {
  folder: "cifar-10",
  title: "CIFAR-10",
  mirrors: ["https://www.cs.toronto.edu/~kriz/"],
  files: [
    {
      name: ARCHIVE,
      published: `${ARCHIVE}.gz`,
      bytes: 170_052_171,
      sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
      unpackedBytes: 184_500_000,
    },
  ],
};

const SIDE = 32;
const PIXELS = 3 * SIDE * SIDE;
const CLASSES = 10;
const TRAIN = [
  "data_batch_1.bin",
  "data_batch_2.bin",
  "data_batch_3.bin",
  "data_batch_4.bin",
  "data_batch_5.bin",
];
const TEST = ["test_batch.bin"];

/**
 * Loads CIFAR-10: photographs with 32 x 32 pixels in colour, 50,000 for training and 10,000 for testing. Batches have x float32
 * `[samples, 3, 32, 32]` in [0, 1], and y int32 `[samples]`: 0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer, 5 dog, 6 frog,
 * 7 horse, 8 ship, 9 truck.
 *
 * The archive `cifar-10-binary.tar.gz` is found as the files of {@link loadMnist} are; the folder is `cifar-10`. In a directory
 * of yours it may be unpacked by gzip, and its files may have fewer images.
 *
 * Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009).
 *
 * @throws DatasetNotFoundError if the archive is not found. The message lists the places tried and what to do.
 * @throws DatasetFormatError if it is damaged or does not have the expected content.
 * @throws RangeError if a limit is not a positive whole number.
 * @example
 * ```ts no-run
 * const { train, test } = await loadCifar10({ limit: 100 });
 * console.log(train.size, test.size);
 * ```
 */
export async function loadCifar10(options?: ImagePartsOptions): Promise<ImageParts> {
  const { given, limits } = partsOptions("loadCifar10", options);
  const { content, path } = (await acquire(CIFAR10, given)).get(ARCHIVE) as FoundFile;
  const files = parseTar(content, path);
  return {
    train: imagesOf(files, TRAIN, path, limits.train),
    test: imagesOf(files, TEST, path, limits.test),
  };
}

/** The images of some files of the archive, one after another: a byte with the class, then the channels. */
function imagesOf(
  files: ReadonlyMap<string, Uint8Array>,
  names: readonly string[],
  archive: string,
  limit = Number.POSITIVE_INFINITY,
): ImageDataset {
  const parts = names.map((name) => {
    const records = files.get(name);
    if (records === undefined) throw new DatasetFormatError(archive, `the archive has no file ${name}`);
    if (records.length === 0 || records.length % (1 + PIXELS) !== 0) {
      const problem = `its ${records.length} bytes are no whole number of images of ${1 + PIXELS} bytes`;
      throw new DatasetFormatError(`${archive}: ${name}`, problem);
    }
    return { name, records, count: records.length / (1 + PIXELS) };
  });
  const count = Math.min(
    limit,
    parts.reduce((sum, part) => sum + part.count, 0),
  );
  const [pixels, labels] = [new Uint8Array(count * PIXELS), new Uint8Array(count)];
  let image = 0;
  for (const part of parts) {
    for (let at = 0; at < part.count && image < count; at++, image++) {
      const from = at * (1 + PIXELS);
      const label = part.records[from];
      if (label >= CLASSES) {
        const problem = `label ${at} is ${label}; labels go from 0 to ${CLASSES - 1}`;
        throw new DatasetFormatError(`${archive}: ${part.name}`, problem, { offset: from });
      }
      labels[image] = label;
      pixels.set(part.records.subarray(from + 1, from + 1 + PIXELS), image * PIXELS);
    }
  }
  return new ImageDataset({ pixels, labels, imageShape: [SIDE, SIDE], channels: 3 });
}
