import type { TensorLike } from "@gradiente/core";
import type * as ops from "../../src/ops/elementwise/activations.ts";
import { unary, valuesAt } from "./rows.ts";
import type { Sample, SamplesOf } from "./sample.ts";
import { cube, each, empty, f64, INF, int, NAN, signed } from "./values.ts";

const sigmoidOf = (x: number) => 1 / (1 + Math.exp(-x));
const softplusOf = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const eluOf = (x: number, alpha: number, width = 1) => (x > 0 ? x : alpha * Math.expm1(x / width));

/** Where exponentials overflow; gradients there must not. */
const far = [1e4, -1e4, 800, -800];

/** Away from -3, -1, 1 and 3, where straight lines meet. */
const smooth = [
  [-2.5, -1.2, -0.3],
  [0.2, 0.7, 3.5],
];

/** What all of them have: values of both signs, a scalar, far ones, none, and NaN. */
function activation(of: (x: number) => number, inputs = signed): Sample<readonly [TensorLike]>[] {
  return [...unary(of, inputs, 0.4, far), ...valuesAt(of, [NAN])];
}

export const activations = {
  sigmoid: [...activation(sigmoidOf), ...valuesAt(sigmoidOf, [0, INF, -INF])],
  logSigmoid: [...activation((x) => -softplusOf(-x)), ...valuesAt((x) => -softplusOf(-x), [0, INF, -INF])],
  softplus: [...activation(softplusOf), ...valuesAt(softplusOf, [0, INF, -INF])],
  softsign: [
    ...activation((x) => x / (1 + Math.abs(x))),
    ...valuesAt((x) => x / (1 + Math.abs(x)), [0, 1e300, -1e300]),
  ],
  relu: [
    ...activation((x) => Math.max(x, 0)),
    ...valuesAt((x) => Math.max(x, 0), [0, INF, -INF]),
    { args: [int([3, -4])], expected: [3, 0], order: 0 },
  ],
  leakyRelu: [
    ...activation((x) => (x > 0 ? x : 0.01 * x)),
    { args: [f64(signed), 0.3], expected: each(signed, (x) => (x > 0 ? x : 0.3 * x)) },
    { args: [f64([0, INF, -INF]), 0.5], expected: [0, INF, -INF], order: 0 },
    { args: [int([4, -4]), 0.5], expected: [4, -2], order: 0 },
  ],
  prelu: [
    { args: [f64(signed), 0.3], expected: each(signed, (x) => (x > 0 ? x : 0.3 * x)) },
    { args: [f64(signed), f64([0.3, -0.2, 0])], expected: [[-0.75, 0.2, 0], [0.2, 0.7, 3]] }, // biome-ignore format: a matrix
    {
      args: [f64(cube), f64([[0.5], [2]])],
      expected: cube.map((rows) => rows.map((row, i) => row.map((x) => (x > 0 ? x : x * [0.5, 2][i])))),
    },
    { args: [f64([0, INF]), 0], expected: [0, INF], order: 0 },
    { args: [empty, f64([1, 2, 3])], expected: [] },
  ],
  elu: [
    ...activation((x) => eluOf(x, 1)),
    { args: [f64(signed), 0.3], expected: each(signed, (x) => eluOf(x, 0.3)) },
    ...valuesAt((x) => eluOf(x, 1), [0, INF, -INF]),
  ],
  celu: [
    ...activation((x) => eluOf(x, 1)),
    { args: [f64(signed), 0.3], expected: each(signed, (x) => eluOf(x, 0.3, 0.3)) },
    ...valuesAt((x) => eluOf(x, 1), [0, INF, -INF]),
  ],
  selu: [
    ...activation((x) => 1.0507009873554805 * eluOf(x, 1.6732632423543772)),
    ...valuesAt((x) => 1.0507009873554805 * eluOf(x, 1.6732632423543772), [0, INF, -INF]),
  ],
  gelu: [
    { args: [f64(signed)], expected: [[-0.015524163314440337, -0.15865525393145705, -0.1146265733433142], [0.11585194188782061, 0.5306254434438489, 2.99595030590511]] }, // biome-ignore format: a matrix
    { args: [f64(far)], expected: [1e4, 0, 800, 0] },
    { args: [f64([NAN, 0, INF, -38])], expected: [NAN, 0, INF, -38 * 2.885428351004007e-316], order: 0 },
    { args: [empty], expected: [] },
    {
      args: [f64(signed), "tanh"],
      expected: each(
        signed,
        (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
      ),
    },
    { args: [f64(far), "tanh"], expected: [1e4, 0, 800, 0] },
    { args: [f64([NAN, 0, INF]), "tanh"], expected: [NAN, 0, INF], order: 0 },
    // Beyond 46340 the square of an int32 does not fit.
    { args: [int([50_000, -50_000]), "tanh"], expected: [50_000, 0], order: 0 },
  ],
  silu: activation((x) => x * sigmoidOf(x)),
  mish: activation((x) => x * Math.tanh(softplusOf(x))),
  hardTanh: [
    ...activation((x) => Math.min(Math.max(x, -1), 1), smooth),
    ...valuesAt((x) => Math.min(Math.max(x, -1), 1), [-1, 1, INF, -INF]),
    { args: [f64(smooth), -0.5, 2], expected: each(smooth, (x) => Math.min(Math.max(x, -0.5), 2)) },
    { args: [int([3, -4]), -2, 2], expected: [2, -2], order: 0 },
  ],
  hardSigmoid: [
    ...activation((x) => Math.min(Math.max(x + 3, 0), 6) / 6, smooth),
    ...valuesAt((x) => Math.min(Math.max(x + 3, 0), 6) / 6, [-3, 3, INF, -INF]),
  ],
  hardSwish: [
    { args: [f64([-4, -2.5, -1, 0.5, 2.5, 4])], expected: [0, -1.25 / 6, -2 / 6, 1.75 / 6, 13.75 / 6, 4] },
    { args: [f64([-3, 3, NAN, INF])], expected: [0, 3, NAN, INF], order: 0 },
    { args: [f64(far)], expected: [1e4, 0, 800, 0] },
    { args: [empty], expected: [] },
  ],
  glu: [
    { args: [f64([1, -2, 0, 0.5])], expected: [0.5, -2 * sigmoidOf(0.5)] },
    { args: [f64(signed), 0], expected: [signed[0].map((a, j) => a * sigmoidOf(signed[1][j]))] },
    { args: [f64(cube), 1], expected: cube.map(([a, b]) => [a.map((x, j) => x * sigmoidOf(b[j]))]) },
    { args: [f64([1e4, 1e4, 1e4, -1e4])], expected: [1e4, 0] },
    { args: [f64([[], []])], expected: [[], []] },
  ],
} satisfies SamplesOf<typeof ops>;
