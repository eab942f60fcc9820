import { type NestedArray, type Tensor, type TensorLike, tensor } from "@gradiente/core";
import type * as ops from "../src/ops/index.ts";
import type * as joins from "../src/ops/join.ts";

/*
 * The one table that drives the tests of all ops: see ops.test.ts for what is generated from each row. An op
 * without a row does not compile.
 */

type Ops = typeof ops & typeof joins;

export type OpName = keyof Ops;

export interface Sample<Arguments extends readonly unknown[] = readonly unknown[]> {
  /** What the op is called with. Floating tensors in here are differentiated by. */
  readonly args: Arguments;
  /** What it gives, worked out in plain JavaScript or by hand. */
  readonly expected: NestedArray;
  /** The highest order of derivative to check: 3, unless the row lies at a kink or the op has no gradient. */
  readonly order?: 0 | 1 | 2 | 3;
}

type Samples = { readonly [Name in OpName]: readonly Sample<Readonly<Parameters<Ops[Name]>>>[] };

const f64 = (data: NestedArray): Tensor => tensor(data, { dtype: "float64" });
const int = (data: NestedArray): Tensor => tensor(data, { dtype: "int32" });

const INF = Number.POSITIVE_INFINITY;

/** Signs, magnitudes, and nothing within reach of a kink at 0. */
const signed = [
  [-2.5, -1, -0.3],
  [0.2, 0.7, 3],
];
const positive = [
  [0.1, 0.5, 1],
  [1.7, 2.5, 8],
];
const cube = [
  [
    [1.5, -2, 0.25],
    [3, 0.5, -1.25],
  ],
  [
    [-0.75, 2.25, 1],
    [0.1, -3.5, 4],
  ],
];

/** An elementwise function of nested arrays. */
function each(x: NestedArray, f: (value: number) => number | boolean): NestedArray {
  return Array.isArray(x) ? x.map((inner) => each(inner, f)) : f(x as number);
}

function both(a: number[][], b: number[][], f: (a: number, b: number) => number | boolean): NestedArray {
  return a.map((row, i) => row.map((value, j) => f(value, b[i][j])));
}

function unary(
  of: (x: number) => number,
  ...inputs: (number | number[] | number[][])[]
): readonly Sample<readonly [TensorLike]>[] {
  return inputs.map((x) => ({ args: [f64(x)] as const, expected: each(x, of) }));
}

const other = [
  [1.5, -2, 0.7],
  [-0.4, 0.9, 2],
];

function binary(of: (a: number, b: number) => number): readonly Sample<readonly [TensorLike, TensorLike]>[] {
  const row = other[0];
  return [
    { args: [f64(signed), f64(other)], expected: both(signed, other, of) },
    {
      args: [f64(signed), f64(row)],
      expected: signed.map((values) => values.map((value, j) => of(value, row[j]))),
    },
    { args: [f64([[2], [-3]]), f64(row)], expected: [2, -3].map((a) => row.map((b) => of(a, b))) },
    { args: [f64(signed), 1.25], expected: each(signed, (value) => of(value, 1.25)) },
    { args: [1.25, f64(0.4)], expected: of(1.25, 0.4) },
  ];
}

function compared(
  of: (a: number, b: number) => boolean,
): readonly Sample<readonly [TensorLike, TensorLike]>[] {
  return [
    { args: [f64([1, 2, 3]), f64([3, 2, 1])], expected: [of(1, 3), of(2, 2), of(3, 1)], order: 0 },
    {
      args: [int([[1], [2]]), int([1, 2])],
      expected: [1, 2].map((a) => [1, 2].map((b) => of(a, b))),
      order: 0,
    },
    {
      args: [f64([Number.NaN, INF]), Number.NaN],
      expected: [of(Number.NaN, Number.NaN), of(INF, Number.NaN)],
      order: 0,
    },
  ];
}

const sumOf = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const logSumExpOf = (values: readonly number[]) => Math.log(sumOf(values.map(Math.exp)));
const columns = (rows: number[][]) => rows[0].map((_, j) => rows.map((row) => row[j]));
const flat = (x: NestedArray): number[] => (Array.isArray(x) ? x.flatMap(flat) : [x as number]);

function reductions(of: (values: readonly number[]) => number) {
  return [
    { args: [f64(signed)] as const, expected: of(flat(signed)) },
    { args: [f64(signed), 0] as const, expected: columns(signed).map(of) },
    { args: [f64(signed), [-1], { keepDims: true }] as const, expected: signed.map((row) => [of(row)]) },
    { args: [f64(cube), [0, 2]] as const, expected: [0, 1].map((j) => of([...cube[0][j], ...cube[1][j]])) },
    { args: [f64(cube), 1] as const, expected: cube.map((matrix) => columns(matrix).map(of)) },
    { args: [f64(4), []] as const, expected: of([4]) },
  ];
}

const softmaxOf = (row: readonly number[]) => row.map((value) => Math.exp(value) / sumOf(row.map(Math.exp)));

/** A convolution by the definition, one element at a time. */
function convolved(
  x: number[][][][],
  w: number[][][][],
  stride: number,
  padding: number,
  dilation: number,
  groups: number,
): NestedArray {
  const at = (image: number[][], i: number, j: number) => image[i]?.[j] ?? 0;
  const [kh, kw] = [w[0][0].length, w[0][0][0].length];
  const count = (size: number, k: number) =>
    Math.floor((size + 2 * padding - dilation * (k - 1) - 1) / stride) + 1;
  const depth = w[0].length;
  return x.map((image) =>
    w.map((filter, f) => {
      const from = Math.floor(f / (w.length / groups)) * depth;
      return Array.from({ length: count(image[0].length, kh) }, (_, i) =>
        Array.from({ length: count(image[0][0].length, kw) }, (_, j) =>
          sumOf(
            filter.flatMap((plane, c) =>
              plane.flatMap((row, p) =>
                row.map(
                  (value, q) =>
                    value *
                    at(
                      image[from + c],
                      i * stride + p * dilation - padding,
                      j * stride + q * dilation - padding,
                    ),
                ),
              ),
            ),
          ),
        ),
      );
    }),
  );
}

/** Numbers that look random, in the nesting of a shape. */
function wave(shape: readonly number[], from = 1): NestedArray {
  let at = from;
  const next = (axis: number): NestedArray =>
    axis === shape.length
      ? Math.sin(at++ * 1.7) * 2
      : Array.from({ length: shape[axis] }, () => next(axis + 1));
  return next(0);
}

function convolution(
  xShape: readonly number[],
  wShape: readonly number[],
  options: { stride?: number; padding?: number; dilation?: number; groups?: number } = {},
) {
  const [x, w] = [wave(xShape), wave(wShape, 50)] as [number[][][][], number[][][][]];
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  return {
    args: [f64(x), f64(w), options] as const,
    expected: convolved(x, w, stride, padding, dilation, groups),
  };
}

export const samples: Samples = {
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
  eq: compared((a, b) => a === b),
  ne: compared((a, b) => a !== b),
  gt: compared((a, b) => a > b),
  ge: compared((a, b) => a >= b),
  lt: compared((a, b) => a < b),
  le: compared((a, b) => a <= b),
  where: [
    { args: [tensor([true, false, true]), f64([1, 2, 3]), f64([-1, -2, -3])], expected: [1, -2, 3] },
    { args: [tensor([[true], [false]]), f64([1, 2]), f64(5)], expected: [[1, 2], [5, 5]] }, // biome-ignore format: a matrix
    { args: [tensor([true, false]), 1.5, f64([[0, 7]])], expected: [[1.5, 7]] },
    { args: [tensor([true, false]), int([1, 2]), int([3, 4])], expected: [1, 4], order: 0 },
  ],
  sum: [
    ...reductions(sumOf),
    { args: [tensor([true, true, false])], expected: 2, order: 0 },
    { args: [tensor([], { shape: [2, 0] }), 1], expected: [0, 0], order: 0 },
  ],
  mean: [
    ...reductions((values) => sumOf(values) / values.length),
    { args: [int([1, 2])], expected: 1.5, order: 0 },
  ],
  max: [...reductions((values) => Math.max(...values)), { args: [int([3, 9, 9])], expected: 9, order: 0 }],
  min: [
    ...reductions((values) => Math.min(...values)),
    { args: [f64([1, Number.NaN])], expected: Number.NaN, order: 0 },
  ],
  argmax: [
    { args: [f64(signed)], expected: 5, order: 0 },
    { args: [f64(signed), 0], expected: [1, 1, 1], order: 0 },
    { args: [f64([[1, 5, 5], [7, 2, 7]]), -1], expected: [1, 0], order: 0 }, // biome-ignore format: a matrix
    { args: [f64([[1, Number.NaN, 5]]), 1, { keepDims: true }], expected: [[1]], order: 0 },
    { args: [f64([-INF, -INF])], expected: 0, order: 0 },
  ],
  logSumExp: [
    ...reductions(logSumExpOf),
    { args: [f64([1e4, 1e4])], expected: 1e4 + Math.LN2 },
    { args: [f64([-INF, -INF])], expected: -INF, order: 0 },
    { args: [f64([INF, 1])], expected: INF, order: 0 },
  ],
  softmax: [
    { args: [f64(signed)], expected: signed.map(softmaxOf) },
    { args: [f64(signed), 0], expected: columns(columns(signed).map(softmaxOf)) },
    { args: [f64([1e4, -1e4])], expected: [1, 0] },
    {
      args: [f64(signed), [0, 1]],
      expected: each(signed, (x) => Math.exp(x) / sumOf(flat(signed).map(Math.exp))),
    },
  ],
  logSoftmax: [
    { args: [f64(signed)], expected: signed.map((row) => softmaxOf(row).map(Math.log)) },
    {
      args: [f64(signed), 0],
      expected: columns(columns(signed).map((column) => softmaxOf(column).map(Math.log))),
    },
    { args: [f64([1e4, -1e4])], expected: [0, -2e4] },
  ],
  leakyRelu: [
    { args: [f64(signed)], expected: each(signed, (x) => (x > 0 ? x : 0.01 * x)) },
    { args: [f64(signed), 0.3], expected: each(signed, (x) => (x > 0 ? x : 0.3 * x)) },
  ],
  clip: [{ args: [f64(signed), -1.5, 1.5], expected: each(signed, (x) => Math.min(Math.max(x, -1.5), 1.5)) }],
  matmul: [
    { args: [f64([[1, 2], [3, 4]]), f64([[5, 6], [7, 8]])], expected: [[19, 22], [43, 50]] }, // biome-ignore format: matrices
    { args: [f64(signed), f64([[1, 0], [-1, 2], [0.5, 3]])], expected: [[-1.65, -2.9], [1, 10.4]] }, // biome-ignore format: matrices
    { args: [f64(cube), f64([[1, 2], [3, 4], [5, 6]])], expected: cube.map((m) => m.map(([a, b, c]) => [a + 3 * b + 5 * c, 2 * a + 4 * b + 6 * c])) }, // biome-ignore format: matrices
    { args: [f64([1, 2, 3]), f64([4, 5, 6])], expected: 32 },
    { args: [f64(signed), f64([1, 2, 3])], expected: signed.map(([a, b, c]) => a + 2 * b + 3 * c) },
    { args: [f64([1, 2]), f64(cube)], expected: cube.map(([r, s]) => r.map((value, j) => value + 2 * s[j])) },
    { args: [int([[2, 3]]), int([[4], [5]])], expected: [[23]], order: 0 },
    { args: [tensor([], { shape: [2, 0] }), tensor([], { shape: [0, 2] })], expected: [[0, 0], [0, 0]], order: 0 }, // biome-ignore format: a matrix
  ],
  reshape: [
    { args: [f64(signed), [3, 2]], expected: [[-2.5, -1], [-0.3, 0.2], [0.7, 3]] }, // biome-ignore format: a matrix
    { args: [f64(signed), [-1]], expected: flat(signed) },
    { args: [f64(cube), [3, -1, 1]], expected: [[[1.5], [-2], [0.25], [3]], [[0.5], [-1.25], [-0.75], [2.25]], [[1], [0.1], [-3.5], [4]]] }, // biome-ignore format: a cube
  ],
  permute: [
    { args: [f64(signed), [1, 0]], expected: columns(signed) },
    {
      args: [f64(cube), [2, -3, 1]],
      expected: [0, 1, 2].map((k) => [0, 1].map((i) => [0, 1].map((j) => cube[i][j][k]))),
    },
  ],
  transpose: [
    { args: [f64(signed)], expected: columns(signed) },
    { args: [f64(cube)], expected: cube.map(columns) },
    { args: [f64(cube), 0, 1], expected: [0, 1].map((j) => [0, 1].map((i) => cube[i][j])) },
  ],
  expand: [
    { args: [f64([[1], [2]]), [2, 3]], expected: [[1, 1, 1], [2, 2, 2]] }, // biome-ignore format: a matrix
    { args: [f64([1, 2]), [2, 1, 2]], expected: [[[1, 2]], [[1, 2]]] },
    { args: [f64(3), [2]], expected: [3, 3] },
    { args: [f64(signed), [2, 3]], expected: signed },
  ],
  squeeze: [
    { args: [f64([[[1], [2]]])], expected: [1, 2] },
    { args: [f64([[[1], [2]]]), 0], expected: [[1], [2]] },
    { args: [f64([[[1], [2]]]), [-1]], expected: [[1, 2]] },
  ],
  unsqueeze: [
    { args: [f64([1, 2]), 0], expected: [[1, 2]] },
    { args: [f64([1, 2]), -1], expected: [[1], [2]] },
    { args: [f64([1, 2]), [0, 2]], expected: [[[1], [2]]] },
  ],
  slice: [
    { args: [f64(signed), [1]], expected: signed[1] },
    { args: [f64(signed), [null, -1]], expected: [-0.3, 3] },
    { args: [f64(signed), [null, [1]]], expected: signed.map((row) => row.slice(1)) },
    { args: [f64(signed), [null, [null, -1]]], expected: signed.map((row) => row.slice(0, -1)) },
    { args: [f64(signed), [null, [null, null, 2]]], expected: signed.map((row) => [row[0], row[2]]) },
    { args: [f64(signed), [[null, null, -1], [null, null, -2]]], expected: [[3, 0.2], [-0.3, -2.5]] }, // biome-ignore format: a matrix
    {
      args: [
        f64(signed),
        [
          [-100, 100],
          [2, 0, -1],
        ],
      ],
      expected: signed.map((row) => [row[2], row[1]]),
    },
    { args: [f64(signed), [[1, 1]]], expected: [], order: 0 },
  ],
  pad: [
    { args: [f64([1, 2]), [[1, 2]]], expected: [0, 1, 2, 0, 0] },
    { args: [f64([[1], [2]]), [[0, 1], [1, 0]], 7], expected: [[7, 1], [7, 2], [7, 7]] }, // biome-ignore format: a matrix
    { args: [f64([[1], [2]]), [[1, 0]]], expected: [[0], [1], [2]] },
    { args: [tensor([true]), [[1, 0]]], expected: [false, true], order: 0 },
  ],
  gather: [
    { args: [f64(signed), int([[1, 0, 1]]), 0], expected: [[0.2, -1, 3]] },
    { args: [f64(signed), int([[2, 2], [0, 1]]), 1], expected: [[-0.3, -0.3], [0.2, 0.7]] }, // biome-ignore format: a matrix
    { args: [f64(signed), int([[2]]), -1], expected: [[-0.3]] },
    { args: [int([5, 6, 7]), int([2, 0]), 0], expected: [7, 5], order: 0 },
  ],
  scatterAdd: [
    { args: [f64([1, 1, 1]), int([0, 0, 2, 2]), f64([1, 2, 3, 4]), 0], expected: [4, 1, 8] },
    { args: [f64(signed), int([[1, 1]]), f64([[10, 20]]), 0], expected: [[-2.5, -1, -0.3], [10.2, 20.7, 3]] }, // biome-ignore format: a matrix
    { args: [f64(signed), int([[2], [0]]), f64([[10, 5], [20, 5]]), 1], expected: [[-2.5, -1, 9.7], [20.2, 0.7, 3]] }, // biome-ignore format: a matrix
  ],
  indexSelect: [
    { args: [f64(signed), [1, 0, 1]], expected: [signed[1], signed[0], signed[1]] },
    { args: [f64(signed), int([2, 2, 0]), 1], expected: signed.map((row) => [row[2], row[2], row[0]]) },
    { args: [f64(cube), [1], -2], expected: cube.map((matrix) => [matrix[1]]) },
  ],
  oneHot: [
    { args: [int([2, 0]), 3], expected: [[0, 0, 1], [1, 0, 0]], order: 0 }, // biome-ignore format: a matrix
    { args: [int(1), 2], expected: [0, 1], order: 0 },
  ],
  concat: [
    { args: [[f64([1, 2]), f64([3])]], expected: [1, 2, 3] },
    {
      args: [[f64(signed), f64([[9], [8]]), f64(signed)], 1],
      expected: signed.map((row, i) => [...row, 9 - i, ...row]),
    },
    { args: [[int([1]), tensor([true])], -1], expected: [1, 1], order: 0 },
  ],
  stack: [
    { args: [[f64([1, 2]), f64([3, 4])]], expected: [[1, 2], [3, 4]] }, // biome-ignore format: a matrix
    { args: [[f64([1, 2]), f64([3, 4])], -1], expected: [[1, 3], [2, 4]] }, // biome-ignore format: a matrix
    { args: [[f64(1), 2, f64(3)]], expected: [1, 2, 3] },
  ],
  windows: [
    { args: [f64([1, 2, 3, 4]), [2]], expected: [[1, 2], [2, 3], [3, 4]] }, // biome-ignore format: a matrix
    { args: [f64([1, 2, 3, 4, 5]), [2], { stride: 2, dilation: 2 }], expected: [[1, 3], [3, 5]] }, // biome-ignore format: a matrix
    { args: [f64(signed), [2, 2]], expected: [[0, 1].map((j) => signed.map((row) => row.slice(j, j + 2)))] },
    { args: [f64(cube), [1, 3]], expected: cube.map((matrix) => matrix.map((row) => [[row]])) },
  ],
  conv2d: [
    convolution([1, 1, 3, 3], [1, 1, 2, 2]),
    convolution([2, 2, 4, 3], [3, 2, 2, 2]),
    convolution([1, 2, 5, 4], [2, 2, 3, 2], { stride: 2, padding: 1 }),
    convolution([1, 1, 5, 5], [1, 1, 2, 2], { dilation: 2 }),
    convolution([1, 4, 3, 3], [2, 2, 2, 2], { groups: 2 }),
  ],
  maxPool2d: [
    { args: [f64([[1, 5, 2, 0], [3, 4, 8, 7]]), 2], expected: [[5, 8]] }, // biome-ignore format: a matrix
    { args: [f64(signed), 2, { stride: 1 }], expected: [[0.7, 3]] },
    {
      args: [f64(cube), [1, 2], { dilation: [1, 2] }],
      expected: cube.map((m) => m.map(([a, , c]) => [Math.max(a, c)])),
    },
  ],
};
