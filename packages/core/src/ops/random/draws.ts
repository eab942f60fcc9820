import { type Check, check, checkArgument, numeric } from "../../arguments/check.ts";
import { full } from "../../create.ts";
import { type DType, DTypeError, isFloat } from "../../dtype.ts";
import { isTensor, type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { draw } from "../../primitives/random.ts";
import { formatShape, type Shape, ShapeError, sizeOf, unravel } from "../../shape.ts";
import { GradientError, isRecording } from "../../tape.ts";
import { notReadable, type Tensor, valuesOf } from "../../tensor.ts";
import type { Variable } from "../../variable.ts";
import { gathered } from "../internal/picking.ts";
import { placesOf } from "../internal/places.ts";

/* What the distributions share. They compute in float64, and round at the end. */

/** What random numbers are drawn from: a Generator. */
export interface Stream {
  /** Key and number of draws. */
  readonly state: Variable;
}

/** Numbers of the next draw from a stream, in the name of an op. */
export function drawn(
  op: string,
  kind: "uniform" | "normal",
  { state }: Stream,
  shape: Shape,
  dtype: DType,
): Tensor {
  checkFloat(op, dtype);
  return draw({ name: kind, parameters: [] }, state, shape, dtype, op);
}

/** @throws DTypeError unless a dtype is floating. */
export function checkFloat(op: string, dtype: DType): void {
  if (!isFloat(dtype)) throw new DTypeError(`${op}: the dtype must be float32 or float64, not ${dtype}`);
}

/** @throws RangeError for a number that is infinite in the dtype. */
export function checkHeld(op: string, numbers: Readonly<Record<string, number>>, dtype: DType): void {
  if (dtype !== "float32") return;
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isFinite(Math.fround(value))) continue;
    throw new RangeError(`${op}: ${name} is ${value}, which float32 cannot hold; draw in float64`);
  }
}

/** @throws Error if the backend of random numbers cannot be read synchronously, for an op that must see them. */
export function checkReadable(op: string, { backend }: Tensor): void {
  if (backend.readNow === undefined) throw notReadable(op, backend);
}

/** Uniform on [0, 1), 53 bits. */
export function uniforms(op: string, stream: Stream, shape: Shape): Tensor {
  return drawn(op, "uniform", stream, shape, "float64");
}

/** Exponentially distributed with mean 1: never 0, so that its logarithm is finite. */
export function exponentials(op: string, stream: Stream, shape: Shape): Tensor {
  return exponentialsOf(uniforms(op, stream, shape));
}

/** By inversion. Steps of u are 2^-53; a u of 0 stands for what lies below the first. */
export function exponentialsOf(u: Tensor): Tensor {
  return u
    .maximum(2 ** -54)
    .neg()
    .log1p()
    .neg();
}

/** A parameter of a distribution: a number or a tensor. */
export const aParameter = /* @__PURE__ */ check<TensorLike>(
  "a number, a tensor or a Variable",
  (value) => typeof value === "number" || isTensor(value as TensorLike),
);

export const positive = /* @__PURE__ */ numeric(
  "positive and finite",
  (value) => value > 0 && value < Number.POSITIVE_INFINITY,
);

/**
 * A parameter of a distribution in float64, broadcast to the shape of the samples.
 *
 * @throws ShapeError unless it broadcasts; the error of the check for the first value that it does not accept.
 */
export function parameterOf(
  op: string,
  name: string,
  given: TensorLike,
  shape: Shape,
  bounds: Check<number>,
): Tensor {
  checkArgument(op, name, given, aParameter);
  if (!isTensor(given)) checkArgument(op, name, given, bounds);
  const x = isTensor(given)
    ? inDType(toTensor(op, given), "float64")
    : full([], given as number, { dtype: "float64" });
  const more = shape.length - x.ndim;
  if (more < 0 || x.shape.some((size, axis) => size !== 1 && size !== shape[more + axis])) {
    throw new ShapeError(
      `${op}: ${name} has shape ${formatShape(x.shape)}, which does not broadcast to the shape to draw, ${formatShape(shape)}`,
    );
  }
  if (isTensor(given)) {
    const values = valuesOf(op, x);
    const bad = values.findIndex((value) => !bounds.accepts(value));
    if (bad >= 0) {
      const at = formatShape(unravel(bad, x.shape));
      throw new RangeError(`${op}: ${name} at ${at} must be ${bounds.expected}, not ${values[bad]}`);
    }
  }
  return x.expand(shape);
}

/** @throws GradientError for a parameter that gradients would be expected of. Samples would silently have none. */
export function refuseGradient(op: string, name: string, { node }: Tensor): void {
  if (node === null || !isRecording()) return;
  throw new GradientError(
    `${op}: samples have no gradient by ${name}, which has a history; pass ${name}.detach(), or draw in noGrad`,
  );
}

/** Proposals for samples, and which of them are turned down. */
export interface Proposal {
  readonly values: Tensor;
  readonly rejected: Tensor;
}

/**
 * Samples by rejection: those that are turned down are proposed again, until none is. A round costs in proportion to what the
 * one before it left. What is NaN is never turned down, so that every call ends.
 *
 * @param parameters of one shape, `[size]`.
 * @param propose draws for parameters of the places that are left.
 */
export function untilAccepted(
  op: string,
  parameters: readonly Tensor[],
  propose: (...parameters: Tensor[]) => Proposal,
): Tensor {
  const first = propose(...parameters);
  let { values } = first;
  let places = placesOf(op, first.rejected);
  while (places.size > 0) {
    const index = places;
    const left = parameters.map((x) => gathered(op, x, index, { axis: 0, isInside: true }));
    const next = propose(...left);
    values = values.scatter(index, next.values, 0);
    places = gathered(op, index, placesOf(op, next.rejected), { axis: 0, isInside: true });
  }
  return values;
}

/** The parameters of a distribution in one axis. */
export function inOneAxis(x: Tensor, shape: Shape): Tensor {
  return x.reshape([sizeOf(shape)]);
}
