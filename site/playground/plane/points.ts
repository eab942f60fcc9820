import { type Tensor, tensor } from "@gradiente/core";
import { checkerboard, circles, moons, spirals, type TensorDataset } from "@gradiente/datasets";
import type { PlaneSettings } from "./settings.ts";

/** Points and their classes: x `[points, 2]`, y `[points, 1]`, 0 or 1. */
export interface Points {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** How many points there are to train on. */
const TRAIN_POINTS = 200;
const TEST_POINTS = 100;

/** The middle of each figure, as its generator draws it, and how much larger it becomes: all then reach from -2 to 2. */
const FIGURES: Readonly<
  Record<PlaneSettings["data"], { readonly middle: readonly [number, number]; readonly scale: number }>
> = {
  moons: { middle: [0.5, 0.25], scale: 4 / 3 },
  circles: { middle: [0, 0], scale: 2 },
  spirals: { middle: [0, 0], scale: 2 },
  xor: { middle: [0, 0], scale: 2 },
};

function figure({ data, noise }: PlaneSettings, samples: number, seed: number): TensorDataset {
  const options = { samples, noise, seed };
  switch (data) {
    case "moons":
      return moons(options);
    case "circles":
      return circles(options);
    case "spirals":
      return spirals({ ...options, turns: 1 });
    case "xor":
      return checkerboard({ ...options, cells: 2 });
  }
}

function points(settings: PlaneSettings, samples: number, seed: number): Points {
  const { x, y } = figure(settings, samples, seed);
  const { middle, scale } = FIGURES[settings.data];
  return { x: x.sub(tensor([...middle])).mul(scale), y: y.cast("float32").unsqueeze(1) };
}

/** The points to train on, and others of the same kind to test on. */
export function drawPoints(settings: PlaneSettings): { readonly train: Points; readonly test: Points } {
  return {
    train: points(settings, TRAIN_POINTS, 2 * settings.seed),
    test: points(settings, TEST_POINTS, 2 * settings.seed + 1),
  };
}
