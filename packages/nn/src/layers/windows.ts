import { type Padding, type PerAxis, ShapeError } from "@gradiente/core";
import { bordersOf, check, checkArgument, perAxis } from "@gradiente/core/arguments";

/* Sizes of windows along the axes after the channels. */

/** The number of these axes. */
export type Rank = 1 | 2 | 3;

const NAMES = { 1: "[length]", 2: "[height, width]", 3: "[depth, height, width]" } as const;

const isSize = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1;

const aWindowOf = (rank: Rank) =>
  check<PerAxis>(
    `a whole number >= 1, or ${NAMES[rank]}`,
    (value) => (Array.isArray(value) ? value.length === rank && [...value].every(isSize) : isSize(value)),
    ShapeError,
  );

const WINDOWS = {
  1: /* @__PURE__ */ aWindowOf(1),
  2: /* @__PURE__ */ aWindowOf(2),
  3: /* @__PURE__ */ aWindowOf(3),
};

/** The sizes of a window along each axis, checked. */
export function windowSizes(layer: string, size: PerAxis, rank: Rank): readonly number[] {
  checkArgument(layer, "the size", size, WINDOWS[rank]);
  return typeof size === "number" ? new Array<number>(rank).fill(size) : [...size];
}

/** What options may say of windows. */
interface Geometry {
  readonly stride?: PerAxis;
  readonly dilation?: PerAxis;
  readonly padding?: Padding | "same" | "valid";
  readonly outputPadding?: PerAxis;
}

/** Checks the numbers in options when a layer is made, and not only when it is called. */
export function checkGeometry(layer: string, rank: Rank, options: Geometry): void {
  const { stride, dilation, padding, outputPadding } = options;
  if (stride !== undefined) perAxis(layer, "stride", stride, rank, 1);
  if (dilation !== undefined) perAxis(layer, "dilation", dilation, rank, 1);
  if (outputPadding !== undefined) perAxis(layer, "outputPadding", outputPadding, rank, 0);
  if (padding !== undefined && typeof padding !== "string") bordersOf(layer, padding, rank);
}
