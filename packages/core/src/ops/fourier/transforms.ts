import { alongside, tensor } from "../../create.ts";
import { Layout } from "../../layout.ts";
import {
  type FourierParameters,
  fourierComplex,
  fourierFromReal,
  fourierToReal,
} from "../../primitives/fourier.ts";
import { made } from "../../primitives/routine.ts";
import { halfOf } from "../../routines/fourier.ts";
import { type Shape, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { derived } from "../internal/derived.ts";

/*
 * Transforms of rows along the last axis as linear ops. A complex row is an axis of 2, real and imaginary parts, before the last
 * one. The adjoint of each is one of the three again, so that every order of derivative is one pass.
 */

/** From complex numbers to complex numbers: `[..., 2, n] -> [..., 2, n]`. The adjoint goes the other way. */
export function complexTransform(op: string, z: Tensor, parameters: FourierParameters): Tensor {
  const back: FourierParameters = { ...parameters, sign: parameters.sign < 0 ? 1 : -1 };
  return derived(
    op,
    (given: Tensor) => byRoutine(op, fourierComplex, given, given.shape, parameters),
    () => (dy) => complexTransform(op, dy, back),
  )(z);
}

/** From real numbers to the first half of their coefficients: `[..., n] -> [..., 2, n / 2 + 1]`. */
export function halfTransform(op: string, x: Tensor, parameters: FourierParameters): Tensor {
  const { n, interior } = parameters;
  // Going back, a coefficient inside stands for its conjugate too, and counts twice.
  const back: FourierParameters = { ...parameters, sign: 1, interior: interior / 2 };
  return derived(
    op,
    (given: Tensor) =>
      byRoutine(op, fourierFromReal, given, [...given.shape.slice(0, -1), 2, halfOf(n)], parameters),
    () => (dy) => wholeTransform(op, dy, back),
  )(x);
}

/** From the first half of coefficients to real numbers: `[..., 2, n / 2 + 1] -> [..., n]`. */
export function wholeTransform(op: string, z: Tensor, parameters: FourierParameters): Tensor {
  const { n, interior } = parameters;
  const back: FourierParameters = { ...parameters, sign: -1, interior: 2 * interior };
  return derived(
    op,
    (given: Tensor) => byRoutine(op, fourierToReal, given, [...given.shape.slice(0, -2), n], parameters),
    () => (dy) => halfTransform(op, dy, back),
  )(z);
}

/** Runs a routine; on a backend that has none, multiplies with the matrix of the transform. */
function byRoutine(
  op: string,
  routine: typeof fourierComplex,
  x: Tensor,
  shape: Shape,
  parameters: FourierParameters,
): Tensor {
  const found = made(routine, op, [x], [{ dtype: x.dtype, layout: Layout.dense(shape) }], parameters);
  if (found !== null) return found[0];
  const parts = routine === fourierFromReal ? 1 : 2;
  const size = sizeOf(x.shape.slice(-parts));
  const matrix = alongside(x, () => tensor(matrixOf(routine, parameters, size), { dtype: x.dtype }));
  return x
    .reshape([-1, size])
    .matmul(matrix.reshape([size, -1]))
    .reshape(shape);
}

/** What a routine makes of the rows of an identity: the matrix of the transform, row by row. */
function matrixOf(routine: typeof fourierComplex, parameters: FourierParameters, size: number): Float64Array {
  const { n } = parameters;
  const width = routine === fourierToReal ? n : routine === fourierFromReal ? 2 * halfOf(n) : 2 * n;
  const rows = new Float64Array(size * size);
  for (let i = 0; i < size; i++) rows[i * size + i] = 1;
  const matrix = new Float64Array(size * width);
  const view = (buffer: Float64Array) =>
    ({ buffer, layout: Layout.dense([buffer.length]), dtype: "float64" }) as const;
  routine.run([view(rows)], [view(matrix)], parameters);
  return matrix;
}
