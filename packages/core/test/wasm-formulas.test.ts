import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tensor } from "@gradiente/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Formula, LaneType } from "../src/backends/formulas/expression.ts";
import { binaryFormulas, comparisons, unaryFormulas, within } from "../src/backends/formulas/index.ts";
import { prelude, printC } from "../src/backends/formulas/print-c.ts";
import { wasm } from "../src/backends/wasm/index.ts";
import { allocateArray, type TypedArray } from "../src/dtype.ts";
import type { BinaryFunction, UnaryFunction } from "../src/functions.ts";
import { Layout } from "../src/layout.ts";
import { binary, unary } from "../src/primitives/elementwise.ts";

/*
 * A formula is one value with several printers: printed as C and compiled, it gives the bits that it gives as
 * instructions of WebAssembly. No formula has a fused multiply-add, so there is nothing to allow for.
 */

interface Case {
  readonly name: string;
  readonly dtype: LaneType;
  readonly arity: number;
  readonly formula: Formula;
  readonly isMask: boolean;
}

const cases = (["float32", "float64", "int32"] as const).flatMap((dtype) =>
  [unaryFormulas, binaryFormulas, comparisons].flatMap((table) =>
    table.names.flatMap((name): readonly Case[] => {
      const formula = table.find(name, dtype);
      if (formula === undefined) return [];
      return [{ name, dtype, arity: formula.inputs.length, formula, isMask: table === comparisons }];
    }),
  ),
);

const COMPILER = "gcc";
const FLAGS = ["-O2", "-ffp-contract=off", "-fno-fast-math"];
const TIME_LIMIT = 60_000;

function hasCompiler(): boolean {
  try {
    return execFileSync(COMPILER, ["--version"], { timeout: TIME_LIMIT }).length > 0;
  } catch {
    return false;
  }
}

/** A program that reads operands, element by element, from its input, and writes results. */
function programOf(all: readonly Case[]): string {
  const c = { float32: "float", float64: "double", int32: "int32_t" } as const;
  const functions = all.map(({ name, dtype, arity, formula, isMask }) => {
    const type = c[dtype];
    const mask = dtype === "float64" ? "uint64_t" : "uint32_t";
    return `${printC(`${name}_of_${dtype}`, formula)}
static void run_${name}_${dtype}(void) {
  ${type} x[${arity}];
  while (fread(x, sizeof x, 1, stdin) == 1) {
    ${isMask ? mask : type} y = ${name}_of_${dtype}(${arity === 1 ? "x[0]" : "x[0], x[1]"});
    fwrite(&y, sizeof y, 1, stdout);
  }
}
`;
  });
  const choices = all.map(
    ({ name, dtype }) => `  if (strcmp(argv[1], "${name} ${dtype}") == 0) run_${name}_${dtype}();`,
  );
  return `#include <stdio.h>
${prelude}
${functions.join("\n")}
int main(int argc, char **argv) {
  if (argc < 2) return 1;
${choices.join("\n")}
  return 0;
}
`;
}

/** Specials, both sides of where formulas change, every scale, subnormals, and any bits at all. */
function points(dtype: LaneType): TypedArray {
  const INF = Number.POSITIVE_INFINITY;
  const special = [0, -0, 1, -1, INF, -INF, Number.NaN, 0.5, 0.625, -0.625, 0.84375, 1.25, 6, 22, 3.93, 88.7, 89.5, -104.5, 709.7, 710.5, -745, 1e5, -1e5, 2 ** -126, 2 ** -149, -(2 ** -149), 2 ** -1022, 2 ** -1074, -(2 ** -1074), 2 ** 31, -(2 ** 31), 2 ** 53, 2 ** 24 + 1]; // biome-ignore format: a list
  const scales = Array.from({ length: 600 }, (_, i) => 1.7 ** (i - 300)).flatMap((x) => [x, -x]);
  const even = Array.from({ length: 2001 }, (_, i) => (i - 1000) / 37);
  const tiny = Array.from({ length: 100 }, (_, i) => (i - 50) * 2 ** (dtype === "float32" ? -145 : -1070));
  const numbers = [...special, ...scales, ...even, ...tiny];
  const random = randomBits(4000);
  if (dtype === "int32") return Int32Array.from([...random.map((x) => x | 0), -(2 ** 31), 2 ** 31 - 1, 0, 1, -1]); // biome-ignore format: one line
  const any = allocateArray(dtype, dtype === "float32" ? 4000 : 2000);
  new Uint32Array(any.buffer).set(random);
  const all = allocateArray(dtype, numbers.length + any.length);
  all.set(numbers);
  all.set(any, numbers.length);
  return all;
}

/** Numbers of 32 bits, always the same ones (Marsaglia's xorshift). */
function randomBits(count: number): Uint32Array {
  let state = 2463534242;
  return Uint32Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  });
}

/** The operands of a case, one array for each. Every third pair is one of neighbours. */
function operandsOf({ name, dtype, arity }: Case): readonly TypedArray[] {
  const limit = within.get(name) ?? Number.POSITIVE_INFINITY;
  const a = points(dtype).filter((x) => !(Math.abs(x) > limit)) as TypedArray;
  if (arity === 1) return [a];
  const b = a.map((_, i) => a[i % 3 === 0 ? (i + 1) % a.length : (i * 7919 + 13) % a.length]) as TypedArray;
  return [a, b];
}

/** What the kernel gives. */
function compute({ name, dtype, isMask }: Case, operands: readonly TypedArray[]): TypedArray {
  const [x, y] = operands.map((values) => new Tensor(values, Layout.dense([values.length]), dtype, wasm));
  // Not all functions are ops.
  const result =
    y === undefined
      ? unary(name as UnaryFunction["name"], null, { result: "numeric" })(x)
      : binary(name as BinaryFunction["name"], null, null, { result: isMask ? "bool" : "numeric" })(x, y);
  return result.toTypedArray();
}

describe.skipIf(!hasCompiler())(`formulas as C (skipped where there is no ${COMPILER})`, () => {
  let directory: string;
  let program: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "gradiente-formulas-"));
    program = join(directory, "formulas");
    writeFileSync(`${program}.c`, programOf(cases));
    execFileSync(COMPILER, [...FLAGS, "-o", program, `${program}.c`, "-lm"], { timeout: TIME_LIMIT });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  for (const example of cases) {
    const { name, dtype, arity, isMask } = example;
    it(`${name} of ${dtype} has the bits of the kernel`, () => {
      const operands = operandsOf(example);
      const given = allocateArray(dtype, operands[0].length * arity);
      operands.forEach((values, k) => {
        values.forEach((x, i) => {
          given[i * arity + k] = x;
        });
      });
      const input = new Uint8Array(given.buffer);
      const output = execFileSync(program, [`${name} ${dtype}`], { input, timeout: TIME_LIMIT, maxBuffer: 2 ** 24 }); // biome-ignore format: one line
      const bytes = Uint8Array.from(output).buffer;
      const expected = compute(example, operands);
      if (isMask) {
        const masks = dtype === "float64" ? new BigInt64Array(bytes) : new Int32Array(bytes);
        expect(Array.from(masks, Number)).toEqual(Array.from(expected, (holds) => (holds ? -1 : 0)));
        return;
      }
      const printed = { float32: Float32Array, float64: Float64Array, int32: Int32Array } as const;
      const found = new printed[dtype](bytes);
      expect(found.length).toBe(expected.length);
      // The bits of a NaN are the engine's choice.
      const wrong = [...found.keys()].filter((i) => !Object.is(found[i], expected[i]));
      const shown = wrong
        .slice(0, 5)
        .map((i) => `${operands.map((x) => x[i])}: ${found[i]}, not ${expected[i]}`);
      expect(shown).toEqual([]);
    });
  }
});
