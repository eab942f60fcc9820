import type * as core from "@gradiente/core";
import { ones, type TensorLike, tensor } from "@gradiente/core";

/* Calls of ops on whole numbers, bits and positions, and of scans. */

const matrix = () => tensor([[0.5, 0, 0.75], [0.1, 0.9, 0.3]]); // biome-ignore format: a matrix
const quotient = (): [TensorLike, TensorLike] => [matrix(), tensor([0.2, 0.4, 0.6])];
const scan = (): [TensorLike, number, Required<core.ScanOptions>] => [
  ones([2, 4]),
  -1,
  { exclusive: true, reverse: true },
];

const int = (data: number[]) => tensor(data, { dtype: "int32" });
const bits = (): [TensorLike, TensorLike] => [int([12, 3]), int([10, 1])];

export const opSamples = {
  bitwiseAnd: bits,
  bitwiseLeftShift: bits,
  bitwiseNot: (): [TensorLike] => [int([12, 3])],
  bitwiseOr: bits,
  bitwiseRightShift: bits,
  bitwiseXor: bits,
  cumprod: scan,
  cumsum: scan,
  floorDivide: quotient,
  logCumSumExp: scan,
  nonzero: (): [TensorLike] => [matrix()],
  reverseSequence: (): [TensorLike, TensorLike, Required<core.ReverseSequenceOptions>] => [
    matrix(),
    int([2, 1]),
    { timeAxis: 1, batchAxis: 0 },
  ],
  scatterReduce: (): [
    TensorLike,
    TensorLike,
    TensorLike,
    number,
    core.ScatterReduction,
    Required<core.ScatterReduceOptions>,
  ] => [ones([3]), int([0, 2]), tensor([0.5, 2]), 0, "max", { includeSelf: false }],
  sumTo: (): [TensorLike, number[]] => [matrix(), [2, 1]],
  truncDivide: quotient,
  uniqueSlices: (): [TensorLike, number] => [matrix(), 1],
};
