import { join } from "node:path";
import { EXIT, print, UsageError } from "@gradiente/cli/program";
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from "@gradiente/core";
import { DatasetNotFoundError } from "@gradiente/datasets";
import { FileError, readRegularFile, writeFileAtomically } from "@gradiente/files";
import { StateDictError } from "@gradiente/nn";
import type { Callback } from "@gradiente/train";
import { ProgressBar, untilInterrupted } from "@gradiente/train/node";
import { runProgram } from "../kit/command-line.ts";
import { type Data, loadData } from "./data.ts";
import { type Options, parseOptions } from "./options.ts";
import { buildModel, type Score, score, train } from "./train.ts";

const WEIGHTS = join("out", "mnist.safetensors");

function show({ loss, accuracy }: Score): string {
  return `loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}`;
}

const lines: Callback = {
  onEpochEnd({ epochs }, { epoch, values }) {
    const test = { loss: values.valLoss, accuracy: values.valAccuracy };
    const train = { loss: values.loss, accuracy: values.accuracy };
    print(`Epoch ${epoch}/${epochs}: train ${show(train)}; test ${show(test)}`);
  },
};

async function trainAndSave(data: Data, options: Options, signal: AbortSignal): Promise<number> {
  const callbacks = [new ProgressBar({ lines: false }), lines];
  const { model, history } = await train(data, options, { callbacks, signal });
  await writeFileAtomically(WEIGHTS, encodeSafetensors(model.stateDict(), { data: data.name }));
  print(`${signal.aborted ? "Interrupted. " : ""}Weights: ${WEIGHTS}`);
  const isScored = history.status === "completed";
  const last = () => ({ loss: history.last("valLoss"), accuracy: history.last("valAccuracy") });
  report(isScored ? last() : await score(model, data.test), data);
  return signal.aborted ? EXIT.interrupted : EXIT.done;
}

async function loadAndEvaluate(file: string, data: Data): Promise<number> {
  const model = buildModel();
  model.loadStateDict(decodeSafetensors(await readRegularFile(file)).tensors);
  report(await score(model, data.test), data);
  return EXIT.done;
}

/** Prints all digits, so that runs with the same seed can be compared. */
function report({ loss, accuracy }: Score, data: Data): void {
  print(`Test on ${data.test.size} ${data.name}: loss ${loss}, accuracy ${accuracy}`);
}

/** An error of a value on the command line in place of one that says what is wrong with it. */
function asUsageError(error: unknown, { load, dataDir }: Options): unknown {
  if (error instanceof DatasetNotFoundError && dataDir !== undefined) {
    return new UsageError(error.message, { cause: error });
  }
  if (load === undefined) return error;
  if (error instanceof FileError) return new UsageError(error.message, { cause: error });
  if (error instanceof SafetensorsError || error instanceof StateDictError) {
    return new UsageError(`${load}: ${error.message}`, { cause: error });
  }
  return error;
}

await runProgram(async () => {
  const options = parseOptions(process.argv.slice(2));
  try {
    const data = await loadData(options.dataDir, options.limit);
    print(`${data.name}: ${data.train.size} images to train on, ${data.test.size} to test on`);
    process.exitCode = await (options.load === undefined
      ? untilInterrupted((signal) => trainAndSave(data, options, signal))
      : loadAndEvaluate(options.load, data));
  } catch (error) {
    throw asUsageError(error, options);
  }
});
