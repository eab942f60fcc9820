import { Layout } from "../../layout.ts";
import { summedTo } from "../../primitives/broadcast.ts";
import { type Gradient, record } from "../../primitives/launch.ts";
import { made } from "../../primitives/routine.ts";
import { type StandardizeParameters, standardize, standardizeBack } from "../../primitives/standardize.ts";
import { type Shape, sizeOf } from "../../shape.ts";
import { isRecording, jointPullbacks } from "../../tape.ts";
import type { Tensor } from "../../tensor.ts";
import { back, type Standardized, type Standardizing, standardized } from "./standardize.ts";

/*
 * Standardising, with a weight and a bias, as one routine forward and one backward. Where there is none for the axes or
 * the backend, and where the gradient is to be differentiated again, the same is composed of ops.
 */

/** What a result is multiplied by, and what is added to it, in a shape that broadcasts with it. */
export interface Affine {
  readonly weight?: Tensor;
  readonly bias?: Tensor;
}

/** (x - mean) / √(mean square + epsilon) · weight + bias. */
export function normalized(x: Tensor, how: Standardizing, affine: Affine = {}): Standardized {
  const places = placesOf(x, how, affine);
  return (places === null ? null : byRoutine(x, how, affine, places)) ?? composed(x, how, affine);
}

function composed(x: Tensor, how: Standardizing, { weight, bias }: Affine): Standardized {
  const plain = standardized(x, how);
  const factored = weight === undefined ? plain.y : plain.y.mul(weight);
  return { ...plain, y: bias === undefined ? factored : factored.add(bias) };
}

/** Below, the columns of a matrix are better folded by kernels. */
const SHORTEST = 8;

/** How the elements lie for a routine; null if they lie otherwise. */
function placesOf(x: Tensor, how: Standardizing, { weight, bias }: Affine): StandardizeParameters | null {
  const { shape, dtype, backend } = x;
  const { axes, epsilon, centred } = how;
  const isFolded = (axis: number) => axes.includes(axis);
  let first = 0;
  while (first < shape.length && isFolded(first)) first++;
  // One group, of all elements.
  if (first === shape.length) first = 0;
  let last = first;
  while (last < shape.length && !isFolded(last)) last++;
  for (let axis = last; axis < shape.length; axis++) if (!isFolded(axis)) return null;
  const [outer, groups, inner] = [[0, first], [first, last], [last, shape.length]].map(([from, to]) => {
    return sizeOf(shape, from, to);
  }); // biome-ignore format: one thing
  if (x.size === 0 || (outer > 1 && inner < SHORTEST)) return null;
  const sizes = { group: keptOf(shape, (axis) => !isFolded(axis)), each: keptOf(shape, isFolded) };
  const operands = [weight, bias].filter((operand) => operand !== undefined);
  const fits = (kept: Shape) =>
    operands.every((operand) => {
      const lead = kept.length - operand.ndim;
      const matches = kept.every((size, axis) => size === (axis < lead ? 1 : operand.shape[axis - lead]));
      return matches && operand.dtype === dtype && operand.backend === backend;
    });
  const each = operands.length > 0 && !fits(sizes.group);
  if (each && (outer > 1 || !fits(sizes.each))) return null;
  const has = { hasWeight: weight !== undefined, hasBias: bias !== undefined };
  return { outer, groups, inner, each, epsilon, centred, ...has };
}

/** The shape with 1 in place of the sizes of some axes. */
function keptOf(shape: Shape, keeps: (axis: number) => boolean): Shape {
  return shape.map((size, axis) => (keeps(axis) ? size : 1));
}

function byRoutine(
  x: Tensor,
  how: Standardizing,
  { weight, bias }: Affine,
  places: StandardizeParameters,
): Standardized | null {
  const { op, axes } = how;
  const operands = [weight, bias].filter((operand) => operand !== undefined);
  const inputs = [x, ...operands];
  const kept = keptOf(x.shape, (axis) => !axes.includes(axis));
  const like = { dtype: x.dtype, layout: x.layout.dense };
  const statistic = { dtype: "float64", layout: Layout.dense(kept) } as const;
  const results = made(standardize, op, inputs, [like, statistic, statistic, statistic], places);
  if (results === null) return null;
  const [y, mean, square, scale] = results;

  const pull = (dy: Tensor): readonly Tensor[] => {
    const again = () => differentiable(inputs, dy, how, places, scale);
    if (isRecording()) return again();
    const sums = { dtype: x.dtype, layout: Layout.dense(operands[0]?.shape ?? kept) };
    const given = [x, dy, mean, scale, ...(weight === undefined ? [] : [weight])];
    const all = made(standardizeBack, op, given, [like, sums, sums], places);
    if (all === null) return again();
    const [dx, byWeight, byBias] = all;
    return [dx, ...(weight === undefined ? [] : [byWeight]), ...(bias === undefined ? [] : [byBias])];
  };
  const gradients: Gradient<null>[] = jointPullbacks(inputs.length, pull).map((pullback) => () => pullback);
  record({ gradients }, op, inputs, y, null);
  return { y, mean: places.centred ? mean : null, square };
}

/** The gradients, written in ops. */
function differentiable(
  [x, ...operands]: readonly Tensor[],
  dy: Tensor,
  how: Standardizing,
  { hasWeight, hasBias, outer, inner }: StandardizeParameters,
  scale: Tensor,
): readonly Tensor[] {
  const { y } = standardized(x, how);
  const g = hasWeight ? dy.mul(operands[0]) : dy;
  const dx = back(x, y, g, { how, count: outer * inner, scale: scale.cast(x.dtype) });
  const byWeight = hasWeight ? [summedTo(dy.mul(y), operands[0].shape)] : [];
  const byBias = hasBias ? [summedTo(dy, operands[operands.length - 1].shape)] : [];
  return [dx, ...byWeight, ...byBias];
}
