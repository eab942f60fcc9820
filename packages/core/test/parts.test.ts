import { grad, type Tensor, tensor, Variable } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ancestry, observed } from "../src/tape.ts";

/* Gradients of many parts of one tensor are added up where they lie, not each in a tensor of full size. */

/** How many elements the kernels of a backward pass write. */
function elementsWritten(loss: Tensor): number {
  let elements = 0;
  observed(
    {
      name: "elementsWritten",
      compute: (_op, _inputs, outputs, run) => {
        for (const output of outputs) elements += output.size;
        run();
      },
      recorded: () => {},
      sweep: (run) => run(),
      pull: (_node, _input, pullback, dy) => pullback(dy),
    },
    () => loss.backward(),
  );
  return elements;
}

const ways: Record<string, (x: Tensor) => Tensor[]> = {
  unbind: (x) => x.unbind(),
  "split into ones": (x) => x.split(1),
  chunk: (x) => x.chunk(x.shape[0]),
  "a loop of slice": (x) => Array.from({ length: x.shape[0] }, (_, i) => x.slice([i])),
  "a loop of narrow": (x) => Array.from({ length: x.shape[0] }, (_, i) => x.narrow(0, i, 1)),
};

describe("gradients of parts", () => {
  for (const [name, parts] of Object.entries(ways)) {
    it(`of ${name} take work in proportion to the elements`, () => {
      const written = (length: number) => {
        const x = new Variable(tensor(new Float64Array(length * 8), { shape: [length, 8] }));
        const total = parts(x.value)
          .map((part) => part.square().sum())
          .reduce((a, b) => a.add(b));
        return elementsWritten(total);
      };
      expect(written(200)).toBeLessThan(2.2 * written(100));
    });

    it(`of ${name} are right to the second order, beside uses of the whole`, () => {
      const x = tensor([[1, 2], [3, 4], [5, 6]], { dtype: "float64" }); // biome-ignore format: a matrix
      const f = (y: Tensor) => {
        const cubes = parts(y).map((part, i) =>
          part
            .pow(3)
            .sum()
            .mul(i + 1),
        );
        return cubes
          .reduce((a, b) => a.add(b))
          .add(y.square().sum())
          .add(y.slice([[1, 3]]).sum());
      };
      expect(grad(f)(x).toArray()).toEqual([[5, 16], [61, 105], [236, 337]]); // biome-ignore format: 3 (i + 1) x² + 2 x + 1 or 0
      const second = grad((y: Tensor) => grad(f)(y).sum())(x);
      expect(second.toArray()).toEqual([[8, 14], [38, 50], [92, 110]]); // biome-ignore format: 6 (i + 1) x + 2
      const third = grad((y: Tensor) => grad((z: Tensor) => grad(f)(z).sum())(y).sum())(x);
      expect(third.toArray()).toEqual([[6, 6], [12, 12], [18, 18]]); // biome-ignore format: 6 (i + 1)
    });
  }

  it("has a second derivative of linear work too", () => {
    const nodes = (length: number) => {
      const x = new Variable(tensor(new Float64Array(length).fill(2)));
      const cubes = x.value.unbind().map((part) => part.pow(3));
      const total = cubes.reduce((a, b) => a.add(b));
      const slope = total.backward({ createGraph: true }).get(x).square().sum();
      return {
        count: ancestry(slope.node ?? expect.fail("no graph")).length,
        written: elementsWritten(slope),
      };
    };
    const [small, large] = [nodes(50), nodes(100)];
    expect(large.count).toBeLessThan(2.2 * small.count);
    expect(large.written).toBeLessThan(2.2 * small.written);
  });

  it("are the same numbers as the sum of each made whole, in the order in which they come", () => {
    const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    const range = fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 4 }), fc.constantFrom(1, 2, -1));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(range, number), { minLength: 1, maxLength: 8 }),
        fc.constantFrom("float32" as const, "float64" as const),
        fc.constantFrom("wasm" as const, "reference" as const),
        fc.boolean(),
        (uses, dtype, backend, whole) => {
          const x = tensor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { dtype }).to(backend);
          const weights = uses.map(([, weight]) => tensor(weight, { dtype }).to(backend));
          const spans = uses.map(([[start, length, step]]): [number, number | null, number] =>
            step > 0
              ? [start, start + length, step]
              : [start + length - 1, start === 0 ? null : start - 1, -1],
          );
          const f = (y: Tensor) => {
            const terms = spans.map((span, i) => y.slice([span]).mul(weights[i]).sum());
            const all = whole ? [...terms, y.square().sum()] : terms;
            return all.reduce((a, b) => a.add(b));
          };
          // A sweep goes backwards: the last use comes first.
          let expected: Tensor | undefined = whole ? x.mul(2) : undefined;
          const byHand = (i: number) => grad((y: Tensor) => y.slice([spans[i]]).mul(weights[i]).sum())(x);
          for (let i = spans.length - 1; i >= 0; i--) {
            expected = expected === undefined ? byHand(i) : expected.add(byHand(i));
          }
          // A zero may have another sign.
          expect(grad(f)(x).add(0).toTypedArray()).toEqual(expected?.add(0).toTypedArray());
        },
      ),
    );
  });
});

it("so many parts that they fill the memory are refused", () => {
  const long = tensor([1]).expand([2 ** 22 + 1]);
  const ways = {
    split: () => long.split(1),
    unbind: () => long.unbind(),
    chunk: () => long.chunk(2 ** 22 + 1),
  };
  for (const [op, parts] of Object.entries(ways))
    expect(parts).toThrow(`${op}: at most 4194304 parts, not 4194305`);
  expect(() =>
    tensor([1])
      .expand([2 ** 40])
      .unbind(),
  ).toThrow("unbind: at most 4194304 parts, not 1099511627776");
});
