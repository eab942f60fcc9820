import type { NestedArray } from "@gradiente/core";
import type * as ops from "../../src/ops/fourier/fft.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, int, signed } from "./values.ts";

/* Transforms by their definition, as sums. */

interface Pair {
  readonly re: readonly number[];
  readonly im: readonly number[];
}

/** Σ x[t] e^(sign 2πi k t / n) for each k below n. */
function dft({ re, im }: Pair, sign: -1 | 1, scale = 1): { re: number[]; im: number[] } {
  const n = re.length;
  const sums = re.map((_, k) => {
    const turns = re.map((_, t) => (sign * 2 * Math.PI * ((k * t) % n)) / n);
    const sum = (f: (t: number) => number) => scale * re.reduce((total, _, t) => total + f(t), 0);
    return [
      sum((t) => re[t] * Math.cos(turns[t]) - im[t] * Math.sin(turns[t])),
      sum((t) => re[t] * Math.sin(turns[t]) + im[t] * Math.cos(turns[t])),
    ];
  });
  return { re: sums.map(([part]) => part), im: sums.map(([, part]) => part) };
}

const zeros = (x: readonly number[]) => x.map(() => 0);
const real = (x: readonly number[]): Pair => ({ re: x, im: zeros(x) });
const wave = (n: number, from: number) => Array.from({ length: n }, (_, i) => Math.sin((i + from) * 1.7) * 2);
const pairOf = ({ re, im }: Pair) => ({ re: f64(re as number[]), im: f64(im as number[]) });

/** The first coefficients of a real row. */
function half(x: readonly number[], scale = 1): { re: number[]; im: number[] } {
  const { re, im } = dft(real(x), -1, scale);
  const count = Math.floor(x.length / 2) + 1;
  const isEnd = (k: number) => k === 0 || 2 * k === x.length;
  return { re: re.slice(0, count), im: im.slice(0, count).map((part, k) => (isEnd(k) ? 0 : part)) };
}

/** The real row that some coefficients are those of, the others being their conjugates. */
function whole({ re, im }: Pair, n: number, scale = 1 / n): number[] {
  const at = (part: readonly number[], k: number, sign: number) =>
    2 * k <= n ? part[k] : sign * part[n - k];
  const places = Array.from({ length: n }, (_, k) => k);
  const ends = im.map((part, k) => (k === 0 || 2 * k === n ? 0 : part));
  return dft({ re: places.map((k) => at(re, k, 1)), im: places.map((k) => at(ends, k, -1)) }, 1, scale).re;
}

const z5 = { re: wave(5, 1), im: wave(5, 9) };
const z6 = { re: wave(6, 2), im: wave(6, 20) };
/** A length that no small factors have. */
const z37 = { re: wave(37, 3), im: wave(37, 50) };
const [a, b] = signed;

/** Both parts of the transforms of some rows. */
const rowsOf = (rows: readonly { re: number[]; im: number[] }[]) => ({
  re: rows.map(({ re }) => re),
  im: rows.map(({ im }) => im),
});

/** The transform of a matrix along both axes. */
function plane(matrix: readonly number[][], sign: -1 | 1, scale = 1): Record<"re" | "im", NestedArray> {
  const rows = matrix.map((row) => dft(real(row), sign, scale));
  const columns = rows[0].re.map((_, j) =>
    dft({ re: rows.map(({ re }) => re[j]), im: rows.map(({ im }) => im[j]) }, sign),
  );
  const turned = (part: "re" | "im") => matrix.map((_, i) => columns.map((column) => column[part][i]));
  return { re: turned("re"), im: turned("im") };
}

export const fourier = {
  fft: [
    { args: [pairOf(z5)], expected: dft(z5, -1) },
    { args: [pairOf(z6)], expected: dft(z6, -1) },
    { args: [pairOf(z37)], expected: dft(z37, -1), order: 2 },
    { args: [f64(signed)], expected: rowsOf([dft(real(a), -1), dft(real(b), -1)]) },
    { args: [f64(a), { n: 2 }], expected: dft(real(a.slice(0, 2)), -1) },
    { args: [f64(a), { n: 4, norm: "ortho" }], expected: dft(real([...a, 0]), -1, 1 / 2) },
    { args: [f64(a), { norm: "forward" }], expected: dft(real(a), -1, 1 / 3) },
    {
      args: [{ re: f64(cube), im: f64(cube) }, { axis: 1 }],
      expected: {
        // The transform of two elements is their sum and their difference.
        re: cube.map(([x, y]) => [x.map((value, j) => value + y[j]), x.map((value, j) => value - y[j])]),
        im: cube.map(([x, y]) => [x.map((value, j) => value + y[j]), x.map((value, j) => value - y[j])]),
      },
    },
    { args: [int([1, 2, 3, 4])], expected: { re: [10, -2, -2, -2], im: [0, 2, 0, -2] }, order: 0 },
    { args: [f64([[7], [8]])], expected: { re: [[7], [8]], im: [[0], [0]] } },
  ],
  ifft: [
    { args: [pairOf(z5)], expected: dft(z5, 1, 1 / 5) },
    { args: [pairOf(z6), { norm: "forward" }], expected: dft(z6, 1) },
    { args: [pairOf(z6), { norm: "ortho" }], expected: dft(z6, 1, 1 / Math.sqrt(6)) },
    { args: [f64(a), { n: 5 }], expected: dft(real([...a, 0, 0]), 1, 1 / 5) },
    {
      args: [f64(signed), { axis: 0 }],
      expected: {
        re: [a.map((value, j) => (value + b[j]) / 2), a.map((value, j) => (value - b[j]) / 2)],
        im: [zeros(a), zeros(a)],
      },
    },
  ],
  rfft: [
    { args: [f64(wave(8, 1))], expected: half(wave(8, 1)) },
    { args: [f64(wave(6, 4))], expected: half(wave(6, 4)) },
    { args: [f64(wave(7, 2))], expected: half(wave(7, 2)) },
    { args: [f64(signed)], expected: rowsOf([half(a), half(b)]) },
    { args: [f64(a), { n: 4, norm: "ortho" }], expected: half([...a, 0], 1 / 2) },
    { args: [f64(a), { n: 2, norm: "forward" }], expected: half(a.slice(0, 2), 1 / 2) },
    {
      args: [f64(signed), { axis: 0 }],
      expected: {
        re: [a.map((value, j) => value + b[j]), a.map((value, j) => value - b[j])],
        im: [zeros(a), zeros(a)],
      },
    },
    { args: [f64(wave(74, 5))], expected: half(wave(74, 5)), order: 2 },
    { args: [f64([3])], expected: { re: [3], im: [0] } },
    { args: [int([1, 2])], expected: { re: [3, -1], im: [0, 0] }, order: 0 },
  ],
  irfft: [
    { args: [pairOf(z5)], expected: whole(z5, 8) },
    { args: [pairOf(z5), { n: 9 }], expected: whole(z5, 9) },
    { args: [pairOf(z5), { n: 6, norm: "ortho" }], expected: whole(z5, 6, 1 / Math.sqrt(6)) },
    { args: [f64(a), { norm: "forward" }], expected: whole(real(a), 4, 1) },
    { args: [f64(a), { n: 7 }], expected: whole(real([...a, 0]), 7) },
    {
      args: [f64(signed), { axis: 0 }],
      expected: [a.map((value, j) => (value + b[j]) / 2), a.map((value, j) => (value - b[j]) / 2)],
    },
    { args: [f64([5]), { n: 1 }], expected: [5] },
  ],
  fft2: [
    { args: [f64(signed)], expected: plane(signed, -1) },
    { args: [f64(signed), { norm: "ortho" }], expected: plane(signed, -1, 1 / Math.sqrt(6)) },
    {
      args: [{ re: f64(signed), im: f64(signed).mul(0) }, { norm: "forward" }],
      expected: plane(signed, -1, 1 / 6),
    },
  ],
  ifft2: [
    { args: [f64(signed)], expected: plane(signed, 1, 1 / 6) },
    { args: [f64(signed), { norm: "forward" }], expected: plane(signed, 1) },
    {
      args: [f64([signed]), {}],
      expected: { re: [plane(signed, 1, 1 / 6).re], im: [plane(signed, 1, 1 / 6).im] },
    },
  ],
} satisfies SamplesOf<typeof ops>;
