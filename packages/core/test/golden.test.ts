import type { Tensor } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { expectClose } from "./close.ts";
import { evaluate, evaluateNarrow, goldenCases, numbers, type Stored } from "./golden/cases.ts";
import { ops } from "./samples/ops.ts";

/** Rounding of a few operations; near saturation PyTorch itself keeps only about 1e-16 absolutely. */
const tolerance = { relative: 1e-10, absolute: 1e-12 };

function expectStored(ours: readonly Tensor[], stored: readonly Stored[]): void {
  expect(ours.length).toBe(stored.length);
  ours.forEach((x, i) => {
    expect(x.shape).toEqual(stored[i].shape);
    expectClose(Array.from(x.toTypedArray()), Array.from(numbers(stored[i])), tolerance);
  });
}

/** Roundings of float32, of numbers as large as the largest that comes in or out: sums cancel, each rounding stays. */
const ROUNDINGS = 16 * 2 ** -24;

for (const [file, cases] of goldenCases()) {
  describe(file, () => {
    for (const golden of cases) {
      it(golden.name, () => {
        const { outputs, gradients } = evaluate(golden, ops[golden.op]);
        expectStored(outputs, golden.outputs);
        if (gradients !== null) expectStored(gradients, golden.gradients);
        const float32 = evaluateNarrow(golden, ops[golden.op]);
        float32?.narrow.forEach((x, i) => {
          const bound = { relative: 0, absolute: ROUNDINGS * float32.largest };
          expectClose(Array.from(x.toTypedArray()), Array.from(float32.wide[i].toTypedArray()), bound);
        });
      });
    }
  });
}
