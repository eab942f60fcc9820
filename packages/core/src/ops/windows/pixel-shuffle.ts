import { checkArgument, whole } from "../../arguments/check.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { formatShape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

const aFactor = /* @__PURE__ */ whole(1);

function imagesOf(op: string, x: TensorLike, factor: number): Tensor {
  checkArgument(op, "the factor", factor, aFactor);
  const given = toTensor(op, x);
  if (given.ndim >= 3) return given;
  throw new ShapeError(
    `${op}: expected [..., channels, height, width], got shape ${formatShape(given.shape)}`,
  );
}

/**
 * Rearranges channels into larger images: `[..., channels · factor², h, w] -> [..., channels, h · factor, w · factor]`.
 * Channel `c · factor² + i · factor + j` has what lies at row i and column j of each square of `factor` by `factor`: Shi
 * et al., "Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network"
 * (2016). Dtypes stay the same.
 *
 * @param factor by which height and width grow, a whole number >= 1.
 * @throws ShapeError if x has fewer than three axes, or factor² does not divide the channels.
 * @example pixelShuffle(tensor([1, 2, 3, 4]).reshape([1, 4, 1, 1]), 2); // [[[[1, 2], [3, 4]]]]
 */
export function pixelShuffle(x: TensorLike, factor: number): Tensor {
  const given = imagesOf("pixelShuffle", x, factor);
  const lead = given.shape.slice(0, -3);
  const [channels, height, width] = given.shape.slice(-3);
  if (channels % factor ** 2 !== 0) {
    throw new ShapeError(
      `pixelShuffle: ${factor}² does not divide the ${channels} channels of shape ${formatShape(given.shape)}`,
    );
  }
  const at = lead.length;
  return given
    .reshape([...lead, channels / factor ** 2, factor, factor, height, width])
    .permute([...lead.keys(), at, at + 3, at + 1, at + 4, at + 2])
    .reshape([...lead, channels / factor ** 2, height * factor, width * factor]);
}

/**
 * Rearranges images into more channels: `[..., channels, h · factor, w · factor] -> [..., channels · factor², h, w]`. It
 * undoes {@link pixelShuffle}. Dtypes stay the same.
 *
 * @param factor by which height and width shrink, a whole number >= 1.
 * @throws ShapeError if x has fewer than three axes, or the factor does not divide its height and width.
 * @example pixelUnshuffle(tensor([[[[1, 2], [3, 4]]]]), 2).shape; // [1, 4, 1, 1]
 */
export function pixelUnshuffle(x: TensorLike, factor: number): Tensor {
  const given = imagesOf("pixelUnshuffle", x, factor);
  const lead = given.shape.slice(0, -3);
  const [channels, height, width] = given.shape.slice(-3);
  if (height % factor !== 0 || width % factor !== 0) {
    throw new ShapeError(
      `pixelUnshuffle: ${factor} does not divide the height and width of shape ${formatShape(given.shape)}`,
    );
  }
  const at = lead.length;
  return given
    .reshape([...lead, channels, height / factor, factor, width / factor, factor])
    .permute([...lead.keys(), at, at + 2, at + 4, at + 1, at + 3])
    .reshape([...lead, channels * factor ** 2, height / factor, width / factor]);
}
