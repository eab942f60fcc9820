import type { View } from "../backend.ts";
import type { TypedArray } from "../dtype.ts";
import { type Parts, planOf, rootsOf } from "./fourier-plan.ts";

/*
 * Discrete Fourier transforms of rows, in plain loops in float64 whatever the dtype. A complex row of n elements lies as n
 * real parts and then n imaginary parts.
 */

type Views = readonly View<TypedArray>[];

/** How rows are transformed. */
export interface FourierParameters {
  /** The number of elements of a row in time. */
  readonly n: number;
  /** The sign of the exponent: -1 from time to frequencies, 1 back. Real rows go one way each. */
  readonly sign: -1 | 1;
  /** What results are multiplied by. */
  readonly scale: number;
  /** What the coefficients of real rows are multiplied by, but for the first, and the last one of an even n. */
  readonly interior: number;
}

/** The number of coefficients of a real row. The others are conjugates of these. */
export const halfOf = (n: number): number => Math.floor(n / 2) + 1;

/** `[rows, 2, n]` to `[rows, 2, n]`. */
export function complexRows([x]: Views, [y]: Views, { n, sign, scale }: FourierParameters): void {
  const plan = planOf(n);
  // The transform back is the one forth with the parts exchanged.
  const [from, to] = sign < 0 ? [plan.from, plan.to] : [exchanged(plan.from), exchanged(plan.to)];
  for (let at = 0; at < x.layout.size; at += 2 * n) {
    const source = x.layout.offset + at;
    const target = y.layout.offset + at;
    for (let i = 0; i < n; i++) {
      from.re[i] = x.buffer[source + i];
      from.im[i] = x.buffer[source + n + i];
    }
    plan.run();
    for (let i = 0; i < n; i++) {
      y.buffer[target + i] = to.re[i] * scale;
      y.buffer[target + n + i] = to.im[i] * scale;
    }
  }
}

const exchanged = ({ re, im }: Parts): Parts => ({ re: im, im: re });

/** Real rows `[rows, n]` to their coefficients `[rows, 2, n / 2 + 1]`. */
export function fromReal([x]: Views, [y]: Views, { n, scale, interior }: FourierParameters): void {
  const half = halfOf(n);
  const found = { re: new Float64Array(half), im: new Float64Array(half) };
  const transform = n % 2 === 0 ? evenFromReal(n, found) : oddFromReal(n, found);
  for (let row = 0; row * n < x.layout.size; row++) {
    transform(x.buffer, x.layout.offset + n * row);
    const target = y.layout.offset + 2 * half * row;
    for (let k = 0; k < half; k++) {
      const isEnd = k === 0 || 2 * k === n;
      const factor = isEnd ? scale : scale * interior;
      y.buffer[target + k] = found.re[k] * factor;
      y.buffer[target + half + k] = isEnd ? 0 : found.im[k] * factor;
    }
  }
}

/** Coefficients `[rows, 2, n / 2 + 1]` to real rows `[rows, n]`. The imaginary parts at both ends count as 0. */
export function toReal([x]: Views, [y]: Views, { n, scale, interior }: FourierParameters): void {
  const half = halfOf(n);
  const given = { re: new Float64Array(half), im: new Float64Array(half) };
  const transform = n % 2 === 0 ? evenToReal(n, given) : oddToReal(n, given);
  for (let row = 0; row * n < y.layout.size; row++) {
    const source = x.layout.offset + 2 * half * row;
    for (let k = 0; k < half; k++) {
      const isEnd = k === 0 || 2 * k === n;
      const factor = isEnd ? scale : scale * interior;
      given.re[k] = x.buffer[source + k] * factor;
      given.im[k] = isEnd ? 0 : x.buffer[source + half + k] * factor;
    }
    transform(y.buffer, y.layout.offset + n * row);
  }
}

type Row = (buffer: TypedArray, at: number) => void;

function oddFromReal(n: number, found: Parts): Row {
  const { from, to, run } = planOf(n);
  return (buffer, at) => {
    for (let i = 0; i < n; i++) from.re[i] = buffer[at + i];
    from.im.fill(0);
    run();
    found.re.set(to.re.subarray(0, found.re.length));
    found.im.set(to.im.subarray(0, found.im.length));
  };
}

function oddToReal(n: number, given: Parts): Row {
  const plan = planOf(n);
  const [from, to] = [exchanged(plan.from), exchanged(plan.to)];
  return (buffer, at) => {
    from.re[0] = given.re[0];
    from.im[0] = 0;
    for (let k = 1; k < given.re.length; k++) {
      from.re[k] = given.re[k];
      from.im[k] = given.im[k];
      from.re[n - k] = given.re[k];
      from.im[n - k] = -given.im[k];
    }
    plan.run();
    for (let i = 0; i < n; i++) buffer[at + i] = to.re[i];
  };
}

/*
 * A real row of even length is a complex one of half the length, of neighbours: z = even + i odd. The transforms of both are
 * E(k) = (Z(k) + Z*(h - k)) / 2 and O(k) = (Z(k) - Z*(h - k)) / 2i, and X(k) = E(k) + w(k) O(k).
 */

function evenFromReal(n: number, found: Parts): Row {
  const h = n / 2;
  const { from, to, run } = planOf(h);
  const roots = rootsOf(n, h + 1);
  return (buffer, at) => {
    for (let i = 0; i < h; i++) {
      from.re[i] = buffer[at + 2 * i];
      from.im[i] = buffer[at + 2 * i + 1];
    }
    run();
    for (let k = 0; k <= h; k++) {
      const one = k === h ? 0 : k;
      const other = k === 0 ? 0 : h - k;
      const evenR = (to.re[one] + to.re[other]) / 2;
      const evenI = (to.im[one] - to.im[other]) / 2;
      const oddR = (to.im[one] + to.im[other]) / 2;
      const oddI = (to.re[other] - to.re[one]) / 2;
      found.re[k] = evenR + roots.re[k] * oddR - roots.im[k] * oddI;
      found.im[k] = evenI + roots.re[k] * oddI + roots.im[k] * oddR;
    }
  };
}

function evenToReal(n: number, given: Parts): Row {
  const h = n / 2;
  const plan = planOf(h);
  const [from, to] = [exchanged(plan.from), exchanged(plan.to)];
  const roots = rootsOf(n, h + 1);
  return (buffer, at) => {
    for (let k = 0; k < h; k++) {
      // E + i O, twice.
      const evenR = given.re[k] + given.re[h - k];
      const evenI = given.im[k] - given.im[h - k];
      const gapR = given.re[k] - given.re[h - k];
      const gapI = given.im[k] + given.im[h - k];
      const oddR = gapR * roots.re[k] + gapI * roots.im[k];
      const oddI = gapI * roots.re[k] - gapR * roots.im[k];
      from.re[k] = evenR - oddI;
      from.im[k] = evenI + oddR;
    }
    plan.run();
    for (let i = 0; i < h; i++) {
      buffer[at + 2 * i] = to.re[i];
      buffer[at + 2 * i + 1] = to.im[i];
    }
  };
}
