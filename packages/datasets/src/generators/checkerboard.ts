import { checkCount } from "../check-option.ts";
import type { TensorDataset } from "../dataset/dataset.ts";
import { labelledPoints, type PointsOptions } from "./points.ts";

/** Options of {@link checkerboard}. */
export interface CheckerboardOptions extends PointsOptions {
  /** The number of cells on each side, 2 or more. Default: 4. */
  readonly cells?: number;
}

/**
 * Random points on a checkerboard over [-1, 1] x [-1, 1]. The class of a point is the colour of its cell: 0 at the lower
 * left, 1 beside it. The classes alternate. The points of a class are uniformly distributed over its cells. Noise moves
 * points but does not change their class.
 *
 * x float32 `[samples, 2]`, y int32 `[samples]`.
 *
 * @throws RangeError if `samples` or `cells` is not a positive whole number, if `cells` is 1, or if `noise` is negative.
 */
export function checkerboard(options: CheckerboardOptions): TensorDataset {
  const { cells = 4 } = options;
  checkCount("checkerboard", "cells", cells);
  if (cells === 1)
    throw new RangeError("checkerboard: cells must be 2 or more, not 1, so that there are two classes");
  const board = Array.from({ length: cells * cells }, (_, cell) => [cell % cells, Math.floor(cell / cells)]);
  const colours = [0, 1].map((label) => board.filter(([column, row]) => (column + row) % 2 === label));
  return labelledPoints("checkerboard", options, (sample, draw) => {
    const label = sample % 2;
    const [which, across, up] = draw(3);
    const [column, row] = colours[label][Math.floor(which * colours[label].length)];
    return { at: [(2 * (column + across)) / cells - 1, (2 * (row + up)) / cells - 1], label };
  });
}
