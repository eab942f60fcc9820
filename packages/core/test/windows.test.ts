import {
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  avgPool2d,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  fold,
  Generator,
  lpPool1d,
  maxPool1d,
  maxPool2d,
  type Tensor,
  tensor,
  unfold,
  vjp,
} from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose } from "./close.ts";

/* Laws of windows on random shapes: adjoint pairs, and what pooling over everything is. */

const random = (seed: number, shape: readonly number[]) =>
  new Generator(seed).normal(shape, { dtype: "float64" });
const close = { relative: 1e-11, absolute: 1e-11 };

const ranks = fc.constantFrom(1, 2, 3);
const geometry = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 30 }),
  rank: ranks,
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  padding: fc.integer({ min: 0, max: 2 }),
  groups: fc.integer({ min: 1, max: 2 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  extra: fc.integer({ min: 0, max: 3 }),
});

describe("adjoints", () => {
  it("convTranspose is the gradient of conv by its input", () => {
    fc.assert(
      fc.property(geometry, ({ seed, rank, stride, dilation, padding, groups, kernel, extra }) => {
        const size = dilation * (kernel - 1) + 1 + extra;
        const images = random(seed, [2, 2 * groups, ...new Array<number>(rank).fill(size)]);
        const filters = random(seed + 1, [groups, 2, ...new Array<number>(rank).fill(kernel)]);
        const options = { stride, dilation, padding, groups };
        const convolve = [conv1d, conv2d, conv3d][rank - 1];
        const convolveBack = [convTranspose1d, convTranspose2d, convTranspose3d][rank - 1];
        const y = convolve(images, filters, options);
        const dy = random(seed + 2, y.shape);
        const [dx] = vjp((x: Tensor) => convolve(x, filters, options), [images], dy).gradients;
        // Images that differ by what the stride leaves at their end have results of one size.
        const rest = (size + 2 * padding - dilation * (kernel - 1) - 1) % stride;
        const back = convolveBack(dy, filters, { ...options, outputPadding: rest });
        expectClose(back.toArray(), dx.toArray(), close);
      }),
    );
  });

  it("fold is the gradient of unfold", () => {
    fc.assert(
      fc.property(geometry, ({ seed, rank, stride, dilation, padding, kernel, extra }) => {
        const sizes = new Array<number>(rank).fill(dilation * (kernel - 1) + 1 + extra);
        const images = random(seed, [2, 2, ...sizes]);
        const options = { stride, dilation, padding };
        const dy = random(seed + 1, unfold(images, kernel, options).shape);
        const [dx] = vjp((x: Tensor) => unfold(x, kernel, options), [images], dy).gradients;
        expectClose(fold(dy, sizes, kernel, options).toArray(), dx.toArray(), close);
      }),
    );
  });

  it("conv is the filters' rows times unfold", () => {
    const images = random(1, [2, 3, 5, 6]);
    const filters = random(2, [4, 3, 2, 3]);
    const columns = unfold(images, [2, 3], { padding: 1 });
    const y = conv2d(images, filters, { padding: 1 });
    const product = filters.reshape([4, -1]).matmul(columns).reshape(y.shape);
    expectClose(y.toArray(), product.toArray(), close);
  });
});

describe("pooling", () => {
  const x = random(3, [2, 4, 6]);

  it("over everything is a reduction", () => {
    expectClose(maxPool2d(x, [4, 6]).toArray(), x.max([1, 2], { keepDims: true }).toArray());
    expectClose(avgPool2d(x, [4, 6]).toArray(), x.mean([1, 2], { keepDims: true }).toArray(), close);
    expectClose(adaptiveMaxPool3d(x, 1).toArray(), x.max(undefined, { keepDims: true }).toArray());
  });

  it("to bins that divide is pooling by windows", () => {
    expectClose(adaptiveAvgPool2d(x, [2, 3]).toArray(), avgPool2d(x, 2).toArray(), close);
    expectClose(adaptiveMaxPool2d(x, [2, 3]).toArray(), maxPool2d(x, 2).toArray());
  });

  it("shares the gradient of ties evenly, padding aside, and gives 0 to a window of zeros", () => {
    const ties = tensor([5, 5, 1, 5], { dtype: "float64" });
    const by = (f: (x: Tensor) => Tensor) => vjp(f, [ties]).gradients[0].toArray();
    expect(by((t) => maxPool1d(t, 4).sum())).toEqual([1 / 3, 1 / 3, 0, 1 / 3]);
    expect(by((t) => maxPool1d(t, 2, { padding: 1 }).sum())).toEqual([1, 1, 0, 1]);
    expect(by((t) => adaptiveMaxPool1d(t, 1).sum())).toEqual([1 / 3, 1 / 3, 0, 1 / 3]);
    const zeros = tensor([0, 0, 3, 4], { dtype: "float64" });
    const [norms] = vjp((t: Tensor) => lpPool1d(t, 2, 2).sum(), [zeros]).gradients;
    expectClose(norms.toArray(), [0, 0, 0.6, 0.8]);
  });
});
