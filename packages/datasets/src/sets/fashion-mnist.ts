import type { FileSet } from "../files/file-set.ts";
import { type ImageParts, type ImagePartsOptions, loadIdxParts } from "./image-parts.ts";

/** Sizes and SHA-256 of the files published in 2017. */
const FASHION_MNIST: FileSet = {
  folder: "fashion-mnist",
  title: "Fashion-MNIST",
  // MNIST has them too.
  sharesNames: true,
  mirrors: [
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  ],
  files: [
    {
      name: "train-images-idx3-ubyte",
      published: "train-images-idx3-ubyte.gz",
      bytes: 26_421_880,
      sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
      unpackedBytes: 47_040_016,
    },
    {
      name: "train-labels-idx1-ubyte",
      published: "train-labels-idx1-ubyte.gz",
      bytes: 29_515,
      sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
      unpackedBytes: 60_008,
    },
    {
      name: "t10k-images-idx3-ubyte",
      published: "t10k-images-idx3-ubyte.gz",
      bytes: 4_422_102,
      sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
      unpackedBytes: 7_840_016,
    },
    {
      name: "t10k-labels-idx1-ubyte",
      published: "t10k-labels-idx1-ubyte.gz",
      bytes: 5_148,
      sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
      unpackedBytes: 10_008,
    },
  ],
};

/**
 * Loads Fashion-MNIST: images of clothes in the form of MNIST, 28 x 28 grey pixels, 60,000 for training and 10,000 for testing.
 * Batches have x float32 `[samples, 784]` in [0, 1], and y int32 `[samples]`: 0 T-shirt, 1 trouser, 2 pullover, 3 dress, 4 coat,
 * 5 sandal, 6 shirt, 7 sneaker, 8 bag, 9 ankle boot.
 *
 * Files are found as those of {@link loadMnist} are; the folder is `fashion-mnist`, which must be there: the
 * files are named as those of MNIST.
 *
 * Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms"
 * (2017).
 *
 * @throws DatasetNotFoundError if the files are not found. The message lists the places tried and what to do.
 * @throws DatasetFormatError if a file is damaged or does not have the expected content.
 * @throws RangeError if a limit is not a positive whole number.
 * @example
 * ```ts no-run
 * const { train } = await loadFashionMnist({ limit: 100 });
 * console.log(train.size);
 * ```
 */
export async function loadFashionMnist(options?: ImagePartsOptions): Promise<ImageParts> {
  return loadIdxParts("loadFashionMnist", FASHION_MNIST, options);
}
