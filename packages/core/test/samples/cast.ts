import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/elementwise/cast.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, signed } from "./values.ts";

export const cast = {
  cast: [
    { args: [f64(signed), "float64"], expected: signed },
    { args: [f64([0.1, -2.5]), "float32"], expected: [Math.fround(0.1), -2.5], order: 0 },
    { args: [f64([1.9, -1.9, 0]), "int32"], expected: [1, -1, 0], order: 0 },
    { args: [f64([0, -0.5, Number.NaN]), "bool"], expected: [false, true, true], order: 0 },
    { args: [tensor([true, false]), "float32"], expected: [1, 0], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
