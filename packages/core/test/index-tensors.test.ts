import {
  arange,
  embedding,
  gather,
  IndexError,
  indexSelect,
  oneHot,
  ones,
  scatter,
  scatterAdd,
  scatterReduce,
  slice,
  type Tensor,
  takeAlongAxis,
  tensor,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";

/*
 * Every op that picks or writes by an index tensor refuses places outside, negative ones too, in its own name, and says
 * where the place stands in the index that it was given. Short and long indices take different kernels.
 */

type Indexed = (x: Tensor, index: Tensor) => Tensor;

/** What is called with x of `[rows, width]` and places on its first axis in the shape of the call. */
interface Call {
  readonly op: Indexed;
  /** The shape of the index, by the number of places and the width of x. */
  readonly shape: (count: number, width: number) => readonly number[];
}

const list = (count: number) => [count];
const columns = (count: number, width: number) => [count, width];

const calls: Record<string, Call> = {
  gather: { op: (x, index) => gather(x, index, 0), shape: columns },
  takeAlongAxis: { op: (x, index) => takeAlongAxis(x, index, 0), shape: (count) => [count, 1] },
  scatter: { op: (x, index) => scatter(x, index, 5, 0), shape: columns },
  scatterAdd: { op: (x, index) => scatterAdd(x, index, ones(index.shape), 0), shape: columns },
  scatterReduce: { op: (x, index) => scatterReduce(x, index, 5, 0, "max"), shape: columns },
  indexSelect: { op: (x, index) => indexSelect(x, index), shape: list },
  embedding: { op: (x, index) => embedding(x, index), shape: (count) => [2, count / 2] },
  slice: { op: (x, index) => slice(x, [index]), shape: list },
  oneHot: { op: (x, index) => oneHot(index, x.shape[0]), shape: list },
};

const ROWS = 8;

/** Ascending places with a wrong one, seen through a layout. */
function indexWith(shape: readonly number[], at: number, wrong: number, transposed: boolean): Tensor {
  const places = arange(shape.reduce((size, n) => size * n, 1)).mod(ROWS);
  const values = places.toTypedArray();
  values[at] = wrong;
  const index = tensor(values, { shape });
  return transposed && index.ndim === 2 ? index.transpose().add(0).transpose() : index;
}

describe("an index tensor", () => {
  for (const [name, { op, shape }] of Object.entries(calls)) {
    for (const wrong of [-1, -ROWS, ROWS, -(2 ** 31), 2 ** 31 - 1]) {
      it(`of ${name} cannot have a ${wrong}`, () => {
        for (const [count, width, transposed] of [
          [4, 3, false],
          [8, 64, false],
          [8, 16, true],
        ] as const) {
          // biome-ignore format: a table
          const x = arange(ROWS * width).reshape([ROWS, width]);
          const size = shape(count, width);
          const total = size.reduce((a, b) => a * b, 1);
          for (const at of [0, total - 1]) {
            const index = indexWith(size, at, wrong, transposed);
            let error: unknown;
            try {
              op(x, index);
            } catch (thrown) {
              error = thrown;
            }
            expect(error).toBeInstanceOf(IndexError);
            const { message, index: found, position, axisSize } = error as IndexError;
            expect(message.startsWith(`${name}: `), message).toBe(true);
            expect(message).toContain(String(wrong));
            expect([found, axisSize]).toEqual([wrong, ROWS]);
            // Of a width of 1 the places are those that are broadcast, and so is the position.
            expect(position[0]).toBe(at === 0 ? 0 : size[0] - 1);
          }
        }
      });
    }

    it(`of ${name} may have every place of the axis`, () => {
      for (const [count, width] of [
        [4, 3],
        [8, 64],
      ] as const) {
        const x = arange(ROWS * width).reshape([ROWS, width]);
        const size = shape(count, width);
        expect(() => op(x, indexWith(size, 0, ROWS - 1, false))).not.toThrow();
      }
    });
  }
});

it("oneHot takes memory for its rows, and not for the square of the classes", () => {
  const labels = tensor(
    [
      [0, 50_256],
      [7, 7],
    ],
    { dtype: "int32" },
  );
  const rows = oneHot(labels, 50_257);
  expect(rows.shape).toEqual([2, 2, 50_257]);
  expect(rows.argmax(-1).toArray()).toEqual([
    [0, 50_256],
    [7, 7],
  ]);
  expect(rows.sum().item()).toBe(4);
});
