import { DTypeError, formatShape, ShapeError, sameShape, type Tensor } from "@gradiente/core";

/**
 * The mask of a call of attention, from one of queries and keys and one of the keys of each sample, if there are any.
 *
 * @throws DTypeError unless the latter is bool; ShapeError unless it is `[batch, keys]`.
 */
export function combinedMask(
  mask: Tensor | undefined,
  keyMask: Tensor | undefined,
  [batch, keys]: readonly [batch: number, keys: number],
): { readonly mask?: Tensor } {
  if (keyMask === undefined) return mask === undefined ? {} : { mask };
  if (keyMask.dtype !== "bool") {
    throw new DTypeError(
      `MultiHeadAttention: keyMask must be bool, true where there is a key, not ${keyMask.dtype}; use lengthMask`,
    );
  }
  if (!sameShape(keyMask.shape, [batch, keys])) {
    throw new ShapeError(
      `MultiHeadAttention: keyMask must be [${batch} batch, ${keys} keys], not ${formatShape(keyMask.shape)}`,
    );
  }
  const there = keyMask.reshape([batch, 1, 1, keys]);
  if (mask === undefined) return { mask: there };
  return { mask: mask.dtype === "bool" ? there.and(mask) : there.where(mask, Number.NEGATIVE_INFINITY) };
}
