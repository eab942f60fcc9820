import {
  cholesky,
  det,
  eigh,
  eye,
  logDet,
  MatrixError,
  ones,
  qr,
  randn,
  seed,
  setBackend,
  solve,
  type Tensor,
  tensor,
  triangularSolve,
  zeros,
} from "@gradiente/core";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

/* Matrices of several blocks, whose sizes are at, below and above multiples of the block, with each way of multiplying. */

const SIZES = [31, 32, 33, 97];
const backends = ["reference", "wasm"] as const;

const wide = (...shape: number[]) => randn(shape, { dtype: "float64" });
const largest = (x: Tensor) => (x.size === 0 ? 0 : x.abs().max().item());

/** Rounding errors of n steps, of products of what is about n in size. */
const bound = (n: number) => 64 * n * n * 2 ** -52;

beforeEach(() => seed(5));
afterAll(() => setBackend("wasm"));

for (const backend of backends) {
  describe(`matrices of several blocks on ${backend}`, () => {
    beforeEach(() => setBackend(backend));

    for (const n of SIZES) {
      it(`of ${n} rows: A X = B`, () => {
        for (const columns of [1, 3, 70]) {
          const [a, b] = [wide(n, n), wide(n, columns)];
          const x = solve(a, b);
          // Of a random matrix, X may be as large as its inverse.
          expect(largest(a.matmul(x).sub(b))).toBeLessThan(bound(n) * Math.max(1, largest(x)));
          for (const upper of [false, true]) {
            const t = (upper ? a.triu() : a.tril()).add(eye(n).mul(3 * n));
            const y = triangularSolve(t, b, { upper });
            expect(largest(t.matmul(y).sub(b))).toBeLessThan(bound(n));
          }
        }
      });

      it(`of ${n} rows: A = L Lᵀ, and the other triangle is 0`, () => {
        const root = wide(n, n);
        const a = root.matmul(root.transpose()).add(eye(n));
        const l = cholesky(a);
        expect(largest(l.matmul(l.transpose()).sub(a))).toBeLessThan(bound(n));
        expect(largest(l.triu(1))).toBe(0);
      });

      it(`of ${n} rows: A = Q R`, () => {
        for (const rows of [n, n + 40]) {
          const a = wide(rows, n);
          const { q, r } = qr(a);
          expect(largest(q.matmul(r).sub(a))).toBeLessThan(bound(n));
          expect(largest(q.transpose().matmul(q).sub(eye(n)))).toBeLessThan(bound(n));
          expect(largest(r.tril(-1))).toBe(0);
        }
      });

      it(`of ${n} rows: the determinant is that of the factors, with the sign of the exchanges`, () => {
        const [lower, upper] = [wide(n, n).mul(0.1).tril(-1).add(eye(n)), wide(n, n).mul(0.1).triu(1)];
        const diagonal = tensor(Array.from({ length: n }, (_, i) => (i % 3 === 0 ? -1.1 : 0.95)), { dtype: "float64" }); // biome-ignore format: one thing
        const a = lower.matmul(upper.add(diagonal.unsqueeze(1).mul(eye(n)))).flip(0);
        const exchanges = (n * (n - 1)) / 2;
        const wanted = diagonal.prod().item() * (exchanges % 2 === 0 ? 1 : -1);
        expect(Math.abs(det(a).item() / wanted - 1)).toBeLessThan(1e-9);
        expect(logDet(a).sign.item()).toBe(Math.sign(wanted));
      });
    }

    it("A = V diag(w) Vᵀ", () => {
      const root = wide(50, 50);
      const a = root.add(root.transpose());
      const { values, vectors } = eigh(a);
      expect(largest(vectors.mul(values).matmul(vectors.transpose()).sub(a))).toBeLessThan(bound(50));
    });

    it("name the pivot that is 0, or not positive, in a later block", () => {
      const a = wide(70, 70).tril().add(eye(70).mul(9));
      const hole = tensor(Array.from({ length: 70 }, (_, i) => i === 50), { shape: [1, 70] }); // biome-ignore format: one thing
      // Its column 50 is nothing but zeros.
      const singular = hole.where(0, a);
      expect(() => solve(singular, ones([70]))).toThrow(MatrixError);
      expect(() => solve(singular, ones([70]))).toThrow(/pivot 50 is 0/);
      expect(det(singular).item()).toBe(0);
      const root = wide(70, 70);
      const indefinite = root.matmul(root.transpose()).sub(hole.and(hole.transpose()).where(1e4, 0));
      expect(() => cholesky(indefinite)).toThrow(/pivot 50 is -/);
    });

    it("of zeros, and of a permutation, need no division by 0", () => {
      const turned = eye(70, 70, { dtype: "float64" }).flip(0);
      const b = wide(70, 2);
      expect(solve(turned, b).toTypedArray()).toEqual(b.flip(0).toTypedArray());
      expect(det(zeros([70, 70])).item()).toBe(0);
      const { q, r } = qr(zeros([70, 40], { dtype: "float64" }));
      expect(largest(r)).toBe(0);
      expect(largest(q.matmul(r))).toBe(0);
    });
  });
}
