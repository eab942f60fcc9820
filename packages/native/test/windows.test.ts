import { type ConvolutionOptions, conv2d, grad, randn, seed, type Tensor } from "@gradiente/core";
import { afterAll, describe, expect, it } from "vitest";
import { addon } from "../src/border.ts";
import { type InstructionSet, useNative } from "../src/index.ts";

/*
 * Convolutions against the plain loops. The gradient by the images is added up through windows, or is a product over
 * windows of the other gradient, by what is cheaper; that by few filters reads images where they lie, and is summed in parts
 * if sums are long.
 */

interface Case {
  readonly images: readonly number[];
  readonly filters: readonly number[];
  readonly options?: ConvolutionOptions;
}

const cases: Record<string, Case> = {
  "few channels": { images: [2, 3, 14, 15], filters: [8, 3, 3, 3], options: { padding: 1 } },
  "many channels": { images: [2, 33, 9, 8], filters: [40, 33, 3, 3] },
  "filters as large as images": { images: [3, 2, 6, 6], filters: [16, 2, 5, 6] },
  "steps of two": { images: [2, 4, 15, 15], filters: [17, 4, 3, 3], options: { stride: 2 } },
  "steps of two in one direction": {
    images: [2, 4, 13, 14],
    filters: [9, 4, 3, 2],
    options: { stride: [1, 2] },
  },
  "filters with gaps": { images: [2, 4, 13, 14], filters: [9, 4, 3, 3], options: { dilation: [2, 1] } },
  groups: { images: [2, 6, 10, 11], filters: [16, 3, 3, 3], options: { groups: 2 } },
  "many images of few channels": { images: [13, 2, 16, 15], filters: [4, 2, 3, 3] },
  "a single image of one channel": { images: [1, 1, 20, 21], filters: [8, 1, 5, 5] },
};

describe("a convolution and its gradients are those of the plain loops", () => {
  afterAll(() => useNative());

  for (const [name, { images, filters, options }] of Object.entries(cases)) {
    it(name, () => {
      seed(0);
      const given = [randn(images, { dtype: "float64" }), randn(filters, { dtype: "float64" })];
      const compute = (x: Tensor, w: Tensor) => [
        conv2d(x, w, options),
        grad((x: Tensor) => conv2d(x, w, options).square().sum())(x),
        grad((w: Tensor) => conv2d(x, w, options).square().sum())(w),
      ];
      const [plainX, plainW] = given.map((each) => each.to("reference"));
      const expected = compute(plainX, plainW).map((each) => each.toTypedArray());
      const fused: unknown[][] = [];
      for (const level of addon().levels) {
        useNative({ instructions: level as InstructionSet });
        const computed = compute(given[0], given[1]);
        if (level !== "baseline") fused.push(computed.map((each) => each.toTypedArray()));
        computed.forEach((found, i) => {
          const most = Math.max(...expected[i].map(Math.abs));
          const apart = found.toTypedArray().map((value, at) => Math.abs(value - expected[i][at]));
          expect(apart.length).toBe(expected[i].length);
          expect(Math.max(...apart) / most).toBeLessThan(1e-13);
        });
      }
      for (const other of fused) expect(other).toEqual(fused[0]);
    });
  }
});
