import {
  arange,
  type BackendName,
  type DType,
  maxPool2d,
  type Tensor,
  Variable,
  windows,
} from "@gradiente/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limits } from "../src/backend.ts";
import { addon } from "../src/border.ts";
import { type InstructionSet, setNativeThreads, useNative } from "../src/index.ts";

/*
 * What windows that lie apart show is copied, and copied back as their gradient. Windows of two are pairs, which have a kernel
 * of their own. The copies are exact, so they are compared with those of the plain loops bit by bit.
 */

/** Images, and windows of a size, and how far apart these begin. */
const cases: readonly [images: readonly number[], size: readonly number[], stride: readonly number[]][] = [
  [
    [3, 5, 24, 24],
    [2, 2],
    [2, 2],
  ],
  [
    [7, 8, 8],
    [2, 2],
    [2, 2],
  ],
  [
    [2, 3, 6, 74],
    [2, 2],
    [2, 2],
  ],
  // Windows leave out places.
  [
    [2, 3, 7, 75],
    [2, 2],
    [2, 2],
  ],
  [
    [2, 3, 9, 30],
    [1, 2],
    [1, 2],
  ],
  [
    [2, 3, 12, 40],
    [2, 1],
    [2, 1],
  ],
  [
    [2, 2, 12, 39],
    [3, 3],
    [3, 3],
  ],
  [
    [2, 2, 12, 39],
    [2, 2],
    [3, 3],
  ],
  // They are too few for rows, and they overlap.
  [
    [40, 6, 6],
    [2, 2],
    [2, 2],
  ],
  [
    [2, 3, 11, 31],
    [2, 2],
    [2, 1],
  ],
];

/** Copies in the order of positions in a window, as pools have them, and back. */
function copied(x: Tensor, place: BackendName, [, size, stride]: (typeof cases)[number]): Tensor[] {
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
  const { smallestShared } = limits;
  beforeAll(() => {
    limits.smallestShared = { awake: 0, asleep: 0 };
  });
  afterAll(() => {
    limits.smallestShared = smallestShared;
    useNative();
    setNativeThreads(1);
  });
  for (const each of cases)
    for (const dtype of ["float32", "float64", "int32"] as const satisfies readonly DType[])
      it(`${each.map((list) => list.join(" x ")).join(", ")} of ${dtype}`, () => {
        const [shape] = each;
        const count = shape.reduce((product, size) => product * size);
        const numbers = () => arange(count).mul(7).mod(1009).reshape(shape).cast(dtype);
        const on = (name: BackendName) =>
          copied(numbers().to(name), name, each).map((found) => found.toTypedArray());
        const expected = on("reference");
        for (const level of addon().levels)
          for (const threads of [1, 3]) {
            useNative({ instructions: level as InstructionSet });
            setNativeThreads(threads);
            expect(on("native")).toEqual(expected);
          }
      });
});
