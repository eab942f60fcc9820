import {
  arange,
  type BackendName,
  type DType,
  maxPool2d,
  type Tensor,
  Variable,
  windows,
} from "@gradiente/core";
import { afterAll, describe, expect, it } from "vitest";
import { addon } from "../src/border.ts";
import { type InstructionSet, setNativeThreads, useNative } from "../src/index.ts";
import { shareEverything } from "./sharing.ts";

/*
 * What windows that lie apart show is copied, and copied back as their gradient. Windows of two are pairs, which have a kernel
 * of their own. The copies are exact, so they are compared with those of the plain loops bit by bit.
 */

interface Case {
  readonly images: readonly number[];
  readonly size: readonly number[];
  /** Default: the size. */
  readonly stride?: readonly number[];
}

const cases: Record<string, Case> = {
  pools: { images: [3, 5, 24, 24], size: [2, 2] },
  "small pools": { images: [7, 8, 8], size: [2, 2] },
  "few long rows": { images: [2, 3, 6, 74], size: [2, 2] },
  "windows that leave out the last places": { images: [2, 3, 7, 75], size: [2, 2] },
  "pairs within rows": { images: [2, 3, 9, 30], size: [1, 2] },
  "pairs across rows": { images: [2, 3, 12, 40], size: [2, 1] },
  "windows of three": { images: [2, 2, 12, 39], size: [3, 3] },
  "windows with places between them": { images: [2, 2, 12, 39], size: [2, 2], stride: [3, 3] },
  "pairs that are too few for rows": { images: [40, 6, 6], size: [2, 2] },
  "windows that overlap": { images: [2, 3, 11, 31], size: [2, 2], stride: [2, 1] },
};

/** Copies in the order of positions in a window, as pools have them, and back. */
function copied(x: Tensor, place: BackendName, { size, stride = size }: Case): Tensor[] {
  const shown = windows(x, size, { stride });
  const lead = x.ndim - 2;
  const planes = shown.permute([lead + 2, lead + 3, ...Array.from({ length: lead + 2 }, (_, i) => i)]);
  if (x.dtype === "int32") return [planes.reshape([-1])];
  const variable = new Variable(x);
  const seen = windows(variable, size, { stride });
  const factors = arange(seen.size).reshape(seen.shape).cast(x.dtype).to(place);
  const pooled = maxPool2d(variable, size, { stride });
  return [
    planes.reshape([-1]),
    seen.mul(factors).sum().backward().get(variable),
    pooled.square().sum().backward().get(variable),
  ];
}

describe("copies of windows are those of the plain loops", () => {
  shareEverything();
  afterAll(() => useNative());
  for (const [name, each] of Object.entries(cases))
    for (const dtype of ["float32", "float64", "int32"] as const satisfies readonly DType[])
      it(`${name}, ${dtype}`, () => {
        const { images } = each;
        const count = images.reduce((product, size) => product * size);
        const numbers = () => arange(count).mul(7).mod(1009).reshape(images).cast(dtype);
        const on = (place: BackendName) =>
          copied(numbers().to(place), place, each).map((found) => found.toTypedArray());
        const expected = on("reference");
        for (const level of addon().levels)
          for (const threads of [1, 3]) {
            useNative({ instructions: level as InstructionSet });
            setNativeThreads(threads);
            expect(on("native")).toEqual(expected);
          }
      });
});
