import type { Tensor } from "@gradiente/core";
import { Dense } from "@gradiente/nn";
import type * as testing from "@gradiente/testing";
import { expressions, tensors } from "@gradiente/testing";
import fc from "fast-check";
import { withFreeKeys } from "../faults.ts";
import type { SamplesOf } from "../sample.ts";

const square = (x: Tensor) => x.square();
const inputs = () => [tensors({ shape: [2] })];
const shape = { minimumAxes: 1, maximumAxes: 2, minimumSize: 1, maximumSize: 3 };

export const testingSamples = {
  Expression: {
    construct: null,
    instance: () => fc.sample(expressions({ depth: 2 }), { numRuns: 1, seed: 1 })[0],
    methods: { f: { several: [] }, toString: () => [] },
  },
  axes: () => [2],
  broadcastableShapes: () => [shape],
  broadcastableTo: () => [[2, 3]],
  conformance: () => ["reference" as never],
  dtypes: () => [],
  expressions: () => [
    {
      operations: [withFreeKeys({ apply: (x: Tensor) => x.exp() })],
      depth: 2,
      inputs: 2,
      shape: withFreeKeys(shape),
    },
  ],
  gradientMatches: () => [square, inputs(), { order: 2, directions: 1, tolerance: 1e-4, seed: 1 }],
  pullbackIsAdjoint: () => [square, inputs()],
  pullbackIsLinear: () => [square, inputs()],
  savingKeepsModule: () => [() => new Dense(2, 1) as never, inputs()],
  shapes: () => [shape],
  tensors: () => [
    {
      shape: [2],
      dtype: "float64",
      layout: "sliced",
      minimum: -1,
      maximum: 1,
      avoid: [0],
      distinct: true,
    },
  ],
  viewsEqualCopies: () => [square, inputs()],
} satisfies SamplesOf<typeof testing>;
