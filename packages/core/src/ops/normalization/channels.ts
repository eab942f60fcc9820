import { placeOf, toTensor } from "../../operand.ts";
import { formatShape, type Shape, ShapeError, sameShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { Variable } from "../../variable.ts";
import type { Affine } from "./normalized.ts";

/* Operands that have one number for each channel, or for each place of some axes. */

/** Weight and bias, where these have the sizes of some axes of x, in shapes that broadcast with it. */
export function affineOf(
  op: string,
  x: Tensor,
  axes: readonly number[],
  weight: Tensor | Variable | undefined,
  bias?: Tensor | Variable,
): Affine {
  return {
    weight: weight && spread(op, "weight", weight, x, axes),
    bias: bias && spread(op, "bias", bias, x, axes),
  };
}

/** An operand that has the sizes of some axes of y, in a shape that broadcasts with y. */
export function spread(
  op: string,
  name: string,
  operand: Tensor | Variable,
  y: Tensor,
  axes: readonly number[],
): Tensor {
  const { shape, ndim } = y;
  const given = toTensor(op, operand);
  placeOf(op, [y, given]);
  const sizes: Shape = axes.map((axis) => shape[axis]);
  if (!sameShape(given.shape, sizes)) {
    throw new ShapeError(
      `${op}: ${name} must have shape ${formatShape(sizes)}, one number for each place, not ${formatShape(given.shape)}`,
    );
  }
  const first = axes[0] ?? ndim;
  const areLast = axes.every((axis, i) => axis === first + i) && first + axes.length === ndim;
  return areLast ? given : given.reshape(shape.map((size, axis) => (axes.includes(axis) ? size : 1)));
}

/** Throws unless x has as many axes as `[batch, channels, ...]` needs. */
export function checkChannels(op: string, { shape, ndim }: Tensor, least: number): void {
  if (ndim >= least) return;
  const expected = least === 2 ? "[batch, channels, ...]" : "[batch, channels, ...places]";
  throw new ShapeError(`${op}: expected the shape ${expected}, got ${formatShape(shape)}`);
}
