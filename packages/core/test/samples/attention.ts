import { tensor } from "@gradiente/core";
import type * as attentions from "../../src/ops/attention/attention.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, int, sumOf } from "./values.ts";

const query = [[1, -0.5], [0.3, 2], [-1, 0.7]]; // biome-ignore format: a matrix
const key = [[0.2, 1.5], [-0.4, 0.6], [2, -1], [0.9, 0.1]]; // biome-ignore format: a matrix
const value = [[1, 2, 0.5], [-3, 0.4, 1], [0.7, -1, 2], [0.1, 0.2, -2]]; // biome-ignore format: a matrix
const some = [[1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 0, 1]]; // biome-ignore format: a matrix
const added = [[0.5, -1, 0, 2], [1, 1, 0.3, 0], [0, -0.2, 0.4, 3]]; // biome-ignore format: a matrix

type Rows = readonly (readonly number[])[];
const dot = (a: readonly number[], b: readonly number[]) => sumOf(a.map((x, i) => x * b[i]));

/** What each query pays to each key: `left` adds to a score, or excludes a key by -Infinity. */
function sharesOf(
  q: Rows,
  k: Rows,
  left: (i: number, j: number) => number,
  scale = Math.SQRT1_2,
): number[][] {
  return q.map((row, i) => {
    const powers = k.map((column, j) => Math.exp(dot(row, column) * scale + left(i, j)));
    const total = sumOf(powers);
    return powers.map((power) => (total === 0 ? 0 : power / total));
  });
}

const meanOf = (shares: Rows, v: Rows) =>
  shares.map((row) => v[0].map((_, feature) => sumOf(row.map((share, j) => share * v[j][feature]))));

const all = () => 0;
const causal = (i: number, j: number) => (j <= i ? 0 : Number.NEGATIVE_INFINITY);
const chosen = (i: number, j: number) => (some[i][j] === 1 ? 0 : Number.NEGATIVE_INFINITY);
const mask = tensor(some).ne(0);

/** Two heads of keys, each for two of queries. */
const heads = [query, query.slice().reverse(), query.map(([a, b]) => [b, a]), query.map(([a, b]) => [-a, b])];
const shared = [key, key.map(([a, b]) => [b, -a])];

export const attention = {
  scaledDotProductAttention: [
    {
      args: [f64(query), f64(key), f64(value)],
      expected: meanOf(sharesOf(query, key, all), value),
      order: 2,
    },
    {
      args: [f64([query, query]), f64([key]), f64(value), { causal: true }],
      expected: [query, query].map((q) => meanOf(sharesOf(q, key, causal), value)),
      order: 1,
    },
    {
      args: [f64(query), f64(key), f64(value), { mask, scale: 0.3 }],
      expected: meanOf(sharesOf(query, key, chosen, 0.3), value),
      order: 2,
    },
    {
      args: [f64(query), f64(key), f64(value), { mask: f64(added), causal: true }],
      expected: meanOf(
        sharesOf(query, key, (i, j) => causal(i, j) + added[i][j]),
        value,
      ),
      order: 2,
    },
    {
      args: [f64([heads]), f64([shared]), f64([[value, value]]), { mask, causal: true }],
      expected: [
        heads.map((q, head) =>
          meanOf(
            sharesOf(q, shared[head >> 1], (i, j) => causal(i, j) + chosen(i, j)),
            value,
          ),
        ),
      ],
      order: 1,
    },
    { args: [int([[2]]), int([[3]]), int([[5, 7]])], expected: [[5, 7]], order: 0 },
  ],
  attentionWeights: [
    { args: [f64(query), f64(key)], expected: sharesOf(query, key, all) },
    {
      args: [f64(query), f64(key), { mask, causal: true }],
      expected: sharesOf(query, key, (i, j) => causal(i, j) + chosen(i, j)),
    },
    {
      args: [f64([heads]), f64([shared]), { scale: 1 }],
      expected: [heads.map((q, head) => sharesOf(q, shared[head >> 1], all, 1))],
      order: 1,
    },
  ],
} satisfies SamplesOf<typeof attentions>;
