import { command } from "@gradiente/cli/program";
import { InvalidArgumentError } from "commander";
import { wholeNumber } from "../kit/whole-number.ts";

export interface Options {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  /** The largest number of training images to use; undefined for all. */
  readonly limit: number | undefined;
  /** The directory of MNIST; undefined to search for it. */
  readonly dataDir: string | undefined;
  /** A checkpoint to evaluate instead of training. */
  readonly load: string | undefined;
}

/** The options of the command line. @throws CommanderError when help or an error has been printed. */
export function parseOptions(args: readonly string[]): Options {
  return command("mnist")
    .description("Trains a 784-64-10 network on MNIST, or on synthetic digits if MNIST is not available.")
    .option("--epochs <number>", "the number of epochs", wholeNumber(1), 3)
    .option("--batch-size <number>", "the number of images in a batch", wholeNumber(1), 128)
    .option("--learning-rate <number>", "the learning rate of Adam", positive, 1e-3)
    .option("--seed <number>", "the seed of the weights and of the order of images", wholeNumber(0), 0)
    .option(
      "--limit <number>",
      "the number of training images to use, from the first (default: all)",
      wholeNumber(1),
    )
    .option("--data-dir <directory>", "the directory of the four files of MNIST (default: search for them)")
    .option("--load <file>", "evaluate these weights (safetensors) instead of training")
    .parse(args, { from: "user" })
    .opts<Options>();
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError("It must be a number above 0.");
  }
  return value;
}
