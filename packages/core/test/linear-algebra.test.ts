import {
  checkGradients,
  cholesky,
  concat,
  det,
  eigh,
  eye,
  Generator,
  grad,
  hvp,
  inverse,
  logDet,
  MatrixError,
  qr,
  solve,
  svd,
  type Tensor,
  tensor,
  triangularSolve,
  vjp,
  zeros,
} from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { determinant } from "../src/routines/lu.ts";

/* The laws of factorisations on random matrices, and where they end. */

const random = (seed: number, ...shape: number[]) => new Generator(seed).normal(shape, { dtype: "float64" });
const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });
const identity = (n: number) => eye(n, n, { dtype: "float64" });
const spread = (x: Tensor) => x.abs().max().item();
const definite = (seed: number, ...shape: number[]) => {
  const x = random(seed, ...shape);
  return x.matmul(x.transpose()).add(identity(shape[shape.length - 1]));
};

function expectEqual(a: Tensor, b: Tensor, tolerance = 1e-11): void {
  expect(a.shape).toEqual(b.shape);
  expect(spread(a.sub(b))).toBeLessThan(tolerance * Math.max(1, spread(b)));
}

const seeds = fc.integer({ min: 0, max: 2 ** 30 });
const sizes = fc.integer({ min: 1, max: 7 });

function forAll(check: (seed: number, m: number, n: number) => void): void {
  fc.assert(fc.property(seeds, sizes, sizes, check), { numRuns: 40 });
}

describe("laws", () => {
  it("A A⁻¹ = I, and solve is the product with the inverse", () => {
    forAll((seed, k, n) => {
      const a = definite(seed, 2, n, n);
      const b = random(seed + 1, n, k);
      expectEqual(a.matmul(inverse(a)), identity(n).expand([2, n, n]));
      expectEqual(a.matmul(solve(a, b)), b.expand([2, n, k]));
    });
  });

  it("L Lᵀ = A, triangularly solved by either triangle", () => {
    forAll((seed, k, n) => {
      const a = definite(seed, 2, n, n);
      const l = cholesky(a);
      expectEqual(l.matmul(l.transpose()), a);
      const b = random(seed + 1, 2, n, k);
      expectEqual(triangularSolve(l.transpose(), triangularSolve(l, b), { upper: true }), solve(a, b), 1e-10);
      expectEqual(logDet(a).logAbsDet, det(a).log());
    });
  });

  it("Q R = A, with orthonormal columns, R upper triangular with a diagonal that is not negative", () => {
    forAll((seed, m, n) => {
      const a = random(seed, 2, m, n);
      const { q, r } = qr(a);
      const k = Math.min(m, n);
      expectEqual(q.matmul(r), a);
      expectEqual(q.transpose().matmul(q), identity(k).expand([2, k, k]));
      (r.toArray() as number[][][]).forEach((matrix) => {
        matrix.forEach((row, i) => {
          expect(row.slice(0, i).every((x) => x === 0)).toBe(true);
          expect(row[i]).toBeGreaterThanOrEqual(0);
        });
      });
    });
  });

  it("U S Vᵀ = A, with orthonormal columns and singular values descending", () => {
    forAll((seed, m, n) => {
      const a = random(seed, 2, m, n);
      const { u, s, v } = svd(a);
      const k = Math.min(m, n);
      expectEqual(u.mul(s.unsqueeze(-2)).matmul(v.transpose()), a);
      expectEqual(u.transpose().matmul(u), identity(k).expand([2, k, k]));
      expectEqual(v.transpose().matmul(v), identity(k).expand([2, k, k]));
      for (const row of s.toArray() as number[][]) expect(row).toEqual([...row].sort((x, y) => y - x));
    });
  });

  it("A V = V W, ascending, with orthonormal vectors whose largest element is positive", () => {
    forAll((seed, _m, n) => {
      const x = random(seed, 2, n, n);
      const a = x.add(x.transpose());
      const { values, vectors } = eigh(a);
      expectEqual(a.matmul(vectors), vectors.mul(values.unsqueeze(-2)));
      expectEqual(vectors.transpose().matmul(vectors), identity(n).expand([2, n, n]));
      for (const row of values.toArray() as number[][]) expect(row).toEqual([...row].sort((p, q) => p - q));
      expectEqual(vectors.max(-2), vectors.abs().max(-2));
    });
  });

  it("singular values are those of any rank, and of any magnitude", () => {
    const thin = random(1, 6, 2);
    const a = thin.matmul(random(2, 2, 5));
    const { u, s, v } = svd(a);
    expectEqual(u.mul(s).matmul(v.transpose()), a);
    expectEqual(u.transpose().matmul(u), identity(5));
    expect((s.toArray() as number[])[2]).toBeLessThan(1e-14 * spread(s));
    expectEqual(svd(a.mul(1e160)).s, s.mul(1e160));
    expectEqual(svd(a.mul(1e-160)).s.mul(1e160), s);
    expectEqual(qr(thin.mul(1e160)).q, qr(thin).q);
  });

  it("float32 factors are as good as their dtype", () => {
    const a = random(3, 5, 4).cast("float32");
    const { u, s, v } = svd(a);
    expect(u.dtype).toBe("float32");
    expectEqual(u.mul(s).matmul(v.transpose()), a, 1e-6);
  });
});

describe("gradients", () => {
  const flat = (...xs: Tensor[]) => concat(xs.map((x) => x.reshape([-1])));
  const spaced = f64([1, 3, 6, 10]).mul(identity(4));
  const cases: Record<string, [f: (...xs: Tensor[]) => Tensor, inputs: Tensor[]]> = {
    solve: [(a, b) => solve(a, b), [definite(1, 2, 4, 4), random(2, 4, 2)]],
    inverse: [(a) => inverse(a), [definite(3, 2, 4, 4)]],
    "triangularSolve, broadcast": [(a, b) => triangularSolve(a, b), [definite(4, 4, 4), random(5, 3, 4, 1)]],
    "det of rank n - 1": [(a) => det(a), [random(6, 4, 3).matmul(random(7, 3, 4))]],
    "det of rank n - 2": [(a) => det(a), [random(6, 4, 2).matmul(random(7, 2, 4))]],
    "det in a batch with a singular one": [(a) => det(a), [f64([[[1, 2], [2, 4]], [[1, 0], [0, 1]]])]], // biome-ignore format: matrices
    logDet: [(a) => logDet(a).logAbsDet, [definite(8, 2, 4, 4)]],
    cholesky: [(a) => cholesky(a), [definite(9, 2, 4, 4)]],
    "qr, tall": [(a) => flat(...Object.values(qr(a))), [random(10, 2, 5, 3)]],
    "qr, wide": [(a) => flat(...Object.values(qr(a))), [definite(11, 3, 3).matmul(random(12, 3, 5))]],
    eigh: [(a) => flat(...Object.values(eigh(a))), [random(13, 2, 4, 4).mul(0.3).add(spaced)]],
    "svd, square": [(a) => flat(...Object.values(svd(a))), [random(14, 2, 4, 4).mul(0.3).add(spaced)]],
    "svd, tall": [(a) => flat(...Object.values(svd(a))), [random(15, 6, 4).matmul(spaced)]],
    "svd, wide": [(a) => flat(...Object.values(svd(a))), [spaced.matmul(random(15, 4, 6))]],
  };
  for (const [name, [f, inputs]] of Object.entries(cases)) {
    it(`${name}: to order 3`, () => {
      expect(checkGradients(f, inputs, { order: 3 }).worstError).toBeLessThan(1e-6);
    });
  }

  for (const shape of [
    [0, 0],
    [2, 0, 0],
    [0, 3],
    [3, 0],
  ]) {
    it(`of matrices of shape [${shape}] are as empty as these`, () => {
      const isSquare = shape.at(-1) === shape.at(-2);
      const factors = (x: Tensor) => [qr(x), svd(x), ...(isSquare ? [eigh(x)] : [])];
      const f = (x: Tensor) => flat(...factors(x).flatMap((each) => Object.values<Tensor>(each))).square().sum(); // biome-ignore format: one sum
      const x = zeros(shape);
      expect(hvp(f, [x], [x]).products[0].shape).toEqual(shape);
    });
  }

  it("eigenvalues that are equal have a first gradient: the trace does not care", () => {
    const total = grad((a: Tensor) => eigh(a).values.sum());
    expectEqual(total(identity(3)), identity(3));
  });

  it("a zero matrix has a subgradient of its singular values", () => {
    const x = f64([[0, 0], [0, 0]]); // biome-ignore format: a matrix
    const { u, v } = svd(x);
    expectEqual(vjp((a) => svd(a).s, [x], f64([1, 1])).gradients[0], u.matmul(v.transpose()));
  });
});

describe("errors name the matrix and what it lacks", () => {
  const singular = f64([[[1, 0], [0, 1]], [[1, 2], [2, 4]]]); // biome-ignore format: matrices
  const cases: Record<string, [run: () => unknown, message: RegExp]> = {
    inverse: [() => inverse(singular), /^inverse: matrix \[1\] of the batch is singular: pivot 1 is 0/],
    solve: [() => solve(singular.slice([1]), f64([1, 2])), /^solve: the matrix is singular: pivot 1 is 0/],
    triangularSolve: [() => triangularSolve(f64([[1, 5], [0, 0]]), f64([1, 2]), { upper: true }), /^triangularSolve: the matrix is singular: element 1 of its diagonal is 0$/],
    cholesky: [() => cholesky(f64([[[1]], [[-2]]])), /^cholesky: matrix \[1\] of the batch is not positive definite: pivot 0 is -2$/],
    "cholesky of NaN": [() => cholesky(f64([[Number.NaN]])), /pivot 0 is NaN/],
    "eigh of NaN": [() => eigh(f64([[Number.NaN]])), /^eigh: the matrix contains NaN or infinity/],
    "svd of infinity": [() => svd(f64([[Number.POSITIVE_INFINITY]])), /^svd: the matrix contains NaN or infinity/],
    "gradient of logDet": [() => grad((a: Tensor) => logDet(a).logAbsDet.sum())(singular), /^logDet: matrix \[1\] of the batch is singular/],
    "gradient of eigenvectors": [() => grad((a: Tensor) => eigh(a).vectors.slice([0, 0, 0]))(identity(2).expand([1, 2, 2])), /^eigh: matrix \[0\] of the batch has equal eigenvalues 0 and 1, so its vectors are not determined/],
    "gradient of singular vectors": [() => grad((a: Tensor) => svd(a).u.sum())(identity(2)), /^svd: the matrix has equal singular values 0 and 1/],
    "gradient of singular vectors at 0": [() => grad((a: Tensor) => svd(a).u.sum())(f64([[1, 2], [2, 4], [3, 6]])), /^svd: the matrix has the singular value 0 \(number 1\)/],
    "gradient of dependent columns": [() => grad((a: Tensor) => qr(a).q.sum())(f64([[1, 2], [2, 4], [3, 6]])), /^qr: the matrix has column 1 in the span of the columns before it/],
    "gradient of a large singular determinant": [() => grad((a: Tensor) => det(a))(f64(new Array(65 * 65).fill(1)).reshape([65, 65])), /^det: the matrix is singular to working precision, and too large/],
  }; // biome-ignore format: one row a case
  for (const [name, [run, message]] of Object.entries(cases)) {
    it(name, () => {
      expect(run).toThrow(MatrixError);
      expect(run).toThrow(message);
    });
  }

  it("shapes", () => {
    expect(() => inverse(f64([[1, 2]]))).toThrow(/^inverse: expected square matrices \[\.\.\., n, n\], got shape \[1, 2\]$/);
    expect(() => solve(identity(2), f64([1, 2, 3]))).toThrow(/^solve: the matrix and the right-hand side differ in the number of rows: \[2, 2\] and \[3\]/);
    expect(() => solve(identity(2), 1)).toThrow(/^solve: the right-hand side is a scalar/);
    expect(() => svd(f64([1, 2]))).toThrow(/^svd: expected matrices \[\.\.\., m, n\], got shape \[2\]$/);
  }); // biome-ignore format: one line a case
});

const determined: [n: number, values: number[], ratio: number][] = [
  [0, [], 1],
  [1, [0], 0],
  [1, [5], 1],
  [2, [4, 0, 0, 1], 0.25],
  [2, [0, 0, 0, 0], 0],
];
for (const [n, values, ratio] of determined) {
  it(`a determinant comes with how near it is to none: [${values}]`, () => {
    const results = Array.from({ length: 4 }, () => ({ rows: 1, columns: 1, values: new Float64Array([7]) }));
    const fail = (problem: string): never => {
      throw new Error(problem);
    };
    determinant([{ rows: n, columns: n, values: Float64Array.from(values) }], results, fail);
    expect(results[3].values[0]).toBe(ratio);
  });
}
