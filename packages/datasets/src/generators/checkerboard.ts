import { declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import type { TensorDataset } from "../dataset/dataset.ts";
import { labelledPoints, POINTS, type PointsOptions } from "./points.ts";

/** Options of {@link checkerboard}. */
export interface CheckerboardOptions extends PointsOptions {
  /** The number of cells on each side, 2 or more. Default: 4. */
  readonly cells?: number;
}

const CHECKERBOARD = declareOptions<CheckerboardOptions>({ ...POINTS, cells: whole(2) }, "samples");

/**
 * Random points on a checkerboard over [-1, 1] x [-1, 1]. The class of a point is the colour of its cell: 0 at the lower
 * left, 1 beside it. The classes alternate. The points of a class are uniformly distributed over its cells. Noise moves
 * points but does not change their class.
 *
 * x float32 `[samples, 2]`, y int32 `[samples]`.
 *
 * @throws RangeError if `samples` or `cells` is not a positive whole number, if `cells` is 1, or if `noise` is negative.
 * @example
 * ```ts
 * const { x, y } = wholeBatch(checkerboard({ samples: 100, cells: 4, seed: 0 }));
 * x.shape; // [100, 2]
 * y.max(); // 1
 * ```
 */
export function checkerboard(options: CheckerboardOptions): TensorDataset {
  const { cells = 4 } = optionsOf("checkerboard", options, CHECKERBOARD);
  const colours = [Math.ceil(cells ** 2 / 2), Math.floor(cells ** 2 / 2)];
  return labelledPoints(options, (sample, draw) => {
    const label = sample % 2;
    const [which, across, up] = draw(3);
    const [column, row] = cellOf(label, Math.floor(which * colours[label]), cells);
    return { at: [(2 * (column + across)) / cells - 1, (2 * (row + up)) / cells - 1], label };
  });
}

/** Where a cell is that has this index among those of its colour, row by row. */
function cellOf(label: number, index: number, cells: number): readonly [column: number, row: number] {
  const row = Math.floor((2 * index + (cells % 2) * label) / cells);
  const column = 2 * index - row * cells + (cells % 2 === 1 ? label : (row + label) % 2);
  return [column, row];
}
