// Reads digits.
import { fetchWeights } from "../shared/fetch-weights.ts";
import { answer } from "../shared/remote.ts";
import { type Answer, Recognizer } from "./recognizer.ts";

let recognizer: Promise<Recognizer> | undefined;

const handlers = {
  /** Loads the weights. */
  async load(address: string): Promise<void> {
    recognizer = fetchWeights(address).then((bytes) => new Recognizer(bytes));
    await recognizer;
  },
  /** What the network says about an image. */
  async look(image: Float32Array): Promise<Answer> {
    if (recognizer === undefined) throw new Error("there are no weights yet");
    return (await recognizer).answer(image);
  },
};

export type DigitHandlers = typeof handlers;

answer(handlers);
