import type * as core from "@gradiente/core";
import { ones, type Tensor, type TensorLike, tensor, zeros } from "@gradiente/core";
import type { SamplesOf } from "../sample.ts";

/* Pooling with indices, rearranging of pixels, and activations that send small values to others. */

const row = (): Tensor => tensor([0.2, -0.4, 3]);
const shrink = (): [TensorLike, number] => [row(), 0.25];

const withIndices = (rank: number) => (): [TensorLike, core.PerAxis, Required<core.MaxPoolingOptions>] => [
  ones([1, 4, 4, 4].slice(0, rank + 1)),
  2,
  { stride: 2, padding: 1, dilation: 1, ceilMode: true },
];
const unpool =
  (rank: number) => (): [TensorLike, TensorLike, core.PerAxis, Required<core.MaxUnpoolingOptions>] => {
    const shape = new Array<number>(rank).fill(2);
    return [ones(shape), zeros(shape, { dtype: "int32" }), 3, { stride: 2, padding: 1, outputSize: 4 }];
  };

export const coreWindows = {
  affineGrid: (): [Tensor, number[], Required<core.AffineGridOptions>] => [
    ones([1, 2, 3]),
    [1, 1, 2, 2],
    { alignCorners: true },
  ],
  gridSample: (): [Tensor, Tensor, Required<core.GridSampleOptions>] => [
    ones([1, 1, 2, 2]),
    tensor([0.5, -0.25], { shape: [1, 1, 1, 2] }),
    { mode: "nearest", paddingMode: "border", alignCorners: true },
  ],
  hardShrink: shrink,
  maxPool1dWithIndices: withIndices(1),
  maxPool2dWithIndices: withIndices(2),
  maxPool3dWithIndices: withIndices(3),
  maxUnpool1d: unpool(1),
  maxUnpool2d: unpool(2),
  maxUnpool3d: unpool(3),
  pixelShuffle: () => [ones([4, 1, 2]), 2],
  pixelUnshuffle: () => [ones([1, 2, 4]), 2],
  softShrink: shrink,
  tanhShrink: () => [row()],
  threshold: () => [row(), 0.1, -1],
} satisfies Partial<SamplesOf<typeof core>>;
