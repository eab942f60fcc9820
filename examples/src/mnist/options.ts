import { Command, CommanderError, InvalidArgumentError } from "commander";
import { wholeNumber } from "../kit/whole-number.ts";

export interface Options {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  /** The most training images to use; undefined for all. */
  readonly limit: number | undefined;
  /** Where MNIST lies; undefined to look for it. */
  readonly dataDir: string | undefined;
  /** A checkpoint to evaluate instead of training. */
  readonly load: string | undefined;
}

/** What the command line asks for, or the exit code with which it is answered already: help, or a bad value. */
export function parseOptions(args: readonly string[]): Options | { readonly exitCode: number } {
  const command = new Command("mnist")
    .description("Trains a 784-64-10 network on MNIST, or on synthetic digits where MNIST is not to be had.")
    .option("--epochs <number>", "how often to go through the training images", wholeNumber(1), 3)
    .option("--batch-size <number>", "images to a step", wholeNumber(1), 128)
    .option("--learning-rate <number>", "of Adam", positive, 1e-3)
    .option("--seed <number>", "for weights and order of images", wholeNumber(0), 0)
    .option("--limit <number>", "train on just the first images", wholeNumber(1))
    .option("--data-dir <directory>", "where the four files of MNIST lie (default: look for them)")
    .option("--load <file>", "evaluate these weights (safetensors) instead of training")
    .allowExcessArguments(false)
    .exitOverride();
  try {
    return command.parse(args, { from: "user" }).opts<Options>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : 2 };
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError("It must be a number above 0.");
  }
  return value;
}
