import { aBoolean, aFunction, checkArgument } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import { zerosLike } from "../create.ts";
import { DTypeError, isFloat } from "../dtype.ts";
import { scalar, type TensorLike, toTensor } from "../operand.ts";
import { inShape } from "../primitives/broadcast.ts";
import { formatShape, ShapeError, sameShape } from "../shape.ts";
import { ancestry, GradientError, Input, isRecording, Leaf, type Node, recorded } from "../tape.ts";
import { type Tensor, withNode } from "../tensor.ts";
import type { Variable } from "../variable.ts";
import { Gradients } from "./gradients.ts";
import {
  type DifferentiableInput,
  type GivenFor,
  type InPlacesOf,
  type Structure,
  structureOf,
} from "./structure.ts";
import { sweep } from "./sweep.ts";

/** Options of {@link backward}. */
export interface BackwardOptions {
  /**
   * Whether to record the sweep and keep the graph. Then the gradients can be differentiated, and the graph can be
   * swept again. Otherwise, the graph is freed during the sweep. Default: false.
   */
  readonly createGraph?: boolean;
}

const BACKWARD = /* @__PURE__ */ declareOptions<BackwardOptions>({ createGraph: aBoolean });

/**
 * The same values as a constant, so that no gradients flow through it. A view.
 *
 * @example
 * ```ts
 * const slope = grad((x: Tensor) => x.mul(detach(x)));
 * slope(tensor(3)); // 3
 * ```
 */
export function detach(x: TensorLike): Tensor {
  const given = toTensor("detach", x);
  return given.node === null ? given : withNode(given, null);
}

/** The cotangent of a scalar: a 1 of its shape. */
export function onesOf(y: Tensor): Tensor {
  return inShape(scalar(1, y.dtype, y.backend), y.layout.shape);
}

/** @throws ShapeError unless the tensor has one element. */
export function checkScalar(op: string, y: Tensor): void {
  if (y.size !== 1) {
    throw new ShapeError(
      `${op}: only a value with one element has a gradient, but this has shape ${formatShape(y.shape)}; reduce it, e.g. with mean() or sum()`,
    );
  }
}

/**
 * The gradients of a scalar by all trainable Variables from which it was computed. Afterwards, the graph is freed,
 * unless `createGraph` is true.
 *
 * @param loss a tensor with one element.
 * @throws ShapeError unless the tensor has one element; GradientError if no trainable Variable took part, or an
 * earlier sweep has freed the graph.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, 2]));
 * backward(w.square().sum()).get(w); // [2, 4]
 * ```
 */
export function backward(loss: TensorLike, options?: BackwardOptions): Gradients {
  const { createGraph = false } = optionsOf("backward", options, BACKWARD);
  const y = toTensor("backward", loss);
  checkScalar("backward", y);
  const order = y.node === null ? [] : ancestry(y.node);
  const targets = new Set<Leaf>();
  for (const node of order) if (node instanceof Leaf) targets.add(node);
  if (targets.size === 0) {
    throw new GradientError(
      "backward: no trainable Variable took part in this value: it is a constant, was detached, or was computed " +
        "inside noGrad; make a Variable of each tensor whose gradient you need, or use grad(f)",
    );
  }
  // Inside grad(f), this graph will be swept again.
  const keep = createGraph || (isRecording() && order.some((node) => node instanceof Input));
  const found = sweep(order, onesOf(y), targets, keep ? "record" : "free");
  const byVariable = new Map<Variable, Tensor>();
  // In the order of the targets, which are sorted by age.
  for (const leaf of targets) {
    const gradient = found.get(leaf);
    if (gradient !== undefined) byVariable.set(leaf.owner as Variable, gradient);
  }
  return new Gradients(byVariable);
}

/**
 * The vector-Jacobian product: the value of `f` at the inputs, and the gradient for each input, which is `cotangent`
 * carried back to it. An input that `f` does not use gets zeros. Calls can be nested and differentiated.
 *
 * @param cotangent of the shape of the value. Default: 1 if the value has one element.
 * @throws DTypeError if an input is not floating; ShapeError if the cotangent does not fit, or if none is given and
 * the value has several elements.
 * @example
 * ```ts
 * const { value, gradients } = vjp((x: Tensor) => x.square(), [tensor([1, 2])], tensor([10, 1]));
 * value; // [1, 4]
 * gradients[0]; // [20, 4]
 * ```
 */
export function vjp(
  f: (...inputs: Tensor[]) => TensorLike,
  inputs: readonly TensorLike[],
  cotangent?: TensorLike,
): { value: Tensor; gradients: Tensor[] };
/** The same where some inputs are tensors under names: so are their gradients. */
export function vjp<const Inputs extends readonly DifferentiableInput[]>(
  f: (...inputs: InPlacesOf<Inputs>) => TensorLike,
  inputs: Inputs,
  cotangent?: TensorLike,
): { value: Tensor; gradients: InPlacesOf<Inputs> };
export function vjp(
  f: (...inputs: never[]) => TensorLike,
  inputs: readonly DifferentiableInput[],
  cotangent?: TensorLike,
): { value: Tensor; gradients: unknown[] } {
  const structure = structureOf("vjp", inputs);
  const { value, gradients } = differentiate("vjp", applied("vjp", f, structure), structure, cotangent);
  return { value, gradients: structure.build(gradients) };
}

/** A function of all the tensors in its inputs, in one list. */
export type Flat<Result = TensorLike> = (tensors: readonly Tensor[]) => Result;

/** A function as one of the tensors in its inputs. */
export function applied<Result>(
  op: string,
  f: (...inputs: never[]) => Result,
  { build }: Structure,
): Flat<Result> {
  checkArgument(op, "f", f, aFunction());
  return (tensors) => f(...(build(tensors) as never[]));
}

/**
 * A function that was called on inputs with nodes of their own. What lies between these nodes and the values can be
 * swept.
 */
export interface Traced {
  readonly xs: readonly Tensor[];
  readonly ys: readonly Tensor[];
  /** The nodes of the inputs, where sweeps end. */
  readonly ends: ReadonlySet<Node>;
  /** Whether recording was on around the call. */
  readonly outer: boolean;
}

/** Calls `f` on inputs with nodes of their own. */
export function traced(op: string, f: Flat<readonly TensorLike[]>, { tensors, places }: Structure): Traced {
  const outer = isRecording();
  const xs = tensors.map((x, i) => asInput(op, x, places[i], outer));
  const ys = recorded(() => f(xs)).map((y) => toTensor(op, y));
  return { xs, ys, ends: new Set(xs.flatMap((x) => x.node ?? [])), outer };
}

/** The nodes between a traced value and the inputs. */
export function between({ ends }: Traced, y: Tensor): Node[] {
  return y.node === null ? [] : ancestry(y.node, (node) => ends.has(node));
}

/** Whether anything other than the traced inputs leads to these nodes. Only then may a caller differentiate again. */
export function reachesBeyond({ ends, outer }: Traced, order: readonly Node[]): boolean {
  // For an input with an origin, the origin decides, which is among the nodes too.
  const isRoot = (node: Node) => node instanceof Leaf || (node instanceof Input && node.parents[0] === null);
  return outer && order.some((node) => (ends.has(node) ? node.parents[0] !== null : isRoot(node)));
}

/** The gradients that a sweep gave for the inputs, with zeros for inputs that it did not reach. */
export function sharesOf({ xs }: Traced, gradients: ReadonlyMap<Node, Tensor>): Tensor[] {
  return xs.map((x) => gradients.get(x.node as Node) ?? zerosLike(x));
}

/**
 * The value of `f` and its gradients. `kept` says whether the graph was kept, because a caller may differentiate
 * again.
 */
export function differentiate(
  op: string,
  f: Flat,
  inputs: Structure,
  cotangent?: TensorLike,
): { value: Tensor; gradients: Tensor[]; kept: boolean } {
  const call = traced(op, (xs) => [f(xs)], inputs);
  const [y] = call.ys;
  if (cotangent === undefined) checkScalar(op, y);
  const dy = cotangent === undefined ? onesOf(y) : toTensor(op, cotangent, y).cast(y.dtype);
  if (!sameShape(dy.shape, y.shape)) {
    throw new ShapeError(
      `${op}: the cotangent has shape ${formatShape(dy.shape)}, but the function's value has ${formatShape(y.shape)}; the shapes must be equal`,
    );
  }
  const order = between(call, y);
  const kept = (call.outer && dy.node !== null) || reachesBeyond(call, order);
  const gradients =
    order.length === 0 ? new Map<Node, Tensor>() : sweep(order, dy, call.ends, kept ? "record" : "free");
  return { value: kept ? y : detach(y), gradients: sharesOf(call, gradients), kept };
}

/** An input with a node of its own, so that a sweep can end there, and an outer sweep can continue beyond it. */
function asInput(op: string, input: TensorLike, place: string, outer: boolean): Tensor {
  const x = toTensor(op, input);
  if (!isFloat(x.dtype)) {
    throw new DTypeError(`${op}: ${place} is ${x.dtype}, but only floating dtypes have gradients; cast it`);
  }
  return withNode(x, new Input(outer ? x.node : null, x.shape, x.dtype));
}

/**
 * The result of {@link grad}: one gradient for a function of one input, and a tuple for a function of several. For tensors
 * under names, a Map or a record, it is one of gradients under the same names.
 */
export type GradientsOf<Inputs extends readonly unknown[]> = OneOrAll<
  Inputs extends readonly Tensor[] ? Inputs : InPlacesOf<Inputs>
>;

/** The only type of a list of one, or the whole list; either of them if the length is not known. */
export type OneOrAll<List extends readonly unknown[]> = number extends List["length"]
  ? List[number] | List
  : List extends readonly [infer One]
    ? One
    : List;

/**
 * What {@link grad} gives. It is called with anything that can be used as a tensor. The second signature says the
 * same for tensors only. It comes last because an enclosing `grad` infers its inputs from the last one.
 */
export interface GradientFunction<Inputs extends readonly unknown[], Result> {
  /** Calls it with anything that can be used as a tensor. */
  (...inputs: { [Position in keyof Inputs]: GivenFor<Inputs[Position]> }): Result;
  /** Calls it with tensors. */
  (...inputs: Inputs): Result;
}

/** What {@link grad} gives for a function of any number of tensors: what it is called with decides. */
export interface VariadicGradient {
  /** One gradient for one input, and a list of them for several. */
  <const Inputs extends readonly TensorLike[]>(...inputs: Inputs): OneOrAll<InPlacesOf<Inputs>>;
  /** As many inputs as there may be: for a list in any case, use {@link vjp}. */
  (...inputs: Tensor[]): Tensor | Tensor[];
}

/** As {@link VariadicGradient}, beside the value of the function. */
export interface VariadicValueAndGradient {
  /** One gradient for one input, and a list of them for several. */
  <const Inputs extends readonly TensorLike[]>(
    ...inputs: Inputs
  ): { readonly value: Tensor; readonly gradient: OneOrAll<InPlacesOf<Inputs>> };
  /** As many inputs as there may be: for a list in any case, use {@link vjp}. */
  (...inputs: Tensor[]): { readonly value: Tensor; readonly gradient: Tensor | Tensor[] };
}

/** One of two types, by whether a function takes any number of inputs. */
export type IfVariadic<Inputs extends readonly unknown[], Variadic, Fixed> = number extends Inputs["length"]
  ? Variadic
  : Fixed;

type AnyScalarFunction = (...inputs: never[]) => TensorLike;

/**
 * A function that gives the gradient of a scalar function: `grad(f)(x)` is f'(x). For several inputs, it gives a list
 * with one gradient for each. Calls can be nested: `grad(grad(f))` is the second derivative of a function of a
 * scalar.
 *
 * An input may be a Map or a plain object of tensors, such as `model.parameters()`. `f` gets one with tensors in the same
 * places, and so is the gradient.
 *
 * If `f` uses Variables, the gradient is recorded, because it can be differentiated by them (as in a gradient
 * penalty). If you do not want that, for example when you optimise an input against a model, call it inside `noGrad`.
 *
 * @throws ShapeError if the value is not a scalar; DTypeError if an input is not floating.
 * @example grad((x) => x.square().sum())(tensor([1, 2, 3])) // [2, 4, 6]
 * @example grad((at: { x: Tensor; y: Tensor }) => at.x.mul(at.y))({ x: 2, y: 3 }) // { x: 3, y: 2 }
 */
export function grad<Inputs extends readonly Tensor[]>(
  f: (...inputs: Inputs) => TensorLike,
): IfVariadic<Inputs, VariadicGradient, GradientFunction<NoInfer<Inputs>, GradientsOf<NoInfer<Inputs>>>>;
/** The same where some inputs are tensors under names. */
export function grad<Inputs extends readonly object[]>(
  f: (...inputs: Inputs) => TensorLike,
): GradientFunction<Inputs, GradientsOf<Inputs>>;
export function grad(f: AnyScalarFunction): (...inputs: DifferentiableInput[]) => unknown {
  checkArgument("grad", "f", f, aFunction());
  return (...inputs) => valueAndGradient("grad", f, inputs).gradient;
}

/**
 * Like {@link grad}, but also gives the value of the function, from the same pass.
 *
 * @throws ShapeError if the value is not a scalar; DTypeError if an input is not floating.
 * @example
 * ```ts
 * const { value, gradient } = valueAndGrad((x: Tensor) => x.pow(3).sum())(tensor([1, 2]));
 * value; // 9
 * gradient; // [3, 12]
 * ```
 */
export function valueAndGrad<Inputs extends readonly Tensor[]>(
  f: (...inputs: Inputs) => TensorLike,
): IfVariadic<
  Inputs,
  VariadicValueAndGradient,
  GradientFunction<
    NoInfer<Inputs>,
    { readonly value: Tensor; readonly gradient: GradientsOf<NoInfer<Inputs>> }
  >
>;
/** The same where some inputs are tensors under names. */
export function valueAndGrad<Inputs extends readonly object[]>(
  f: (...inputs: Inputs) => TensorLike,
): GradientFunction<Inputs, { readonly value: Tensor; readonly gradient: GradientsOf<Inputs> }>;
export function valueAndGrad(f: AnyScalarFunction): (...inputs: DifferentiableInput[]) => unknown {
  checkArgument("valueAndGrad", "f", f, aFunction());
  return (...inputs) => valueAndGradient("valueAndGrad", f, inputs);
}

function valueAndGradient(op: string, f: AnyScalarFunction, inputs: readonly DifferentiableInput[]) {
  const structure = structureOf(op, inputs);
  const { value, gradients } = differentiate(op, applied(op, f, structure), structure);
  return { value, gradient: oneOrAll(structure.build(gradients)) };
}

/** The only element of a list of one, or the whole list. */
export function oneOrAll<T>(each: readonly T[]): T | readonly T[] {
  return each.length === 1 ? each[0] : each;
}
