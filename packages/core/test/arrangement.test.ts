import {
  checkGradients,
  concat,
  type Fill,
  grad,
  lpPool1d,
  stack,
  type Tensor,
  tensor,
} from "@gradiente/core";
import { shapes, tensors } from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose } from "./close.ts";
import { f64, int, NAN } from "./samples/values.ts";

/* Laws of ops that put elements in order, move them, pick them and fold them; and gradients at zeros and ties. */

/** Whole numbers, so that many are equal. */
const tied = shapes({ minimumAxes: 1, maximumAxes: 3, minimumSize: 1, maximumSize: 5 }).chain((shape) =>
  tensors({ shape, dtype: "int32" }).map((x) => x.cast("float64")),
);
const any = tensors({ shape: { minimumAxes: 1, maximumAxes: 3, minimumSize: 0 } });
const axisOf = (x: Tensor) => fc.integer({ min: -x.ndim, max: x.ndim - 1 });
const along = (xs: fc.Arbitrary<Tensor>) => xs.chain((x) => fc.tuple(fc.constant(x), axisOf(x)));
const numbers = (x: Tensor) => Array.from(x.toTypedArray());

describe("sorting", () => {
  it("permutes, orders, and is stable in both directions", () => {
    fc.assert(
      fc.property(along(tied), fc.boolean(), ([x, axis], descending) => {
        const { values, indices } = x.sort(axis, { descending });
        expect(values.toArray()).toEqual(x.gather(x.argsort(axis, { descending }), axis).toArray());
        expect(numbers(indices.sort(axis).values)).toEqual(
          numbers(indices.mul(0).add(1).cumsum(axis).sub(1)),
        );
        const rows = (y: Tensor) =>
          y
            .moveAxis(axis, -1)
            .reshape([-1, x.shape.at(axis) as number])
            .toArray() as number[][];
        const places = rows(indices);
        rows(values).forEach((row, i) => {
          for (let j = 1; j < row.length; j++) {
            const [left, right] = descending ? [row[j], row[j - 1]] : [row[j - 1], row[j]];
            expect(left).toBeLessThanOrEqual(right);
            if (left === right) expect(places[i][j - 1]).toBeLessThan(places[i][j]);
          }
        });
      }),
    );
  });

  it("agrees with JavaScript's on long rows with NaN and infinities", () => {
    const value = fc.oneof(fc.double({ noNaN: false }), fc.integer({ min: -3, max: 3 }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), fc.boolean(), (list, descending) => {
        const rank = (a: number, b: number) =>
          Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b || 0;
        const order = (a: number, b: number) => {
          const by = list[a] === list[b] ? 0 : rank(list[a], list[b]);
          return descending ? -by : by;
        };
        const expected = list.map((_, i) => i).sort(order);
        expect(numbers(f64(list).argsort(0, { descending }))).toEqual(expected);
      }),
    );
  });

  it("topk is the head of what is sorted", () => {
    fc.assert(
      fc.property(along(tied), fc.boolean(), fc.nat(4), ([x, axis], largest, k) => {
        const count = Math.min(k, x.shape.at(axis) as number);
        const { values, indices } = x.topk(count, axis, { largest });
        const whole = x.sort(axis, { descending: largest });
        expect(values.toArray()).toEqual(whole.values.narrow(axis, 0, count).toArray());
        expect(indices.toArray()).toEqual(whole.indices.narrow(axis, 0, count).toArray());
      }),
    );
  });

  it("searchSorted counts what is smaller, as a loop does", () => {
    const list = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(list, list, (row, wanted) => {
        const rows = f64(row.sort((a, b) => a - b));
        expect(numbers(rows.searchSorted(f64(wanted)))).toEqual(
          wanted.map((value) => row.filter((element) => element < value).length),
        );
        expect(numbers(rows.searchSorted(f64(wanted), { side: "right" }))).toEqual(
          wanted.map((value) => row.filter((element) => element <= value).length),
        );
      }),
    );
  });

  it("unique's values, places and counts make x again", () => {
    fc.assert(
      fc.property(tied, (x) => {
        const { values, inverse, counts } = x.unique();
        expect(numbers(values)).toEqual([...new Set(numbers(x))].sort((a, b) => a - b));
        expect(values.slice([inverse]).toArray()).toEqual(x.toArray());
        expect(numbers(values.repeat(numbers(counts)))).toEqual(numbers(x.reshape([-1]).sort().values));
      }),
    );
  });

  it("the median is the quantile at a half for odd counts, and below it for even ones", () => {
    fc.assert(
      fc.property(along(tensors({ shape: { minimumAxes: 1, maximumAxes: 3 } })), ([x, axis]) => {
        const size = x.shape.at(axis) as number;
        const middle = x.quantile(0.5, axis);
        if (size % 2 === 1) expectClose(x.median(axis).toArray(), middle.toArray());
        else expect(x.median(axis).le(middle.add(1e-12)).all().item()).toBe(1);
        expectClose(x.quantile([0, 1], axis).toArray(), stack([x.min(axis), x.max(axis)]).toArray());
      }),
    );
  });
});

describe("scans", () => {
  it("end in the fold over the axis, and begin with the first element", () => {
    const folds = { cumsum: "sum", cumprod: "prod", logCumSumExp: "logSumExp" } as const;
    fc.assert(
      fc.property(
        along(tensors({ shape: { minimumAxes: 1, maximumAxes: 3 } })),
        fc.constantFrom("cumsum", "cumprod", "logCumSumExp"),
        ([x, axis], op) => {
          const scanned = x[op](axis);
          expectClose(
            scanned.narrow(axis, -1, 1).toArray(),
            x[folds[op]](axis, { keepDims: true }).toArray(),
            { absolute: 1e-13 },
          );
          expectClose(scanned.narrow(axis, 0, 1).toArray(), x.narrow(axis, 0, 1).toArray(), {
            absolute: 1e-13,
          });
          expect(x.cummax(axis).values.narrow(axis, -1, 1).toArray()).toEqual(
            x.max(axis, { keepDims: true }).toArray(),
          );
        },
      ),
    );
  });

  it("are undone by differences", () => {
    fc.assert(
      fc.property(along(tied), ([x, axis]) => {
        const sums = x.cumsum(axis);
        const size = x.shape.at(axis) as number;
        const shifted = concat([sums.narrow(axis, 0, 1).mul(0), sums.narrow(axis, 0, size - 1)], axis);
        expect(sums.sub(shifted).toArray()).toEqual(x.toArray());
      }),
    );
  });

  /** Products by halves: made of mul alone, so that its gradients of every order are beyond doubt. */
  function productByHalves(x: Tensor): Tensor {
    if (x.size === 1) return x.reshape([]);
    const half = x.size >> 1;
    return productByHalves(x.narrow(0, 0, half)).mul(productByHalves(x.narrow(0, half, x.size - half)));
  }

  it("prod and cumprod have the gradients of products made of mul, of order 1 to 3, beside zeros", () => {
    const zeros = fc.array(fc.oneof(fc.constant(0), fc.double({ min: -2, max: 2, noNaN: true })), {
      minLength: 1,
      maxLength: 6,
    });
    const derivatives = (f: (x: Tensor) => Tensor, x: Tensor) => {
      const first = grad(f);
      const second = grad((x: Tensor) => first(x).mul(x.add(1)).sum());
      const third = grad((x: Tensor) => second(x).mul(x.sub(0.5)).sum());
      return [first, second, third].map((derivative) => derivative(x).toArray());
    };
    fc.assert(
      fc.property(zeros, (list) => {
        const x = f64(list);
        const expected = derivatives(productByHalves, x);
        expectClose(
          derivatives((x) => x.prod(), x),
          expected,
          { absolute: 1e-12, relative: 1e-11 },
        );
        const sums = derivatives(
          (x) => stack(list.map((_, i) => productByHalves(x.narrow(0, 0, i + 1)))).sum(),
          x,
        );
        expectClose(
          derivatives((x) => x.cumprod().sum(), x),
          sums,
          { absolute: 1e-12, relative: 1e-11 },
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("movement", () => {
  it("flipping twice, rolling around, and moving an axis there and back change nothing", () => {
    fc.assert(
      fc.property(along(any), fc.integer({ min: -9, max: 9 }), ([x, axis], shift) => {
        const size = x.shape.at(axis) as number;
        expect(x.flip(axis).flip(axis).toArray()).toEqual(x.toArray());
        expect(x.roll(shift, axis).roll(-shift, axis).toArray()).toEqual(x.toArray());
        expect(x.roll(shift * size, axis).toArray()).toEqual(x.toArray());
        expect(x.roll(shift).reshape([-1]).toArray()).toEqual(x.reshape([-1]).roll(shift, 0).toArray());
        expect(x.moveAxis(axis, 0).moveAxis(0, axis).toArray()).toEqual(x.toArray());
      }),
    );
  });

  it("parts put together again are the whole", () => {
    fc.assert(
      fc.property(along(any), fc.integer({ min: 1, max: 5 }), ([x, axis], count) => {
        for (const parts of [x.split(count, axis), x.chunk(count, axis)]) {
          expect(concat(parts, axis).toArray()).toEqual(x.toArray());
        }
        const sizes = x.chunk(count, axis).map((part) => part.shape.at(axis) as number);
        expect(sizes).toHaveLength(count);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("what is padded is found again in the middle, and comes from x", () => {
    const width = fc.tuple(fc.nat(4), fc.nat(4));
    const fill = fc.constantFrom<Fill>("reflect", "replicate", "circular", 7);
    fc.assert(
      fc.property(along(tied), width, fill, ([x, axis], [before, after], filled) => {
        const widths = x.shape.map((_, i) =>
          i === (axis + x.ndim) % x.ndim ? ([before, after] as const) : ([0, 0] as const),
        );
        const padded = x.pad(widths, filled);
        expect(padded.narrow(axis, before, x.shape.at(axis) as number).toArray()).toEqual(x.toArray());
        const known = new Set([...numbers(x), ...(typeof filled === "number" ? [filled] : [])]);
        expect(numbers(padded).every((value) => known.has(value))).toBe(true);
      }),
    );
  });

  it("tile repeats the whole and repeat the elements: one is the other, transposed", () => {
    fc.assert(
      fc.property(
        tensors({ shape: { minimumAxes: 1, maximumAxes: 1, minimumSize: 0 } }),
        fc.nat(3),
        (x, count) => {
          expect(x.tile(count).reshape([count, x.size]).transpose().toArray()).toEqual(
            x.repeat(count).reshape([x.size, count]).toArray(),
          );
        },
      ),
    );
  });

  it("triangles and diagonals make up a matrix", () => {
    const matrices = tensors({ shape: { minimumAxes: 2, maximumAxes: 3 } });
    fc.assert(
      fc.property(matrices, fc.integer({ min: -4, max: 4 }), (x, offset) => {
        expectClose(
          x
            .triu(offset)
            .add(x.tril(offset - 1))
            .toArray(),
          x.toArray(),
          { relative: 0, absolute: 0 },
        );
        expectClose(
          x.diagonal(offset).sum(-1).toArray(),
          x.triu(offset).tril(offset).sum([-2, -1]).toArray(),
          { absolute: 1e-13 },
        );
        expectClose(x.diag(offset).diagonal(offset).toArray(), x.toArray(), { relative: 0, absolute: 0 });
      }),
    );
  });
});

describe("indexing", () => {
  it("by tensors is what a loop over their elements picks", () => {
    const x = tensor(
      Float64Array.from({ length: 60 }, (_, i) => i),
      { shape: [3, 4, 5] },
    );
    const place = (size: number) => fc.array(fc.nat(size - 1), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(place(3), place(4), place(5), (i, j, k) => {
        const element = (...at: number[]) => x.slice(at).item();
        const [a, b, c] = [i, j, k].map((list) => int(list));
        expect(x.slice([a, b, c]).toArray()).toEqual(i.map((_, n) => element(i[n], j[n], k[n])));
        expect(x.slice([a.unsqueeze(1), b, 2]).toArray()).toEqual(
          i.map((row) => j.map((column) => element(row, column, 2))),
        );
        expect(x.slice([1, "...", c]).toArray()).toEqual(
          [0, 1, 2, 3].map((row) => k.map((at) => element(1, row, at))),
        );
        expect(x.slice([a, null, c]).toArray()).toEqual(
          i.map((at, n) => [0, 1, 2, 3].map((row) => element(at, row, k[n]))),
        );
      }),
    );
  });

  it("by a mask is maskedSelect, and filling what is selected leaves nothing of it", () => {
    fc.assert(
      fc.property(tied, (x) => {
        const mask = x.gt(0);
        expect(x.slice([mask]).toArray()).toEqual(x.maskedSelect(mask).toArray());
        expect(x.maskedSelect(mask).size).toBe(mask.sum().item());
        expect(x.maskedFill(mask, 0).maskedSelect(mask).countNonzero().item()).toBe(0);
      }),
    );
  });

  it("scatter puts where gather takes", () => {
    fc.assert(
      fc.property(along(tied), ([x, axis]) => {
        const order = x.argsort(axis);
        expect(x.mul(0).scatter(order, x.gather(order, axis), axis).toArray()).toEqual(x.toArray());
        const first = x.argmax(axis, { keepDims: true });
        expect(x.takeAlongAxis(first, axis).toArray()).toEqual(x.max(axis, { keepDims: true }).toArray());
      }),
    );
  });

  it("of the updates of one element the last stays, and has the gradient", () => {
    const index = int([1, 0, 1]);
    const [dx, dv] = grad((x: Tensor, v: Tensor) =>
      x
        .scatter(index, v, 0)
        .mul(f64([2, 3, 5]))
        .sum(),
    )(f64([1, 1, 1]), f64([7, 8, 9]));
    expect(dx.toArray()).toEqual([0, 0, 5]);
    expect(dv.toArray()).toEqual([0, 2, 3]);
  });
});

describe("gradients where something is zero or equal", () => {
  const gradientAt = (f: (x: Tensor) => Tensor, x: number[]) =>
    grad((x: Tensor) => f(x).sum())(f64(x)).toArray();

  it("std and norm have none at zero", () => {
    expect(gradientAt((x) => x.std(), [2, 2, 2])).toEqual([0, 0, 0]);
    for (const size of [1e30, 1e-30])
      expect(
        tensor([size, 3 * size])
          .std()
          .item() / size,
      ).toBeCloseTo(Math.SQRT2, 6);
    for (const order of [1, 1.5, 2, 3]) expect(gradientAt((x) => x.norm(order), [0, 0])).toEqual([0, 0]);
    expect(gradientAt((x) => x.norm(0.5), [0, 4])).toEqual([0, 1]);
    for (const order of [-1, -2.5]) expect(gradientAt((x) => x.norm(order), [0, 4])).toEqual([0, 0]);
  });

  it("a norm that would overflow has its gradient all the same", () => {
    expectClose(
      gradientAt((x) => x.norm(), [3e200, 4e200]),
      [0.6, 0.8],
    );
    expectClose(
      gradientAt((x) => x.norm(), [3e-200, 4e-200]),
      [0.6, 0.8],
    );
    for (const x of [2e-200, 2e200]) {
      expectClose(
        gradientAt((at) => at.norm(-2), [x, -x]),
        [2 ** -1.5, -(2 ** -1.5)],
      );
    }
    expectClose(
      gradientAt((x) => lpPool1d(x, 2, 2), [3e200, 4e200, 3e-200, 4e-200]),
      [0.6, 0.8, 0.6, 0.8],
    );
  });

  it("the variance of numbers far from 0 loses no digits, nor does its gradient", () => {
    expect(
      f64([1e9 + 1, 1e9 + 2, 1e9 + 3])
        .var()
        .item(),
    ).toBe(1);
    expect(gradientAt((x) => x.var(), [1e9 + 1, 1e9 + 2, 1e9 + 3])).toEqual([-1, 0, 1]);
  });

  it("cummax gives it to the last of equals, topk and sort to their places", () => {
    expect(gradientAt((x) => x.cummax().values, [2, 2, 1])).toEqual([1, 2, 0]);
    expect(gradientAt((x) => x.topk(1).values, [5, 5, 1])).toEqual([1, 0, 0]);
    expect(gradientAt((x) => x.sort().values.mul(f64([1, 2, 3])), [5, 1, 5])).toEqual([2, 1, 3]);
  });

  it("a quantile at an element, and one between two", () => {
    expect(gradientAt((x) => x.quantile(0.5), [3, 1, 2])).toEqual([0, 0, 1]);
    expect(gradientAt((x) => x.quantile(0.25), [1, 2, 3])).toEqual([0.5, 0.5, 0]);
    expect(gradientAt((x) => x.quantile(0.25), [Number.POSITIVE_INFINITY, 2])).toEqual([0.25, 0.75]);
    const largest = 1.5e308;
    expect(f64([-largest, largest]).quantile(0.25).item()).toBe(-largest / 2);
    expect(gradientAt((x) => x.median(), [4, 1, 3, 2])).toEqual([0, 0, 0, 1]);
  });

  it("log sums of what is far apart, or absent, have finite ones", () => {
    expect(gradientAt((x) => x.logCumSumExp(), [-1e4, 0, 800])).toEqual([1, 1, 1]);
    expect(gradientAt((x) => x.logCumSumExp(), [Number.NEGATIVE_INFINITY, 0])).toEqual([0, 1]);
  });

  it("a row of an embedding that pads has none", () => {
    const f = (table: Tensor) => table.embedding(int([0, 1, 1]), { paddingIndex: 0 }).sum();
    expect(grad(f)(f64([[1], [2]])).toArray()).toEqual([[0], [2]]);
  });

  it("elements that padding repeats get the sum", () => {
    expect(gradientAt((x) => x.pad([[2, 2]], "reflect"), [1, 2, 3])).toEqual([2, 3, 2]);
    expect(gradientAt((x) => x.pad([[2, 1]], "replicate"), [1, 2, 3])).toEqual([3, 1, 2]);
  });

  it("NaN stays where it is: in what it takes part in, and nowhere else", () => {
    expect(f64([[1, NAN], [2, 3]]).var(1).toArray()).toEqual([NAN, 0.5]); // biome-ignore format: a matrix
    expect(f64([[1, NAN], [2, 3]]).quantile(0.5, 1).toArray()).toEqual([NAN, 2.5]); // biome-ignore format: a matrix
  });

  it("long scans match finite differences", () => {
    const x = f64(Array.from({ length: 40 }, (_, i) => 1 + 0.1 * Math.sin(i)));
    for (const op of ["cumsum", "cumprod", "logCumSumExp"] as const) {
      checkGradients((x) => x[op](), [x], { order: 2 });
    }
  });
});
