import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/elementwise.ts";
import { binary, unary } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { both, cube, each, f64, INF, int, other, positive, signed } from "./values.ts";

export const elementwise = {
  neg: unary((x) => -x, signed, 2),
  abs: unary(Math.abs, signed),
  sign: unary(Math.sign, signed, [0]).map((sample) => ({ ...sample, order: 0 as const })),
  square: unary((x) => x * x, signed, 0),
  sqrt: unary(Math.sqrt, positive),
  exp: unary(Math.exp, signed, [-INF, -1000, 0]),
  log: unary(Math.log, positive),
  tanh: unary(Math.tanh, signed, 0),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x)), signed, 0),
  relu: unary((x) => Math.max(x, 0), signed),
  softplus: unary((x) => Math.log1p(Math.exp(x)), signed, 0),
  add: [
    ...binary((a, b) => a + b),
    { args: [int([1, 2]), tensor([true, false])], expected: [2, 2], order: 0 },
  ],
  sub: binary((a, b) => a - b),
  mul: [
    ...binary((a, b) => a * b),
    {
      args: [f64(cube), f64([[2], [3]])],
      expected: cube.map((m) => [m[0].map((v) => v * 2), m[1].map((v) => v * 3)]),
    },
  ],
  div: [...binary((a, b) => a / b), { args: [int([7, -7]), int([2, 2])], expected: [3.5, -3.5], order: 0 }],
  pow: [
    { args: [f64(positive), f64(other)], expected: both(positive, other, (a, b) => a ** b) },
    { args: [f64(signed), 3], expected: each(signed, (x) => x ** 3) },
    { args: [f64(signed), 2], expected: each(signed, (x) => x ** 2) },
    { args: [f64([-2, 0, 0.5]), 0], expected: [1, 1, 1] },
    { args: [f64([-1.5, 0, 2]), 1], expected: [-1.5, 0, 2] },
    { args: [f64([-0.5, 0, 2]), 2], expected: [0.25, 0, 4] },
    { args: [2, f64([-1, 0, 0.5])], expected: [0.5, 1, Math.SQRT2] },
    { args: [f64([0.5, 1, 2]), f64([0, 0, 0])], expected: [1, 1, 1] },
    { args: [f64([-8, 0]), 0.5], expected: [Number.NaN, 0], order: 0 },
    { args: [int([2, 3]), int([3, -1])], expected: [8, Math.fround(1 / 3)], order: 0 },
  ],
  maximum: [
    ...binary(Math.max),
    {
      args: [f64([1, Number.NaN, 2]), f64([1, 1, Number.NaN])],
      expected: [1, Number.NaN, Number.NaN],
      order: 0,
    },
  ],
  minimum: [
    ...binary(Math.min),
    {
      args: [f64([1, Number.NaN, 2]), f64([1, 1, Number.NaN])],
      expected: [1, Number.NaN, Number.NaN],
      order: 0,
    },
  ],
  cast: [
    { args: [f64(signed), "float64"], expected: signed },
    { args: [f64([0.1, -2.5]), "float32"], expected: [Math.fround(0.1), -2.5], order: 0 },
    { args: [f64([1.9, -1.9, 0]), "int32"], expected: [1, -1, 0], order: 0 },
    { args: [f64([0, -0.5, Number.NaN]), "bool"], expected: [false, true, true], order: 0 },
    { args: [tensor([true, false]), "float32"], expected: [1, 0], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
