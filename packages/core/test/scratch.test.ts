import { Generator, layerNorm, randn, type Tensor, tensor } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { scratchMemory } from "../src/backends/wasm/scratch.ts";
import { withBackend } from "./toy.ts";

/* Kernels of the WASM backend work in one memory, from its start each time: however often one runs, it does not grow. */

/** Rows and columns of an operand: more than the memory holds at first, in 100 times. */
const shape = [20, 2000];

const kernels: Record<string, (x: Tensor, generator: Generator) => unknown> = {
  "elementwise functions": (x) => x.exp(),
  "fused programs": (x) => x.silu(),
  "sums of rows": (x) => x.sum(1),
  "sums of columns": (x) => x.sum(0),
  "places of the largest": (x) => x.argmax(1),
  "sums along the way": (x) => x.cumsum(1),
  casts: (x) => x.cast("int32"),
  copies: (x) => x.transpose().add(0),
  products: (x) => x.matmul(x.transpose()),
  softmax: (x) => x.softmax(1),
  "normalised rows": (x) => layerNorm(x),
  "gathered rows": (x) => x.indexSelect(tensor(new Int32Array(20).fill(3)), 0),
  "random numbers": (x, generator) => generator.normal(x.shape),
};

describe("the memory of kernels does not grow with", () => {
  for (const [name, run] of Object.entries(kernels)) {
    it(name, () => {
      withBackend("wasm", () => {
        const x = randn(shape);
        const generator = new Generator(1);
        run(x, generator);
        const before = scratchMemory("own").buffer.byteLength;
        for (let i = 0; i < 100; i++) run(x, generator);
        expect(scratchMemory("own").buffer.byteLength).toBe(before);
      });
    });
  }
});
