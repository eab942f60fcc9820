import { check, checkArgument } from "../../arguments/check.ts";
import { placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { Contraction, remembered } from "../../primitives/contraction.ts";
import { broadcastShapes, formatShape, normalizeAxes, range, type Shape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkOffset } from "../internal/axes.ts";
import { contracted, toFactors } from "../internal/products.ts";

/**
 * The matrix product: `[..., m, k] x [..., k, n] -> [..., m, n]`. Leading axes broadcast. A vector on the left is a
 * row, and a vector on the right is a column; its axis is dropped from the result, so two vectors give a scalar.
 * Dtypes are promoted; booleans count as int32.
 *
 * @throws ShapeError if the inner sizes differ, the leading axes do not broadcast, or one side is a scalar.
 * @example
 * ```ts
 * matmul(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 10]])); // [[1, 20], [3, 40]]
 * matmul(ones([8, 3, 4]), ones([4, 5])).shape; // [8, 3, 5]
 * ```
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  const [left, right] = toFactors("matmul", a, b);
  const shapes = () => `${formatShape(left.shape)} x ${formatShape(right.shape)}`;
  if (left.ndim === 0 || right.ndim === 0) {
    throw new ShapeError(`matmul: a scalar has no matrix product: ${shapes()}; use mul`);
  }
  const inner = left.layout.shape[left.ndim - 1];
  const innerB = right.layout.shape[Math.max(0, right.ndim - 2)];
  if (inner !== innerB) {
    throw new ShapeError(`matmul: inner sizes differ: ${shapes()} (${inner} and ${innerB})`);
  }
  if (left.ndim === 2 && right.ndim === 2) return contracted("matmul", left, right, ofMatrices);
  return contracted("matmul", ...labelled(left, right));
}

const [M, K, N] = ["m", "k", "n"];
const ofMatrices = new Contraction({ labels: [M, K] }, { labels: [K, N] }, { labels: [M, N] });

/** The operands of a product, with labels. */
function labelled(a: Tensor, b: Tensor): [a: Tensor, b: Tensor, axes: Contraction] {
  const lead = broadcastShapes("matmul", a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [batchA, batchB] = [unrepeated(a, lead), unrepeated(b, lead)];
  const kind = `matmul ${batchA.labels} ${batchB.labels} ${lead.length} ${a.ndim === 1} ${b.ndim === 1}`;
  const axes = remembered(kind, () => {
    const rows = a.ndim > 1 ? [M] : [];
    const columns = b.ndim > 1 ? [N] : [];
    return new Contraction(
      { labels: [...batchA.labels, ...rows, K] },
      { labels: [...batchB.labels, K, ...columns] },
      { labels: [...lead.map((_, axis) => axis), ...rows, ...columns] },
    );
  });
  return [batchA.x, batchB.x, axes];
}

/**
 * Matrices without the leading axes along which they would be repeated. These axes remain as axes of the other side
 * only.
 */
function unrepeated(x: Tensor, lead: Shape): { readonly x: Tensor; readonly labels: readonly number[] } {
  const own = x.shape.slice(0, -2);
  const first = lead.length - own.length;
  const repeated = own.flatMap((size, axis) => (size === lead[first + axis] ? [] : [axis]));
  const labels = own.flatMap((_, axis) => (repeated.includes(axis) ? [] : [first + axis]));
  return { x: repeated.length === 0 ? x : x.squeeze(repeated), labels };
}

/**
 * The inner product of two vectors of the same size, Σ aᵢ bᵢ: a scalar. For matrices, see {@link matmul}. Dtypes are
 * promoted; booleans count as int32.
 *
 * @throws ShapeError unless both have one axis, of the same size.
 * @example dot(tensor([1, 2, 3]), tensor([4, 5, 6])); // 32
 */
export function dot(a: TensorLike, b: TensorLike): Tensor {
  const left = toTensor("dot", a, b);
  const right = toTensor("dot", b, a);
  placeOf("dot", [left, right]);
  if (left.ndim !== 1 || right.ndim !== 1 || left.size !== right.size) {
    throw new ShapeError(
      `dot: expected two vectors of one size, got ${formatShape(left.shape)} and ${formatShape(right.shape)}; ` +
        "for more axes use matmul, tensordot or einsum",
    );
  }
  return left.matmul(right);
}

/** The axes to sum over: a number n (the last n axes of a, and the first n of b), or a list of axes for each. */
export type ContractedAxes = number | readonly [axesA: readonly number[], axesB: readonly number[]];

const contracting = /* @__PURE__ */ check<ContractedAxes>(
  "a number or two lists of axes",
  (axes) =>
    typeof axes === "number" || (Array.isArray(axes) && axes.length === 2 && axes.every(Array.isArray)),
);

/**
 * The sum of products over some axes of a and b. The result has the remaining axes of a, then those of b. Dtypes are
 * promoted; booleans count as int32.
 *
 * @param axes a number n takes the last n axes of a with the first n axes of b; 0 gives the {@link outer} product.
 * Lists `[[...], [...]]` take axes of a with axes of b, in this order. Default: 2.
 * @throws ShapeError if axes do not exist, their numbers differ, or their sizes differ.
 * @example tensordot(ones([2, 3, 4]), ones([3, 4, 5])).shape; // [2, 5]
 */
export function tensordot(a: TensorLike, b: TensorLike, axes: ContractedAxes = 2): Tensor {
  const [left, right] = toFactors("tensordot", a, b);
  const [axesA, axesB] = contractedAxes(axes, left, right);
  axesA.forEach((axis, i) => {
    if (left.shape[axis] !== right.shape[axesB[i]]) {
      throw new ShapeError(
        `tensordot: axis ${axis} of shape ${formatShape(left.shape)} has size ${left.shape[axis]}, ` +
          `but axis ${axesB[i]} of shape ${formatShape(right.shape)} has size ${right.shape[axesB[i]]}`,
      );
    }
  });
  if (axesA.length === 0) return outer(left, right);
  const labelsA = left.shape.map((_, axis) => axis);
  const labelsB = right.shape.map((_, axis) => {
    const pair = axesB.indexOf(axis);
    return pair < 0 ? left.ndim + axis : axesA[pair];
  });
  const keptA = labelsA.filter((label) => !axesA.includes(label));
  const keptB = labelsB.filter((label) => !axesA.includes(label));
  const product = { labels: [...keptA, ...keptB] };
  return contracted(
    "tensordot",
    left,
    right,
    new Contraction({ labels: labelsA }, { labels: labelsB }, product),
  );
}

function contractedAxes(axes: ContractedAxes, a: Tensor, b: Tensor): readonly (readonly number[])[] {
  checkArgument("tensordot", "axes", axes, contracting);
  if (typeof axes === "number") {
    if (!Number.isInteger(axes) || axes < 0 || axes > Math.min(a.ndim, b.ndim)) {
      throw new ShapeError(
        `tensordot: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} do not have ${axes} axes to sum over`,
      );
    }
    const first = range(0, axes);
    return [first.map((i) => a.ndim - axes + i), first];
  }
  const [axesA, axesB] = [
    normalizeAxes("tensordot", axes[0], a.ndim),
    normalizeAxes("tensordot", axes[1], b.ndim),
  ];
  if (axesA.length !== axesB.length) {
    throw new ShapeError(
      `tensordot: ${axesA.length} axes of the first tensor, but ${axesB.length} axes of the second are named; name as many of each`,
    );
  }
  return [axesA, axesB];
}

/**
 * Every element of a times every element of b: shape `[...a.shape, ...b.shape]`. For two vectors it is the matrix a
 * bᵀ. Dtypes are promoted; booleans count as int32.
 *
 * @example outer(tensor([1, 2]), tensor([10, 20, 30])); // [[10, 20, 30], [20, 40, 60]]
 */
export function outer(a: TensorLike, b: TensorLike): Tensor {
  const left = toTensor("outer", a, b);
  const right = toTensor("outer", b, a);
  placeOf("outer", [left, right]);
  return left.reshape([...left.shape, ...right.shape.map(() => 1)]).mul(right);
}

/**
 * The Kronecker product: the blocks of the result are the elements of a, each multiplied by the whole of b. The size
 * of each axis is the product of both sizes. The tensor with fewer axes gets axes of size 1 in front. Dtypes are
 * promoted; booleans count as int32.
 *
 * @example kron(tensor([[1, 2]]), eye(2)) // [[1, 0, 2, 0], [0, 1, 0, 2]]
 */
export function kron(a: TensorLike, b: TensorLike): Tensor {
  const left = toTensor("kron", a, b);
  const right = toTensor("kron", b, a);
  placeOf("kron", [left, right]);
  const ndim = Math.max(left.ndim, right.ndim);
  const padded = ({ shape }: Tensor) => [...new Array<number>(ndim - shape.length).fill(1), ...shape];
  const [shapeA, shapeB] = [padded(left), padded(right)];
  const blocks = left.reshape(shapeA.flatMap((size) => [size, 1]));
  return blocks
    .mul(right.reshape(shapeB.flatMap((size) => [1, size])))
    .reshape(shapeA.map((size, axis) => size * shapeB[axis]));
}

/**
 * The sum of a diagonal of matrices along the last two axes: `[..., m, n] -> [...]`. Integers stay integers; booleans
 * are counted as int32.
 *
 * @param offset 0 is the main diagonal; positive offsets lie above it, negative ones below. Default: 0.
 * @throws ShapeError if x has fewer than two axes, or the offset is not a whole number.
 * @example trace(tensor([[1, 2], [3, 4]])); // 5
 */
export function trace(x: TensorLike, offset = 0): Tensor {
  const given = toTensor("trace", x);
  if (given.ndim < 2) {
    throw new ShapeError(`trace: expected matrices [..., m, n], got shape ${formatShape(given.shape)}`);
  }
  checkOffset("trace", offset);
  return given.diagonal(offset).sum(-1);
}
