import { type CreateOptions, full, Generator, type GeneratorOptions, type Shape } from "@gradiente/core";
import {
  type AnyModule,
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  Bilinear,
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  Dense,
  GRU,
  GRUCell,
  type Initializer,
  InstanceNorm2d,
  InstanceNorm3d,
  LearntPositions,
  LSTM,
  LSTMCell,
  RNN,
  RNNCell,
} from "@gradiente/nn";
import { describe, expect, it } from "vitest";

/* Options that layers share, each given to every layer that has it. */

interface WeightOptions extends CreateOptions, GeneratorOptions {
  readonly weightInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
}

const withWeights: Record<string, (options: WeightOptions) => AnyModule> = {
  Dense: (options) => new Dense(2, 3, options),
  Bilinear: (options) => new Bilinear(2, 3, 4, options),
  Conv1d: (options) => new Conv1d(1, 2, 3, options),
  Conv2d: (options) => new Conv2d(1, 2, 3, options),
  Conv3d: (options) => new Conv3d(1, 2, 3, options),
  ConvTranspose1d: (options) => new ConvTranspose1d(1, 2, 3, options),
  ConvTranspose2d: (options) => new ConvTranspose2d(1, 2, 3, options),
  ConvTranspose3d: (options) => new ConvTranspose3d(1, 2, 3, options),
  RNN: (options) => new RNN(2, 3, { layers: 2, bidirectional: true, ...options }),
  LSTM: (options) => new LSTM(2, 3, { layers: 2, bidirectional: true, ...options }),
  GRU: (options) => new GRU(2, 3, { layers: 2, bidirectional: true, ...options }),
  RNNCell: (options) => new RNNCell(2, 3, options),
  LSTMCell: (options) => new LSTMCell(2, 3, options),
  GRUCell: (options) => new GRUCell(2, 3, options),
  LearntPositions: ({ biasInitializer: _, ...options }) => new LearntPositions(2, 3, options),
};

const valuesOf = (layer: AnyModule) =>
  [...layer.parameters()].map(([path, parameter]) => [path, [...parameter.toTypedArray()]] as const);

describe.each(Object.entries(withWeights))("%s", (_name, make) => {
  const filled = (value: number): Initializer => {
    return (shape: Shape, options) => full(shape, value, { dtype: options?.dtype });
  };

  it("begins with what its initialisers make, in its dtype", () => {
    const layer = make({ weightInitializer: filled(2), biasInitializer: filled(3), dtype: "float64" });
    for (const [path, values] of valuesOf(layer)) {
      expect(new Set(values), path).toEqual(new Set([path.toLowerCase().includes("bias") ? 3 : 2]));
    }
    expect([...layer.parameters().values()].every(({ dtype }) => dtype === "float64")).toBe(true);
  });

  it("draws from the generator that it is given", () => {
    const [one, same, other] = [3, 3, 4].map((seed) => valuesOf(make({ generator: new Generator(seed) })));
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
  });
});

describe("running statistics", () => {
  const norms = {
    BatchNorm1d: [BatchNorm1d, [4, 2]],
    BatchNorm2d: [BatchNorm2d, [4, 2, 3, 3]],
    BatchNorm3d: [BatchNorm3d, [4, 2, 3, 3, 3]],
    InstanceNorm2d: [InstanceNorm2d, [4, 2, 3, 3]],
    InstanceNorm3d: [InstanceNorm3d, [4, 2, 3, 3, 3]],
  } as const;
  const cases = Object.entries(norms);

  it.each(cases)("of %s follow a batch by the momentum", (_name, [Norm, shape]) => {
    const x = new Generator(1).normal(shape, { dtype: "float64" });
    const layer = new Norm(2, { momentum: 0.25, trackRunningStats: true, dtype: "float64" });
    layer.forward(x);
    const mean = x.mean([0, ...shape.slice(2).map((_, i) => i + 2)]).toTypedArray();
    const running = layer.runningMean;
    const found = [...(running as NonNullable<typeof running>).toTypedArray()];
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(0.25 * mean[i], 12);
    });
  });

  it.each(cases)(
    "of %s are not kept without trackRunningStats, nor weights without affine",
    (_name, [Norm]) => {
      const layer = new Norm(2, { trackRunningStats: false, affine: false });
      expect([...layer.variables().keys()]).toEqual([]);
    },
  );
});
