import type { PerAxis } from "@gradiente/core";
import { check, checkArgument } from "@gradiente/core/arguments";

const isSize = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1;

const aWindow = check<PerAxis>(
  "a whole number >= 1, or [height, width]",
  (value) => (Array.isArray(value) ? value.length === 2 && [...value].every(isSize) : isSize(value)),
  RangeError,
);

/** The height and width of a window over planes. */
export function perPlane(layer: string, size: PerAxis): readonly [height: number, width: number] {
  checkArgument(layer, "the size", size, aWindow);
  return typeof size === "number" ? [size, size] : [size[0], size[1]];
}
