import { anInteger, check, oneOf, whole } from "../../arguments/check.ts";
import { declareOptions, isPlain, optionsOf } from "../../arguments/options.ts";
import { zerosLike } from "../../create.ts";
import { promote, toFloat } from "../../dtype.ts";
import { isTensor, placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import type { FourierParameters } from "../../primitives/fourier.ts";
import { halfOf } from "../../routines/fourier.ts";
import { formatShape, normalizeAxis, ShapeError, sameShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { stack } from "../shape/join.ts";
import { complexTransform, halfTransform, wholeTransform } from "./transforms.ts";

/*
 * Discrete Fourier transforms. There is no complex dtype: complex numbers are two tensors of real ones.
 */

/** Complex numbers as their real and imaginary parts: two tensors of one shape. */
export interface ComplexParts {
  /** The real parts. */
  readonly re: Tensor;
  /** The imaginary parts. */
  readonly im: Tensor;
}

/** Complex numbers as an argument: anything that ops take as tensors, of one shape. */
export interface ComplexLike {
  /** The real parts. */
  readonly re: TensorLike;
  /** The imaginary parts. */
  readonly im: TensorLike;
}

/**
 * Which direction divides by the number of elements n, so that both together change nothing: `"backward"`, the one back;
 * `"forward"`, the one forth; `"ortho"`, both by √n, so that lengths of vectors stay.
 */
export type FourierNorm = "backward" | "ortho" | "forward";

/** Options of {@link fft2} and {@link ifft2}. */
export interface PlaneFourierOptions {
  /** Which direction divides by the number of elements. Default: `"backward"`. */
  readonly norm?: FourierNorm;
}

/** Options of {@link fft}, {@link ifft}, {@link rfft} and {@link irfft}. */
export interface FourierOptions extends PlaneFourierOptions {
  /**
   * The number of elements in time. Longer rows are cut, and shorter ones go on with zeros. Default: the size of the axis; for
   * {@link irfft}, twice the number that is one less.
   */
  readonly n?: number;
  /** The axis to transform along. Default: -1, the last one. */
  readonly axis?: number;
}

const aPart = /* @__PURE__ */ check<TensorLike>("a tensor", () => true);
const PARTS = /* @__PURE__ */ declareOptions<ComplexLike>({ re: aPart, im: aPart }, "re", "im");
const PLANE = /* @__PURE__ */ declareOptions<PlaneFourierOptions>({
  norm: /* @__PURE__ */ oneOf("backward", "ortho", "forward"),
});
const FOURIER = /* @__PURE__ */ declareOptions<FourierOptions>({
  ...PLANE.checks,
  n: /* @__PURE__ */ whole(1),
  axis: anInteger,
});

/**
 * The discrete Fourier transform along an axis: coefficient k is `Σ x[t] e^(-2πi k t / n)`. It takes n log n operations for
 * every n, computed in float64. Gradients are transforms again. Integers give float32. As PyTorch's `torch.fft.fft`.
 *
 * @param x complex numbers `{ re, im }`, or a real tensor.
 * @throws ShapeError if the axis does not exist or has no elements, or the shapes of both parts differ.
 * @example
 * import { tensor } from "@gradiente/core";
 * import { fft } from "@gradiente/core/fft";
 *
 * const { re, im } = fft(tensor([0, 1, 0, 0]));
 * re; // [1, 0, -1, 0]
 * im; // [0, -1, 0, 1]
 */
export function fft(x: TensorLike | ComplexLike, options?: FourierOptions): ComplexParts {
  return along("fft", partsOf("fft", x), -1, optionsOf("fft", options, FOURIER));
}

/**
 * The inverse of {@link fft}: element t is `1/n Σ z[k] e^(2πi k t / n)`. Integers give float32. As PyTorch's `torch.fft.ifft`.
 *
 * @param z complex numbers `{ re, im }`, or a real tensor.
 * @throws ShapeError if the axis does not exist or has no elements, or the shapes of both parts differ.
 * @example
 * import { tensor } from "@gradiente/core";
 * import { fft, ifft } from "@gradiente/core/fft";
 *
 * ifft(fft(tensor([1, 2, 4]))).re; // [1, 2, 4]
 */
export function ifft(z: TensorLike | ComplexLike, options?: FourierOptions): ComplexParts {
  return along("ifft", partsOf("ifft", z), 1, optionsOf("ifft", options, FOURIER));
}

/**
 * The Fourier transform of real numbers along an axis: the coefficients 0 to n / 2 of {@link fft}, `floor(n / 2) + 1` in all.
 * The others are the conjugates of these. For an even n, it takes half the time of `fft`. Integers give float32. As PyTorch's
 * `torch.fft.rfft`.
 *
 * @throws ShapeError if the axis does not exist or has no elements.
 * @example
 * import { tensor } from "@gradiente/core";
 * import { rfft } from "@gradiente/core/fft";
 *
 * const { re, im } = rfft(tensor([1, 2, 0, -2]));
 * re; // [1, 1, 1]
 * im; // [0, -4, 0]
 */
export function rfft(x: TensorLike, options?: FourierOptions): ComplexParts {
  const { n: asked, axis = -1, norm } = optionsOf("rfft", options, FOURIER);
  const given = toFloating("rfft", x);
  const at = normalizeAxis("rfft", axis, given.ndim);
  const rows = given.moveAxis(at, -1);
  const n = asked ?? lengthOf("rfft", rows);
  return parted(halfTransform("rfft", resized(rows, n), parametersOf(-1, n, norm)), at);
}

/**
 * The inverse of {@link rfft}: real numbers from the first half of their coefficients. The imaginary part of the first
 * coefficient counts as 0, and so does that of the last one for an even n, since real numbers have no others. Integers give
 * float32. As PyTorch's `torch.fft.irfft`.
 *
 * @param z `floor(n / 2) + 1` coefficients along the axis. Give `n` if it is odd: the number of coefficients does not say so.
 * @throws ShapeError if the axis does not exist or has no elements, the shapes of both parts differ, or there is one
 * coefficient and no `n`.
 * @example
 * import { tensor } from "@gradiente/core";
 * import { irfft, rfft } from "@gradiente/core/fft";
 *
 * irfft(rfft(tensor([1, 2, 4])), { n: 3 }); // [1, 2, 4]
 */
export function irfft(z: TensorLike | ComplexLike, options?: FourierOptions): Tensor {
  const { n: asked, axis = -1, norm } = optionsOf("irfft", options, FOURIER);
  const { rows, at } = rowsOf("irfft", partsOf("irfft", z), axis);
  const n = asked ?? 2 * (lengthOf("irfft", rows) - 1);
  if (n === 0) {
    throw new ShapeError(
      "irfft: one coefficient is that of a row of 1 element, or of 0; give the number of elements, e.g. { n: 1 }",
    );
  }
  return wholeTransform("irfft", resized(rows, halfOf(n)), parametersOf(1, n, norm)).moveAxis(-1, at);
}

/**
 * The Fourier transform along the last two axes: {@link fft} along one after the other. Integers give float32. As PyTorch's
 * `torch.fft.fft2`.
 *
 * @param x complex numbers `{ re, im }`, or a real tensor.
 * @throws ShapeError if there are fewer than two axes or no elements, or the shapes of both parts differ.
 * @example
 * import { tensor } from "@gradiente/core";
 * import { fft2 } from "@gradiente/core/fft";
 *
 * fft2(tensor([[1, 2], [3, 4]])).re; // [[10, -2], [-4, 0]]
 */
export function fft2(x: TensorLike | ComplexLike, options?: PlaneFourierOptions): ComplexParts {
  return plane("fft2", x, -1, optionsOf("fft2", options, PLANE));
}

/**
 * The inverse of {@link fft2}. Integers give float32. As PyTorch's `torch.fft.ifft2`.
 *
 * @param z complex numbers `{ re, im }`, or a real tensor.
 * @throws ShapeError if there are fewer than two axes or no elements, or the shapes of both parts differ.
 * @example
 * import { tensor } from "@gradiente/core";
 * import { fft2, ifft2 } from "@gradiente/core/fft";
 *
 * ifft2(fft2(tensor([[1, 2], [3, 4]]))).re; // [[1, 2], [3, 4]]
 */
export function ifft2(z: TensorLike | ComplexLike, options?: PlaneFourierOptions): ComplexParts {
  return plane("ifft2", z, 1, optionsOf("ifft2", options, PLANE));
}

function plane(
  op: string,
  x: TensorLike | ComplexLike,
  sign: -1 | 1,
  { norm }: PlaneFourierOptions,
): ComplexParts {
  const given = partsOf(op, x);
  if (given.re.ndim < 2) {
    throw new ShapeError(`${op}: expected at least two axes, got shape ${formatShape(given.re.shape)}`);
  }
  return along(op, along(op, given, sign, { norm, axis: -1 }), sign, { norm, axis: -2 });
}

function along(op: string, z: ComplexParts, sign: -1 | 1, options: FourierOptions): ComplexParts {
  const { n: asked, axis = -1, norm } = options;
  const { rows, at } = rowsOf(op, z, axis);
  const n = asked ?? lengthOf(op, rows);
  return parted(complexTransform(op, resized(rows, n), parametersOf(sign, n, norm)), at);
}

/** Both parts in one floating dtype. */
function partsOf(op: string, x: TensorLike | ComplexLike): ComplexParts {
  if (!isPair(x)) {
    const re = toFloating(op, x);
    return { re, im: zerosLike(re) };
  }
  optionsOf(op, x, PARTS);
  const near = [x.re, x.im].find(isTensor);
  const re = toTensor(op, x.re, undefined, near);
  const im = toTensor(op, x.im, undefined, near);
  placeOf(op, [re, im]);
  if (!sameShape(re.shape, im.shape)) {
    throw new ShapeError(
      `${op}: the real parts have shape ${formatShape(re.shape)} and the imaginary ones ${formatShape(im.shape)}; both must be equal`,
    );
  }
  const dtype = toFloat(promote(re.dtype, im.dtype));
  return { re: inDType(re, dtype), im: inDType(im, dtype) };
}

function isPair(x: TensorLike | ComplexLike): x is ComplexLike {
  return typeof x === "object" && x !== null && isPlain(x);
}

/** Complex numbers as rows along an axis, `[..., 2, n]`, and the axis counted from the front. */
function rowsOf(op: string, { re, im }: ComplexParts, axis: number): { rows: Tensor; at: number } {
  const at = normalizeAxis(op, axis, re.ndim);
  return { rows: stack([re.moveAxis(at, -1), im.moveAxis(at, -1)], -2), at };
}

/** The inverse of {@link rowsOf}. */
function parted(rows: Tensor, at: number): ComplexParts {
  const part = (i: number) => rows.slice(["...", i, null]).moveAxis(-1, at);
  return { re: part(0), im: part(1) };
}

/** The number of elements of a row. There must be some. */
function lengthOf(op: string, rows: Tensor): number {
  const size = rows.shape[rows.ndim - 1];
  if (size === 0) throw new ShapeError(`${op}: there are no elements along the axis, and no n is given`);
  return size;
}

/** The first n elements of rows, with zeros where there are fewer. */
function resized(rows: Tensor, n: number): Tensor {
  const last = rows.ndim - 1;
  const size = rows.shape[last];
  if (n <= size) return rows.narrow(last, 0, n);
  return rows.pad(rows.shape.map((_, axis) => [0, axis === last ? n - size : 0]));
}

function parametersOf(sign: -1 | 1, n: number, norm: FourierNorm = "backward"): FourierParameters {
  const divides = norm === (sign < 0 ? "forward" : "backward");
  const scale = norm === "ortho" ? 1 / Math.sqrt(n) : divides ? 1 / n : 1;
  return { n, sign, scale, interior: 1 };
}
