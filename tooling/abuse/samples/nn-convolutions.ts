import type * as core from "@gradiente/core";
import { defaultGenerator, ones, type Tensor, zeros } from "@gradiente/core";
import type * as nn from "@gradiente/nn";
import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
  type AnyModule,
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  Flatten,
  GlobalAvgPool,
  GlobalMaxPool,
  Identity,
  initializers,
  Lambda,
  LPPool1d,
  LPPool2d,
  LPPool3d,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  MaxUnpool1d,
  MaxUnpool2d,
  MaxUnpool3d,
  type Module,
  PixelShuffle,
  PixelUnshuffle,
  Residual,
  Unflatten,
  Upsample,
} from "@gradiente/nn";
import type { SamplesOf } from "../sample.ts";
import { layer, methodsOf } from "./nn-layer.ts";

const input = (rank: number) => (): Tensor => ones([1, 1, ...[4, 4, 4].slice(0, rank)]);

const weights = () => ({
  bias: true,
  dtype: "float32" as const,
  weightInitializer: initializers.heNormal,
  biasInitializer: initializers.zeros,
  generator: defaultGenerator(),
});

const doing = () => new Lambda((...xs: readonly unknown[]) => xs[0]);

function pooled<Made extends Module & { withIndices: (x: Tensor) => unknown }>(
  make: () => Made,
  x: () => Tensor,
) {
  return { instance: make, methods: { ...methodsOf(x, make), withIndices: (): [Tensor] => [x()] } };
}

function unpool<Made extends AnyModule>(make: () => Made, rank: number) {
  const shape = [1, ...new Array<number>(rank).fill(2)];
  const inputs = (): [Tensor, Tensor] => [ones(shape), zeros(shape, { dtype: "int32" })];
  return {
    construct: (): [core.PerAxis, Required<core.MaxUnpoolingOptions>] => [
      3,
      { stride: 2, padding: 1, outputSize: 4 },
    ],
    instance: make,
    methods: { ...methodsOf(() => ones(shape), make), forward: inputs },
  };
}

/** Layers over windows, and what changes shapes or adds up. */
export const convolutionLayers = {
  MaxUnpool1d: unpool(() => new MaxUnpool1d(2), 1),
  MaxUnpool2d: unpool(() => new MaxUnpool2d(2), 2),
  MaxUnpool3d: unpool(() => new MaxUnpool3d(2), 3),
  Conv1d: {
    construct: () => [
      1,
      2,
      3,
      { ...weights(), stride: 1, padding: "same", paddingMode: "reflect", dilation: 1, groups: 1 },
    ],
    ...layer(() => new Conv1d(1, 2, 3), input(1)),
  },
  ConvTranspose1d: {
    construct: () => [
      1,
      2,
      3,
      { ...weights(), stride: 2, padding: 1, outputPadding: 1, dilation: 1, groups: 1 },
    ],
    ...layer(() => new ConvTranspose1d(1, 2, 3), input(1)),
  },
  MaxPool1d: {
    construct: () => [2, { stride: 1, padding: 1, dilation: 1, ceilMode: true }],
    ...pooled(() => new MaxPool1d(2), input(1)),
  },
  AvgPool1d: {
    construct: () => [
      2,
      { stride: 1, padding: 1, ceilMode: true, countIncludePad: false, divisorOverride: 3 },
    ],
    ...layer(() => new AvgPool1d(2), input(1)),
  },
  LPPool1d: {
    construct: () => [2, 2, { stride: 1, ceilMode: true, padding: 1 }],
    ...layer(() => new LPPool1d(2, 2), input(1)),
  },
  AdaptiveAvgPool1d: { construct: () => [2], ...layer(() => new AdaptiveAvgPool1d(2), input(1)) },
  AdaptiveMaxPool1d: { construct: () => [2], ...layer(() => new AdaptiveMaxPool1d(2), input(1)) },
  Conv2d: {
    construct: () => [
      1,
      2,
      3,
      { ...weights(), stride: 1, padding: "same", paddingMode: "reflect", dilation: 1, groups: 1 },
    ],
    ...layer(() => new Conv2d(1, 2, 3), input(2)),
  },
  ConvTranspose2d: {
    construct: () => [
      1,
      2,
      3,
      { ...weights(), stride: 2, padding: 1, outputPadding: 1, dilation: 1, groups: 1 },
    ],
    ...layer(() => new ConvTranspose2d(1, 2, 3), input(2)),
  },
  MaxPool2d: {
    construct: () => [2, { stride: 1, padding: 1, dilation: 1, ceilMode: true }],
    ...pooled(() => new MaxPool2d(2), input(2)),
  },
  AvgPool2d: {
    construct: () => [
      2,
      { stride: 1, padding: 1, ceilMode: true, countIncludePad: false, divisorOverride: 3 },
    ],
    ...layer(() => new AvgPool2d(2), input(2)),
  },
  LPPool2d: {
    construct: () => [2, 2, { stride: 1, ceilMode: true, padding: 1 }],
    ...layer(() => new LPPool2d(2, 2), input(2)),
  },
  AdaptiveAvgPool2d: { construct: () => [2], ...layer(() => new AdaptiveAvgPool2d(2), input(2)) },
  AdaptiveMaxPool2d: { construct: () => [2], ...layer(() => new AdaptiveMaxPool2d(2), input(2)) },
  Conv3d: {
    construct: () => [
      1,
      2,
      3,
      { ...weights(), stride: 1, padding: "same", paddingMode: "reflect", dilation: 1, groups: 1 },
    ],
    ...layer(() => new Conv3d(1, 2, 3), input(3)),
  },
  ConvTranspose3d: {
    construct: () => [
      1,
      2,
      3,
      { ...weights(), stride: 2, padding: 1, outputPadding: 1, dilation: 1, groups: 1 },
    ],
    ...layer(() => new ConvTranspose3d(1, 2, 3), input(3)),
  },
  MaxPool3d: {
    construct: () => [2, { stride: 1, padding: 1, dilation: 1, ceilMode: true }],
    ...pooled(() => new MaxPool3d(2), input(3)),
  },
  AvgPool3d: {
    construct: () => [
      2,
      { stride: 1, padding: 1, ceilMode: true, countIncludePad: false, divisorOverride: 3 },
    ],
    ...layer(() => new AvgPool3d(2), input(3)),
  },
  LPPool3d: {
    construct: () => [2, 2, { stride: 1, ceilMode: true, padding: 1 }],
    ...layer(() => new LPPool3d(2, 2), input(3)),
  },
  AdaptiveAvgPool3d: { construct: () => [2], ...layer(() => new AdaptiveAvgPool3d(2), input(3)) },
  AdaptiveMaxPool3d: { construct: () => [2], ...layer(() => new AdaptiveMaxPool3d(2), input(3)) },
  GlobalAvgPool: { construct: () => [{ keepDims: true }], ...layer(() => new GlobalAvgPool(), input(2)) },
  GlobalMaxPool: { construct: () => [{ keepDims: true }], ...layer(() => new GlobalMaxPool(), input(2)) },
  Upsample: {
    construct: {
      several: [
        () => [{ scale: 2, mode: "bilinear", alignCorners: true }],
        () => [{ size: [3, 3], mode: "nearest" }],
        () => [{ size: [3, 3], mode: "linear", antialias: true }],
      ],
    },
    ...layer(() => new Upsample({ scale: 2 }), input(2)),
  },
  PixelShuffle: {
    construct: () => [2],
    ...layer(
      () => new PixelShuffle(2),
      () => ones([1, 4, 2, 2]),
    ),
  },
  PixelUnshuffle: { construct: () => [2], ...layer(() => new PixelUnshuffle(2), input(2)) },
  Flatten: { construct: () => [{ startAxis: 1, endAxis: 2 }], ...layer(() => new Flatten(), input(2)) },
  Unflatten: { construct: () => [1, [2, -1]], ...layer(() => new Unflatten(2, [2, 2]), input(2)) },
  Lambda: {
    construct: () => [(x: unknown) => x],
    instance: () => doing(),
    // Its forward is the caller's own.
    methods: { ...methodsOf(input(1), () => new Lambda((x: Tensor) => x)), forward: { several: [] } },
  },
  Residual: {
    construct: () => [new Identity(), { shortcut: new Identity() }],
    ...layer(() => new Residual(new Identity()), input(1)),
  },
} satisfies Partial<SamplesOf<typeof nn>>;
