import { loadMnist } from "@gradiente/datasets";
import { describe, expect, it } from "vitest";
import { train } from "../src/mnist/train.ts";

describe("examples/mnist on the real data", () => {
  it.skipIf(!process.env.GRADIENTE_DATA)(
    "reaches 0.95 in three epochs, as the median of three seeds (needs MNIST: GRADIENTE_DATA)",
    async () => {
      const data = await loadMnist();
      const settings = { epochs: 3, batchSize: 128, learningRate: 1e-3 };
      const accuracies: number[] = [];
      for (const seed of [0, 1, 2]) {
        const { history } = await train(data, { ...settings, seed });
        accuracies.push(history.last("valAccuracy"));
      }
      const [, median] = accuracies.sort((a, b) => a - b);
      expect(median).toBeGreaterThanOrEqual(0.95);
    },
    // It takes some 20 s; a busy machine is no reason to fail.
    300_000,
  );
});
