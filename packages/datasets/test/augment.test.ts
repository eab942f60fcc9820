import { Generator, type Tensor, tensor, zeros } from "@gradiente/core";
import { describe, expect, test } from "vitest";
import {
  augment,
  autoencoding,
  chainAugmentations,
  type Dataset,
  denoising,
  gaussianNoise,
  isHeldOut,
  mapBatches,
  maskingNoise,
  randomFlip,
  randomShift,
  saltAndPepper,
  syntheticDigits,
  TensorDataset,
  trainTestSplit,
  wholeBatch,
} from "../src/index.ts";

const values = (x: Tensor): number[] => [...x.toTypedArray()];
const generator = (): Generator => new Generator(1);
const digits = syntheticDigits({ samples: 4, seed: 0 });
const image = tensor([
  [1, 2, 3, 4, 5, 6],
  [7, 8, 9, 10, 11, 12],
]);

describe("noise", () => {
  const x = zeros([200, 200]).add(0.5);

  test("gaussianNoise has the deviation asked for, and can be clipped", () => {
    const noise = values(gaussianNoise({ standardDeviation: 0.3 })(x, generator()).sub(x));
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
    // Five standard errors of 40,000 numbers.
    expect(Math.abs(mean)).toBeLessThan(5 * (0.3 / 200));
    expect(Math.abs(variance - 0.09)).toBeLessThan(5 * 0.09 * Math.sqrt(2 / 40_000));
    const clipped = values(gaussianNoise({ standardDeviation: 3, range: [0, 1] })(x, generator()));
    expect([Math.min(...clipped), Math.max(...clipped)]).toEqual([0, 1]);
    expect(gaussianNoise({ standardDeviation: 1 })(x.cast("float64"), generator()).dtype).toBe("float64");
  });

  test("maskingNoise and saltAndPepper change the share asked for, and nothing else", () => {
    const counts = (of: Tensor): number[] =>
      [0, 0.5, 1].map((level) => values(of).filter((value) => value === level).length / 40_000);
    const [masked, kept] = counts(maskingNoise({ probability: 0.2 })(x, generator()));
    expect(masked + kept).toBe(1);
    expect(Math.abs(masked - 0.2)).toBeLessThan(0.01);
    const [pepper, left, salt] = counts(saltAndPepper({ probability: 0.2 })(x, generator()));
    expect(pepper + left + salt).toBe(1);
    expect(Math.abs(pepper - 0.1)).toBeLessThan(0.0075);
    expect(Math.abs(salt - 0.1)).toBeLessThan(0.0075);
    const ends = values(saltAndPepper({ probability: 0.4, range: [-7, 40] })(x, generator()));
    expect(new Set(ends)).toEqual(new Set([-7, 0.5, 40]));
    for (const end of [-7, 40]) {
      expect(Math.abs(ends.filter((value) => value === end).length / 40_000 - 0.2)).toBeLessThan(0.01);
    }
    expect(values(maskingNoise({ probability: 1 })(image, generator()))).toEqual(Array(12).fill(0));
    expect(values(saltAndPepper({ probability: 0 })(image, generator()))).toEqual(values(image));
  });

  test("refuses what is no strength", () => {
    expect(() => gaussianNoise({ standardDeviation: -1 })).toThrow(
      /gaussianNoise: standardDeviation must be 0 or more/,
    );
    expect(() => maskingNoise({ probability: 2 })).toThrow(
      /maskingNoise: probability must be between 0 and 1, not 2/,
    );
    expect(() => saltAndPepper({ probability: Number.NaN })).toThrow(/saltAndPepper: probability must/);
    expect(() => randomShift({ imageShape: [2, 3], pixels: 0 })).toThrow(/randomShift: pixels must/);
  });
});

describe("movements of images", () => {
  test("randomFlip mirrors rows or columns", () => {
    const flip = randomFlip({ imageShape: [2, 3], probability: 1 });
    expect(flip(image, generator()).toArray()).toEqual([
      [3, 2, 1, 6, 5, 4],
      [9, 8, 7, 12, 11, 10],
    ]);
    const vertical = randomFlip({ imageShape: [2, 3], probability: 1, axis: "vertical" });
    expect(vertical(image, generator()).slice([0]).toArray()).toEqual([4, 5, 6, 1, 2, 3]);
    const never = randomFlip({ imageShape: [2, 3], probability: 0 });
    expect(never(image, generator()).toArray()).toEqual(image.toArray());
    const many = zeros([1000, 6]).add(tensor([0, 0, 1, 0, 0, 1]));
    const half = values(randomFlip({ imageShape: [2, 3] })(many, generator())).filter(
      (_, at) => at % 6 === 0,
    );
    expect(Math.abs(half.reduce((sum, value) => sum + value, 0) - 500)).toBeLessThan(80);
  });

  test("randomFlip has a chance that excludes its end", () => {
    const [chance] = new Generator(4).uniform([1, 1]).toTypedArray();
    const flipped = (probability: number) => randomFlip({ imageShape: [2, 3], probability })(image.slice([[0, 1]]), new Generator(4)).toArray(); // biome-ignore format: a line
    expect(flipped(chance)).toEqual([[1, 2, 3, 4, 5, 6]]);
    expect(flipped(chance + 1e-6)).toEqual([[3, 2, 1, 6, 5, 4]]);
  });

  test("randomShift reaches every place, and fills with 0", () => {
    const shift = randomShift({ imageShape: [3, 3], pixels: 1 });
    const dot = zeros([900, 9]).add(tensor([0, 0, 0, 0, 5, 0, 0, 0, 0]));
    const moved = shift(dot, generator());
    const places = values(moved).flatMap((value, at) => (value === 5 ? [at % 9] : []));
    expect(places).toHaveLength(900);
    for (let place = 0; place < 9; place++) {
      expect(Math.abs(places.filter((at) => at === place).length - 100)).toBeLessThan(50);
    }
    const full = values(shift(zeros([50, 9]).add(1), generator()));
    expect(new Set(full)).toEqual(new Set([0, 1]));
  });

  test("channels move as one, in any layout of images", () => {
    const channels = tensor([
      [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [
          [10, 20, 30],
          [40, 50, 60],
        ],
      ],
    ]);
    const flip = randomFlip({ imageShape: [2, 3], probability: 1 });
    expect(flip(channels, generator()).toArray()).toEqual([
      [
        [
          [3, 2, 1],
          [6, 5, 4],
        ],
        [
          [30, 20, 10],
          [60, 50, 40],
        ],
      ],
    ]);
    const shift = randomShift({ imageShape: [2, 3], pixels: 2 });
    const both = values(shift(channels, generator()));
    expect(both.slice(6)).toEqual(both.slice(0, 6).map((value) => 10 * value));
    expect(() => flip(tensor([1, 2, 3]), generator())).toThrow(/randomFlip: x must hold images of 2 x 3/);
    expect(() => flip(zeros([2, 3, 4]), generator())).toThrow(/not \[2, 3, 4\]/);
  });

  test("randomShift moves as it has drawn, and all that it leaves is 0", () => {
    const shift = randomShift({ imageShape: [2, 3], pixels: 2 });
    for (let seed = 0; seed < 8; seed++) {
      const [down, across] = [...new Generator(seed).uniform([1, 2]).toTypedArray()].map((chance) => Math.floor(5 * chance) - 2); // biome-ignore format: a line
      const expected = Array.from({ length: 6 }, (_, at) => {
        const [row, column] = [Math.floor(at / 3) - down, (at % 3) - across];
        return row >= 0 && row < 2 && column >= 0 && column < 3 ? 1 + row * 3 + column : 0;
      });
      expect(shift(tensor([[1, 2, 3, 4, 5, 6]]), new Generator(seed)).toArray()).toEqual([expected]);
    }
  });

  test("each image of a batch moves in its own way, all of its channels alike", () => {
    const shift = randomShift({ imageShape: [2, 2], pixels: 1 });
    const batch = tensor(Array.from({ length: 6 }, () => [[1, 2, 3, 4], [10, 20, 30, 40]])); // biome-ignore format: images
    const moved = shift(batch, new Generator(2)).toArray() as number[][][];
    for (const [first, second] of moved) expect(second).toEqual(first.map((value) => 10 * value));
    expect(new Set(moved.map(String)).size).toBeGreaterThan(2);
    expect(shift(zeros([0, 2, 4]), generator()).shape).toEqual([0, 2, 4]);
  });

  test("take what is refused by name", () => {
    const flip = randomFlip({ imageShape: [2, 3] });
    for (const shape of [[6], [2, 3], [4, 7], [4, 3, 2]]) {
      expect(() => flip(zeros(shape), generator())).toThrow(
        `randomFlip: x must hold images of 2 x 3, as [..., 6] or [..., 2, 3], not [${shape.join(", ")}]`,
      );
    }
    expect(() => flip([1] as never, generator())).toThrow("randomFlip: x must be a tensor");
    expect(() => flip(image, 1 as never)).toThrow("randomFlip: the generator must be");
    expect(() => randomFlip({ imageShape: [2, 3], axis: "both" as never })).toThrow('randomFlip: axis must be "horizontal" or "vertical"'); // biome-ignore format: a line
    expect(() => chainAugmentations(flip, 3 as never)).toThrow("chainAugmentations: each augmentation must be a function, not 3"); // biome-ignore format: a line
    for (const noise of [gaussianNoise({ standardDeviation: 1 }), maskingNoise({ probability: 0.5 }), saltAndPepper({ probability: 0.5 })]) {
      expect(() => noise([1] as never, generator())).toThrow("x must be a tensor");
      expect(() => noise(image, {} as never)).toThrow("the generator must be");
    } // biome-ignore format: a list
    expect(() => gaussianNoise({ standardDeviation: 1, range: [1, 0] })).toThrow("gaussianNoise: range must be two numbers in ascending order, not [1, 0]"); // biome-ignore format: a line
  });

  test("keep the dtype of whole numbers and of doubles", () => {
    for (const dtype of ["int32", "float64", "float32"] as const) {
      const x = image.cast(dtype);
      expect(randomFlip({ imageShape: [2, 3], probability: 1 })(x, generator()).dtype).toBe(dtype);
      expect(maskingNoise({ probability: 0.5 })(x, generator()).dtype).toBe(dtype);
    }
    expect(saltAndPepper({ probability: 1 })(image.cast("float64"), generator()).dtype).toBe("float64");
  });

  test("chainAugmentations goes from left to right", () => {
    const twice = chainAugmentations(
      (x) => x.mul(2),
      (x) => x.add(1),
    );
    expect(twice(tensor([3]), generator()).toArray()).toEqual([7]);
  });
});

describe("views", () => {
  const noise = gaussianNoise({ standardDeviation: 0.3 });
  const draw = (dataset: Dataset): unknown => dataset.batch([2, 0]).x.toArray();

  test("denoising has the noisy input and the clean one as target, with new noise each time", () => {
    const view = denoising(digits, noise, { seed: 5 });
    const { x, y } = view.batch([1, 3]);
    expect(y.toArray()).toEqual(digits.batch([1, 3]).x.toArray());
    expect(x.toArray()).not.toEqual(y.toArray());
    expect(view.size).toBe(4);
    const again = denoising(digits, noise, { seed: 5 });
    expect(again.batch([1, 3]).x.toArray()).toEqual(x.toArray());
    expect(view.batch([1, 3]).x.toArray()).not.toEqual(x.toArray());
  });

  test("augment keeps the targets, autoencoding makes the input one", () => {
    const moved = augment(digits, randomShift({ imageShape: [28, 28], pixels: 2 }), { seed: 1 });
    expect(moved.batch([0, 1]).y.toArray()).toEqual(digits.batch([0, 1]).y.toArray());
    expect(draw(moved)).not.toEqual(draw(digits));
    const { x, y } = autoencoding(digits).batch([2]);
    expect([x.toArray(), y.toArray()]).toEqual([
      digits.batch([2]).x.toArray(),
      digits.batch([2]).x.toArray(),
    ]);
  });

  test("of nothing that is a data set or a function are refused by name", () => {
    const wrong: [string, () => unknown][] = [
      ["augment: the data set must be", () => augment({} as never, noise)],
      ["augment: the augmentation must be a function, not 1", () => augment(digits, 1 as never)],
      ["augment: seed must be a whole number >= 0, not -1", () => augment(digits, noise, { seed: -1 })],
      ["denoising: the data set must be", () => denoising(null as never, noise)],
      ["denoising: the augmentation must be a function", () => denoising(digits, "noise" as never)],
      ["autoencoding: the data set must be", () => autoencoding([] as never)],
      ["mapBatches: the data set must be", () => mapBatches(3 as never, (batch) => batch)],
      ["mapBatches: the function must be a function, not undefined", () => mapBatches(digits, undefined as never)],
    ]; // biome-ignore format: one row each
    for (const [message, call] of wrong) expect(call).toThrow(message);
  });

  test("have a generator if they draw, and those of what they are views of", () => {
    const inner = augment(digits, noise, { seed: 1 });
    const outer = denoising(inner, noise, { seed: 2 });
    expect([digits, inner, outer, autoencoding(outer)].map((data: Dataset) => data.generators?.length ?? 0)).toEqual([0, 1, 2, 2]); // biome-ignore format: a line
    expect(outer.generators?.[0]).toBe(inner.generators?.[0]);
  });

  test("mapBatches applies a function to each batch", () => {
    const data = new TensorDataset(tensor([[1], [2]]), tensor([0, 1]));
    const { x, y } = mapBatches(data, (batch) => ({ x: batch.x.mul(10), y: batch.y })).batch([1, 0]);
    expect([x.toArray(), y.toArray()]).toEqual([
      [[20], [10]],
      [1, 0],
    ]);
  });

  test("views of a test part are held out too", () => {
    const { train, test: part } = trainTestSplit(digits, { testFraction: 0.5, seed: 0 });
    expect(isHeldOut(wholeBatch(autoencoding(part)).x)).toBe(true);
    expect(isHeldOut(denoising(part, noise))).toBe(true);
    expect(isHeldOut(denoising(train, noise))).toBe(false);
  });
});
