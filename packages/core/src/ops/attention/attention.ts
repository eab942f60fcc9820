import { aBoolean, aFinite, check, numeric } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { DTypeError, isFloat } from "../../dtype.ts";
import { giveBack, giveBackLater } from "../../give-back.ts";
import { isTensor, placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { broadcastShapes, formatShape, type Shape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { aGenerator, type Generator } from "../random/generator.ts";
import { defaultGenerator } from "../random/random.ts";
import { sharesOf } from "./shares.ts";

/** Options of {@link scaledDotProductAttention} and {@link attentionWeights}. */
export interface AttentionOptions {
  /**
   * Who may attend to whom, of a shape that broadcasts to `[..., queries, keys]`. As bool, **true means that the key takes
   * part**: the sense of PyTorch's `scaled_dot_product_attention`, and the opposite of that of its `nn.MultiheadAttention`.
   * In floating point, it is added to the scores, and -Infinity excludes. Default: all take part.
   */
  readonly mask?: TensorLike;
  /** Whether query i attends to the keys 0 to i only, besides what the mask says. Default: false. */
  readonly causal?: boolean;
  /** The probability with which weights are set to 0, while others grow to keep the expected sum. Default: 0. */
  readonly dropout?: number;
  /** The factor of the scores. Default: 1 / √features. */
  readonly scale?: number;
  /** The random stream of dropout. Default: the default generator. */
  readonly generator?: Generator;
}

const ATTENTION = /* @__PURE__ */ declareOptions<AttentionOptions>({
  mask: /* @__PURE__ */ check<TensorLike>("a tensor of bool or floating numbers", (value) =>
    isTensor(value as TensorLike),
  ),
  causal: aBoolean,
  dropout: /* @__PURE__ */ numeric("at least 0 and below 1", (value) => value >= 0 && value < 1),
  scale: aFinite,
  generator: aGenerator,
});

/**
 * Attention: a mean of values, weighted by how well their keys fit a query, softmax(Q Kᵀ · scale) V (Vaswani et al.,
 * "Attention is all you need", 2017). `[..., queries, features]`, `[..., keys, features]` and `[..., keys, valueFeatures]` give
 * `[..., queries, valueFeatures]`; leading axes broadcast.
 *
 * With `[batch, heads, ...]`, keys and values may have fewer heads, a divisor of those of the queries: each of theirs serves as
 * many query heads in a row (Ainslie et al., "GQA: Training generalized multi-query transformer models", 2023).
 *
 * A query to which no key is left gives 0, and so do its gradients; PyTorch gives NaN. A key that is masked has a weight, and a
 * gradient, of exactly 0.
 *
 * @throws ShapeError if the shapes do not fit; DTypeError if the mask is neither bool nor floating.
 * @example
 * ```ts
 * import { randn, scaledDotProductAttention } from "@gradiente/core";
 *
 * const [q, k, v] = [randn([2, 8, 5, 16]), randn([2, 2, 5, 16]), randn([2, 2, 5, 16])];
 * scaledDotProductAttention(q, k, v, { causal: true }).shape; // [2, 8, 5, 16]
 * ```
 */
export function scaledDotProductAttention(
  query: TensorLike,
  key: TensorLike,
  value: TensorLike,
  options?: AttentionOptions,
): Tensor {
  const op = "scaledDotProductAttention";
  const chosen = optionsOf(op, options, ATTENTION);
  const [q, k, v] = [query, key, value].map((x, i) => toMatrices(op, ["query", "key", "value"][i], x));
  placeOf(op, [q, k, v]);
  if (k.shape[k.ndim - 2] !== v.shape[v.ndim - 2]) {
    throw new ShapeError(
      `${op}: there must be as many values as keys, and key is ${formatShape(k.shape)}, value ${formatShape(v.shape)}`,
    );
  }
  const weights = weightsOf(op, q, k, chosen);
  const groups = groupsOf(op, weights, v);
  const y = groups === 1 ? weights.matmul(v) : joined(grouped(weights, groups).matmul(v.unsqueeze(-3)));
  giveBackLater(weights);
  return y;
}

/**
 * The weights of {@link scaledDotProductAttention}, after dropout: `[..., queries, features]` and `[..., keys, features]` give
 * `[..., queries, keys]`. Those of a query sum to 1, without dropout, or are all 0 if no key is left to it.
 *
 * @throws ShapeError if the shapes do not fit; DTypeError if the mask is neither bool nor floating.
 * @example
 * ```ts
 * const [query, key] = [eye(2).mul(4), eye(2)];
 * attentionWeights(query, key); // [[0.9442, 0.0558], [0.0558, 0.9442]]
 * attentionWeights(query, key, { causal: true }); // [[1, 0], [0.0558, 0.9442]]
 * ```
 */
export function attentionWeights(query: TensorLike, key: TensorLike, options?: AttentionOptions): Tensor {
  const op = "attentionWeights";
  const chosen = optionsOf(op, options, ATTENTION);
  const [q, k] = [toMatrices(op, "query", query), toMatrices(op, "key", key)];
  placeOf(op, [q, k]);
  return weightsOf(op, q, k, chosen);
}

function toMatrices(op: string, name: string, x: TensorLike): Tensor {
  const given = toFloating(op, x);
  if (given.ndim < 2) {
    throw new ShapeError(`${op}: ${name} must be [..., places, features], not ${formatShape(given.shape)}`);
  }
  return given;
}

function weightsOf(
  op: string,
  q: Tensor,
  k: Tensor,
  { mask, causal = false, dropout = 0, scale, generator = defaultGenerator() }: AttentionOptions,
): Tensor {
  const features = q.shape[q.ndim - 1];
  if (k.shape[k.ndim - 1] !== features) {
    throw new ShapeError(
      `${op}: queries and keys must have as many features, and query is ${formatShape(q.shape)}, key ${formatShape(k.shape)}`,
    );
  }
  // The queries are fewer numbers than the scores.
  const scaled = q.mul(scale ?? 1 / Math.sqrt(features));
  const groups = groupsOf(op, q, k);
  const scores =
    groups === 1
      ? scaled.matmul(k.transpose())
      : joined(grouped(scaled, groups).matmul(k.unsqueeze(-3).transpose()));
  const weights = masked(op, scores, mask, causal);
  giveBack(scores);
  giveBackLater(scaled);
  if (dropout === 0) return weights;
  const kept = 1 - dropout;
  return generator.bernoulli(weights.shape, kept).where(weights.div(kept), 0);
}

/** How many heads of the queries share one of the keys; 1 where leading axes broadcast as they are. */
function groupsOf(op: string, { shape: q }: Tensor, { shape: k }: Tensor): number {
  const [heads, shared] = [q[q.length - 3] ?? 1, k[k.length - 3] ?? 1];
  const isBroadcast = heads === shared || heads === 1 || shared === 1;
  if (!isBroadcast && heads % shared !== 0) {
    throw new ShapeError(
      `${op}: the ${heads} heads of ${formatShape(q)} are no multiple of the ${shared} heads of ${formatShape(k)}`,
    );
  }
  const groups = isBroadcast ? 1 : heads / shared;
  // The axes before the heads and, without groups, the heads too.
  const last = groups === 1 ? -2 : -3;
  broadcastShapes(op, q.slice(0, last), k.slice(0, last));
  return groups;
}

/** `[..., heads, m, n]` as `[..., shared, groups, m, n]`. */
function grouped(x: Tensor, groups: number): Tensor {
  const [heads, rows, columns] = x.shape.slice(-3);
  return x.reshape([...x.shape.slice(0, -3), heads / groups, groups, rows, columns]);
}

/** The heads in one axis again. */
function joined(x: Tensor): Tensor {
  const [shared, groups, rows, columns] = x.shape.slice(-4);
  return x.reshape([...x.shape.slice(0, -4), shared * groups, rows, columns]);
}

function masked(op: string, scores: Tensor, mask: TensorLike | undefined, causal: boolean): Tensor {
  if (mask === undefined) return sharesOf(scores, null, causal);
  const given = toTensor(op, mask);
  checkFits(op, given.shape, scores.shape);
  if (given.dtype === "bool") return sharesOf(scores, given, causal);
  if (!isFloat(given.dtype)) {
    throw new DTypeError(
      `${op}: the mask must be bool, where true takes part, or floating, which is added; not ${given.dtype}`,
    );
  }
  return sharesOf(scores.add(given), "some", causal);
}

function checkFits(op: string, mask: Shape, scores: Shape): void {
  const first = scores.length - mask.length;
  if (first >= 0 && mask.every((size, axis) => size === 1 || size === scores[first + axis])) return;
  throw new ShapeError(
    `${op}: the mask ${formatShape(mask)} must broadcast to the scores ${formatShape(scores)}, [..., queries, keys]`,
  );
}
