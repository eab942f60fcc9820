import { aFunction, checkArgument, listOf } from "../arguments/check.ts";
import { alongside, tensor, zerosLike } from "../create.ts";
import { scalar, type TensorLike, toTensor } from "../operand.ts";
import { stack } from "../ops/shape/join.ts";
import { formatShape, ShapeError, sameShape } from "../shape.ts";
import { ancestry, Input, type Node, recorded } from "../tape.ts";
import { type Tensor, withNode } from "../tensor.ts";
import {
  between,
  differentiate,
  type GradientFunction,
  type GradientsOf,
  type IfVariadic,
  oneOrAll,
  reachesBeyond,
  sharesOf,
  someInputs,
  type Traced,
  traced,
  type VariadicGradient,
} from "./grad.ts";
import { sweep } from "./sweep.ts";

/* Derivatives that need several sweeps. A function is called once, and its graph is swept as often as needed. */

/** The vectors for the inputs: one for each input, of the same shape and dtype. */
function matchingVectors(
  op: string,
  word: string,
  inputs: readonly TensorLike[],
  vectors: readonly TensorLike[],
): Tensor[] {
  checkArgument(op, "the inputs", inputs, someInputs);
  checkArgument(op, `the ${word}`, vectors, listOf("tensors, one for each input"));
  const xs = Array.from(inputs, (input) => toTensor(op, input));
  const vs = Array.from(vectors, (vector, i) => toTensor(op, vector, xs[i]));
  if (vs.length !== xs.length || vs.some((v, i) => !sameShape(v.shape, xs[i].shape))) {
    const shapes = (list: readonly Tensor[]) => list.map((x) => formatShape(x.shape)).join(" ");
    throw new ShapeError(
      `${op}: ${word} of shapes ${shapes(vs)} do not fit inputs of shapes ${shapes(xs)}; the shapes must be equal`,
    );
  }
  return vs.map((v, i) => v.cast(xs[i].dtype));
}

/** Σ aᵢ · bᵢ over all elements of all tensors. */
function dot(a: readonly Tensor[], b: readonly Tensor[]): Tensor {
  return a.map((x, i) => x.mul(b[i]).sum()).reduce((total, term) => total.add(term));
}

/**
 * The map from a cotangent to the gradients of the inputs, as a graph of its own. The map is linear, so its transpose
 * is the map from tangents to the derivative of the value. A sweep through the graph computes this transpose. So
 * forward mode needs no rules of its own.
 */
class Transposed {
  readonly #call: Traced;
  readonly #cotangent: Tensor;
  readonly #gradients: readonly Tensor[];

  constructor(call: Traced, y: Tensor) {
    const zero = zerosLike(y);
    this.#call = call;
    this.#cotangent = withNode(zero, new Input(null, zero.shape, zero.dtype));
    const order = between(call, y);
    const swept =
      order.length === 0 ? new Map<Node, Tensor>() : sweep(order, this.#cotangent, call.ends, "record");
    this.#gradients = sharesOf(call, swept);
  }

  /** The derivative of the value along the tangents. */
  along(tangents: readonly Tensor[]): Tensor {
    const { outer, ends } = this.#call;
    const target = this.#cotangent.node as Node;
    const s = recorded(() => dot(this.#gradients, tangents));
    const order = s.node === null ? [] : ancestry(s.node, (node) => node === target || ends.has(node));
    const kept =
      outer &&
      (tangents.some((v) => v.node !== null) ||
        reachesBeyond(
          this.#call,
          order.filter((node) => node !== target),
        ));
    const one = scalar(1, s.dtype, s.backend);
    const found =
      order.length === 0
        ? undefined
        : sweep(order, one, new Set([target]), kept ? "record" : "keep").get(target);
    return found ?? zerosLike(this.#cotangent);
  }
}

/**
 * The Jacobian-vector product: the value of `f` at the inputs, and its derivative along the tangents. This is forward
 * mode by two reverse sweeps: the vector-Jacobian product is linear in its cotangent, and its transpose is the
 * Jacobian-vector product. `f` is called once. Calls can be nested and differentiated.
 *
 * @throws ShapeError unless there is a tangent of the same shape for each input; DTypeError if an input is not
 * floating.
 */
export function jvp(
  f: (...inputs: Tensor[]) => TensorLike,
  inputs: readonly TensorLike[],
  tangents: readonly TensorLike[],
): { value: Tensor; tangent: Tensor } {
  const vs = matchingVectors("jvp", "tangents", inputs, tangents);
  checkArgument("jvp", "f", f, aFunction());
  const call = traced("jvp", (...xs) => [f(...xs)], inputs);
  const [y] = call.ys;
  const tangent = new Transposed(call, y).along(vs);
  return { value: reachesBeyond(call, between(call, y)) ? y : y.detach(), tangent };
}

/** A tensor that is 1 at one position and 0 at all others. */
function unitVector(x: Tensor, place: number): Tensor {
  const { shape, dtype, size } = x;
  const values = new Float64Array(size);
  values[place] = 1;
  return alongside(x, () => tensor(values, { shape, dtype }));
}

/**
 * The derivative of each element of a traced value by each element of each input, with one sweep for each element of
 * the value.
 */
function byRows(call: Traced, y: Tensor): Tensor[] {
  const order = between(call, y);
  const mode = reachesBeyond(call, order) ? "record" : "keep";
  const rows = Array.from({ length: order.length === 0 ? 0 : y.size }, (_, place) =>
    sharesOf(call, sweep(order, unitVector(y, place), call.ends, mode)),
  );
  return call.xs.map((x, i) => {
    const shape = [...y.shape, ...x.shape];
    return rows.length === 0 ? zerosLike(x, { shape }) : stack(rows.map((row) => row[i])).reshape(shape);
  });
}

/** The same derivatives, with one sweep for each element of each input. */
function byColumns(call: Traced, y: Tensor): Tensor[] {
  const transposed = new Transposed(call, y);
  const none = call.xs.map((x) => zerosLike(x));
  return call.xs.map((x, i) => {
    const shape = [...y.shape, ...x.shape];
    const columns = Array.from({ length: x.size }, (_, place) =>
      transposed.along(none.map((zero, j) => (j === i ? unitVector(x, place) : zero))),
    );
    if (columns.length === 0) return zerosLike(x, { shape });
    return stack(
      columns.map((column) => column.reshape([-1])),
      -1,
    )
      .reshape(shape)
      .cast(x.dtype);
  });
}

/** For each value of `f`, the Jacobians by all inputs, computed from the side with fewer elements. */
function jacobians(
  op: string,
  f: (...inputs: Tensor[]) => readonly TensorLike[],
  inputs: readonly TensorLike[],
): Tensor[][] {
  const call = traced(op, f, inputs);
  const columns = call.xs.reduce((total, x) => total + x.size, 0);
  return call.ys.map((y) => (y.size <= columns ? byRows(call, y) : byColumns(call, y)));
}

/**
 * A function that gives the Jacobian of `f`. For a value of shape `[...m]` and an input of shape `[...n]`, it gives a
 * tensor of shape `[...m, ...n]` with ∂yᵢ/∂xⱼ at `[...i, ...j]`, in the dtype of the input. For several inputs, it
 * gives a list with one Jacobian for each, which is zero for inputs that `f` does not use. Calls can be nested and
 * differentiated, as with {@link grad}.
 *
 * `f` is called once. Its graph is swept once for each element of the value, or once for each element of the inputs,
 * whichever are fewer.
 *
 * @throws DTypeError if an input is not floating.
 * @example jacobian((x) => x.square())(tensor([1, 2])) // [[2, 0], [0, 4]]
 */
export function jacobian<Inputs extends readonly Tensor[]>(
  f: (...inputs: Inputs) => TensorLike,
): IfVariadic<Inputs, VariadicGradient, GradientFunction<NoInfer<Inputs>, GradientsOf<NoInfer<Inputs>>>>;
export function jacobian(f: (...inputs: Tensor[]) => TensorLike): (...inputs: TensorLike[]) => unknown {
  checkArgument("jacobian", "f", f, aFunction());
  return (...inputs) => oneOrAll(jacobians("jacobian", (...xs) => [f(...xs)], inputs)[0]);
}

/**
 * The result of {@link hessian}: one block for a function of one tensor. For several tensors, it has a row for each,
 * with one block for each.
 */
export type HessianOf<Inputs extends readonly Tensor[]> = number extends Inputs["length"]
  ? Tensor | readonly Inputs[]
  : Inputs extends readonly [Tensor]
    ? Tensor
    : { readonly [Row in keyof Inputs]: Inputs };

/**
 * A function that gives the Hessian of a scalar function. For an input of shape `[...n]`, it gives a tensor of shape
 * `[...n, ...n]` with ∂²f/∂xᵢ∂xⱼ at `[...i, ...j]`. For several inputs, it gives rows of blocks:
 * `hessian(f)(a, b)[0][1]` has shape `[...a.shape, ...b.shape]`. The Hessian is the {@link jacobian} of the gradient.
 * To multiply it by a vector without computing all of its elements, use {@link hvp}.
 *
 * @throws ShapeError if the value is not a scalar; DTypeError if an input is not floating.
 * @example hessian((x) => x.pow(3).sum())(tensor([1, 2])) // [[6, 0], [0, 12]]
 */
export function hessian<Inputs extends readonly Tensor[]>(
  f: (...inputs: Inputs) => TensorLike,
): GradientFunction<NoInfer<Inputs>, HessianOf<NoInfer<Inputs>>>;
export function hessian(f: (...inputs: Tensor[]) => TensorLike): (...inputs: TensorLike[]) => unknown {
  checkArgument("hessian", "f", f, aFunction());
  return (...inputs) =>
    oneOrAll(
      jacobians("hessian", (...xs) => differentiate("hessian", f, xs).gradients, inputs).map(oneOrAll),
    );
}

/**
 * The Hessian-vector product of a scalar function. It gives the value at the inputs, the gradients, and the
 * derivative of the gradients along the vectors, `products[i] = Σⱼ ∂²f/∂xᵢ∂xⱼ vⱼ`, in the shapes of the inputs. It is
 * computed as the gradient of ⟨∇f, v⟩ (reverse over reverse). This takes about twice the work of a gradient, and none
 * of the memory of a Hessian. `f` is called once. Calls can be nested and differentiated.
 *
 * @throws ShapeError if the value is not a scalar, or unless there is a vector of the same shape for each input;
 * DTypeError if an input is not floating.
 * @example hvp((x) => x.pow(3).sum(), [tensor([1, 2])], [tensor([1, 1])]).products // [[6, 12]]
 */
export function hvp(
  f: (...inputs: Tensor[]) => TensorLike,
  inputs: readonly TensorLike[],
  vectors: readonly TensorLike[],
): { value: Tensor; gradients: Tensor[]; products: Tensor[] } {
  const vs = matchingVectors("hvp", "vectors", inputs, vectors);
  checkArgument("hvp", "f", f, aFunction());
  let inner: { readonly value: Tensor; readonly gradients: readonly Tensor[] } | undefined;
  const slope = (...xs: Tensor[]) => {
    inner = differentiate("hvp", f, xs);
    return dot(inner.gradients, vs);
  };
  const { gradients: products, kept } = differentiate("hvp", slope, inputs);
  const { value, gradients } = inner as NonNullable<typeof inner>;
  // If the outer sweep has freed the graph, the results are constants.
  const settle = (x: Tensor) => (kept ? x : x.detach());
  return { value: settle(value), gradients: gradients.map(settle), products };
}
