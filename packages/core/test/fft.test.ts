import {
  checkGradients,
  DTypeError,
  ones,
  randn,
  registerBackend,
  ShapeError,
  seed,
  tensor,
} from "@gradiente/core";
import {
  type ComplexLike,
  type ComplexParts,
  fft,
  fft2,
  fftFrequencies,
  ifft,
  irfft,
  rfft,
  rfftFrequencies,
} from "@gradiente/core/fft";
import { describe, expect, it } from "vitest";
import { expectClose } from "./close.ts";
import { waysInAndOut, withBackend } from "./toy.ts";

registerBackend("few", () => waysInAndOut("few"));

const values = ({ re, im }: ComplexParts) => [...re.toTypedArray(), ...im.toTypedArray()];
const noise = (...shape: number[]) => randn(shape, { dtype: "float64" });

/** Lengths of every kind: powers of 2, products of small primes, such with a larger factor, primes, and ones around them. */
const LENGTHS = [1, 2, 6, 31, 32, 35, 37, 62, 101, 128, 154, 210, 222, 1009, 1024, 4096, 5003];

describe("lengths", () => {
  for (const n of LENGTHS) {
    it(`${n} elements come back, and keep their length`, () => {
      seed(n);
      const z = { re: noise(2, n), im: noise(2, n) };
      const there = fft(z, { norm: "ortho" });
      expectClose(values(ifft(there, { norm: "ortho" })), values(z), { absolute: 1e-14 });
      const lengthOf = ({ re, im }: ComplexParts) => re.square().add(im.square()).sum().item();
      expect(lengthOf(there) / lengthOf(z)).toBeCloseTo(1, 13);
      expectClose(irfft(rfft(z.re), { n }).toArray(), z.re.toArray(), { absolute: 1e-14 });
    });

    it(`of ${n} elements, real rows have half of what complex ones have`, () => {
      seed(n);
      const x = noise(3, n);
      const half = rfft(x);
      const all = fft(x);
      const count = half.re.shape[1];
      const first = { re: all.re.narrow(1, 0, count), im: all.im.narrow(1, 0, count) };
      const scale = Math.sqrt(n);
      expectClose(values(half), values(first), { absolute: 1e-14 * scale });
      expect(half.im.slice([null, 0]).toArray()).toEqual([0, 0, 0]);
    });
  }

  it("a delayed impulse is a wave of one frequency, exact at quarters of a turn", () => {
    const { re, im } = fft(tensor([0, 0, 1, 0, 0, 0, 0, 0], { dtype: "float64" }));
    expect(re.toArray()).toEqual([1, 0, -1, 0, 1, 0, -1, 0].map((part) => part + 0));
    expect(im.add(0).toArray()).toEqual([0, -1, 0, 1, 0, -1, 0, 1]);
  });

  it("float32 is rounded once", () => {
    seed(3);
    const x = randn([1000]);
    const wide = rfft(x.cast("float64"));
    expect(values(rfft(x))).toEqual(values({ re: wide.re.cast("float32"), im: wide.im.cast("float32") }));
  });

  it("many lengths one after another do not disturb each other", () => {
    seed(4);
    const x = noise(700_000);
    const before = rfft(x, { n: 96 });
    for (const n of [600_000, 524_288, 5]) rfft(x, { n });
    expect(values(rfft(x, { n: 96 }))).toEqual(values(before));
  });
});

it("the product of transforms is that of a convolution, with gradients of both", () => {
  seed(5);
  const around = (x: ReturnType<typeof noise>, y: ReturnType<typeof noise>) => {
    const [a, b] = [rfft(x), rfft(y)];
    const re = a.re.mul(b.re).sub(a.im.mul(b.im));
    const im = a.re.mul(b.im).add(a.im.mul(b.re));
    return irfft({ re, im }, { n: 5 });
  };
  const [x, y] = [noise(5), noise(5)];
  const [p, q] = [x, y].map((row) => Array.from(row.toTypedArray()));
  const sums = p.map((_, t) => p.reduce((total, value, s) => total + value * q[(t - s + 5) % 5], 0));
  expectClose(around(x, y).toArray(), sums, { absolute: 1e-14 });
  expect(checkGradients(around, [x, y], { order: 2 }).worstError).toBeLessThan(1e-6);
});

it("a backend without routines multiplies with the matrix of the transform", () => {
  seed(6);
  const z = { re: noise(2, 6), im: noise(2, 6) };
  const there = withBackend("few", () => ({ re: z.re.to("few"), im: z.im.to("few") }));
  for (const of of [fft, ifft]) expectClose(values(of(there)), values(of(z)), { absolute: 1e-14 });
  for (const n of [4, 7]) {
    expectClose(values(rfft(there.re, { n })), values(rfft(z.re, { n })), { absolute: 1e-14 });
    expectClose(irfft(there, { n }).toArray(), irfft(z, { n }).toArray(), { absolute: 1e-14 });
  }
});

describe("frequencies", () => {
  it("are those of the coefficients, the negative ones behind", () => {
    expect(fftFrequencies(4).toArray()).toEqual([0, 0.25, -0.5, -0.25]);
    expectClose(fftFrequencies(5, 2, { dtype: "float64" }).toArray(), [0, 0.1, 0.2, -0.2, -0.1]);
    expect(rfftFrequencies(4).toArray()).toEqual([0, 0.25, 0.5]);
    expectClose(rfftFrequencies(5, 2, { dtype: "float64" }).toArray(), [0, 0.1, 0.2]);
    expect(rfftFrequencies(1).dtype).toBe("float32");
  });

  it("say what is wrong", () => {
    expect(() => fftFrequencies(0)).toThrow(
      new RangeError("fftFrequencies: n must be a whole number from 1 to 2147483647, not 0"),
    );
    expect(() => fftFrequencies(4, 0)).toThrow(
      /^fftFrequencies: the spacing must be a finite number other than 0/,
    );
    expect(() => rfftFrequencies(4, 1, { dtype: "int32" })).toThrow(DTypeError);
  });
});

describe("errors", () => {
  const x = ones([2, 3]);
  const cases: Record<string, [() => unknown, new (...args: never[]) => Error, RegExp]> = {
    "two shapes": [
      () => fft({ re: x, im: ones([3]) }),
      ShapeError,
      /^fft: the real parts have shape \[2, 3\] and the imaginary ones \[3\]; both must be equal$/,
    ],
    "one part": [
      () => ifft({ re: x } as ComplexLike),
      TypeError,
      /^ifft: im must be a tensor, not undefined$/,
    ],
    "another name": [() => irfft({ re: x, imag: x } as unknown as ComplexLike), TypeError, /^irfft: .*imag/],
    "no axis": [() => rfft(x, { axis: 2 }), ShapeError, /^rfft: axis 2 does not exist/],
    "a scalar": [() => fft(1), ShapeError, /^fft: axis -1 does not exist: a scalar has no axes$/],
    "no elements": [() => rfft(ones([2, 0])), ShapeError, /^rfft: there are no elements along the axis/],
    "no length": [
      () => irfft(ones([1])),
      ShapeError,
      /^irfft: .*give the number of elements, e\.g\. \{ n: 1 \}$/,
    ],
    "n of 0": [() => fft(x, { n: 0 }), RangeError, /^fft: n must be a whole number >= 1/],
    norm: [
      () => rfft(x, { norm: "unitary" as "ortho" }),
      TypeError,
      /^rfft: norm must be "backward", "ortho" or "forward"/,
    ],
    "one axis": [() => fft2(ones([3])), ShapeError, /^fft2: expected at least two axes, got shape \[3\]$/],
  };
  for (const [name, [run, kind, message]] of Object.entries(cases)) {
    it(name, () => {
      expect(run).toThrow(kind);
      expect(run).toThrow(message);
    });
  }
});
