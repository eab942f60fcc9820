import { gather, scatterReduce, tensor, uniqueSlices } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose } from "./close.ts";

/* Elements that meet: updates of one place, and slices that are equal, against loops. */

const folds = {
  sum: (a: number, b: number) => a + b,
  prod: (a: number, b: number) => a * b,
  max: Math.max,
  min: Math.min,
};

describe("scatterReduce", () => {
  it("folds one update after another, in every order of them", () => {
    const rows = fc.array(
      fc.record({ to: fc.integer({ min: 0, max: 8 }), value: fc.integer({ min: -3, max: 3 }) }),
      {
        maxLength: 300,
      },
    );
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom("sum", "prod", "max", "min"),
        fc.boolean(),
        (updates, name, includeSelf) => {
          const x = [3, -1, 2, 0, 5, -4, 1, 7, -2];
          // What products of hundreds of numbers come to is beyond float64.
          const values = updates.map(({ value }) => (name === "prod" ? 1 + value / 50 : value));
          const expected: number[] = [...x];
          const seen = new Set<number>();
          updates.forEach(({ to }, i) => {
            const isFirst = !includeSelf && !seen.has(to);
            expected[to] = isFirst ? values[i] : folds[name](expected[to], values[i]);
            seen.add(to);
          });
          const index = tensor(Int32Array.from(updates, ({ to }) => to));
          const found = scatterReduce(
            tensor(x, { dtype: "float64" }),
            index,
            tensor(Float64Array.from(values)),
            0,
            name,
            { includeSelf },
          );
          expectClose(found.toArray(), expected, { relative: 1e-12 });
        },
      ),
    );
  });
});

describe("uniqueSlices", () => {
  it("gives each row once, in the order of numbers with such digits", () => {
    const rows = fc.integer({ min: 1, max: 9 }).chain((width) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 120,
      }),
    );
    fc.assert(
      fc.property(rows, (given) => {
        const { values, inverse, counts } = uniqueSlices(tensor(given));
        const texts = [...new Set(given.map((row) => row.join("")))].sort();
        expect((values.toArray() as number[][]).map((row) => row.join(""))).toEqual(texts);
        expect(inverse.toArray()).toEqual(given.map((row) => texts.indexOf(row.join(""))));
        expect(counts.toArray()).toEqual(
          texts.map((text) => given.filter((row) => row.join("") === text).length),
        );
        expect(values.indexSelect(inverse).toArray()).toEqual(given);
      }),
    );
  });

  it("keeps ranks of many rows apart, which int32 could not hold as pairs", () => {
    const count = 70_000;
    const x = tensor(
      Float32Array.from({ length: 2 * count }, (_, i) =>
        i % 2 === 0 ? Math.floor(i / 4) : (i * 7919) % count,
      ),
      { shape: [count, 2] },
    );
    const { values, inverse } = uniqueSlices(x);
    const back = gather(values, inverse.unsqueeze(1).expand([count, 2]), 0);
    expect(back.eq(x).all().item()).toBe(1);
    const [first, second] = [values.slice([null, 0]), values.slice([null, 1])];
    const ahead = (v: typeof first) => v.slice([[1]]).sub(v.slice([[0, -1]]));
    expect(
      ahead(first)
        .gt(0)
        .or(ahead(first).eq(0).and(ahead(second).gt(0)))
        .all()
        .item(),
    ).toBe(1);
  });
});
