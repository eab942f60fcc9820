// Trains the net on the plane.
import { answer } from "../shared/remote.ts";
import type { Points } from "./points.ts";
import type { PlaneSettings } from "./settings.ts";
import { type PlaneReport, PlaneTraining } from "./training.ts";

/** How long the worker trains before it answers, in milliseconds. */
const TURN = 25;

/** Points as plain data: two coordinates and the class of each. */
export interface PlainPoints {
  readonly coordinates: Float32Array;
  readonly classes: Float32Array;
}

const plain = ({ x, y }: Points): PlainPoints => ({
  coordinates: x.toTypedArray() as Float32Array,
  classes: y.toTypedArray() as Float32Array,
});

let training: PlaneTraining | undefined;

function current(): PlaneTraining {
  if (training === undefined) throw new Error("there is no training yet");
  return training;
}

const handlers = {
  /** A new training, before its first step. */
  begin(settings: PlaneSettings) {
    training = new PlaneTraining(settings);
    return { train: plain(training.train), test: plain(training.test), report: training.report() };
  },
  /** Some steps, for a while. */
  train(): PlaneReport {
    const end = performance.now() + TURN;
    do current().step();
    while (performance.now() < end);
    return current().report();
  },
  /** One step. */
  step(): PlaneReport {
    current().step();
    return current().report();
  },
};

export type PlaneHandlers = typeof handlers;

answer(handlers);
