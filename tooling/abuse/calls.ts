import * as core from "@gradiente/core";
import * as distributions from "@gradiente/core/distributions";
import * as fft from "@gradiente/core/fft";
import * as datasets from "@gradiente/datasets";
import * as formats from "@gradiente/formats";
import * as nn from "@gradiente/nn";
import * as optim from "@gradiente/optim";
import * as testing from "@gradiente/testing";
import * as train from "@gradiente/train";
import * as trainNode from "@gradiente/train/node";
import { type Call, callsOf } from "./sample.ts";
import { coreSamples } from "./samples/core.ts";
import { distributionSamples } from "./samples/core-distributions.ts";
import { fftSamples } from "./samples/core-fft.ts";
import { datasetsSamples } from "./samples/datasets.ts";
import { filesInFolder, filesSamples } from "./samples/files.ts";
import { formatsFilesSamples, formatsInFolder, formatsSamples } from "./samples/formats.ts";
import { nnSamples } from "./samples/nn.ts";
import { initializerSamples } from "./samples/nn-initializers.ts";
import { optimSamples, scheduleSamples } from "./samples/optim.ts";
import { plotDrawn, plotSamples } from "./samples/plot.ts";
import { testingSamples } from "./samples/testing.ts";
import { trainSamples } from "./samples/train.ts";
import { trainNodeSamples } from "./samples/train-node.ts";

/** A valid call of everything that can be called, by package. */
export const calls: Readonly<Record<string, readonly Call[]>> = {
  core: callsOf(core, coreSamples),
  "core/distributions": callsOf(distributions, distributionSamples),
  "core/fft": callsOf(fft, fftSamples),
  datasets: callsOf(datasets, datasetsSamples),
  nn: [...callsOf(nn, nnSamples), ...callsOf(nn.initializers, initializerSamples)],
  optim: [...callsOf(optim, optimSamples), ...callsOf(optim.schedules, scheduleSamples)],
  plot: callsOf(plotDrawn, plotSamples),
  files: callsOf(filesInFolder, filesSamples),
  formats: callsOf(formats, formatsSamples),
  "formats/files": callsOf(formatsInFolder, formatsFilesSamples),
  testing: callsOf(testing, testingSamples),
  train: callsOf(train, trainSamples),
  "train/node": callsOf(trainNode, trainNodeSamples),
};
