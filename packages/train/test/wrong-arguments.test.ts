import { type Tensor, tensor } from "@gradiente/core";
import { Dense, Module } from "@gradiente/nn";
import {
  accuracy,
  crossValidate,
  EarlyStopping,
  encodeTrainingState,
  evaluate,
  findLearningRate,
  fit,
  gridSearch,
  History,
  Monitor,
  measure,
  predict,
  ReduceOnPlateau,
} from "@gradiente/train";
import {
  CsvLog,
  EnvironmentLog,
  JsonLinesLog,
  loadCheckpoint,
  loadEnvironmentLog,
  loadTensorBoardImages,
  loadTensorFiles,
  loadWeights,
  ModelCheckpoint,
  ProgressBar,
  saveWeights,
  TensorBoard,
  untilInterrupted,
} from "@gradiente/train/node";
import { describe, expect, it } from "vitest";
import { problem } from "./fixtures.ts";

/* Every function says by its name what it cannot work with, before it does anything. */

const wrong = 7 as never;
const path = "must be a path, a text that is not empty, not 7";
const model = new Dense(1, 1);
const stopping = () => new EarlyStopping({ patience: 1 });
const weights = new Map([["w", tensor([1])]]);

const calls: [string, () => unknown][] = [
  [`CsvLog: the file ${path}`, () => new CsvLog(wrong)],
  [`JsonLinesLog: the file ${path}`, () => new JsonLinesLog(wrong)],
  [`EnvironmentLog: the file ${path}`, () => new EnvironmentLog(wrong)],
  [`loadEnvironmentLog: the file ${path}`, () => loadEnvironmentLog(wrong)],
  [`TensorBoard: the directory ${path}`, () => new TensorBoard(wrong)],
  [`loadTensorBoardImages: the directory ${path}`, () => loadTensorBoardImages(wrong)],
  [`ModelCheckpoint: file ${path}`, () => new ModelCheckpoint({ file: wrong })],
  [`ModelCheckpoint: directory ${path}`, () => new ModelCheckpoint({ directory: wrong })],
  ["ModelCheckpoint: give either file or directory, and not both", () => new ModelCheckpoint(undefined as never)],
  ["ModelCheckpoint: give either file or directory, and not both", () => new ModelCheckpoint({ file: "a", directory: "b" })],
  ["ModelCheckpoint: best goes with directory alone; leave it out, or give a directory", () => new ModelCheckpoint({ file: "a", best: true })],
  ["ModelCheckpoint: shardBytes goes with directory alone", () => new ModelCheckpoint({ file: "a", shardBytes: 9 })],
  ["ModelCheckpoint: bestOnly goes with file alone; leave it out, or give a file", () => new ModelCheckpoint({ directory: "a", bestOnly: false })],
  ["ModelCheckpoint: both every and bestOnly are given", () => new ModelCheckpoint({ file: "a", every: 1, bestOnly: true })],
  [`loadTensorFiles: the path ${path}`, () => loadTensorFiles(wrong)],
  [`loadCheckpoint: the path ${path}`, () => loadCheckpoint(wrong)],
  ["loadCheckpoint: best must be true or false, not 7", () => loadCheckpoint("a", { best: wrong })],
  [`saveWeights: the file ${path}`, () => saveWeights(wrong, weights)],
  ["saveWeights: the weights must be a Map of tensors by path", () => saveWeights("never.safetensors", { w: 1 } as never)],
  ["saveWeights: shardBytes must be a whole number >= 1, not 0", () => saveWeights("never.safetensors", weights, { shardBytes: 0 })],
  ["saveWeights: the file must end in .safetensors, as in model.safetensors, not never.npz", () => saveWeights("never.npz", weights)],
  [`loadWeights: the file ${path}`, () => loadWeights(wrong)],
  ["untilInterrupted: the work must be a function, not 7", () => untilInterrupted(wrong)],
  ["ProgressBar: stream must be a stream to write to, such as process.stderr, not an object", () => new ProgressBar({ stream: {} as never })],
  ["ProgressBar: stream must be a stream to write to", () => new ProgressBar({ stream: null as never })],
  ["ProgressBar: every must be a whole number >= 1, not 0", () => new ProgressBar({ every: 0 })],
  ["ProgressBar: lines must be true or false, not 7", () => new ProgressBar({ lines: wrong })],
  ["EarlyStopping.update: the model, its first argument, must be a Module, not 7", () => stopping().update(1, wrong)],
  ["EarlyStopping.restore: the model, its first argument, must be a Module, not 7", () => stopping().restore(wrong)],
  ["EarlyStopping: restoreBest must be true or false, not 7", () => new EarlyStopping({ patience: 1, restoreBest: wrong })],
  ["EarlyStopping: patience must be a positive whole number", () => new EarlyStopping({} as never)],
  ["Monitor: monitor must be the name of a figure, such as valLoss, not 7", () => new Monitor({ monitor: wrong })],
  ["Monitor: mode must be \"min\" or \"max\", not 7", () => new Monitor({ mode: wrong })],
  ["EarlyStopping(valLoss): the state must be a Map of tensors by path", () => stopping().loadStateDict({ figures: 1 } as never)],
  ["ReduceOnPlateau(valLoss): the state must be a Map", () => new ReduceOnPlateau({ patience: 1, learningRate: 1 }).loadStateDict(wrong)],
  ["History.series: the name must be a text, not 7", () => new History().series(wrong)],
  ["History.last: the name must be a text, not 7", () => new History().last(wrong)],
  ["encodeTrainingState: the state must be a training state", () => encodeTrainingState(wrong)],
  ["measure: the metric must be a metric, not 7", () => measure(wrong, tensor(1), tensor(1))],
  ["predict: the model, its first argument, must be a Module, not 7", () => predict(wrong, tensor([1]))],
  ["accuracy: threshold must be a number, not NaN", () => accuracy({ threshold: "0.5" as never })],
  ["gridSearch: the trial must be a function, or inWorkerThreads", () => gridSearch(wrong, { a: [1] }, { mode: "max" })],
  ["crossValidate: the trial must be a function, or inWorkerThreads", () => crossValidate(wrong, problem().data)],
  ["findLearningRate: the model, its first argument, must be a Module, not 7", () => findLearningRate(wrong, {} as never)],
  ["findLearningRate: what the option optimizer gives must be an Optimizer", () => findLearningRate(model, { data: [], loss: () => tensor(1), optimizer: () => wrong })],
  ["findLearningRate: give either loss or step, and not both", () => findLearningRate(model, { data: [], optimizer: () => wrong } as never)],
]; // biome-ignore format: one row each

/** What stands for an object of another copy of a package, as `require` would load it. */
const foreign = (name: string) =>
  Object.create({ [Symbol.for("@gradiente/copy")]: { name, version: "9.0.0", format: "CommonJS" } }) as never;

describe("an object of another copy of a package", () => {
  const other = foreign("@gradiente/core");
  const { data, loss } = problem();
  class Gives extends Module<readonly [Tensor], unknown> {
    override forward(): unknown {
      return other;
    }
  }
  it.each<[string, () => unknown]>([
    ["fit: this .* is from another copy of @gradiente/optim", () => fit(problem().model, { data, loss, optimizer: foreign("@gradiente/optim"), epochs: 1 })],
    ["evaluate: this .* is from another copy of @gradiente/core", () => evaluate(problem().model, other, {})],
    ["evaluate: this .* is from another copy of @gradiente/core", () => evaluate(problem().model, { x: other, y: other } as never, {})],
    ["evaluate: this .* is from another copy of @gradiente/core", () => evaluate(problem().model, data, { loss: () => other })],
    ["evaluate: this .* is from another copy of @gradiente/core", () => evaluate(new Gives() as never, data, {})],
    ["predict: this .* is from another copy of @gradiente/core", () => predict(problem().model, other)],
    ["accuracy: this .* is from another copy of @gradiente/core", () => measure(accuracy(), other, tensor([1]))],
    ["accuracy: this .* is from another copy of @gradiente/core", () => measure(accuracy(), tensor([1]), other)],
  ])("%s", async (message, call) => {
    await expect((async () => call())()).rejects.toThrow(new RegExp(`^${message}`));
  }); // biome-ignore format: one row each
});

describe("what is wrong with an argument", () => {
  it.each(calls)("%s", async (message, call) => {
    await expect((async () => call())()).rejects.toThrow(message);
  });
});
