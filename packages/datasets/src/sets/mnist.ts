import { check, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aCount, isObject } from "../checks.ts";
import { ImageDataset } from "../dataset/image-dataset.ts";
import { DatasetFormatError } from "../errors.ts";
import { ACQUIRE, type AcquireOptions, acquire } from "../files/acquire.ts";
import type { FileSet, FoundFile, FoundFiles } from "../files/file-set.ts";
import { parseIdx } from "../formats/idx.ts";

/** Options of {@link loadMnist}. */
export interface MnistOptions extends AcquireOptions {
  /** The number of images to keep from the start of each part, or of the parts that are named. Default: all. */
  readonly limit?: number | { readonly train?: number; readonly test?: number };
}

const LIMITS = declareOptions<Exclude<MnistOptions["limit"], number | undefined>>({
  train: aCount,
  test: aCount,
});

const OPTIONS = declareOptions<MnistOptions>({
  ...ACQUIRE.checks,
  limit: check(
    "a positive whole number, or { train, test } of them",
    (value) => (typeof value === "number" ? aCount.accepts(value) : isObject(value)),
    RangeError,
  ),
});

/** The two parts of MNIST. */
export interface Mnist {
  /** The training part, 60,000 images. */
  readonly train: ImageDataset;
  /** The test part, 10,000 images by other writers. */
  readonly test: ImageDataset;
}

const SIDE = 28;
const CLASSES = 10;

/** Sizes and SHA-256 of the files published in 1998. The mirrors serve the same bytes. */
const MNIST: FileSet = {
  folder: "mnist",
  title: "MNIST",
  mirrors: [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ],
  files: [
    {
      name: "train-images-idx3-ubyte",
      published: "train-images-idx3-ubyte.gz",
      bytes: 9_912_422,
      sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      unpackedBytes: 47_040_016,
    },
    {
      name: "train-labels-idx1-ubyte",
      published: "train-labels-idx1-ubyte.gz",
      bytes: 28_881,
      sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      unpackedBytes: 60_008,
    },
    {
      name: "t10k-images-idx3-ubyte",
      published: "t10k-images-idx3-ubyte.gz",
      bytes: 1_648_877,
      sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      unpackedBytes: 7_840_016,
    },
    {
      name: "t10k-labels-idx1-ubyte",
      published: "t10k-labels-idx1-ubyte.gz",
      bytes: 4_542,
      sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
      unpackedBytes: 10_008,
    },
  ],
};

/**
 * Loads MNIST: images of handwritten digits with 28 x 28 grey pixels, 60,000 for training and 10,000 for testing. Batches
 * have x float32 `[samples, 784]` in [0, 1], and y int32 `[samples]`, the digit.
 *
 * The four files are read from `options.directory` if it is given. Otherwise they are read from the first of these places
 * that has them: the directory in the environment variable `GRADIENTE_DATA` (its folder `mnist`, or the directory
 * itself), the cache, and the public mirrors. Downloads are checked against the published SHA-256 and kept in the cache.
 * Files in your own directory may be gzipped or unpacked. They may have other content of the same layout, such as
 * Fashion-MNIST or a few images for a test, if they are not larger.
 *
 * Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits" (1998), derived from NIST
 * Special Databases 1 and 3.
 *
 * @throws DatasetNotFoundError if the files are not found. The message lists the places tried and what to do.
 * @throws DatasetFormatError if a file is damaged or does not have the expected content, or if the numbers of images and
 * labels differ.
 * @throws RangeError if a limit is not a positive whole number.
 */
export async function loadMnist(options?: MnistOptions): Promise<Mnist> {
  const given = optionsOf("loadMnist", options, OPTIONS);
  const { limit } = given;
  const limits =
    typeof limit === "object" ? optionsOf("loadMnist: limit", limit, LIMITS) : { train: limit, test: limit };
  const files = await acquire(MNIST, given);
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
