import { aBoolean, anInteger, numeric } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { alongside, arange } from "../../create.ts";
import type { TensorLike } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { normalizeAxis, type Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { exponentials, type Stream } from "./draws.ts";

/** Numbers of the standard Gumbel distribution: what added to logits makes the largest of them a sample. */
export function gumbels(op: string, stream: Stream, shape: Shape): Tensor {
  return exponentials(op, stream, shape).log().neg();
}

/** Options of {@link gumbelSoftmax}. */
export interface GumbelSoftmaxOptions {
  /** What logits and noise are divided by: the smaller, the nearer are results to a single 1. Positive. Default: 1. */
  readonly temperature?: number;
  /** Whether the result is a single 1, with the gradient of the softmax. Default: false. */
  readonly hard?: boolean;
  /** The axis of the classes. Default: -1, the last. */
  readonly axis?: number;
}

const GUMBEL_SOFTMAX = /* @__PURE__ */ declareOptions<GumbelSoftmaxOptions>({
  temperature: /* @__PURE__ */ numeric(
    "positive and finite",
    (value) => value > 0 && value < Number.POSITIVE_INFINITY,
  ),
  hard: aBoolean,
  axis: anInteger,
});

export function drawSoftmax(stream: Stream, logits: TensorLike, options?: GumbelSoftmaxOptions): Tensor {
  const { temperature = 1, hard = false, axis = -1 } = optionsOf("gumbelSoftmax", options, GUMBEL_SOFTMAX);
  const given = toFloating("gumbelSoftmax", logits);
  const along = normalizeAxis("gumbelSoftmax", axis, given.ndim);
  const noise = inDType(gumbels("gumbelSoftmax", stream, given.shape), given.dtype);
  const soft = given.add(noise).div(temperature).softmax(along);
  if (!hard) return soft;
  const places = alongside(soft, () => arange(given.shape[along])).reshape(
    given.shape.map((_, i) => (i === along ? -1 : 1)),
  );
  const single = inDType(places.eq(soft.detach().argmax(along, { keepDims: true })), soft.dtype);
  // The second term is exactly 0, and carries the gradient.
  return single.add(soft.sub(soft.detach()));
}
