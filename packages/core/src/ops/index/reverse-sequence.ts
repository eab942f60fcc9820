import { anInteger } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { alongside, arange } from "../../create.ts";
import { placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { formatShape, normalizeAxis, ShapeError } from "../../shape.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";
import { gathered } from "../internal/picking.ts";
import { toIndex } from "../internal/places.ts";

/** Options of {@link reverseSequence}. */
export interface ReverseSequenceOptions {
  /** The axis of the steps, which are reversed. Default: 0. */
  readonly timeAxis?: number;
  /** The axis of the sequences. Each sequence has its own length. Default: 1. */
  readonly batchAxis?: number;
}

const REVERSE = /* @__PURE__ */ declareOptions<ReverseSequenceOptions>({
  timeAxis: anInteger,
  batchAxis: anInteger,
});

const OP = "reverseSequence";

/**
 * The steps of each sequence in reverse order, up to its length; what is behind it stays where it is: `[time, batch, ...]`, in the
 * same shape and dtype. As ONNX's `ReverseSequence`, and TensorFlow's `reverse_sequence`, whose batch axis is the first one by
 * default.
 *
 * @param lengths how many steps each sequence has: int32 `[batch]`, from 0 to the size of the time axis.
 * @throws RangeError for a length that is negative or longer than the time axis; DTypeError unless lengths are int32; ShapeError
 * if an axis does not exist, both axes are the same, or there is not one length for each sequence; Error if the backend cannot be
 * read synchronously.
 * @example
 * const lengths = tensor([2, 3], { dtype: "int32" });
 * reverseSequence(tensor([[1, 4], [2, 5], [0, 6]]), lengths); // [[2, 6], [1, 5], [0, 4]]
 */
export function reverseSequence(
  x: TensorLike,
  lengths: TensorLike,
  options?: ReverseSequenceOptions,
): Tensor {
  const { timeAxis = 0, batchAxis = 1 } = optionsOf(OP, options, REVERSE);
  const given = toTensor(OP, x);
  const counts = toIndex(OP, lengths);
  placeOf(OP, [given, counts]);
  const time = normalizeAxis(OP, timeAxis, given.ndim);
  const batch = normalizeAxis(OP, batchAxis, given.ndim);
  if (time === batch) {
    throw new ShapeError(`${OP}: axis ${timeAxis} cannot be both the time axis and the batch axis`);
  }
  const [steps, sequences] = [given.shape[time], given.shape[batch]];
  if (counts.ndim !== 1 || counts.size !== sequences) {
    throw new ShapeError(
      `${OP}: lengths must have shape ${formatShape([sequences])}, one for each sequence along axis ${batch} of x, not ` +
        formatShape(counts.shape),
    );
  }
  valuesOf(OP, counts).forEach((length, i) => {
    if (length >= 0 && length <= steps) return;
    throw new RangeError(
      `${OP}: length ${i} is ${length}, and must be from 0 to the ${steps} steps of the time axis`,
    );
  });
  const alone = (axis: number) => given.shape.map((_, i) => (i === axis ? -1 : 1));
  const places = alongside(given, () => arange(steps)).reshape(alone(time));
  const ends = counts.reshape(alone(batch));
  const sources = places.lt(ends).where(ends.sub(1).sub(places), places);
  return gathered(OP, given, sources.expand(given.shape), { axis: time, isInside: true });
}
