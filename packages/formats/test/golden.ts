import { readFileSync } from "node:fs";
import type { Tensor } from "@gradiente/core";
import { expect } from "vitest";

/* Files of other programs, with what is in them: the script beside each says how they were made. */

/** A tensor as a script tells it: the values as text, so that NaN and infinities can be told. */
export interface Told {
  readonly shape: readonly number[];
  readonly values: readonly string[];
}

/** What a script has written into golden/. */
export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`golden/${name}`, import.meta.url), "utf8")) as T;
}

/** Bytes in base64. */
export function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/** Expects the tensors to be those that were told, in the same order. */
export function expectTensors(
  found: ReadonlyMap<string, Tensor>,
  told: Readonly<Record<string, Told>>,
): void {
  const shown = [...found].map(([name, x]) => [name, x.shape, [...x.toTypedArray()]]);
  const number = (text: string) => Number(text.replace("inf", "Infinity"));
  const expected = Object.entries(told).map(([name, { shape, values }]) => [name, shape, values.map(number)]);
  const sorted = (all: unknown[][]) => [...all].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  expect(sorted(shown)).toEqual(sorted(expected));
}
