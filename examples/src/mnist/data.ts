import { print } from "@gradiente/cli/program";
import {
  type Dataset,
  DatasetNotFoundError,
  type DownloadProgress,
  loadMnist,
  syntheticDigits,
} from "@gradiente/datasets";
import { SingleBar } from "cli-progress";

export interface Data {
  /** The name of the data for the output. */
  readonly name: string;
  readonly train: Dataset;
  readonly test: Dataset;
}

const SYNTHETIC_TRAIN = 10_000;
const SYNTHETIC_TEST = 2_000;

/**
 * MNIST from the given directory. Without a directory, MNIST from the usual places, or else synthetic digits.
 *
 * @throws DatasetNotFoundError if MNIST is not in the given directory.
 * @throws DatasetFormatError if a file is damaged.
 */
export async function loadData(directory: string | undefined, limit: number | undefined): Promise<Data> {
  const download = new DownloadBars();
  try {
    const onProgress = (progress: DownloadProgress) => download.show(progress);
    const { train, test } = await loadMnist({ directory, limit: { train: limit }, onProgress });
    return { name: "MNIST", train, test };
  } catch (error) {
    if (directory !== undefined || !(error instanceof DatasetNotFoundError)) throw error;
    print(error.message);
    print("\nSYNTHETIC digits, drawn by a program, are used instead: results say nothing about MNIST.\n");
    const samples = Math.min(limit ?? SYNTHETIC_TRAIN, SYNTHETIC_TRAIN);
    return {
      name: "synthetic digits (not MNIST)",
      train: syntheticDigits({ samples, seed: 1 }),
      test: syntheticDigits({ samples: SYNTHETIC_TEST, seed: 2 }),
    };
  } finally {
    download.stop();
  }
}

/** A bar on the terminal for each file that is downloaded, one after the other. */
class DownloadBars {
  #file = "";
  #bar: SingleBar | undefined;

  show({ file, receivedBytes, totalBytes }: DownloadProgress): void {
    if (file !== this.#file) {
      this.stop();
      this.#file = file;
      const format = `Downloading ${file} [{bar}] {value}/{total} bytes`;
      this.#bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, stopOnComplete: false });
      this.#bar.start(totalBytes, 0);
    }
    this.#bar?.update(receivedBytes);
  }

  stop(): void {
    this.#bar?.stop();
  }
}
