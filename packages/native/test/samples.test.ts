import { arange, type BackendName, einsum, grad, layerNorm, type Tensor } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { setNativeThreads } from "../src/index.ts";
import { shareEverything } from "./sharing.ts";

/*
 * What is added up over so many samples that it is cut into parts, whatever the number of threads: gradients by weights, sums
 * over axes, gradients of norms. Of whole numbers, sums and products are exact.
 */

/** Whole numbers from -3 to 3. */
const whole = (shape: readonly number[], factor: number, on: BackendName) =>
  arange(shape.reduce((product, size) => product * size))
    .mul(factor)
    .mod(7)
    .sub(3)
    .cast("float64")
    .reshape(shape)
    .to(on);

const exact: Record<string, (on: BackendName) => Tensor> = {
  "a gradient by weights": (on) =>
    whole([1501, 35], 3, on)
      .transpose()
      .matmul(whole([1501, 18], 5, on)),
  "one of samples in groups": (on) =>
    einsum("gnr,gnc->rc", whole([19, 79, 35], 3, on), whole([19, 79, 18], 5, on)),
  "one whose longest axis is not the outermost": (on) =>
    einsum("gnr,gnc->rc", whole([9, 301, 21], 3, on), whole([9, 301, 90], 5, on)),
  "sums of columns": (on) => whole([1501, 35], 3, on).sum(0),
  "sums of a block of columns more": (on) => whole([701, 300], 3, on).sum(0),
  "sums of channels": (on) => whole([37, 5, 9, 11], 3, on).sum([0, 2, 3]),
  "the largest of channels": (on) => whole([37, 5, 9, 11], 1, on).max([0, 2, 3]),
  "a sum of all": (on) => whole([100_003], 3, on).sum(),
  "a sum of what lies apart": (on) => whole([40_009, 3], 3, on).slice(["...", 1]).sum(),
  "sums of rows that run backwards": (on) => whole([1501, 35], 3, on).flip(0).sum(0),
};

describe("over many samples, native gives what the plain loops give", () => {
  shareEverything();

  for (const threads of [1, 3]) {
    for (const [name, of] of Object.entries(exact))
      it(`for ${name}, with ${threads} threads`, () => {
        setNativeThreads(threads);
        expect(of("native").toArray()).toEqual(of("reference").toArray());
      });

    for (const groups of [31, 64, 100, 1501])
      it(`for the gradients of a norm of ${groups} groups, with ${threads} threads`, () => {
        setNativeThreads(threads);
        const on = (place: BackendName) => {
          const [x, weight, bias] = [
            whole([groups, 45], 3, place),
            whole([45], 5, place),
            whole([45], 1, place),
          ];
          const loss = (x: Tensor, weight: Tensor, bias: Tensor) =>
            layerNorm(x, -1, { weight, bias }).square().sum();
          return grad(loss)(x, weight, bias).map((found) => found.toTypedArray());
        };
        const expected = on("reference");
        on("native").forEach((found, i) => {
          const most = Math.max(...expected[i].map(Math.abs));
          expect(found.length).toBe(expected[i].length);
          for (let at = 0; at < found.length; at++)
            expect(Math.abs(found[at] - expected[i][at]) / most).toBeLessThan(1e-12);
        });
      });
  }
});
