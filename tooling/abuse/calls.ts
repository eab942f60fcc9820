import * as core from "@gradiente/core";
import * as datasets from "@gradiente/datasets";
import * as nn from "@gradiente/nn";
import * as optim from "@gradiente/optim";
import { type Call, callsOf } from "./sample.ts";
import { coreSamples } from "./samples/core.ts";
import { datasetsSamples } from "./samples/datasets.ts";
import { nnSamples } from "./samples/nn.ts";
import { initializerSamples } from "./samples/nn-initializers.ts";
import { optimSamples, scheduleSamples } from "./samples/optim.ts";

/** A valid call of everything that can be called, by package. */
export const calls: Readonly<Record<string, readonly Call[]>> = {
  core: callsOf(core, coreSamples),
  datasets: callsOf(datasets, datasetsSamples),
  nn: [...callsOf(nn, nnSamples), ...callsOf(nn.initializers, initializerSamples)],
  optim: [...callsOf(optim, optimSamples), ...callsOf(optim.schedules, scheduleSamples)],
};
