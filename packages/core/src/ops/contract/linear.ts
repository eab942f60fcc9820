import { promote, toNumeric } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { lending } from "../../lending.ts";
import { placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { sum } from "../../primitives/broadcast.ts";
import { inDType } from "../../primitives/cast.ts";
import { Contraction } from "../../primitives/contraction.ts";
import { launch, type Op } from "../../primitives/launch.ts";
import { affine } from "../../primitives/list.ts";
import { formatShape, range, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { contracted } from "../internal/products.ts";

/** What is summed, for inputs of one rank. */
interface Sums {
  /** Inputs times the transpose of weights. */
  readonly product: Contraction;
  /** The gradient by the weights, of that by the product, and the inputs. */
  readonly byWeights: Contraction;
}

/** By the rank of the inputs. */
const known: Sums[] = [];

function sumsOf(rank: number): Sums {
  if (known[rank] === undefined) {
    const lead = range(0, rank - 1);
    const inputs = { labels: [...lead, "in"] };
    const weights = { labels: ["out", "in"] };
    const outputs = { labels: [...lead, "out"] };
    known[rank] = {
      product: new Contraction(inputs, weights, outputs),
      byWeights: new Contraction(outputs, inputs, weights),
    };
  }
  return known[rank];
}

const withBias: Op<Contraction> = {
  primitive: affine,
  gradients: [
    ([x, w], _y, axes, op) =>
      (dy) =>
        contracted(op, dy, w, axes.gradientA, x.layout.alike),
    ([x, w], _y, _axes, op) =>
      (dy) =>
        contracted(op, dy, x, sumsOf(x.ndim).byWeights, w.layout.alike),
    () => (dy) => sum(dy, range(0, dy.ndim - 1)),
  ],
};

/**
 * The affine map of a fully connected layer, x Wᵀ + b: `[..., in]` and weights `[out, in]` give `[..., out]`. A bias has the
 * shape `[out]`. Dtypes are promoted. It is PyTorch's `functional.linear`.
 *
 * @param bias Default: none.
 * @throws ShapeError if the weights are no matrix, or sizes do not fit.
 * @example
 * ```ts
 * import { linear, ones, tensor } from "@gradiente/core";
 *
 * linear(tensor([1, 2]), ones([3, 2]), tensor([0, 1, 2])); // [3, 4, 5]
 * ```
 */
export function linear(x: TensorLike, weight: TensorLike, bias?: TensorLike): Tensor {
  return lending(weight, (w) => mapped(x, w, bias));
}

function mapped(x: TensorLike, weight: TensorLike, bias: TensorLike | undefined): Tensor {
  const w = toTensor("linear", weight);
  const given = toTensor("linear", x, w);
  const b = bias === undefined ? null : toTensor("linear", bias, w);
  placeOf("linear", b === null ? [given, w] : [given, w, b]);
  const { shape } = given.layout;
  const [outputs, inputs] = w.layout.shape;
  if (w.ndim !== 2 || shape.length === 0 || shape[shape.length - 1] !== inputs) {
    throw new ShapeError(
      `linear: inputs [..., in] and weights [out, in] must have as many inputs, and they are ${formatShape(shape)} and ${formatShape(w.layout.shape)}`,
    );
  }
  if (b !== null && (b.ndim !== 1 || b.layout.shape[0] !== outputs)) {
    throw new ShapeError(
      `linear: ${outputs} outputs need a bias [${outputs}], not ${formatShape(b.layout.shape)}`,
    );
  }
  const { product } = sumsOf(shape.length);
  const meeting = promote(given.dtype, w.dtype);
  const dtype = toNumeric(b === null ? meeting : promote(meeting, b.dtype));
  const [left, right] = [inDType(given, dtype), inDType(w, dtype)];
  if (b === null) return contracted("linear", left, right, product);
  const layout = Layout.dense([...shape.slice(0, -1), outputs]);
  return launch(withBias, "linear", [left, right, inDType(b, dtype)], product, dtype, layout);
}
