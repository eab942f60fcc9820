import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  GlobalAvgPool,
  GlobalMaxPool,
  LPPool1d,
  LPPool2d,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
} from "@gradiente/nn";
import { agreesWithPyTorch, type Subject } from "../agreement.ts";

const bins = [3, [3, 4], [2, 1, 3]];
const many = [8, 6, [4, 3, 1]];
const max = [MaxPool1d, MaxPool2d, MaxPool3d];
const avg = [AvgPool1d, AvgPool2d, AvgPool3d];
const adaptiveMax = [AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d];
const adaptiveAvg = [AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d];

const ofRank = (rank: number): Record<string, () => Subject> => {
  const [Max, Avg] = [max[rank - 1], avg[rank - 1]];
  const [AdaptiveMax, AdaptiveAvg] = [adaptiveMax[rank - 1], adaptiveAvg[rank - 1]];
  const cases: Record<string, () => Subject> = {
    [`MaxPool${rank}d`]: () => new Max(2),
    [`MaxPool${rank}d unbatched`]: () => new Max(2),
    [`MaxPool${rank}d stride 1, padding 1`]: () => new Max(3, { stride: 1, padding: 1 }),
    [`MaxPool${rank}d dilation 2`]: () => new Max(2, { stride: 1, dilation: 2 }),
    [`MaxPool${rank}d ceil mode`]: () => new Max(3, { stride: 2, ceilMode: true }),
    [`MaxPool${rank}d ceil mode, padding 1, stride 3`]: () =>
      new Max(2, { stride: 3, padding: 1, ceilMode: true }),
    [`AvgPool${rank}d`]: () => new Avg(2),
    [`AvgPool${rank}d unbatched`]: () => new Avg(2),
    [`AdaptiveAvgPool${rank}d`]: () => new AdaptiveAvg(bins[rank - 1]),
    [`AdaptiveAvgPool${rank}d unbatched, more bins than places`]: () => new AdaptiveAvg(many[rank - 1]),
    [`AdaptiveMaxPool${rank}d`]: () => new AdaptiveMax(bins[rank - 1]),
    [`AdaptiveMaxPool${rank}d unbatched, to 1`]: () => new AdaptiveMax(1),
    [`GlobalAvgPool over ${rank}`]: () => new GlobalAvgPool(),
    [`GlobalMaxPool over ${rank}, keepDims`]: () => new GlobalMaxPool({ keepDims: true }),
  };
  for (const countIncludePad of [true, false]) {
    cases[`AvgPool${rank}d padding 1, countIncludePad ${countIncludePad}`] = () =>
      new Avg(3, { stride: 2, padding: 1, countIncludePad });
    cases[`AvgPool${rank}d ceil mode, countIncludePad ${countIncludePad}`] = () =>
      new Avg(3, { stride: 2, padding: 1, ceilMode: true, countIncludePad });
  }
  // PyTorch's AvgPool1d has none.
  if (rank > 1)
    cases[`AvgPool${rank}d divisor 3`] = () => new Avg(3, { stride: 2, ceilMode: true, divisorOverride: 3 });
  return cases;
};

agreesWithPyTorch("layers/pooling", {
  ...ofRank(1),
  ...ofRank(2),
  ...ofRank(3),
  LPPool1d: () => new LPPool1d(2, 2),
  "LPPool1d p 4, stride 1": () => new LPPool1d(4, 3, { stride: 1 }),
  LPPool2d: () => new LPPool2d(2, 2),
  "LPPool2d p 4, stride 1": () => new LPPool2d(4, 3, { stride: 1 }),
  "MaxPool2d with a number for each axis": () =>
    new MaxPool2d([2, 3], { stride: [1, 2], padding: [1, 0], dilation: [2, 1] }),
  "AvgPool2d with a number for each axis": () => new AvgPool2d([2, 3], { stride: [1, 2], padding: [1, 0] }),
});
