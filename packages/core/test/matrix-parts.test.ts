import { expect, it } from "vitest";
import {
  halfOf,
  type MatrixPart,
  partOf,
  subtractProduct,
  turnedPart,
  within,
} from "../src/routines/matrix.ts";

/* Routines on large matrices work on parts of them: where the parts lie, and C - A B of parts. */

const matrix = { rows: 4, columns: 5, values: new Float64Array(20) };

it("a part says where its elements lie, also of a part, and turned", () => {
  const part = partOf(matrix, 1, 2, 3, 3);
  expect(part).toEqual({
    values: matrix.values,
    start: 7,
    rowStride: 5,
    columnStride: 1,
    rows: 3,
    columns: 3,
  });
  expect(within(part, 1, 1, 2, 1)).toEqual({ ...part, start: 13, rows: 2, columns: 1 });
  const turned = turnedPart(partOf(matrix, 1, 2, 2, 3));
  expect(turned).toEqual({ ...part, start: 7, rowStride: 1, columnStride: 5, rows: 3, columns: 2 });
  expect(within(turned, 2, 1, 1, 1)).toMatchObject({ start: 14, rowStride: 1, columnStride: 5 });
});

it("a half is a multiple of the unit, and the larger one", () => {
  expect([9, 16, 17, 31, 32, 33].map((count) => halfOf(count, 8))).toEqual([8, 8, 16, 16, 16, 24]);
});

/** Whole numbers in a matrix with a margin on all sides, which stays as it is. */
function filled(rows: number, columns: number, turned: boolean, seed: number): MatrixPart {
  const [height, width] = turned ? [columns, rows] : [rows, columns];
  const values = Float64Array.from({ length: (height + 2) * (width + 2) }, (_, i) => ((i * seed) % 11) - 5);
  const part = partOf({ rows: height + 2, columns: width + 2, values }, 1, 1, height, width);
  return turned ? turnedPart(part) : part;
}

const placeIn = ({ start, rowStride, columnStride }: MatrixPart, i: number, j: number) =>
  start + i * rowStride + j * columnStride;

/** Sums of 1 to 9 products (the code makes four at a time), with each operand as it lies or turned. */
const ways = [1, 2, 3, 4, 5, 8, 9].flatMap((inner) =>
  [false, true].flatMap((left) => [false, true].map((right) => [inner, left, right] as const)),
);

it.each(ways)("C - A B of %i products, A turned: %s, B turned: %s", (inner, left, right) => {
  const [a, b, c] = [filled(2, inner, left, 7), filled(inner, 3, right, 3), filled(2, 3, false, 5)];
  const expected = c.values.slice();
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 3; j++) {
      for (let k = 0; k < inner; k++) {
        expected[placeIn(c, i, j)] -= a.values[placeIn(a, i, k)] * b.values[placeIn(b, k, j)];
      }
    }
  }
  subtractProduct(c, a, b, undefined);
  expect(c.values).toEqual(expected);
});

it("a backend multiplies if there are 32,768 products, and more than one column", () => {
  const called = (rows: number, inner: number, columns: number, multiplies = true) => {
    const [a, b, c] = [
      filled(rows, inner, false, 7),
      filled(inner, columns, false, 3),
      filled(rows, columns, false, 5),
    ];
    const before = c.values[placeIn(c, rows - 1, columns - 1)];
    let calls = 0;
    subtractProduct(c, a, b, (_a, _b, out, batch, summed) => {
      calls++;
      expect([out.layout.shape, out.dtype, batch, summed]).toEqual([[rows, columns], "float64", 0, 1]);
      if (multiplies) out.buffer.fill(2);
      return multiplies;
    });
    return [calls, before - c.values[placeIn(c, rows - 1, columns - 1)]];
  };
  expect(called(32, 32, 32)).toEqual([1, 2]);
  expect(called(32, 31, 33)[0]).toBe(0);
  expect(called(32, 1024, 1)[0]).toBe(0);
  expect(called(32, 512, 2)).toEqual([1, 2]);
  // A backend that has no kernel after all: as without.
  const [calls, difference] = called(32, 32, 32, false);
  const plain = filled(32, 32, false, 5);
  const last = placeIn(plain, 31, 31);
  const before = plain.values[last];
  subtractProduct(plain, filled(32, 32, false, 7), filled(32, 32, false, 3), undefined);
  expect([calls, difference]).toEqual([1, before - plain.values[last]]);
});
