import { createHash } from "node:crypto";
import { conv2d, Generator, grad, solve, svd, type Tensor } from "@gradiente/core";
import { afterAll, describe, expect, it } from "vitest";
import { addon } from "../src/border.ts";
import { type InstructionSet, useNative } from "../src/index.ts";

/*
 * What is the same on every processor with fused multiply-add, whether its vectors have 128, 256 or 512 bits: hashes, which
 * `pnpm test:native-arm64` compares with those of x86-64.
 */

/** What programs give, of matrices of 70 x 301 and 301 x 90. */
const programs: Record<string, (x: Tensor, y: Tensor) => readonly Tensor[]> = {
  products: (x, y) => [x.matmul(y), y.transpose().matmul(x.transpose())],
  "dot products": (x, y) => [x.matmul(y.slice(["...", [0, 3]])), x.sum(0).matmul(y.sum(1))],
  convolutions: (x, y) => {
    const images = x.slice(["...", [0, 288]]).reshape([35, 4, 12, 12]);
    const filters = y
      .slice([
        [0, 72],
        [0, 4],
      ])
      .reshape([8, 4, 3, 3]);
    const gradient = grad((images: Tensor, filters: Tensor) => conv2d(images, filters).square().sum());
    return [conv2d(images, filters), ...gradient(images, filters)];
  },
  sums: (x) => [x.sum(), x.sum(0), x.sum(1), x.cumsum(0), x.cumsum(1)],
  functions: (x) => [x.exp(), x.tanh(), x.erf(), x.sin(), x.softmax(1), x.abs().log()],
  "linear algebra": (x, y) => {
    const square = x.matmul(y).slice(["...", [0, 70]]);
    return [solve(square, x.slice(["...", [0, 3]])), ...Object.values(svd(square))];
  },
};

function hashOf(results: readonly Tensor[]): string {
  const hash = createHash("sha256");
  for (const result of results) {
    const { buffer, byteOffset, byteLength } = result.toTypedArray();
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}

function hashesOn(instructions: InstructionSet, dtype: "float32" | "float64"): Record<string, string> {
  useNative({ instructions });
  const numbers = new Generator(1);
  const [x, y] = [numbers.normal([70, 301], { dtype }), numbers.normal([301, 90], { dtype })];
  return Object.fromEntries(Object.entries(programs).map(([name, of]) => [name, hashOf(of(x, y))]));
}

describe("instructions with fused multiply-add give these bits", () => {
  afterAll(() => useNative());
  for (const level of addon().levels.filter((level) => level !== "baseline")) {
    it(`of float32: ${level}`, () => {
      expect(hashesOn(level as InstructionSet, "float32")).toMatchInlineSnapshot(`
        {
          "convolutions": "10d975ac99027895",
          "dot products": "c8041ee6be8258d7",
          "functions": "70d5ac4f5b9ba50b",
          "linear algebra": "829aa03f5d222f7c",
          "products": "9d06d01198e25e1d",
          "sums": "7050b2226ea52c33",
        }
      `);
    });
    it(`of float64: ${level}`, () => {
      expect(hashesOn(level as InstructionSet, "float64")).toMatchInlineSnapshot(`
        {
          "convolutions": "8b036f3e7748e5ad",
          "dot products": "c48434dabb078c10",
          "functions": "41ae72c15218cec1",
          "linear algebra": "40b60b657b97dbcc",
          "products": "95e9793bdce91258",
          "sums": "e8992c3e651e089e",
        }
      `);
    });
  }
});
