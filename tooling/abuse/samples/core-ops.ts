import type * as core from "@gradiente/core";
import { ones, type TensorLike, tensor } from "@gradiente/core";

/* Calls of ops on whole numbers and positions, and of scans. */

const matrix = () => tensor([[0.5, 0, 0.75], [0.1, 0.9, 0.3]]); // biome-ignore format: a matrix
const quotient = (): [TensorLike, TensorLike] => [matrix(), tensor([0.2, 0.4, 0.6])];
const scan = (): [TensorLike, number, Required<core.ScanOptions>] => [
  ones([2, 4]),
  -1,
  { exclusive: true, reverse: true },
];

export const opSamples = {
  cumprod: scan,
  cumsum: scan,
  floorDivide: quotient,
  logCumSumExp: scan,
  nonzero: (): [TensorLike] => [matrix()],
  truncDivide: quotient,
};
