import { formatShape, ShapeError, sameShape, Tensor } from "@gradiente/core";
import {
  aBoolean,
  aFunction,
  checkArgument,
  declareOptions,
  numeric,
  optionsOf,
  toTensor,
} from "@gradiente/core/arguments";
import { checkSigns } from "./check-values.ts";
import { MARGIN, type MarginOptions, missing } from "./margins.ts";
import { alike, type Operand, reduced } from "./reduce.ts";

/* Losses of distances between vectors along the last axis. */

/** What is added to the square of a length, so that the angle of a vector of zeros is a right one, as PyTorch's. */
const EPSILON = 1e-12;

/** Vectors of about length 1, and 1 minus the square of their length. */
function unit(x: Tensor): [direction: Tensor, lacking: Tensor] {
  // Lengths are scaled, so that squares do not overflow. Nothing depends on the factor, so it has no gradient.
  const scale = x.detach().abs().max(-1, { keepDims: true }).maximum(1);
  const scaled = x.div(scale);
  const epsilon = scale.reciprocal().mul(Math.sqrt(EPSILON)).square();
  const square = scaled.square().sum(-1, { keepDims: true }).add(epsilon);
  return [scaled.div(square.sqrt()), epsilon.div(square).squeeze(-1)];
}

/**
 * The loss of the angle between vectors that are to be alike (y = 1) or not (y = -1): 1 - cos for the former, and
 * max(0, cos - margin) for the latter. Vectors are `[..., features]`, and the target `[...]`, one for each pair. The
 * cosine of a vector of zeros is 0. 1 - cos keeps its digits where vectors are nearly parallel. Default margin: 0.
 *
 * @throws ShapeError if the shapes do not fit.
 * @throws RangeError for a target that is neither 1 nor -1, and unless the margin is finite.
 * @throws TypeError for an unknown option or reduction.
 * @example
 * ```ts
 * const [first, second] = [tensor([[1, 0], [1, 0]]), tensor([[2, 0], [0, 1]])];
 * cosineEmbeddingLoss(first, second, tensor([1, 1])); // 0.5
 * ```
 */
export function cosineEmbeddingLoss(
  first: Operand,
  second: Operand,
  target: Operand,
  options?: MarginOptions,
): Tensor {
  const { margin = 0, reduction } = optionsOf("cosineEmbeddingLoss", options, MARGIN);
  const [a, b] = vectors("cosineEmbeddingLoss", first, second);
  const y = toTensor("cosineEmbeddingLoss", target);
  if (!sameShape(y.shape, a.shape.slice(0, -1))) {
    throw new ShapeError(
      `cosineEmbeddingLoss: vectors of shape ${formatShape(a.shape)} need a target of shape ` +
        `${formatShape(a.shape.slice(0, -1))}, and it has ${formatShape(y.shape)}`,
    );
  }
  checkSigns("cosineEmbeddingLoss", y);
  const [[p, lackingP], [q, lackingQ]] = [unit(a), unit(b)];
  // 1 - cos is half the square of the distance between unit vectors; as a difference it would cancel.
  const chord = p.sub(q).square().sum(-1).add(lackingP).add(lackingQ).div(2);
  const cosine = p.mul(q).sum(-1);
  // Of vectors that are nearly 0, it is the derivatives of the lengths that would cancel, and the cosine is small.
  const isShort = lackingP.maximum(lackingQ).gt(0.5);
  const apart = isShort.where(cosine.neg().add(1), chord);
  return reduced(y.gt(0).where(apart, missing(cosine.sub(margin))), reduction);
}

/** Two lists of vectors of the same shape. */
function vectors(loss: string, first: Operand, second: Operand): [a: Tensor, b: Tensor] {
  const pair = alike(loss, first, second);
  if (pair[0].ndim === 0) throw new ShapeError(`${loss}: expected vectors [..., features], got scalars`);
  return pair;
}

/** Options of {@link tripletMarginWithDistanceLoss}. */
export interface TripletDistanceOptions extends MarginOptions {
  /**
   * Whether the distance to the negative counts from the positive where that is nearer than the anchor (Balntas et al.,
   * "Learning shallow convolutional feature descriptors with triplet losses", 2016). Default: false.
   */
  readonly swap?: boolean;
}

/** Options of {@link tripletMarginLoss}. */
export interface TripletMarginOptions extends TripletDistanceOptions {
  /** The order of the norm that measures distances, positive: 2 is Euclidean. Default: 2. */
  readonly order?: number;
  /** What is added to each difference, against distances of 0, which have no gradient. At least 0. Default: 1e-6. */
  readonly epsilon?: number;
}

const DISTANCE = declareOptions<TripletDistanceOptions>({ ...MARGIN.checks, swap: aBoolean });
const TRIPLET = declareOptions<TripletMarginOptions>({
  ...DISTANCE.checks,
  order: numeric("positive", (value) => value > 0),
  epsilon: numeric("a finite number >= 0", (value) => value >= 0 && Number.isFinite(value)),
});

/** The loss of triplets by the distance between any two of them. */
function tripletLoss(
  [anchor, positive, negative]: readonly [Tensor, Tensor, Tensor],
  distance: (x: Tensor, y: Tensor) => Tensor,
  { margin = 1, swap = false, reduction }: TripletDistanceOptions,
): Tensor {
  const near = distance(anchor, positive);
  const away = distance(anchor, negative);
  const far = swap ? away.minimum(distance(positive, negative)) : away;
  return reduced(missing(near.sub(far).add(margin)), reduction);
}

/**
 * The loss of an anchor that must be nearer to a positive than to a negative by a margin, max(0, d(a, p) - d(a, n) + margin),
 * for each triplet of vectors `[..., features]` (Schroff et al., "FaceNet", 2015). Distances are norms of x - y + ε. Shapes
 * must be equal.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError unless the order is positive, epsilon finite and at least 0, and the margin finite.
 * @throws TypeError for an unknown option or reduction.
 * @example
 * ```ts
 * const [anchor, positive, negative] = [tensor([[0, 0]]), tensor([[3, 4]]), tensor([[5.5, 0]])];
 * tripletMarginLoss(anchor, positive, negative); // 0.5
 * ```
 */
export function tripletMarginLoss(
  anchor: Operand,
  positive: Operand,
  negative: Operand,
  options?: TripletMarginOptions,
): Tensor {
  const chosen = optionsOf("tripletMarginLoss", options, TRIPLET);
  const { order = 2, epsilon = 1e-6 } = chosen;
  const [a, p] = vectors("tripletMarginLoss", anchor, positive);
  const [, n] = vectors("tripletMarginLoss", a, negative);
  return tripletLoss([a, p, n], (x, y) => x.sub(y).add(epsilon).norm(order, -1), chosen);
}

/**
 * The loss of {@link tripletMarginLoss} with a distance of your own, max(0, d(a, p) - d(a, n) + margin). The distance takes two of
 * the three and gives their distances, in any shape; smaller is nearer. Default margin: 1. Shapes must be equal. As PyTorch's
 * `TripletMarginWithDistanceLoss`.
 *
 * @param distance of two of the three, such as `(x, y) => x.sub(y).square().sum(-1)`.
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError unless the margin is finite.
 * @throws TypeError for a distance that is no function or gives no tensor, and for an unknown option or reduction.
 * @example
 * ```ts
 * import { type Tensor, tensor } from "@gradiente/core";
 * import { tripletMarginWithDistanceLoss } from "@gradiente/nn";
 *
 * const squares = (x: Tensor, y: Tensor) => x.sub(y).square().sum(-1);
 * tripletMarginWithDistanceLoss(tensor([0, 0]), tensor([1, 0]), tensor([1, 0.5]), squares); // 0.75
 * ```
 */
export function tripletMarginWithDistanceLoss(
  anchor: Operand,
  positive: Operand,
  negative: Operand,
  distance: (x: Tensor, y: Tensor) => Tensor,
  options?: TripletDistanceOptions,
): Tensor {
  const loss = "tripletMarginWithDistanceLoss";
  const chosen = optionsOf(loss, options, DISTANCE);
  checkArgument(loss, "the distance", distance, aFunction());
  const [a, p] = alike(loss, anchor, positive);
  const [, n] = alike(loss, a, negative);
  const measured = (x: Tensor, y: Tensor) => {
    const found: unknown = distance(x, y);
    if (found instanceof Tensor) return found;
    throw new TypeError(`${loss}: the distance must give a tensor, not ${typeof found}`);
  };
  return tripletLoss([a, p, n], measured, chosen);
}
