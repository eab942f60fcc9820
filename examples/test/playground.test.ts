import { decodeSafetensors } from "@gradiente/core";
import { syntheticDigits } from "@gradiente/datasets";
import { parameterCount } from "@gradiente/nn";
import { describe, expect, it } from "vitest";
import { CODE, codeNetwork } from "../src/playground/code-network.ts";
import { digitNetwork } from "../src/playground/digit-network.ts";
import { trainCode } from "../src/playground/train-code.ts";
import { trainDigits } from "../src/playground/train-digits.ts";

const digits = {
  train: syntheticDigits({ samples: 640, seed: 1 }),
  test: syntheticDigits({ samples: 100, seed: 2 }),
};
const once = { epochs: 2, callbacks: [] };

describe("the weights of the playground", () => {
  it("that read digits fit their network, in 16 bits, with their score", async () => {
    const bytes = await trainDigits(digits, once);
    const model = digitNetwork();
    expect(parameterCount(model)).toBe(20_522);
    expect(bytes.length).toBeLessThan(2 * 20_522 + 1000);
    const { tensors, metadata } = decodeSafetensors(bytes);
    model.loadStateDict(tensors);
    expect(Number(metadata.testAccuracy)).toBeGreaterThan(0.2);
    expect(metadata.epochs).toBe("2");
  });

  it("that make nine numbers fit theirs, beside the mean and the deviation of the numbers", async () => {
    const bytes = await trainCode(digits, once);
    const { model } = codeNetwork();
    expect(bytes.length).toBeLessThan(2 * parameterCount(model) + 2000);
    const { tensors, metadata } = decodeSafetensors(bytes);
    for (const name of ["code.mean", "code.deviation"]) {
      expect(tensors.get(name)?.shape).toEqual([CODE]);
      tensors.delete(name);
    }
    model.loadStateDict(tensors);
    expect(Number(metadata.testError)).toBeLessThan(0.15);
  });
});
