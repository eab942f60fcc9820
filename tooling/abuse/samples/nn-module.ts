import { ones, tensor } from "@gradiente/core";
import type * as nn from "@gradiente/nn";
import { Dense } from "@gradiente/nn";
import type { SamplesOf } from "../sample.ts";

const model = () => new Dense(3, 2);
const rows = () => ones([2, 3]);

export const moduleSamples = {
  activations: () => [model(), rows()],
  functionalCall: () => [model(), { bias: tensor([1, 2]) }, rows()],
  parameterCount: () => [model(), { trainable: true }],
  summary: { several: [() => [model(), [1, 3]], () => [model(), rows()]] },
} satisfies Partial<SamplesOf<typeof nn>>;
