import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { LaneType } from "../../packages/core/src/backends/formulas/expression.ts";
import {
  binaryFormulas,
  comparisons,
  unaryFormulas,
  within,
} from "../../packages/core/src/backends/formulas/index.ts";
import {
  centreQuantile,
  farQuantile,
  middleQuantile,
  signedQuantile,
  tailDistance,
} from "../../packages/core/src/backends/formulas/normal-quantile.ts";
import { prelude, printC } from "../../packages/core/src/backends/formulas/print-c.ts";
import type { Formulas } from "../../packages/core/src/backends/formulas/table.ts";
import { CENTRE_END, MIDDLE_END } from "../../packages/core/src/backends/normal-quantile.ts";
import { root } from "../program.ts";

/*
 * The elementwise functions of core as C: what the native kernels compute is printed from the same values as the
 * instructions of WebAssembly, so that both give the same bits.
 */

/** Where they stand, in the repository. */
export const FORMULAS_FILE = `${root}packages/native/src-c/formulas.h`;

const dtypes: readonly LaneType[] = ["float32", "float64", "int32"];

/** Parts of a formula that kernels of random numbers put together. */
const quantiles = { centreQuantile, tailDistance, middleQuantile, farQuantile, signedQuantile };

/** The text of the file. */
export function formulasAsC(): string {
  const tables = { UNARY: unaryFormulas, BINARY: binaryFormulas, COMPARISON: comparisons };
  return [
    "/* Printed from packages/core/src/backends/formulas by `pnpm build:native`: do not change it by hand. */",
    "#pragma once",
    prelude.trimEnd(),
    "",
    "/* Loops over them are to be vectors. */",
    "#define FORMULA static inline __attribute__((always_inline))",
    "",
    ...Object.values(tables).flatMap(functionsOf),
    ...Object.entries(quantiles).map(([name, formula]) => inlined(printC(`${name}_of_float64`, formula))),
    `/* How far p may be from a half for the centre, and what for the middle. */`,
    `#define CENTRE_END ${CENTRE_END}`,
    `#define MIDDLE_END ${MIDDLE_END}.0\n`,
    ...Object.entries(tables).map(([name, table]) => listOf(`${name}_FORMULAS`, pairsOf(table))),
    listOf("BOUNDED_FORMULAS", boundedPairs(), (name) => `, ${within.get(name)}`),
    namesOf("UNARY_NAMES", unaryFormulas),
    namesOf("BINARY_NAMES", binaryFormulas),
    namesOf("COMPARISON_NAMES", comparisons),
  ].join("\n");
}

type Pair = readonly [name: string, dtype: LaneType];

function pairsOf(table: Formulas): readonly Pair[] {
  return dtypes.flatMap((dtype) =>
    table.names.flatMap((name): Pair[] => (table.find(name, dtype) === undefined ? [] : [[name, dtype]])),
  );
}

/** Those that are right up to some size of the argument. */
function boundedPairs(): readonly Pair[] {
  return pairsOf(unaryFormulas).filter(([name]) => within.has(name));
}

function functionsOf(table: Formulas): string[] {
  return pairsOf(table).map(([name, dtype]) => {
    const formula = table.find(name, dtype);
    return formula === undefined ? "" : inlined(printC(`${name}_of_${dtype}`, formula));
  });
}

function inlined(printed: string): string {
  return printed.replace(/^static /, "FORMULA ");
}

/** A macro that calls X with each name and dtype. */
function listOf(macro: string, pairs: readonly Pair[], more = (_name: string) => ""): string {
  return macroOf(
    macro,
    pairs.map(([name, dtype]) => `${name}, ${dtype}${more(name)}`),
  );
}

/** A macro that calls X with each name, which numbers the functions. */
function namesOf(macro: string, table: Formulas): string {
  return macroOf(macro, table.names);
}

function macroOf(macro: string, calls: readonly string[]): string {
  const lines = calls.map((call) => `  X(${call})`);
  return `#define ${macro}(X) \\\n${lines.join(" \\\n")}\n`;
}

/** Writes the file anew if its text has changed. */
export function writeFormulas(): void {
  const text = formulasAsC();
  if (!existsSync(FORMULAS_FILE) || readFileSync(FORMULAS_FILE, "utf8") !== text)
    writeFileSync(FORMULAS_FILE, text);
}
