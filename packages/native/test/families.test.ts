import { cholesky, eigh, inverse, MatrixError, svd, tensor } from "@gradiente/core";
import { Layout, type MatrixRoutine, matrixRoutines, reference } from "@gradiente/core/backend";
import { afterAll, describe, expect, it } from "vitest";
import type { View } from "../src/arrays.ts";
import { addon } from "../src/border.ts";
import { type InstructionSet, useNative } from "../src/index.ts";
import { matricesOn } from "../src/matrices.ts";
import { argsortOn, scanOn } from "../src/scan.ts";
import { type Floats, filled } from "./views.ts";

/* Scans, order and matrices in sizes that conformance does not have, with each instruction set. */

const levels = addon().levels as readonly InstructionSet[];
afterAll(() => useNative());

const noise = (i: number) => Math.sin(1.3 * i * i + i);

/** What a routine takes, for a matrix of m rows and n columns, and the shapes of what it gives. */
interface Case {
  readonly columns?: number;
  readonly kind: "general" | "positive" | "triangular";
  readonly outputs: (m: number, n: number) => readonly (readonly number[])[];
  readonly tall?: true;
}

const SIDES = 37;
const cases: Record<MatrixRoutine["name"], Case> = {
  solve: { columns: SIDES, kind: "general", outputs: (n) => [[n, SIDES]] },
  solveLower: { columns: SIDES, kind: "triangular", outputs: (n) => [[n, SIDES]] },
  solveUpper: { columns: 1, kind: "triangular", outputs: (n) => [[n, 1]] },
  determinant: { kind: "triangular", outputs: () => [[], [], [], []] },
  cholesky: { kind: "positive", outputs: (n) => [[n, n]] },
  qr: { kind: "general", outputs: (m, n) => [[m, n], [n, n]], tall: true }, // biome-ignore format: one thing
  eigh: { kind: "positive", outputs: (n) => [[n], [n, n]] },
  svd: { kind: "general", outputs: (m, n) => [[m, n], [n], [n, n]], tall: true }, // biome-ignore format: one thing
};

function matrixOf(OfType: Floats, kind: Case["kind"], m: number, n: number): View {
  if (kind === "triangular") return filled(OfType, [m, n], (i) => (i % (n + 1) === 0 ? 1.5 : noise(i) / n));
  if (kind === "general") return filled(OfType, [m, n], noise);
  // A distinct diagonal that dominates, and the same on both sides of it.
  return filled(OfType, [n, n], (at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return i === j ? n + i : Math.cos(3 * i * j + i + j);
  });
}

describe("matrices", () => {
  for (const [name, { columns, kind, outputs, tall }] of Object.entries(cases)) {
    for (const OfType of [Float32Array, Float64Array]) {
      for (const n of [20, 45, 70]) {
        const m = tall ? n + 13 : n;
        it(`${name} of ${m} x ${n} in ${OfType.name}`, () => {
          const routine = matrixRoutines[name as MatrixRoutine["name"]];
          const inputs = [matrixOf(OfType, kind, m, n)];
          if (columns !== undefined) inputs.push(filled(OfType, [m, columns], (i) => noise(i + 5)));
          const results = () => outputs(m, n).map((shape) => filled(OfType, shape, () => 7));
          const expected = results();
          reference.matrices(routine, name, inputs, expected);
          const found = levels.map((instructions) => {
            useNative({ instructions });
            const own = results();
            expect(matricesOn(routine, inputs, own)).toBe(true);
            return own;
          });
          for (const [i, { buffer }] of expected.entries()) {
            const largest = Math.max(1, ...[...buffer].map(Math.abs));
            const allowed = largest * (OfType === Float32Array ? 2 ** -20 : 1e-11);
            const own = found[0][i].buffer;
            for (const [at, value] of buffer.entries())
              expect(Math.abs(own[at] - value)).toBeLessThan(allowed);
            for (const other of found) expect(other[i].buffer).toEqual(own);
          }
        });
      }
    }
  }

  it("are read in any layout, with any batch", () => {
    const a = filled(Float64Array, [3, 40, 40], noise);
    const b = filled(Float64Array, [40, 2], noise);
    const turned = { ...a, layout: a.layout.permute([0, 2, 1]) };
    const spread = { ...b, layout: b.layout.expand([3, 40, 2]) };
    const [expected, found] = [1, 2].map((fill) => filled(Float64Array, [3, 40, 2], () => fill));
    reference.matrices(matrixRoutines.solve, "solve", [turned, spread], [expected]);
    expect(matricesOn(matrixRoutines.solve, [turned, spread], [found])).toBe(true);
    for (const [i, value] of found.buffer.entries()) expect(value).toBeCloseTo(expected.buffer[i], 9);
  });

  it("that have no result, or a doubtful one, are left to the plain loops", () => {
    useNative();
    const square = (of: (i: number, j: number) => number) =>
      tensor(Float64Array.from({ length: 900 }, (_, at) => of(Math.floor(at / 30), at % 30)), { shape: [30, 30], dtype: "float64" }); // biome-ignore format: one thing
    const none = square(() => 0);
    const rank = square((i, j) => (i + 1) * (j + 1));
    expect(() => inverse(none)).toThrow(MatrixError);
    expect(() => cholesky(square((i, j) => (i === j ? -1 : 0)))).toThrow(
      /^cholesky: .*not positive definite/,
    );
    const { u, s, v } = svd(rank);
    expect(u.matmul(u.transpose()).sub(square((i, j) => Number(i === j))).abs().max().item()).toBeLessThan(1e-12); // biome-ignore format: one thing
    expect(u.mul(s).matmul(v.transpose()).sub(rank).abs().max().item()).toBeLessThan(1e-10);
    expect(() => eigh(square(() => Number.NaN))).toThrow(/^eigh: .*NaN/);
  });

  it("that reach beyond their array, or are not square, are refused by the addon", () => {
    const refused = /^native: a view reaches beyond its array/;
    const [a, b] = [filled(Float64Array, [9, 9], noise), filled(Float64Array, [9, 2], noise)];
    const run = (x: View, y: View, out: View) => () => matricesOn(matrixRoutines.solve, [x, y], [out]);
    expect(run(a, b, filled(Float64Array, [9, 2], noise))()).toBe(true);
    expect(run({ ...a, layout: new Layout([9, 9], [9, 1], 1) }, b, b)).toThrow(refused);
    expect(run(filled(Float64Array, [9, 8], noise), b, b)).toThrow(refused);
    expect(run(a, filled(Float64Array, [8, 2], noise), b)).toThrow(refused);
    expect(run(a, b, filled(Float64Array, [9, 1], noise))).toThrow(refused);
  });
});

describe("order", () => {
  const rows = [31, 33, 2999, 3001, 70_000];
  for (const descending of [false, true]) {
    for (const OfType of [Float32Array, Float64Array]) {
      it(`of long rows of ${OfType.name}, ${descending ? "descending" : "ascending"}`, () => {
        for (const size of rows) {
          const x = filled(OfType, [2, size], (i) => {
            if (i % 97 === 0) return [Number.NaN, -0, 0, Number.NEGATIVE_INFINITY][(i / 97) % 4];
            return i % 3 === 0 ? Math.round(9 * noise(i)) : noise(i) * 10 ** ((i % 60) - 30);
          });
          const [expected, found] = [0, 1].map(
            (): View => ({ ...x, buffer: new Int32Array(2 * size), dtype: "int32" }),
          );
          reference.argsort(x, descending, expected);
          expect(argsortOn(x, descending, found)).toBe(true);
          expect(found.buffer).toEqual(expected.buffer);
        }
      });
    }
  }
});

describe("scans", () => {
  it("of a long row have the same bits with every instruction set", () => {
    const x = filled(Float32Array, [100_003], noise);
    const [first, ...others] = levels.map((instructions) => {
      useNative({ instructions });
      const out = filled(Float32Array, [100_003], () => 7);
      expect(scanOn({ name: "cumsum", parameters: [] }, [x], out)).toBe(true);
      return out.buffer;
    });
    expect(first[100_002]).toBeCloseTo(
      [...x.buffer].reduce((sum, value) => sum + value, 0),
      4,
    );
    for (const other of others) expect(other).toEqual(first);
  });
});
