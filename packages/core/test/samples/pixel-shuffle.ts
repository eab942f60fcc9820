import type * as ops from "../../src/ops/windows/pixel-shuffle.ts";
import type { SamplesOf } from "./sample.ts";
import { built, elementAt, f64, int, wave } from "./values.ts";

const [deep, wide] = [wave([2, 8, 1, 3]), wave([2, 2, 2, 6], 9)];

export const pixelShuffles = {
  pixelShuffle: [
    { args: [f64([[[1, 2]], [[3, 4]], [[5, 6]], [[7, 8]]]), 2], expected: [[[1, 3, 2, 4], [5, 7, 6, 8]]] }, // biome-ignore format: images
    {
      args: [f64(deep), 2],
      expected: built([2, 2, 2, 6], ([b, c, h, w]) =>
        elementAt(deep, [b, c * 4 + (h % 2) * 2 + (w % 2), Math.floor(h / 2), Math.floor(w / 2)]) as number), // biome-ignore format: one thing
    },
    { args: [int([[[5]], [[6]]]), 1], expected: [[[5]], [[6]]], order: 0 },
  ],
  pixelUnshuffle: [
    { args: [f64([[[1, 3, 2, 4], [5, 7, 6, 8]]]), 2], expected: [[[1, 2]], [[3, 4]], [[5, 6]], [[7, 8]]] }, // biome-ignore format: images
    {
      args: [f64(wide), 2],
      expected: built([2, 8, 1, 3], ([b, c, h, w]) =>
        elementAt(wide, [b, Math.floor(c / 4), h * 2 + (Math.floor(c / 2) % 2), w * 2 + (c % 2)]) as number), // biome-ignore format: one thing
    },
  ],
} satisfies SamplesOf<typeof ops>;
