import type * as core from "@gradiente/core";
import { ones, type Tensor, type TensorLike, tensor } from "@gradiente/core";
import type { SamplesOf } from "../sample.ts";

/* Rearranging of pixels, and activations that send small values to others. */

const row = (): Tensor => tensor([0.2, -0.4, 3]);
const shrink = (): [TensorLike, number] => [row(), 0.25];

export const coreWindows = {
  hardShrink: shrink,
  pixelShuffle: () => [ones([4, 1, 2]), 2],
  pixelUnshuffle: () => [ones([1, 2, 4]), 2],
  softShrink: shrink,
  tanhShrink: () => [row()],
  threshold: () => [row(), 0.1, -1],
} satisfies Partial<SamplesOf<typeof core>>;
