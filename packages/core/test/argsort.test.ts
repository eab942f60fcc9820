import { type DType, randn, seed, type Tensor, tensor } from "@gradiente/core";
import { type LayoutName, layouts } from "@gradiente/testing";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

/* Sorted positions against a sort that compares, around the lengths at which another way of sorting begins. */

beforeAll(() => seed(4));

const awkward = [
  0,
  -0,
  Number.NaN,
  Infinity,
  -Infinity,
  5e-324,
  -5e-324,
  1.5e-45,
  -1.5e-45,
  1,
  -1,
  3.4e38,
  -1.7e308,
];

/** Stable, NaN last, and first if it is descending. */
function sortedPlaces(values: ArrayLike<number>, descending: boolean): number[] {
  const compare = (a: number, b: number) => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a < b ? -1 : a > b ? 1 : 0;
  };
  const places = Array.from(values, (_, i) => i);
  return places.sort((i, j) => (descending ? -1 : 1) * compare(values[i], values[j]) || i - j);
}

/** Numbers of many sizes, several of them equal, and all that is awkward. */
function numbersOf(size: number, dtype: DType): Tensor {
  const wide = randn([size], { dtype: "float64" });
  if (dtype === "bool") return wide.gt(0);
  if (dtype === "int32") {
    const values = Array.from(
      wide
        .mul(1e9)
        .clip(-(2 ** 31), 2 ** 31 - 1)
        .toTypedArray(),
      (x, i) => (i % 5 === 0 ? Math.sign(x) : Math.trunc(x)),
    );
    for (const [i, edge] of [-(2 ** 31), 2 ** 31 - 1, 0, -1].entries()) values[(i * 7) % size] = edge;
    return tensor(values, { dtype });
  }
  const values = wide.toTypedArray().map((x, i) => (i % 3 === 0 ? Math.round(x) : x * 10 ** ((i % 70) - 35)));
  for (let i = 0; i < Math.min(size, 60); i++) values[(i * 11) % size] = awkward[i % awkward.length];
  return tensor(values).cast(dtype);
}

describe("argsort", () => {
  for (const dtype of ["float32", "float64", "int32", "bool"] as const) {
    it(`gives the places of ${dtype} in order, stable in both directions`, () => {
      for (const size of [1, 2, 33, 599, 600, 601, 602, 4095, 4096, 5000]) {
        const x = numbersOf(size, dtype);
        for (const descending of [false, true]) {
          const found = x.argsort(-1, { descending }).toTypedArray();
          expect([...found], `${size}`).toEqual(sortedPlaces(x.toTypedArray(), descending));
        }
      }
    });
  }

  it("gives them for rows that lie in any way", () => {
    const anyLayout = fc.constantFrom(...(Object.keys(layouts) as LayoutName[]));
    fc.assert(
      fc.property(
        anyLayout,
        fc.constantFrom<DType[]>("float32", "float64", "int32", "bool"),
        fc.constantFrom(7, 700),
        fc.boolean(),
        (layout, dtype, size, descending) => {
          const x = numbersOf(3 * size, dtype).reshape([3, size]);
          const found = layouts[layout](x).argsort(-1, { descending }).toArray();
          const wanted = [0, 1, 2].map((row) => sortedPlaces(x.slice([row]).toTypedArray(), descending));
          expect(found).toEqual(wanted);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("takes a word of all equal bits as it is", () => {
    const x = tensor(Float64Array.from({ length: 1000 }, (_, i) => 1 + (i % 2) * 2 ** -52));
    const found = x.argsort().toTypedArray();
    expect([...found]).toEqual(sortedPlaces(x.toTypedArray(), false));
  });
});
