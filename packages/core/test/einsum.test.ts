import { checkGradients, einsum, Generator, ones, ShapeError, type Tensor, tensor } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { expectClose } from "./close.ts";
import { built, elementAt, indices, sumOf } from "./samples/values.ts";

/* Random equations against a sum by the definition. */

interface Example {
  readonly terms: readonly (readonly string[])[];
  readonly output: readonly string[];
  readonly sizes: Readonly<Record<string, number>>;
  readonly seed: number;
}

const LABELS = ["i", "j", "k", "L", "M"];

const examples: fc.Arbitrary<Example> = fc
  .record({
    terms: fc.array(fc.array(fc.constantFrom(...LABELS), { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
    sizes: fc.record(
      Object.fromEntries(LABELS.map((label) => [label, fc.integer({ min: 1, max: 3 })])),
    ) as fc.Arbitrary<Record<string, number>>,
    seed: fc.integer({ min: 0, max: 2 ** 30 }),
  })
  .chain(({ terms, sizes, seed }) =>
    fc.shuffledSubarray([...new Set(terms.flat())]).map((output) => ({ terms, sizes, seed, output })),
  );

const shapeOf = (labels: readonly string[], sizes: Example["sizes"]) => labels.map((label) => sizes[label]);

function operandsOf({ terms, sizes, seed }: Example): Tensor[] {
  const generator = new Generator(seed);
  return terms.map((labels) => generator.normal(shapeOf(labels, sizes), { dtype: "float64" }));
}

/** For each index of the result, the sum over all values of the other labels of the product of the operands. */
function byDefinition({ terms, output, sizes }: Example, operands: readonly Tensor[]) {
  const values = operands.map((x) => x.toArray());
  const idle = [...new Set(terms.flat())].filter((label) => !output.includes(label));
  return built(shapeOf(output, sizes), (at) =>
    sumOf(
      indices(shapeOf(idle, sizes)).map((rest) => {
        const place = (label: string) =>
          output.includes(label) ? at[output.indexOf(label)] : rest[idle.indexOf(label)];
        return terms.reduce(
          (product, labels, i) => product * (elementAt(values[i], labels.map(place)) as number),
          1,
        );
      }),
    ),
  );
}

const equationOf = ({ terms, output }: Example) =>
  `${terms.map((labels) => labels.join("")).join(",")}->${output.join("")}`;

describe("einsum", () => {
  it("is the sum by the definition, for random equations", () => {
    fc.assert(
      fc.property(examples, (example) => {
        const operands = operandsOf(example);
        const y = einsum(equationOf(example), ...operands);
        expectClose(y.toArray(), byDefinition(example, operands), { relative: 1e-11, absolute: 1e-11 });
      }),
      { numRuns: 300 },
    );
  });

  it("has gradients of random equations", () => {
    fc.assert(
      fc.property(examples, (example) => {
        checkGradients((...xs) => einsum(equationOf(example), ...xs), operandsOf(example), {
          order: 2,
          directions: 1,
        });
      }),
      { numRuns: 40 },
    );
  });

  it("with an ellipsis is the same as with the axes named", () => {
    fc.assert(
      fc.property(examples, (example) => {
        const operands = operandsOf(example);
        // Every operand gets two axes more, of which each has one, or 1 in its place.
        const wide = operands.map((x, i) =>
          x.unsqueeze([0, 1]).expand([i % 2 ? 2 : 1, i === 0 ? 3 : 1, ...x.shape]),
        );
        const terms = example.terms.map((labels) => `...${labels.join("")}`);
        const y = einsum(`${terms.join(",")}->...${example.output.join("")}`, ...wide);
        const plain = einsum(equationOf(example), ...operands);
        const expected = plain.expand([operands.length > 1 ? 2 : 1, 3, ...plain.shape]);
        expectClose(y.toArray(), expected.toArray(), { relative: 1e-11, absolute: 1e-11 });
      }),
    );
  });

  it("contracts a chain from its cheap end", () => {
    // From the left each product would take 10⁶ multiplications; from the vector it takes 10⁴.
    const matrix = ones([100, 100], { dtype: "float64" });
    const products = vi.spyOn(matrix.backend, "contract");
    const matrices = new Array<Tensor>(5).fill(matrix);
    const chain = einsum("ab,bc,cd,de,ef,f->a", ...matrices, ones([100], { dtype: "float64" }));
    expect(products.mock.calls.map(([, , out]) => out.layout.size)).toEqual([100, 100, 100, 100, 100]);
    products.mockRestore();
    expect(chain.slice([0]).item()).toBe(1e10);
  });
});

describe("errors name the label and its sizes", () => {
  const a = ones([2, 3]);
  const b = ones([4, 5]);
  const cases: Record<string, [run: () => unknown, message: RegExp]> = {
    sizes: [() => einsum("ij,jk->ik", a, b), /^einsum: label "j" has size 3 in operand 0, but size 4 in operand 1 \(in "ij,jk->ik"\)$/],
    diagonal: [() => einsum("ii", a), /^einsum: label "i" has size 2 in operand 0, but size 3 in operand 0/],
    ellipsis: [() => einsum("...,...", a, b), /^einsum: axis -2 of "\.\.\." has size 2 in operand 0, but size 4 in operand 1/],
    axes: [() => einsum("ijk", a), /^einsum: operand 0 of shape \[2, 3\] has 2 axes, but "ijk" names 3 /],
    "axes beside an ellipsis": [() => einsum("ijk...", a), /names at least 3/],
    operands: [() => einsum("ij,jk", a), /^einsum: the equation is for 2 operand\(s\), but 1 are given/],
    letters: [() => einsum("i1", a), /^einsum: "i1" is not a list of labels, which are letters and at most one "\.\.\."/],
    arrows: [() => einsum("ij->i->j", a), /"->" may occur only once/],
    result: [() => einsum("ij->ik", a), /^einsum: label "k" of the result is not in any operand/],
    twice: [() => einsum("ij->ii", a), /^einsum: label "i" occurs twice in the result/],
  }; // biome-ignore format: one row a case
  for (const [name, [run, message]] of Object.entries(cases)) {
    it(name, () => {
      expect(run).toThrow(ShapeError);
      expect(run).toThrow(message);
    });
  }
});

it("multiplies thousands of operands without a search among all pairs", () => {
  const count = 1500;
  const equation = `${Array.from({ length: count }, (_, i) => (i % 2 === 0 ? "ij" : "jk")).join(",")}->ik`;
  const operands = Array.from({ length: count }, (_, i) => tensor([[i === 0 ? 3 : 1]], { dtype: "float64" }));
  expect(einsum(equation, ...operands).toArray()).toEqual([[3]]);
  const few = Array.from({ length: 70 }, (_, i) => tensor([1, i === 69 ? 2 : 1], { dtype: "float64" }));
  expect(einsum(`${few.map(() => "i").join(",")}->`, ...few).item()).toBe(3);
}, 20_000);
