// Turns images into nine numbers and back.
import { fetchWeights } from "../shared/fetch-weights.ts";
import { answer } from "../shared/remote.ts";
import { Coder, type Restored } from "./coder.ts";

let coder: Promise<Coder> | undefined;

function loaded(): Promise<Coder> {
  if (coder === undefined) throw new Error("there are no weights yet");
  return coder;
}

const handlers = {
  /** Loads the weights. */
  async load(address: string): Promise<void> {
    coder = fetchWeights(address).then((bytes) => new Coder(bytes));
    await coder;
  },
  async encode(image: Float32Array): Promise<number[]> {
    return (await loaded()).encode(image);
  },
  async decode(code: readonly number[]): Promise<Float32Array> {
    return (await loaded()).decode(code);
  },
  async restore(given: {
    readonly image: Float32Array;
    readonly strength: number;
    readonly seed: number;
  }): Promise<Restored> {
    return (await loaded()).restore(given.image, given.strength, given.seed);
  },
};

export type CodeHandlers = typeof handlers;

answer(handlers);
