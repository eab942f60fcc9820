import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from "@gradiente/core";
import { DatasetFormatError, DatasetNotFoundError } from "@gradiente/datasets";
import { StateDictError } from "@gradiente/nn";
import { type Data, loadData } from "./data.ts";
import { type Options, parseOptions } from "./options.ts";
import { Progress } from "./progress.ts";
import { buildModel, evaluate, type Score, train } from "./train.ts";

const WEIGHTS = join("out", "mnist.safetensors");

/** The exit code of an interrupted process, by the convention of shells. */
const INTERRUPTED = 130;
const BAD_VALUE = 2;

function show({ loss, accuracy }: Score): string {
  return `loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}`;
}

async function trainAndSave(data: Data, options: Options): Promise<number> {
  let interrupted = false;
  let bar: Progress | undefined;
  process.once("SIGINT", () => {
    interrupted = true;
  });
  let last: Score | undefined;
  const model = await train(data, options, {
    stopped: () => interrupted,
    onBatch: (epoch, batch, batches, sofar) => {
      bar ??= new Progress(`Epoch ${epoch}/${options.epochs}`, batches);
      bar.update(batch, show(sofar));
    },
    onEpoch: ({ epoch, train, test }) => {
      bar?.stop();
      bar = undefined;
      last = test;
      console.log(`Epoch ${epoch}/${options.epochs}: train ${show(train)}; test ${show(test)}`);
    },
  });
  bar?.stop();
  await mkdir(dirname(WEIGHTS), { recursive: true });
  await writeFile(WEIGHTS, encodeSafetensors(model.stateDict(), { data: data.name }));
  console.log(`${interrupted ? "Interrupted. " : ""}Weights: ${WEIGHTS}`);
  report(last !== undefined && !interrupted ? last : evaluate(model, data.test), data);
  return interrupted ? INTERRUPTED : 0;
}

async function loadAndEvaluate(file: string, data: Data): Promise<number> {
  const model = buildModel();
  model.loadStateDict(decodeSafetensors(await readFile(file)).tensors);
  report(evaluate(model, data.test), data);
  return 0;
}

/** Prints all digits, so that runs with the same seed can be compared. */
function report({ loss, accuracy }: Score, data: Data): void {
  console.log(`Test on ${data.test.size} ${data.name}: loss ${loss}, accuracy ${accuracy}`);
}

/** Whether the message of the error is enough for the user, because a value on the command line is wrong. */
function isBadValue(error: unknown, { load, dataDir }: Options): error is Error {
  if (error instanceof DatasetNotFoundError) return dataDir !== undefined;
  if (load === undefined) return false;
  return error instanceof SafetensorsError || error instanceof StateDictError || isFileError(error);
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if ("exitCode" in options) return options.exitCode;
  try {
    const data = await loadData(options.dataDir, options.limit);
    console.log(`${data.name}: ${data.train.size} images to train on, ${data.test.size} to test on`);
    return options.load === undefined
      ? await trainAndSave(data, options)
      : await loadAndEvaluate(options.load, data);
  } catch (error) {
    if (isBadValue(error, options)) {
      console.error(
        `error: ${error instanceof DatasetNotFoundError ? "" : `${options.load}: `}${error.message}`,
      );
      return BAD_VALUE;
    }
    if (error instanceof DatasetFormatError) {
      console.error(`error: ${error.message}`);
      return 1;
    }
    throw error;
  }
}

process.exitCode = await main();
