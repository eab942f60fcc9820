import { arange, formatShape, ShapeError, type Tensor, tensor } from "@gradiente/core";
import { check, checkArgument, toTensor, whole } from "@gradiente/core/arguments";

const aLength = whole(0);

const someLengths = check<readonly number[]>(
  "a list of whole numbers >= 0, or an int32 tensor [batch]",
  (value) => Array.isArray(value) && [...value].every(aLength.accepts),
  RangeError,
);

/**
 * Which steps of sequences of these lengths are there: bool `[batch, time]`, true for the first `length` steps of each. It is
 * what recurrent layers take as `mask`, and {@link MultiHeadAttention} as `keyMask`.
 *
 * @param lengths a list of whole numbers, or an int32 tensor `[batch]`.
 * @param time the number of steps of all of them. Default: the largest length.
 * @throws RangeError unless the lengths are whole numbers >= 0 and at most `time`.
 * @example lengthMask([2, 1], 3) // [[true, true, false], [true, false, false]]
 */
export function lengthMask(lengths: readonly number[] | Tensor, time?: number): Tensor {
  if (Array.isArray(lengths)) return lengthMask(checkedLengths(lengths), time);
  const given = toTensor("lengthMask", lengths as Tensor);
  if (given.dtype !== "int32" || given.ndim !== 1) {
    throw new ShapeError(
      `lengthMask: lengths must be int32 [batch], not ${given.dtype} ${formatShape(given.shape)}`,
    );
  }
  if (given.size === 0) throw new ShapeError("lengthMask: expected at least one length, got none");
  const longest = given.max().item();
  if (time !== undefined) checkArgument("lengthMask", "time", time, whole(longest));
  checkArgument("lengthMask", "the smallest length", given.min().item(), aLength);
  return arange(0, time ?? longest, 1, { dtype: "int32" }).lt(given.unsqueeze(-1));
}

function checkedLengths(lengths: readonly number[]): Tensor {
  checkArgument("lengthMask", "lengths", lengths, someLengths);
  return tensor([...lengths], { dtype: "int32" });
}
