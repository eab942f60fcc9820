import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSafetensors, tensor } from "@gradiente/core";
import { encodeTrainingState } from "@gradiente/train";
import type * as node from "@gradiente/train/node";
import {
  CsvLog,
  EnvironmentLog,
  JsonLinesLog,
  ModelCheckpoint,
  ProgressBar,
  TensorBoard,
} from "@gradiente/train/node";
import { withFreeKeys } from "../faults.ts";
import type { SamplesOf } from "../sample.ts";
import { trainingState } from "./train.ts";

/** A folder of its own for each process, with a checkpoint and weights. */
const folder = mkdtempSync(join(tmpdir(), "gradiente-abuse-"));
const checkpoint = join(folder, "checkpoint.safetensors");
const weights = join(folder, "weights.safetensors");
writeFileSync(checkpoint, encodeTrainingState(trainingState()));
writeFileSync(weights, encodeSafetensors(trainingState().model));
const environments = join(folder, "environment.json");
writeFileSync(environments, '{ "format": "gradiente-environments-1", "starts": [] }');

const hooks = { several: [] };
const monitored = { monitor: "loss", mode: "max", minDelta: 0.1 } as const;
const log = { onTrainBegin: hooks, onEpochEnd: hooks };

export const trainNodeSamples = {
  CsvLog: { construct: () => ["a.csv"], instance: () => new CsvLog("a.csv"), methods: log },
  EnvironmentLog: {
    construct: () => ["environment.json"],
    instance: () => new EnvironmentLog(join(folder, "environment.json")),
    methods: { onTrainBegin: hooks, onTrainEnd: hooks },
  },
  JsonLinesLog: { construct: () => ["a.jsonl"], instance: () => new JsonLinesLog("a.jsonl"), methods: log },
  ModelCheckpoint: {
    construct: {
      several: [
        () => [{ file: checkpoint, ...monitored, bestOnly: true, weightsOnly: true }],
        () => [{ file: checkpoint, every: 2 }],
        () => [
          { directory: join(folder, "run"), keep: 3, best: true, shardBytes: 1000, every: 2, ...monitored },
        ],
      ],
    },
    instance: () => new ModelCheckpoint({ file: checkpoint }),
    methods: {
      check: hooks,
      onTrainBegin: hooks,
      onEpochEnd: hooks,
      onSave: hooks,
      onRestore: hooks,
      onRelease: hooks,
      onTrainEnd: hooks,
      stateDict: () => [],
      loadStateDict: () => [new ModelCheckpoint({ file: checkpoint }).stateDict()],
    },
  },
  ProgressBar: {
    construct: () => [{ stream: withFreeKeys({ isTTY: false, write: () => {} }), every: 2, lines: true }],
    instance: () => new ProgressBar(),
    methods: { onEpochBegin: hooks, onBatchEnd: hooks, onEpochEnd: hooks, onTrainEnd: hooks },
  },
  TensorBoard: {
    construct: () => ["runs"],
    instance: () => new TensorBoard(join(folder, "runs")),
    methods: {
      onTrainBegin: hooks,
      onEpochEnd: hooks,
      image: () => ["image", tensor([[0, 1]]), 1],
      histogram: () => ["weights", tensor([0, 1]), 1],
      text: () => ["note", "text", 1],
    },
  },
  environment: () => [],
  inWorkerThreads: () => [{ module: "file:///trial.js", name: "trial", workers: 2 }],
  loadCheckpoint: () => [checkpoint, { best: false }],
  loadEnvironmentLog: () => [environments],
  loadTensorBoardImages: () => [folder],
  loadTensorFiles: () => [weights],
  loadWeights: () => [weights],
  saveWeights: () => [join(folder, "saved.safetensors"), trainingState().model, { shardBytes: 2 ** 31 }],
  untilInterrupted: () => [async () => 1],
} satisfies SamplesOf<typeof node>;
