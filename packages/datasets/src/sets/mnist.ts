import type { FileSet } from "../files/file-set.ts";
import { type ImageParts, type ImagePartsOptions, loadIdxParts } from "./image-parts.ts";

/** Options of {@link loadMnist}. */
export type MnistOptions = ImagePartsOptions;

/** The two parts of MNIST: 60,000 images for training, and 10,000 by other writers for testing. */
export type Mnist = ImageParts;

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
 * @example
 * ```ts needs-data
 * const { train, test } = await loadMnist();
 * train.size; // 60000
 * test.size; // 10000
 * wholeBatch(subset(train, [0])).x.shape; // [1, 784]
 * ```
 */
export async function loadMnist(options?: MnistOptions): Promise<Mnist> {
  return loadIdxParts("loadMnist", MNIST, options);
}
