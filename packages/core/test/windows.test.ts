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
  interpolate,
  lpPool1d,
  maxPool1d,
  maxPool2d,
  ones,
  pixelShuffle,
  pixelUnshuffle,
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
  padding: fc.oneof(
    fc.integer({ min: 0, max: 2 }),
    fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
  ),
  groups: fc.integer({ min: 1, max: 2 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  extra: fc.integer({ min: 0, max: 3 }),
});

/** The padding as options have it for some axes, and before and after each. */
function around(padding: number | [number, number], rank: number) {
  if (typeof padding === "number") return { padding, before: padding, after: padding };
  const [before, after] = padding;
  return { padding: new Array<[number, number]>(rank).fill(padding), before, after };
}

const places = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (found, size) => found.flatMap((place) => Array.from({ length: size }, (_, i) => [...place, i])),
    [[]],
  );

/** An element by its place, and 0 beyond the ends. */
function elementOf(x: Tensor) {
  const values = x.toTypedArray();
  return (place: readonly number[]) =>
    place.some((at, axis) => at < 0 || at >= x.shape[axis])
      ? 0
      : values[place.reduce((at, i, axis) => at * x.shape[axis] + i, 0)];
}

describe("convolutions", () => {
  it("are the sums over their windows", () => {
    fc.assert(
      fc.property(
        geometry,
        fc.boolean(),
        ({ seed, rank, stride, dilation, padding, groups, kernel, extra }, isSame) => {
          const size = dilation * (kernel - 1) + 1 + extra;
          const images = random(seed, [2, 2 * groups, ...new Array<number>(rank).fill(size)]);
          const filters = random(seed + 1, [2 * groups, 2, ...new Array<number>(rank).fill(kernel)]);
          const { padding: numbers, before, after } = around(padding, rank);
          const reach = dilation * (kernel - 1) + 1;
          const count = isSame
            ? Math.ceil(size / stride)
            : Math.floor((size + before + after - reach) / stride) + 1;
          // Of what all windows need beyond the axis, the smaller half lies before it.
          const missing = Math.max(0, (count - 1) * stride + reach - size);
          const start = isSame ? Math.floor(missing / 2) : before;
          const y = [conv1d, conv2d, conv3d][rank - 1](images, filters, {
            stride,
            dilation,
            groups,
            padding: isSame ? "same" : numbers,
          });
          expect(y.shape).toEqual([2, 2 * groups, ...new Array<number>(rank).fill(count)]);
          const [image, filter] = [elementOf(images), elementOf(filters)];
          const inside = places(filters.shape.slice(1));
          const expected = places(y.shape).map(([b, f, ...place]) =>
            inside.reduce((sum, [c, ...offset]) => {
              const at = place.map((p, axis) => p * stride + offset[axis] * dilation - start);
              return sum + filter([f, c, ...offset]) * image([b, Math.floor(f / 2) * 2 + c, ...at]);
            }, 0),
          );
          expectClose([...y.toTypedArray()], expected, close);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("without a batch axis are those of a batch of one", () => {
    const [images, filters, back] = [random(5, [2, 4, 5]), random(6, [3, 2, 2, 2]), random(7, [2, 3, 2, 2])];
    expect(conv2d(images, filters).toArray()).toEqual(conv2d(images.unsqueeze(0), filters).squeeze(0).toArray()); // biome-ignore format: a law
    expect(convTranspose2d(images, back).toArray()).toEqual(
      convTranspose2d(images.unsqueeze(0), back).squeeze(0).toArray(),
    );
  });
});

describe("adjoints", () => {
  it("convTranspose is the gradient of conv by its input", () => {
    fc.assert(
      fc.property(geometry, ({ seed, rank, stride, dilation, padding, groups, kernel, extra }) => {
        const size = dilation * (kernel - 1) + 1 + extra;
        const images = random(seed, [2, 2 * groups, ...new Array<number>(rank).fill(size)]);
        const filters = random(seed + 1, [groups, 2, ...new Array<number>(rank).fill(kernel)]);
        const { padding: numbers, before, after } = around(padding, rank);
        const options = { stride, dilation, padding: numbers, groups };
        const convolve = [conv1d, conv2d, conv3d][rank - 1];
        const convolveBack = [convTranspose1d, convTranspose2d, convTranspose3d][rank - 1];
        const y = convolve(images, filters, options);
        const dy = random(seed + 2, y.shape);
        const [dx] = vjp((x: Tensor) => convolve(x, filters, options), [images], dy).gradients;
        // Images that differ by what the stride leaves at their end have results of one size.
        const rest = (size + before + after - dilation * (kernel - 1) - 1) % stride;
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
        const options = { stride, dilation, padding: around(padding, rank).before };
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

describe("interpolation", () => {
  const modes = fc.constantFrom("nearest", "nearestExact", "linear", "cubic");
  const resize = fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 30 }),
    mode: modes,
    corners: fc.boolean(),
    from: fc.integer({ min: 1, max: 6 }),
    to: fc.integer({ min: 1, max: 9 }),
  });
  const optionsFor = (mode: "nearest" | "nearestExact" | "linear" | "cubic", corners: boolean) =>
    mode === "linear" || mode === "cubic" ? { mode, alignCorners: corners } : { mode };

  it("keeps constants, and sizes that stay", () => {
    fc.assert(
      fc.property(resize, ({ seed, mode, corners, from, to }) => {
        const options = optionsFor(mode, corners);
        const x = random(seed, [1, 2, from, 2]);
        const same = interpolate(x, { ...options, size: [from, 2] });
        expectClose(same.toArray(), x.toArray(), close);
        const flat = interpolate(ones([1, 1, from], { dtype: "float64" }), { ...options, size: to });
        expectClose(flat.toArray(), [[new Array<number>(to).fill(1)]], close);
      }),
    );
  });

  it("mirrors with the image, but for nearest", () => {
    fc.assert(
      fc.property(resize, ({ seed, mode, corners, from, to }) => {
        // nearest looks below, and nearestExact takes the upper one where two are as near.
        fc.pre(mode === "linear" || mode === "cubic");
        // A result of one element stands at the first, if corners are aligned.
        fc.pre(to > 1 || !corners);
        const options = { ...optionsFor(mode, corners), size: to };
        const x = random(seed, [1, 1, from]);
        const mirrored = interpolate(x.flip([2]), options).flip([2]);
        expectClose(mirrored.toArray(), interpolate(x, options).toArray(), close);
      }),
    );
  });

  it("goes through the elements where corners are aligned and positions fall on them", () => {
    const x = random(4, [1, 1, 4]);
    for (const mode of ["linear", "cubic"] as const) {
      const y = interpolate(x, { size: 10, mode, alignCorners: true });
      expectClose(y.slice([null, null, [0, 10, 3]]).toArray(), x.toArray(), close);
    }
  });
});

describe("pixel shuffles", () => {
  it("undo each other", () => {
    const small = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(small, small, small, small, (factor, channels, height, width) => {
        const x = random(1, [2, channels * factor ** 2, height, width]);
        const larger = pixelShuffle(x, factor);
        expect(larger.shape).toEqual([2, channels, height * factor, width * factor]);
        expect(pixelUnshuffle(larger, factor).toArray()).toEqual(x.toArray());
      }),
    );
  });
});
