/*
 * Fast Fourier transforms of one length. Lengths of small prime factors go factor by factor, in the order of Stockham, which
 * needs no sorting. All others are a convolution with a chirp (Bluestein 1970), whose transforms have a length that is a power
 * of 2.
 */

/** Real parts, and imaginary ones. */
export interface Parts {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The transform of one length: `run` takes what is in `from`, and leaves the coefficients in `to`. */
export interface Plan {
  readonly from: Parts;
  readonly to: Parts;
  run(): void;
}

/** Larger prime factors take longer on their own than as a convolution. */
const LARGEST_FACTOR = 31;

/** Few lengths are used again and again. What is kept for them is some arrays of this many elements in all. */
const MOST_KEPT = 2 ** 20;

const plans = new Map<number, Plan>();
let kept = 0;

/** The plan for a length. */
export function planOf(n: number): Plan {
  let plan = plans.get(n);
  if (plan === undefined) {
    const factors = factorsOf(n);
    plan = Math.max(...factors) <= LARGEST_FACTOR ? byFactors(n, factors) : byChirp(n);
    if (kept + n > MOST_KEPT) {
      plans.clear();
      kept = 0;
    }
    plans.set(n, plan);
    kept += n;
  }
  return plan;
}

const parts = (size: number): Parts => ({ re: new Float64Array(size), im: new Float64Array(size) });

/** The factors of a number, fours before twos: they take the fewest operations. */
function factorsOf(n: number): readonly number[] {
  const factors: number[] = [];
  let rest = n;
  const divide = (factor: number) => {
    for (; rest % factor === 0; rest /= factor) factors.push(factor);
  };
  divide(4);
  for (let factor = 2; factor * factor <= rest; factor++) divide(factor);
  if (rest > 1 || n === 1) factors.push(rest);
  return factors;
}

/** cos and sin of k turns of n, both exact to the last digit where k / n is a multiple of an eighth. */
export function turnOf(k: number, n: number): readonly [cos: number, sin: number] {
  // In units of an eighth of a turn over n, mirrored into the first eighth.
  let x = 8 * (k % n);
  const isBelow = x > 4 * n;
  if (isBelow) x = 8 * n - x;
  const isLeft = x > 2 * n;
  if (isLeft) x = 4 * n - x;
  const isSteep = x > n;
  if (isSteep) x = 2 * n - x;
  const angle = (Math.PI * x) / (4 * n);
  // Math.cos(π / 4) and Math.sin(π / 4) differ by a rounding.
  const [near, far] = x === n ? [Math.SQRT1_2, Math.SQRT1_2] : [Math.cos(angle), Math.sin(angle)];
  const [cos, sin] = isSteep ? [far, near] : [near, far];
  return [isLeft ? -cos : cos, isBelow ? -sin : sin];
}

/** e^(-2πik/n) for each k below `count`. */
export function rootsOf(n: number, count: number): Parts {
  const roots = parts(count);
  for (let k = 0; k < count; k++) {
    const [cos, sin] = turnOf(k, n);
    roots.re[k] = cos;
    roots.im[k] = -sin;
  }
  return roots;
}

/** One pass: groups of `factor` elements become their transforms, each turned by a root. */
type Pass = (from: Parts, to: Parts, roots: Parts, factor: number, rest: number, stride: number) => void;

const PASSES: Readonly<Record<number, Pass>> = { 2: byTwo, 3: byThree, 4: byFour, 5: byFive };

function byFactors(n: number, factors: readonly number[]): Plan {
  const [a, b, roots] = [parts(n), parts(n), rootsOf(n, n)];
  return {
    from: a,
    to: factors.length % 2 === 0 ? a : b,
    run: () => {
      let [from, to] = [a, b];
      let rest = n;
      let stride = 1;
      for (const factor of factors) {
        rest /= factor;
        (PASSES[factor] ?? byAny)(from, to, roots, factor, rest, stride);
        stride *= factor;
        [from, to] = [to, from];
      }
    },
  };
}

/*
 * In each pass, element j of group (p, q) lies at q + stride (p + rest j), and coefficient k goes to
 * q + stride (factor p + k), turned by root p k of the length that is left.
 */

function byTwo(from: Parts, to: Parts, roots: Parts, _factor: number, rest: number, stride: number): void {
  const { re: xr, im: xi } = from;
  const { re: yr, im: yi } = to;
  for (let p = 0; p < rest; p++) {
    const wr = roots.re[p * stride];
    const wi = roots.im[p * stride];
    for (let q = 0; q < stride; q++) {
      const a = q + stride * p;
      const b = a + stride * rest;
      const out = q + stride * 2 * p;
      const dr = xr[a] - xr[b];
      const di = xi[a] - xi[b];
      yr[out] = xr[a] + xr[b];
      yi[out] = xi[a] + xi[b];
      yr[out + stride] = dr * wr - di * wi;
      yi[out + stride] = dr * wi + di * wr;
    }
  }
}

/** sin(2π/3). */
const SIN_60 = Math.sqrt(3) / 2;

function byThree(from: Parts, to: Parts, roots: Parts, _factor: number, rest: number, stride: number): void {
  const { re: xr, im: xi } = from;
  const { re: yr, im: yi } = to;
  for (let p = 0; p < rest; p++) {
    const ur = roots.re[p * stride];
    const ui = roots.im[p * stride];
    const vr = roots.re[2 * p * stride];
    const vi = roots.im[2 * p * stride];
    for (let q = 0; q < stride; q++) {
      const a = q + stride * p;
      const b = a + stride * rest;
      const c = b + stride * rest;
      const out = q + stride * 3 * p;
      const sr = xr[b] + xr[c];
      const si = xi[b] + xi[c];
      const dr = SIN_60 * (xr[b] - xr[c]);
      const di = SIN_60 * (xi[b] - xi[c]);
      const mr = xr[a] - sr / 2;
      const mi = xi[a] - si / 2;
      yr[out] = xr[a] + sr;
      yi[out] = xi[a] + si;
      // m - i d, and m + i d.
      yr[out + stride] = (mr + di) * ur - (mi - dr) * ui;
      yi[out + stride] = (mr + di) * ui + (mi - dr) * ur;
      yr[out + 2 * stride] = (mr - di) * vr - (mi + dr) * vi;
      yi[out + 2 * stride] = (mr - di) * vi + (mi + dr) * vr;
    }
  }
}

function byFour(from: Parts, to: Parts, roots: Parts, _factor: number, rest: number, stride: number): void {
  const { re: xr, im: xi } = from;
  const { re: yr, im: yi } = to;
  for (let p = 0; p < rest; p++) {
    const ur = roots.re[p * stride];
    const ui = roots.im[p * stride];
    const vr = roots.re[2 * p * stride];
    const vi = roots.im[2 * p * stride];
    const wr = roots.re[3 * p * stride];
    const wi = roots.im[3 * p * stride];
    for (let q = 0; q < stride; q++) {
      const a = q + stride * p;
      const b = a + stride * rest;
      const c = b + stride * rest;
      const d = c + stride * rest;
      const out = q + stride * 4 * p;
      const evenSumR = xr[a] + xr[c];
      const evenSumI = xi[a] + xi[c];
      const evenGapR = xr[a] - xr[c];
      const evenGapI = xi[a] - xi[c];
      const oddSumR = xr[b] + xr[d];
      const oddSumI = xi[b] + xi[d];
      // -i (b - d)
      const oddGapR = xi[b] - xi[d];
      const oddGapI = xr[d] - xr[b];
      yr[out] = evenSumR + oddSumR;
      yi[out] = evenSumI + oddSumI;
      const r1 = evenGapR + oddGapR;
      const i1 = evenGapI + oddGapI;
      yr[out + stride] = r1 * ur - i1 * ui;
      yi[out + stride] = r1 * ui + i1 * ur;
      const r2 = evenSumR - oddSumR;
      const i2 = evenSumI - oddSumI;
      yr[out + 2 * stride] = r2 * vr - i2 * vi;
      yi[out + 2 * stride] = r2 * vi + i2 * vr;
      const r3 = evenGapR - oddGapR;
      const i3 = evenGapI - oddGapI;
      yr[out + 3 * stride] = r3 * wr - i3 * wi;
      yi[out + 3 * stride] = r3 * wi + i3 * wr;
    }
  }
}

/** cos and sin of one fifth of a turn, and of two. */
const [COS_72, SIN_72] = turnOf(1, 5);
const [COS_144, SIN_144] = turnOf(2, 5);

function byFive(from: Parts, to: Parts, roots: Parts, _factor: number, rest: number, stride: number): void {
  const { re: xr, im: xi } = from;
  const { re: yr, im: yi } = to;
  const apart = stride * rest;
  for (let p = 0; p < rest; p++) {
    const turn = p * stride;
    for (let q = 0; q < stride; q++) {
      const a = q + stride * p;
      const out = q + stride * 5 * p;
      // Sums and differences of opposite elements, once and twice a fifth away.
      const nearSumR = xr[a + apart] + xr[a + 4 * apart];
      const nearSumI = xi[a + apart] + xi[a + 4 * apart];
      const nearGapR = xr[a + apart] - xr[a + 4 * apart];
      const nearGapI = xi[a + apart] - xi[a + 4 * apart];
      const farSumR = xr[a + 2 * apart] + xr[a + 3 * apart];
      const farSumI = xi[a + 2 * apart] + xi[a + 3 * apart];
      const farGapR = xr[a + 2 * apart] - xr[a + 3 * apart];
      const farGapI = xi[a + 2 * apart] - xi[a + 3 * apart];
      const m1r = xr[a] + COS_72 * nearSumR + COS_144 * farSumR;
      const m1i = xi[a] + COS_72 * nearSumI + COS_144 * farSumI;
      const m2r = xr[a] + COS_144 * nearSumR + COS_72 * farSumR;
      const m2i = xi[a] + COS_144 * nearSumI + COS_72 * farSumI;
      const d1r = SIN_72 * nearGapR + SIN_144 * farGapR;
      const d1i = SIN_72 * nearGapI + SIN_144 * farGapI;
      const d2r = SIN_144 * nearGapR - SIN_72 * farGapR;
      const d2i = SIN_144 * nearGapI - SIN_72 * farGapI;
      yr[out] = xr[a] + nearSumR + farSumR;
      yi[out] = xi[a] + nearSumI + farSumI;
      // m - i d, and m + i d.
      turned(m1r + d1i, m1i - d1r, roots, turn, yr, yi, out + stride);
      turned(m2r + d2i, m2i - d2r, roots, 2 * turn, yr, yi, out + 2 * stride);
      turned(m2r - d2i, m2i + d2r, roots, 3 * turn, yr, yi, out + 3 * stride);
      turned(m1r - d1i, m1i + d1r, roots, 4 * turn, yr, yi, out + 4 * stride);
    }
  }
}

/** Writes a coefficient, turned by a root. */
function turned(
  re: number,
  im: number,
  roots: Parts,
  root: number,
  yr: Float64Array,
  yi: Float64Array,
  at: number,
): void {
  yr[at] = re * roots.re[root] - im * roots.im[root];
  yi[at] = re * roots.im[root] + im * roots.re[root];
}

function byAny(from: Parts, to: Parts, roots: Parts, factor: number, rest: number, stride: number): void {
  const { re: xr, im: xi } = from;
  const { re: yr, im: yi } = to;
  const n = factor * rest * stride;
  for (let p = 0; p < rest; p++) {
    for (let k = 0; k < factor; k++) {
      const turn = p * k * stride;
      const step = k * rest * stride;
      for (let q = 0; q < stride; q++) {
        let sumR = 0;
        let sumI = 0;
        for (let j = 0, root = turn, at = q + stride * p; j < factor; j++, at += stride * rest) {
          sumR += xr[at] * roots.re[root] - xi[at] * roots.im[root];
          sumI += xr[at] * roots.im[root] + xi[at] * roots.re[root];
          root += step;
          if (root >= n) root -= n;
        }
        const out = q + stride * (factor * p + k);
        yr[out] = sumR;
        yi[out] = sumI;
      }
    }
  }
}

/**
 * With j k = (j² + k² - (k - j)²) / 2, coefficient k is c(k) times the sum of x(j) c(j) / c(k - j), for the chirp
 * c(k) = e^(-πik²/n): a convolution, which a transform of a longer row makes a product.
 */
function byChirp(n: number): Plan {
  const size = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const chirp = parts(n);
  for (let k = 0, square = 0; k < n; k++) {
    const [cos, sin] = turnOf(square, 2 * n);
    chirp.re[k] = cos;
    chirp.im[k] = -sin;
    // (k + 1)², without whole turns.
    square = (square + 2 * k + 1) % (2 * n);
  }
  const inner = byFactors(size, factorsOf(size));
  const load = (at: number, re: number, im: number) => {
    inner.from.re[at] = re;
    inner.from.im[at] = im;
  };
  for (let k = 0; k < n; k++) {
    load(k, chirp.re[k], -chirp.im[k]);
    if (k > 0) load(size - k, chirp.re[k], -chirp.im[k]);
  }
  inner.run();
  const response: Parts = { re: inner.to.re.slice(), im: inner.to.im.slice() };
  const own = parts(n);
  return {
    from: own,
    to: own,
    run: () => {
      inner.from.re.fill(0);
      inner.from.im.fill(0);
      for (let k = 0; k < n; k++) {
        const xr = own.re[k];
        const xi = own.im[k];
        const cr = chirp.re[k];
        const ci = chirp.im[k];
        load(k, xr * cr - xi * ci, xr * ci + xi * cr);
      }
      inner.run();
      for (let k = 0; k < size; k++) {
        const yr = inner.to.re[k];
        const yi = inner.to.im[k];
        const rr = response.re[k];
        const ri = response.im[k];
        // Exchanged, for the transform back.
        load(k, yr * ri + yi * rr, yr * rr - yi * ri);
      }
      inner.run();
      for (let k = 0; k < n; k++) {
        const yr = inner.to.im[k] / size;
        const yi = inner.to.re[k] / size;
        const cr = chirp.re[k];
        const ci = chirp.im[k];
        own.re[k] = yr * cr - yi * ci;
        own.im[k] = yr * ci + yi * cr;
      }
    },
  };
}
