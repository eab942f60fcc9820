import { promote, toNumeric } from "../dtype.ts";
import { contraction } from "../op/matrices.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { broadcastShapes, formatShape, normalizeAxes, ShapeError, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

const multiplied = contraction(
  "matmul",
  (_a, b) => (dy) => multiplied(dy, b.transpose()),
  (a) => (dy) => multiplied(a.transpose(), dy),
);

/**
 * The matrix product: `[..., m, k] x [..., k, n] -> [..., m, n]`. Leading axes broadcast. A vector on the left
 * counts as a row, on the right as a column, and its axis is dropped from the result: two vectors give a scalar.
 * Dtypes are promoted.
 *
 * @throws ShapeError if inner sizes differ, leading axes do not broadcast, or one side is a scalar.
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  const givenA = toTensor("matmul", a, b);
  const givenB = toTensor("matmul", b, a);
  const shapes = () => `${formatShape(givenA.shape)} x ${formatShape(givenB.shape)}`;
  if (givenA.ndim === 0 || givenB.ndim === 0) {
    throw new ShapeError(`matmul: a scalar has no matrix product: ${shapes()}; use mul`);
  }
  const dtype = toNumeric(promote(givenA.dtype, givenB.dtype));
  const left = (givenA.ndim === 1 ? givenA.unsqueeze(0) : givenA).cast(dtype);
  const right = (givenB.ndim === 1 ? givenB.unsqueeze(1) : givenB).cast(dtype);
  const inner = left.shape[left.ndim - 1];
  if (inner !== right.shape[right.ndim - 2]) {
    throw new ShapeError(
      `matmul: inner sizes differ: ${shapes()} (${inner} and ${right.shape[right.ndim - 2]})`,
    );
  }
  if (givenA.ndim === 2 && givenB.ndim === 2) return multiplied(left, right);
  if (right.ndim === 2 && left.ndim > 2) {
    // One matrix for all: the leading axes of the left are just more rows.
    const lead = left.shape.slice(0, -1);
    const rows = multiplied(left.reshape([sizeOf(lead), inner]), right).reshape([...lead, right.shape[1]]);
    return givenB.ndim === 1 ? rows.squeeze(-1) : rows;
  }
  const batch = broadcastShapes("matmul", left.shape.slice(0, -2), right.shape.slice(0, -2));
  const product = multiplied(
    left.expand([...batch, ...left.shape.slice(-2)]),
    right.expand([...batch, ...right.shape.slice(-2)]),
  );
  if (givenA.ndim > 1 && givenB.ndim > 1) return product;
  return product.squeeze([...(givenA.ndim === 1 ? [-2] : []), ...(givenB.ndim === 1 ? [-1] : [])]);
}

/**
 * The inner product of two vectors of one size, Σ aᵢ bᵢ: a scalar. For matrices, see {@link matmul}. Dtypes are promoted.
 *
 * @throws ShapeError unless both have one axis, of one size.
 */
export function dot(a: TensorLike, b: TensorLike): Tensor {
  const left = toTensor("dot", a, b);
  const right = toTensor("dot", b, a);
  if (left.ndim !== 1 || right.ndim !== 1 || left.size !== right.size) {
    throw new ShapeError(
      `dot: expected two vectors of one size, got ${formatShape(left.shape)} and ${formatShape(right.shape)}; ` +
        "for more axes use matmul, tensordot or einsum",
    );
  }
  return left.matmul(right);
}

/** The axes to sum over: how many, the last of a with the first of b, or a list for each. */
export type ContractedAxes = number | readonly [axesA: readonly number[], axesB: readonly number[]];

/**
 * The sum of products over some axes of both: `axes` as a number n takes the last n axes of a with the first n of b
 * (2 unless said otherwise, 0 for the {@link outer} product), as lists `[[...], [...]]` axes of a with axes of b in that
 * order. The result has the axes of a that are left, then those of b. Dtypes are promoted.
 *
 * @throws ShapeError if axes do not exist, are not equally many, or differ in size.
 */
export function tensordot(a: TensorLike, b: TensorLike, axes: ContractedAxes = 2): Tensor {
  const left = toTensor("tensordot", a, b);
  const right = toTensor("tensordot", b, a);
  const [axesA, axesB] = contractedAxes(axes, left, right);
  axesA.forEach((axis, i) => {
    if (left.shape[axis] !== right.shape[axesB[i]]) {
      throw new ShapeError(
        `tensordot: axis ${axis} of ${formatShape(left.shape)} has size ${left.shape[axis]}, ` +
          `and axis ${axesB[i]} of ${formatShape(right.shape)} has ${right.shape[axesB[i]]}`,
      );
    }
  });
  const keptA = left.shape.flatMap((_, axis) => (axesA.includes(axis) ? [] : [axis]));
  const keptB = right.shape.flatMap((_, axis) => (axesB.includes(axis) ? [] : [axis]));
  const shape = [...keptA.map((axis) => left.shape[axis]), ...keptB.map((axis) => right.shape[axis])];
  if (axesA.length === 0) return left.reshape([...left.shape, ...right.shape.map(() => 1)]).mul(right);
  const inner = sizeOf(axesA.map((axis) => left.shape[axis]));
  const rows = left.permute([...keptA, ...axesA]).reshape([sizeOf(shape.slice(0, keptA.length)), inner]);
  const columns = right.permute([...axesB, ...keptB]).reshape([inner, sizeOf(shape.slice(keptA.length))]);
  return rows.matmul(columns).reshape(shape);
}

function contractedAxes(axes: ContractedAxes, a: Tensor, b: Tensor): readonly (readonly number[])[] {
  if (typeof axes === "number") {
    if (!Number.isInteger(axes) || axes < 0 || axes > Math.min(a.ndim, b.ndim)) {
      throw new ShapeError(
        `tensordot: ${formatShape(a.shape)} and ${formatShape(b.shape)} do not have ${axes} axes to sum over`,
      );
    }
    const first = Array.from({ length: axes }, (_, i) => i);
    return [first.map((i) => a.ndim - axes + i), first];
  }
  const [axesA, axesB] = [
    normalizeAxes("tensordot", axes[0], a.ndim),
    normalizeAxes("tensordot", axes[1], b.ndim),
  ];
  if (axesA.length !== axesB.length) {
    throw new ShapeError(
      `tensordot: ${axesA.length} axes of the first and ${axesB.length} of the second; name as many`,
    );
  }
  return [axesA, axesB];
}

/**
 * Every element of a times every element of b: shape `[...a.shape, ...b.shape]`; for two vectors the matrix a bᵀ. Dtypes
 * are promoted.
 */
export function outer(a: TensorLike, b: TensorLike): Tensor {
  const left = toTensor("outer", a, b);
  const right = toTensor("outer", b, a);
  return left.reshape([...left.shape, ...right.shape.map(() => 1)]).mul(right);
}

/**
 * The Kronecker product: every element of a times the whole of b, side by side. Sizes multiply axis by axis; the one with
 * fewer axes gets axes of size 1 in front. Dtypes are promoted.
 *
 * @example kron([[1, 2]], eye(2)) // [[1, 0, 2, 0], [0, 1, 0, 2]]
 */
export function kron(a: TensorLike, b: TensorLike): Tensor {
  const left = toTensor("kron", a, b);
  const right = toTensor("kron", b, a);
  const ndim = Math.max(left.ndim, right.ndim);
  const padded = ({ shape }: Tensor) => [...new Array<number>(ndim - shape.length).fill(1), ...shape];
  const [shapeA, shapeB] = [padded(left), padded(right)];
  const blocks = left.reshape(shapeA.flatMap((size) => [size, 1]));
  return blocks
    .mul(right.reshape(shapeB.flatMap((size) => [1, size])))
    .reshape(shapeA.map((size, axis) => size * shapeB[axis]));
}

/**
 * The sum of a diagonal of matrices along the last two axes, `offset` places above the main one: `[..., m, n] -> [...]`.
 * Booleans are counted.
 *
 * @throws ShapeError for fewer than two axes, or an offset that is no whole number.
 */
export function trace(x: TensorLike, offset = 0): Tensor {
  const given = toTensor("trace", x);
  if (given.ndim < 2) {
    throw new ShapeError(`trace: expected matrices [..., m, n], got shape ${formatShape(given.shape)}`);
  }
  return given.diagonal(offset).sum(-1);
}
