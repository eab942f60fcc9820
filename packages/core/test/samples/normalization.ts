import type * as batches from "../../src/ops/normalization/batch-norm.ts";
import type * as norms from "../../src/ops/normalization/normalization.ts";
import type { SamplesOf } from "./sample.ts";
import { columns, f64, int, sumOf } from "./values.ts";

const rows = [[1, 2, 6], [-4, 0.5, 0]]; // biome-ignore format: a matrix
const scale = { weight: f64([2, -1, 0.5]), bias: f64([0.1, 0.2, 0.3]) };

const meanOf = (row: readonly number[]) => sumOf(row) / row.length;
const squareOf = (row: readonly number[]) => meanOf(row.map((value) => value * value));
const centredOf = (row: readonly number[]) => row.map((value) => value - meanOf(row));

/** Divided by the root of the mean square. */
const divided = (row: readonly number[], epsilon: number) =>
  row.map((value) => value / Math.sqrt(squareOf(row) + epsilon));
const standardized = (row: readonly number[], epsilon = 1e-5) => divided(centredOf(row), epsilon);
const scaled = (row: readonly number[]) => [row[0] * 2 + 0.1, -row[1] + 0.2, row[2] * 0.5 + 0.3];

/** `[batch, channels, places]` of two channels. */
const images = [[[1, 4], [2, -2]], [[0, 3], [7, 5]]]; // biome-ignore format: a tensor
const ofChannel = (channel: number) => standardized(images.flatMap((image) => image[channel]));
const [left, right] = [ofChannel(0), ofChannel(1)];
const ofGroup = images.map((image) => standardized(image.flat()));

export const normalization = {
  layerNorm: [
    { args: [f64(rows)], expected: rows.map((row) => standardized(row)) },
    { args: [f64(rows), 0], expected: columns(columns(rows).map((column) => standardized(column))) },
    { args: [f64(rows), -1, { ...scale, epsilon: 0.5 }], expected: rows.map((row) => scaled(standardized(row, 0.5))) },
    { args: [f64([rows]), [2, 0]], expected: [rows.map((row) => standardized(row))] },
    { args: [f64([3, 3])], expected: [0, 0] },
    { args: [int([1, 3]), -1, { epsilon: 0 }], expected: [-1, 1], order: 0 },
  ], // biome-ignore format: rows
  rmsNorm: [
    { args: [f64(rows)], expected: rows.map((row) => divided(row, 2 ** -52)) },
    { args: [f64(rows), 0, { epsilon: 0.5 }], expected: columns(columns(rows).map((column) => divided(column, 0.5))) },
    { args: [f64([3, 4]), -1, { weight: f64([5, 10]), epsilon: 12.5 }], expected: [3, 8] },
    { args: [int([2, -2]), -1, { weight: f64([5, 3]) }], expected: [5, -3], order: 0 },
  ], // biome-ignore format: rows
  groupNorm: [
    { args: [f64(images), 2], expected: images.map((image) => image.map((row) => standardized(row))) },
    { args: [f64(images), 1], expected: ofGroup.map(([a, b, c, d]) => [[a, b], [c, d]]) },
    { args: [f64([[1, 3]]), 1, { weight: f64([2, 3]), bias: f64([10, 20]), epsilon: 0 }], expected: [[8, 23]] },
    { args: [int([[1, 3]]), 1, { epsilon: 3 }], expected: [[-0.5, 0.5]], order: 0 },
  ], // biome-ignore format: rows
  instanceNorm: [
    { args: [f64(images)], expected: images.map((image) => image.map((row) => standardized(row))) },
    { args: [f64([images]).permute([1, 2, 0, 3])], expected: images.map((image) => image.map((row) => [standardized(row)])) },
    { args: [f64([[[1, 3], [10, 20]]]), { weight: f64([2, 3]), bias: f64([10, 20]), epsilon: 0 }], expected: [[[8, 12], [17, 23]]] },
    { args: [int([[[1, 3]]]), { epsilon: 3 }], expected: [[[-0.5, 0.5]]], order: 0 },
  ], // biome-ignore format: rows
  batchNorm: [
    { args: [f64(rows)], expected: columns(columns(rows).map((column) => standardized(column))) },
    { args: [f64(images)], expected: [0, 2].map((i) => [left.slice(i, i + 2), right.slice(i, i + 2)]) },
    { args: [f64([[1], [3]]), { weight: f64([2]), bias: f64([10]), epsilon: 3 }], expected: [[9], [11]] },
    { args: [f64([[1, 3]]), { mean: f64([0, 1]), variance: f64([0, 3]), epsilon: 1 }], expected: [[1, 1]] },
    {
      args: [f64([[1, 3]]), { mean: f64([0, 1]), variance: f64([3, 0]), epsilon: 1, weight: f64([2, 3]), bias: f64([10, 20]) }],
      expected: [[11, 26]],
    },
    { args: [int([[1], [3]]), { epsilon: 0 }], expected: [[-1], [1]], order: 0 },
  ], // biome-ignore format: rows
  // The statistics are constants.
  batchNormWithStatistics: [
    { args: [f64([[1], [3]]), { epsilon: 3 }], expected: { y: [[-0.5], [0.5]], mean: [2], variance: [1] }, order: 0 },
    {
      args: [f64([[1, 2], [3, -2]]), { weight: f64([2, 3]), bias: f64([10, 20]), epsilon: 0 }],
      expected: { y: [[8, 23], [12, 17]], mean: [2, 0], variance: [1, 4] },
      order: 0,
    },
  ], // biome-ignore format: rows
} satisfies SamplesOf<typeof batches & typeof norms>;
