import { aBoolean } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { alongside, ones, tensor } from "../../create.ts";
import type { TensorLike } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { checkShape, formatShape, type Shape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { concat } from "../shape/join.ts";

/** Options of {@link affineGrid}. */
export interface AffineGridOptions {
  /** Whether -1 and 1 are the centres of the outermost elements, or their outer edges, as for `gridSample`. Default: false. */
  readonly alignCorners?: boolean;
}

const AFFINE_GRID = /* @__PURE__ */ declareOptions<AffineGridOptions>({ alignCorners: aBoolean });

const OP = "affineGrid";

/**
 * The grid of an affine map, for {@link gridSample}: at each element of an image of the given shape, the position from which it is
 * taken. Maps `[batch, 2, 3]` give `[batch, h, w, 2]`, and `[batch, 3, 4]` give `[batch, d, h, w, 3]`. A map times `[x, y, 1]`, or
 * `[x, y, z, 1]`, is the position; `[[1, 0, 0], [0, 1, 0]]` takes each element from where it is. Integers give float32. As
 * PyTorch's `affine_grid`.
 *
 * @param shape of the images that the grid makes: `[batch, channels, h, w]` or `[batch, channels, d, h, w]`.
 * @throws ShapeError unless the maps and the shape fit each other.
 * @example
 * // The left half, twice as wide.
 * const map = tensor([[0.5, 0, -0.5], [0, 1, 0]]).unsqueeze(0);
 * const grid = affineGrid(map, [1, 1, 1, 4]);
 * grid; // [[[[-0.875, 0], [-0.625, 0], [-0.375, 0], [-0.125, 0]]]]
 */
export function affineGrid(maps: TensorLike, shape: Shape, options?: AffineGridOptions): Tensor {
  const { alignCorners = false } = optionsOf(OP, options, AFFINE_GRID);
  const given = toFloating(OP, maps);
  const asked = checkShape(OP, shape);
  const rank = asked.length - 2;
  if (rank !== 2 && rank !== 3) {
    throw new ShapeError(
      `${OP}: the shape must be [batch, channels, h, w] or [batch, channels, d, h, w], not ${formatShape(asked)}`,
    );
  }
  const [batch, , ...sizes] = asked;
  const [count, rows, columns] = given.shape;
  if (given.ndim !== 3 || count !== batch || rows !== rank || columns !== rank + 1) {
    throw new ShapeError(
      `${OP}: images ${formatShape(asked)} need maps ${formatShape([batch, rank, rank + 1])}, not ${formatShape(given.shape)}`,
    );
  }
  const centres = alongside(given, () => {
    const { dtype } = given;
    const whole = [...sizes, 1];
    const along = sizes.map((size, axis) =>
      tensor(centresOf(size, alignCorners), { dtype })
        .reshape(whole.map((_, i) => (i === axis ? size : 1)))
        .expand(whole),
    );
    return concat([...along.reverse(), ones(whole, { dtype })], -1);
  });
  const positions = centres.reshape([-1, rank + 1]).matmul(given.moveAxis(1, 2));
  return positions.reshape([batch, ...sizes, rank]);
}

/** The centres of elements from -1 to 1. */
function centresOf(size: number, alignCorners: boolean): Float64Array {
  const last = Math.max(1, size - 1);
  return Float64Array.from({ length: size }, (_, i) => {
    if (!alignCorners) return (2 * i + 1 - size) / size;
    return size === 1 ? 0 : (2 * i - last) / last;
  });
}
