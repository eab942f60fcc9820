import { join } from "node:path";
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from "@gradiente/core";
import { DatasetFormatError, DatasetNotFoundError } from "@gradiente/datasets";
import { FileError, readRegularFile, writeFileAtomically } from "@gradiente/files";
import { StateDictError } from "@gradiente/nn";
import type { Callback } from "@gradiente/train";
import { ProgressBar, untilInterrupted } from "@gradiente/train/node";
import { type Data, loadData } from "./data.ts";
import { type Options, parseOptions } from "./options.ts";
import { buildModel, type Score, score, train } from "./train.ts";

const WEIGHTS = join("out", "mnist.safetensors");

/** The exit code of an interrupted process, by the convention of shells. */
const INTERRUPTED = 130;
const BAD_VALUE = 2;

function show({ loss, accuracy }: Score): string {
  return `loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}`;
}

const lines: Callback = {
  onEpochEnd({ epochs }, { epoch, values }) {
    const test = { loss: values.valLoss, accuracy: values.valAccuracy };
    const train = { loss: values.loss, accuracy: values.accuracy };
    console.log(`Epoch ${epoch}/${epochs}: train ${show(train)}; test ${show(test)}`);
  },
};

async function trainAndSave(data: Data, options: Options, signal: AbortSignal): Promise<number> {
  const callbacks = [new ProgressBar({ lines: false }), lines];
  const { model, history } = await train(data, options, { callbacks, signal });
  await writeFileAtomically(WEIGHTS, encodeSafetensors(model.stateDict(), { data: data.name }));
  console.log(`${signal.aborted ? "Interrupted. " : ""}Weights: ${WEIGHTS}`);
  const isScored = history.status === "completed";
  const last = () => ({ loss: history.last("valLoss"), accuracy: history.last("valAccuracy") });
  report(isScored ? last() : await score(model, data.test), data);
  return signal.aborted ? INTERRUPTED : 0;
}

async function loadAndEvaluate(file: string, data: Data): Promise<number> {
  const model = buildModel();
  model.loadStateDict(decodeSafetensors(await readRegularFile(file)).tensors);
  report(await score(model, data.test), data);
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
  return error instanceof SafetensorsError || error instanceof StateDictError || error instanceof FileError;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if ("exitCode" in options) return options.exitCode;
  try {
    const data = await loadData(options.dataDir, options.limit);
    console.log(`${data.name}: ${data.train.size} images to train on, ${data.test.size} to test on`);
    return options.load === undefined
      ? await untilInterrupted((signal) => trainAndSave(data, options, signal))
      : await loadAndEvaluate(options.load, data);
  } catch (error) {
    if (isBadValue(error, options)) {
      const isNamed = error instanceof DatasetNotFoundError || error instanceof FileError;
      console.error(`error: ${isNamed ? "" : `${options.load}: `}${error.message}`);
      return BAD_VALUE;
    }
    if (error instanceof DatasetFormatError || error instanceof FileError) {
      console.error(`error: ${error.message}`);
      return 1;
    }
    throw error;
  }
}

process.exitCode = await main();
