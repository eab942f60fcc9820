import { aFunction, checkArgument, isMap, listOf } from "../arguments/check.ts";
import { alongside, tensor, zerosLike } from "../create.ts";
import { scalar, type TensorLike, toTensor } from "../operand.ts";
import { stack } from "../ops/shape/join.ts";
import { formatShape, ShapeError, sameShape } from "../shape.ts";
import { ancestry, Input, type Node, recorded } from "../tape.ts";
import { type Tensor, withNode } from "../tensor.ts";
import {
  applied,
  between,
  differentiate,
  type Flat,
  type GradientFunction,
  type GradientsOf,
  type IfVariadic,
  type OneOrAll,
  oneOrAll,
  reachesBeyond,
  sharesOf,
  type Traced,
  traced,
  type VariadicGradient,
} from "./grad.ts";
import {
  type DifferentiableInput,
  type GivenFor,
  type InPlacesOf,
  type Structure,
  structureOf,
} from "./structure.ts";
import { sweep } from "./sweep.ts";

/* Derivatives that need several sweeps. A function is called once, and its graph is swept as often as needed. */

/** The vectors for the inputs: one for each tensor in them, of the same shape and dtype, under the same names. */
function matchingVectors(
  op: string,
  word: string,
  { tensors, names, places }: Structure,
  vectors: readonly DifferentiableInput[],
): Tensor[] {
  checkArgument(op, `the ${word}`, vectors, listOf("tensors, one for each input"));
  const xs = tensors.map((x) => toTensor(op, x));
  const given = Array.from(vectors, (vector, i) => {
    const keys = names[i] ?? null;
    if (keys === null) return [vector as TensorLike];
    const held = isMap(vector) ? vector : new Map<unknown, unknown>(Object.entries(Object(vector)));
    const stranger = [...held.keys()].find((key) => !keys.includes(key));
    const missing = keys.find((key) => !held.has(key));
    if (stranger !== undefined || missing !== undefined) {
      throw new TypeError(
        `${op}: the ${word} of input ${i} must have the names of the input, and ` +
          (missing === undefined ? `there is no ${String(stranger)}` : `${String(missing)} is missing`),
      );
    }
    return keys.map((key) => held.get(key) as TensorLike);
  }).flat();
  const vs = given.map((vector, i) => toTensor(op, vector, xs[i]));
  if (vs.length !== xs.length || vs.some((v, i) => !sameShape(v.shape, xs[i].shape))) {
    const wrong = vs.findIndex((v, i) => i < xs.length && !sameShape(v.shape, xs[i].shape));
    const at = names.every((keys) => keys === null) || wrong < 0 ? "" : `, at ${places[wrong]}`;
    const shapes = (list: readonly Tensor[]) => list.map((x) => formatShape(x.shape)).join(" ");
    throw new ShapeError(
      `${op}: ${word} of shapes ${shapes(vs)} do not fit inputs of shapes ${shapes(xs)}${at}; the shapes must be equal`,
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
 * Jacobian-vector product. `f` is called once. Calls can be nested and differentiated. An input may be a Map or a plain
 * object of tensors, and then the tangent has the same names.
 *
 * @throws ShapeError unless there is a tangent of the same shape for each input; DTypeError if an input is not
 * floating.
 * @example
 * ```ts
 * const f = (x: Tensor) => x.square();
 * const { value, tangent } = jvp(f, [tensor([1, 2])], [tensor([10, 1])]);
 * value; // [1, 4]
 * tangent; // [20, 4]
 * ```
 */
export function jvp(
  f: (...inputs: Tensor[]) => TensorLike,
  inputs: readonly TensorLike[],
  tangents: readonly TensorLike[],
): { value: Tensor; tangent: Tensor };
/** The same where some inputs are tensors under names. */
export function jvp<const Inputs extends readonly DifferentiableInput[]>(
  f: (...inputs: InPlacesOf<Inputs>) => TensorLike,
  inputs: Inputs,
  tangents: VectorsFor<Inputs>,
): { value: Tensor; tangent: Tensor };
export function jvp(
  f: (...inputs: never[]) => TensorLike,
  inputs: readonly DifferentiableInput[],
  tangents: readonly DifferentiableInput[],
): { value: Tensor; tangent: Tensor } {
  const structure = structureOf("jvp", inputs);
  const vs = matchingVectors("jvp", "tangents", structure, tangents);
  const g = applied("jvp", f, structure);
  const call = traced("jvp", (xs) => [g(xs)], structure);
  const [y] = call.ys;
  const tangent = new Transposed(call, y).along(vs);
  return { value: reachesBeyond(call, between(call, y)) ? y : y.detach(), tangent };
}

/** What is handed in beside inputs, in their shapes. */
type VectorsFor<Inputs extends readonly unknown[]> = {
  readonly [Position in keyof Inputs]: GivenFor<Inputs[Position]>;
};

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
function jacobians(op: string, f: Flat<readonly TensorLike[]>, inputs: Structure): Tensor[][] {
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
/** The same where some inputs are tensors under names. */
export function jacobian<Inputs extends readonly object[]>(
  f: (...inputs: Inputs) => TensorLike,
): GradientFunction<Inputs, GradientsOf<Inputs>>;
export function jacobian(
  f: (...inputs: never[]) => TensorLike,
): (...inputs: DifferentiableInput[]) => unknown {
  checkArgument("jacobian", "f", f, aFunction());
  return (...inputs) => {
    const structure = structureOf("jacobian", inputs);
    const g = applied("jacobian", f, structure);
    return oneOrAll(structure.build(jacobians("jacobian", (xs) => [g(xs)], structure)[0]));
  };
}

/**
 * The result of {@link hessian}: one block for a function of one tensor. For several tensors, it has a row for each,
 * with one block for each; for tensors under names, rows and blocks are under these names.
 */
export type HessianOf<Inputs extends readonly unknown[]> = number extends Inputs["length"]
  ? Tensor | Inputs[]
  : OneOrAll<InPlacesOf<Inputs, OneOrAll<InPlacesOf<Inputs>>>>;

/** What {@link hessian} gives for a function of any number of tensors: what it is called with decides. */
export interface VariadicHessian {
  /** One block for one input, and rows of blocks for several. */
  <const Inputs extends readonly TensorLike[]>(...inputs: Inputs): HessianOf<InPlacesOf<Inputs>>;
  /** As many inputs as there may be. */
  (...inputs: Tensor[]): Tensor | Tensor[][];
}

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
): IfVariadic<Inputs, VariadicHessian, GradientFunction<NoInfer<Inputs>, HessianOf<Inputs>>>;
/** The same where some inputs are tensors under names. */
export function hessian<Inputs extends readonly object[]>(
  f: (...inputs: Inputs) => TensorLike,
): GradientFunction<Inputs, HessianOf<Inputs>>;
export function hessian(
  f: (...inputs: never[]) => TensorLike,
): (...inputs: DifferentiableInput[]) => unknown {
  checkArgument("hessian", "f", f, aFunction());
  return (...inputs) => {
    const structure = structureOf("hessian", inputs);
    const g = applied("hessian", f, structure);
    const slopes: Flat<readonly Tensor[]> = (xs) =>
      differentiate("hessian", g, { ...structure, tensors: xs }).gradients;
    const rows = jacobians("hessian", slopes, structure);
    return oneOrAll(structure.build(rows.map((row) => oneOrAll(structure.build(row)))));
  };
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
): { value: Tensor; gradients: Tensor[]; products: Tensor[] };
/** The same where some inputs are tensors under names: so are gradients and products. */
export function hvp<const Inputs extends readonly DifferentiableInput[]>(
  f: (...inputs: InPlacesOf<Inputs>) => TensorLike,
  inputs: Inputs,
  vectors: VectorsFor<Inputs>,
): { value: Tensor; gradients: InPlacesOf<Inputs>; products: InPlacesOf<Inputs> };
export function hvp(
  f: (...inputs: never[]) => TensorLike,
  inputs: readonly DifferentiableInput[],
  vectors: readonly DifferentiableInput[],
): { value: Tensor; gradients: unknown[]; products: unknown[] } {
  const structure = structureOf("hvp", inputs);
  const vs = matchingVectors("hvp", "vectors", structure, vectors);
  const g = applied("hvp", f, structure);
  let inner: { readonly value: Tensor; readonly gradients: readonly Tensor[] } | undefined;
  const slope = (xs: readonly Tensor[]) => {
    inner = differentiate("hvp", g, { ...structure, tensors: xs });
    return dot(inner.gradients, vs);
  };
  const { gradients: products, kept } = differentiate("hvp", slope, structure);
  const { value, gradients } = inner as NonNullable<typeof inner>;
  // If the outer sweep has freed the graph, the results are constants.
  const settle = (x: Tensor) => (kept ? x : x.detach());
  return {
    value: settle(value),
    gradients: structure.build(gradients.map(settle)),
    products: structure.build(products),
  };
}
