import { readdirSync, readFileSync } from "node:fs";
import { concat, type NestedArray, Tensor, tensor, vjp } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import * as einsums from "../src/ops/einsum.ts";
import * as ops from "../src/ops/index.ts";
import * as joins from "../src/ops/join.ts";
import { expectClose } from "./close.ts";
import type { Results } from "./samples/sample.ts";

/* Values and gradients worked out by PyTorch in float64: each golden/*.json is written by the script beside it. */

interface Stored {
  readonly dtype: "float64" | "int32" | "bool";
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

interface Case {
  readonly name: string;
  readonly op: string;
  readonly args: readonly unknown[];
  readonly cotangents: readonly Stored[];
  readonly outputs: readonly Stored[];
  readonly gradients: readonly Stored[];
}

const all = { ...ops, ...joins, ...einsums } as unknown as Record<string, (...args: unknown[]) => Results>;

/** How JSON holds them. */
const NOT_FINITE = ["NaN", "Infinity", "-Infinity"];

const numbers = ({ data }: Stored) => Float64Array.from(data, Number);
const load = (stored: Stored) => tensor(numbers(stored), { shape: stored.shape }).cast(stored.dtype);
const plain = (x: Tensor): NestedArray => Array.from(x.toTypedArray());

/** An argument as our op takes it. */
function decode(arg: unknown): unknown {
  if (typeof arg === "string" && NOT_FINITE.includes(arg)) return Number(arg);
  if (Array.isArray(arg)) return arg.map(decode);
  if (arg === null || typeof arg !== "object") return arg;
  if ("tensor" in arg) return load(arg.tensor as Stored);
  return Object.fromEntries(Object.entries(arg).map(([key, value]) => [key, decode(value)]));
}

/** The float64 tensors in an argument, replaced one after another. */
function replaceFloats(arg: unknown, next: (x: Tensor) => Tensor): unknown {
  if (arg instanceof Tensor) return arg.dtype === "float64" ? next(arg) : arg;
  if (Array.isArray(arg)) return arg.map((inner) => replaceFloats(inner, next));
  if (arg === null || typeof arg !== "object") return arg;
  return Object.fromEntries(Object.entries(arg).map(([key, value]) => [key, replaceFloats(value, next)]));
}

const list = (results: Results): readonly Tensor[] =>
  results instanceof Tensor ? [results] : Object.values(results);

/** Rounding of a few operations; near saturation PyTorch itself keeps only about 1e-16 absolutely. */
const tolerance = { relative: 1e-10, absolute: 1e-12 };

function expectStored(ours: readonly Tensor[], stored: readonly Stored[]): void {
  expect(ours.length).toBe(stored.length);
  ours.forEach((x, i) => {
    expect(x.shape).toEqual(stored[i].shape);
    expectClose(plain(x), Array.from(numbers(stored[i])), tolerance);
  });
}

function check({ op, args, cotangents, outputs, gradients }: Case): void {
  const decoded = args.map(decode);
  const results = list(all[op](...decoded));
  expectStored(results, outputs);

  const inputs: Tensor[] = [];
  replaceFloats(decoded, (x) => inputs[inputs.push(x) - 1]);
  if (cotangents.length === 0 || inputs.length === 0) return;
  const flat = (tensors: readonly Tensor[]) => concat(tensors.map((x) => x.reshape([-1])));
  const f = (...xs: Tensor[]) => {
    let next = 0;
    return flat(
      list(all[op](...(replaceFloats(decoded, () => xs[next++]) as unknown[]))).filter(
        (y) => y.dtype === "float64",
      ),
    );
  };
  expectStored(vjp(f, inputs, flat(cotangents.map(load))).gradients, gradients);
}

const folder = new URL("./golden/", import.meta.url);
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  describe(file, () => {
    const { cases } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { cases: readonly Case[] };
    for (const golden of cases) it(golden.name, () => check(golden));
  });
}
