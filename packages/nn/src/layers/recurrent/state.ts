import { formatShape, type Shape, ShapeError, sameShape, type Tensor, zerosLike } from "@gradiente/core";

/** A state that was passed to a layer, checked; zeros where none was. `like` says where they are. */
export function stateOf(
  layer: string,
  name: string,
  given: Tensor | undefined,
  shape: Shape,
  like: Tensor,
): Tensor {
  if (given === undefined) return zerosLike(like, { shape });
  if (!sameShape(given.shape, shape)) {
    throw new ShapeError(
      `${layer}: ${name} must have shape ${formatShape(shape)}, not ${formatShape(given.shape)}`,
    );
  }
  return given.cast(like.dtype);
}

/** @throws ShapeError unless x has one of these numbers of axes, with features along the last one. */
export function checkAxes(
  layer: string,
  x: Tensor,
  ranks: readonly number[],
  features: number,
  expected: string,
): void {
  if (ranks.includes(x.ndim) && x.shape[x.ndim - 1] === features) return;
  throw new ShapeError(
    `${layer}: the input must be ${expected} with ${features} features, not ${formatShape(x.shape)}`,
  );
}
