import {
  avgPool2d,
  cholesky,
  concat,
  conv1d,
  einsum,
  eye,
  inverse,
  logDet,
  sameShape,
  solve,
  stack,
  type Tensor,
  windows,
} from "@gradiente/core";

/** An operation for random expressions. */
export interface Operation {
  /**
   * The function. It takes as many tensors as it has parameters. It is printed as code, which is most readable for an arrow
   * function of one expression. For moderate operands, its values should be moderate.
   */
  readonly apply: (...operands: Tensor[]) => Tensor;
  /** Whether the operation can be applied to these operands. Default: always. */
  readonly fits?: (...operands: Tensor[]) => boolean;
}

/** The distance from a kink that operands must have, so that finite differences at the inputs do not reach it. */
const CLEAR = 0.1;

function broadcast(a: Tensor, b: Tensor): boolean {
  const n = Math.min(a.ndim, b.ndim);
  const [endA, endB] = [a.shape.slice(a.ndim - n), b.shape.slice(b.ndim - n)];
  return endA.every((size, i) => size === endB[i] || size === 1 || endB[i] === 1);
}

const isMatrix = (x: Tensor) => x.ndim === 2;
const hasPair = (x: Tensor) => x.ndim > 0 && x.shape[x.ndim - 1] >= 2;
const hasAxes = (count: number) => (x: Tensor) => x.ndim >= count;
const isClear = (x: Tensor) => x.toTypedArray().every((value) => Math.abs(value) > CLEAR);
const isSpread = (x: Tensor) => {
  const sorted = x.toTypedArray().sort();
  return x.size > 0 && sorted.every((value, i) => i === 0 || value - sorted[i - 1] > CLEAR);
};

function every(...conditions: ((...operands: Tensor[]) => boolean)[]): (...operands: Tensor[]) => boolean {
  return (...operands) => conditions.every((condition) => condition(...operands));
}

/**
 * Operations for random expressions: ops of every kind. Their values and derivatives are kept moderate, and they are only
 * applied away from their kinks.
 *
 * @example
 * ```ts
 * import { expressions, operations } from "@gradiente/testing";
 *
 * const pool = expressions({ operations: operations.slice(0, 5) });
 * ```
 */
export const operations: readonly Operation[] = [
  // One operand, element by element
  { apply: (x) => x.neg() },
  { apply: (x) => x.tanh() },
  { apply: (x) => x.sin() },
  { apply: (x) => x.cos() },
  { apply: (x) => x.sigmoid() },
  { apply: (x) => x.softplus() },
  { apply: (x) => x.logSigmoid() },
  { apply: (x) => x.silu() },
  { apply: (x) => x.mish() },
  { apply: (x) => x.gelu() },
  { apply: (x) => x.erf() },
  { apply: (x) => x.atan() },
  { apply: (x) => x.asinh() },
  { apply: (x) => x.tanh().exp() },
  { apply: (x) => x.tanh().expm1() },
  { apply: (x) => x.tanh().sinh() },
  { apply: (x) => x.tanh().cosh() },
  { apply: (x) => x.tanh().tan() },
  { apply: (x) => x.tanh().mul(0.8).asin() },
  { apply: (x) => x.tanh().mul(0.8).atanh() },
  { apply: (x) => x.square().div(4) },
  { apply: (x) => x.square().add(1).log() },
  { apply: (x) => x.square().log1p() },
  { apply: (x) => x.square().add(1).sqrt() },
  { apply: (x) => x.square().add(1).rsqrt() },
  { apply: (x) => x.square().add(1).cbrt() },
  { apply: (x) => x.square().add(1).reciprocal() },
  { apply: (x) => x.square().add(1).lgamma() },
  { apply: (x) => x.square().add(1).digamma() },
  { apply: (x) => x.relu(), fits: isClear },
  { apply: (x) => x.abs(), fits: isClear },
  { apply: (x) => x.leakyRelu(0.1), fits: isClear },
  { apply: (x) => x.elu(), fits: isClear },
  { apply: (x) => x.softsign(), fits: isClear },
  { apply: (x) => x.gt(0).where(x.square(), x), fits: isClear },
  // Two operands, element by element
  { apply: (x, y) => x.add(y), fits: broadcast },
  { apply: (x, y) => x.sub(y), fits: broadcast },
  { apply: (x, y) => x.mul(y.tanh()), fits: broadcast },
  { apply: (x, y) => x.div(y.square().add(1)), fits: broadcast },
  { apply: (x, y) => x.square().add(1).pow(y.tanh()), fits: broadcast },
  { apply: (x, y) => x.atan2(y.square().add(1)), fits: broadcast },
  { apply: (x, y) => x.hypot(y.square().add(1)), fits: broadcast },
  { apply: (x, y) => x.lerp(y, 0.25), fits: broadcast },
  { apply: (x, y) => x.maximum(y), fits: every(broadcast, (x, y) => isClear(x.sub(y))) },
  { apply: (x, y) => x.minimum(y), fits: every(broadcast, (x, y) => isClear(x.sub(y))) },
  // Reductions
  { apply: (x) => x.sum(0).div(4), fits: hasAxes(1) },
  { apply: (x) => x.mean(-1), fits: hasAxes(1) },
  { apply: (x) => x.sub(x.mean(0, { keepDims: true })), fits: hasAxes(1) },
  { apply: (x) => x.logSumExp(-1, { keepDims: true }), fits: hasAxes(1) },
  { apply: (x) => x.max(0), fits: every(hasAxes(1), isSpread) },
  { apply: (x) => x.min(-1, { keepDims: true }), fits: every(hasAxes(1), isSpread) },
  { apply: (x) => x.softmax(), fits: hasAxes(1) },
  { apply: (x) => x.logSoftmax(0).div(2), fits: hasAxes(1) },
  { apply: (x) => x.tanh().prod(-1), fits: hasAxes(1) },
  { apply: (x) => x.var(-1, { correction: 0 }).tanh(), fits: hasAxes(1) },
  { apply: (x) => x.square().add(1).norm(3, 0), fits: hasAxes(1) },
  { apply: (x) => x.median(-1), fits: every(hasAxes(1), isSpread) },
  { apply: (x) => x.quantile(0.3, 0), fits: every(hasAxes(1), isSpread) },
  // Scans and sorting
  { apply: (x) => x.cumsum(0).div(4), fits: hasAxes(1) },
  { apply: (x) => x.tanh().cumprod(), fits: hasAxes(1) },
  { apply: (x) => x.logCumSumExp().div(2), fits: hasAxes(1) },
  { apply: (x) => x.cummax(0).values, fits: every(hasAxes(1), isSpread) },
  { apply: (x) => x.sort().values, fits: every(hasAxes(1), isSpread) },
  // Movement
  { apply: (x) => x.transpose(), fits: hasAxes(2) },
  { apply: (x) => x.unsqueeze(0) },
  { apply: (x) => x.squeeze() },
  { apply: (x) => x.reshape([-1]) },
  { apply: (x) => x.slice([0]), fits: hasAxes(1) },
  { apply: (x) => x.slice([[null, null, -1]]), fits: hasAxes(1) },
  { apply: (x) => x.pad([[1, 0]], 0.5), fits: hasAxes(1) },
  { apply: (x) => x.unsqueeze(0).expand([2, ...x.shape]) },
  { apply: (x) => x.pad([[1, 1]], "reflect"), fits: hasAxes(1) },
  { apply: (x) => x.roll(1, -1), fits: hasAxes(1) },
  { apply: (x) => x.triu(), fits: hasAxes(2) },
  { apply: (x) => x.diagonal(), fits: hasAxes(2) },
  { apply: (x) => x.flip(0), fits: hasAxes(1) },
  { apply: (x) => concat([x, x.sin()], 0), fits: hasAxes(1) },
  { apply: (x) => stack([x, x.cos()], -1) },
  // Indexing
  { apply: (x) => x.indexSelect([0, -1, 0].map((at) => (at + x.shape[0]) % x.shape[0])), fits: hasAxes(1) },
  { apply: (x) => x.takeAlongAxis(x.argsort(0), 0), fits: every(hasAxes(1), isSpread) },
  { apply: (x) => x.topk(1).values, fits: every(hasAxes(1), isSpread) },
  // Contraction and windows
  {
    apply: (x, y) => x.matmul(y.tanh()).div(2),
    fits: (x, y) => x.ndim === 2 && y.ndim === 2 && x.shape[1] === y.shape[0],
  },
  { apply: (x) => x.matmul(x.transpose().tanh()).div(2), fits: hasAxes(2) },
  { apply: (x, y) => x.matmul(y).div(2), fits: (x, y) => x.ndim === 1 && sameShape(x.shape, y.shape) },
  { apply: (x, y) => x.outer(y.tanh()), fits: (x, y) => x.ndim === 1 && y.ndim === 1 },
  { apply: (x) => einsum("ij,kj->ki", x, x.sin()).div(2), fits: isMatrix },
  { apply: (x) => x.trace().div(2), fits: isMatrix },
  { apply: (x) => windows(x, [2]).sum(-1), fits: hasPair },
  { apply: (x) => conv1d(x.unsqueeze([0, 1]), x.slice([[0, 2]]).reshape([1, 1, 2])).tanh(), fits: every(hasPair, (x) => x.ndim === 1) }, // biome-ignore format: one each
  { apply: (x) => avgPool2d(x.unsqueeze([0, 1]), 2, { stride: 1 }), fits: every(isMatrix, hasPair, (x) => x.shape[0] > 1) }, // biome-ignore format: one each
  // Linear algebra of positive definite matrices
  {
    apply: (x) =>
      inverse(
        x
          .matmul(x.transpose())
          .div(4)
          .add(eye(x.shape[0], x.shape[0], { dtype: "float64" })),
      ),
    fits: isMatrix,
  },
  {
    apply: (x) =>
      solve(
        x
          .matmul(x.transpose())
          .div(4)
          .add(eye(x.shape[0], x.shape[0], { dtype: "float64" })),
        x,
      ),
    fits: isMatrix,
  },
  {
    apply: (x) =>
      cholesky(
        x
          .matmul(x.transpose())
          .div(4)
          .add(eye(x.shape[0], x.shape[0], { dtype: "float64" })),
      ),
    fits: isMatrix,
  },
  {
    apply: (x) =>
      logDet(
        x
          .matmul(x.transpose())
          .div(4)
          .add(eye(x.shape[0], x.shape[0], { dtype: "float64" })),
      ).logAbsDet,
    fits: isMatrix,
  },
];
