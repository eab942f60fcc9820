import { MatrixError, type Shape, sameShape } from "@gradiente/core";
import { type MatrixRoutine, matrixRoutines } from "@gradiente/core/backend";
import fc from "fast-check";
import { type Call, raises, same, type Tolerance } from "./call.ts";
import type { KernelCheck } from "./check.ts";
import { floats } from "./functions.ts";
import { largestOf, roundingOf } from "./tolerance.ts";
import { dense, type HostView, poisoned } from "./views.ts";

/* Dense linear algebra, on matrices that are well conditioned: there the routines differ by roundings. */

/** What a routine is called with: matrices of n columns, and what it gives. */
interface Routine {
  readonly inputs: readonly Kind[];
  readonly outputs: (batch: Shape, rows: number, n: number) => readonly Shape[];
}

/** A square matrix, a symmetric one, one of any number of rows, or right-hand sides. */
type Kind = "square" | "symmetric" | "tall" | "sides";

type RoutineName = MatrixRoutine["name"];

const sides: Routine = { inputs: ["square", "sides"], outputs: (batch, _rows, n) => [[...batch, n, 2]] };

const routines: Readonly<Record<RoutineName, Routine>> = {
  solve: sides,
  solveLower: sides,
  solveUpper: sides,
  determinant: { inputs: ["square"], outputs: (batch) => [batch, batch, batch, batch] },
  cholesky: { inputs: ["symmetric"], outputs: (batch, _rows, n) => [[...batch, n, n]] },
  qr: { inputs: ["tall"], outputs: (batch, rows, n) => [[...batch, rows, n], [...batch, n, n]] }, // biome-ignore format: a row
  eigh: { inputs: ["symmetric"], outputs: (batch, _rows, n) => [[...batch, n], [...batch, n, n]] }, // biome-ignore format: a row
  svd: { inputs: ["tall"], outputs: (batch, rows, n) => [[...batch, rows, n], [...batch, n], [...batch, n, n]] }, // biome-ignore format: a row
};

/** A dominant diagonal of distinct numbers, and small elements beside it. */
function matrixOf(
  kind: Kind,
  batch: Shape,
  rows: number,
  n: number,
  dtype: "float32" | "float64",
  seed: number,
): HostView {
  const columns = kind === "sides" ? 2 : n;
  const height = kind === "tall" ? rows : n;
  const shape = [...batch, height, columns];
  const size = shape.reduce((product, length) => product * length, 1);
  const noise = (i: number, j: number, k: number) => Math.sin(seed + 1.7 * i + 2.3 * j + 0.9 * k);
  const values = Array.from({ length: size }, (_, at) => {
    const j = at % columns;
    const i = Math.floor(at / columns) % height;
    const matrix = Math.floor(at / (columns * height));
    if (kind === "sides") return noise(i, j, matrix) * 3;
    const beside = kind === "symmetric" ? noise(i + j, i * j, matrix) : noise(i, j, matrix);
    return i === j ? 4 * n + 3 * i + 1 : beside;
  });
  return dense(values, shape, dtype);
}

function called(routine: RoutineName, inputs: readonly HostView[], outputs: readonly Shape[]): Call {
  return {
    what: `${routine} of ${inputs[0].dtype}`,
    inputs,
    outputs: outputs.map((shape) => poisoned(shape, inputs[0].dtype)),
    run: (on, inputs, outputs) => on.matrices(matrixRoutines[routine], routine, inputs, outputs),
  };
}

/** Roundings of double precision at each step, and one at the end, of what the largest element or 1 is. */
function tolerance(dtype: "float32" | "float64", n: number): Tolerance {
  return (plain) => {
    const largest = largestOf(plain, 1);
    const allowed = (2 * roundingOf(dtype) + 64 * (n + 1) * 2 ** -53) * largest;
    return () => allowed;
  };
}

const right: KernelCheck[] = (Object.entries(routines) as [RoutineName, Routine][]).map(
  ([routine, { inputs, outputs }]) => ({
    name: `${routine} of batches of matrices`,
    mustSee: true,
    run: (backend) =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom<Shape[]>([], [2], [2, 3]),
          fc.integer({ min: 1, max: 9 }),
          fc.nat(4),
          fc.constantFrom(...(floats as readonly ("float32" | "float64")[])),
          fc.nat(1000),
          (batch, n, more, dtype, seed) => {
            const operands = inputs.map((kind) => matrixOf(kind, batch, n + more, n, dtype, seed));
            return same(backend, called(routine, operands, outputs(batch, n + more, n)), tolerance(dtype, n));
          },
        ),
        { numRuns: 30 },
      ),
  }),
);

const refused: KernelCheck = {
  name: "a matrix without an inverse or a factor is a MatrixError that names op and matrix",
  mustSee: true,
  run: async (backend) => {
    for (const routine of ["solve", "solveLower", "solveUpper", "cholesky"] as const) {
      const { inputs, outputs } = routines[routine];
      const operands = inputs.map((kind) => matrixOf(kind, [2, 2], 3, 3, "float64", 1));
      // The third of four matrices is nothing but zeros.
      operands[0].buffer.fill(0, 18, 27);
      const wanted = `a MatrixError of matrix [1, 0] that begins with '${routine}:'`;
      raises(backend, called(routine, operands, outputs([2, 2], 3, 3)), wanted, (error) => {
        return (
          error instanceof MatrixError &&
          sameShape(error.batch, [1, 0]) &&
          error.message.startsWith(`${routine}:`)
        );
      });
    }
  },
};

export const matrices: readonly KernelCheck[] = [...right, refused];
