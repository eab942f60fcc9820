import { Tensor } from "@gradiente/core";
import { type Check, check, oneOf } from "@gradiente/core/arguments";
import type { ParquetNumbers } from "./decode.ts";

/**
 * A column that is to be written: as `decodeParquet` and `Table` of `@gradiente/datasets` have it, or a tensor of one axis.
 * Numbers without a dtype are written as float64.
 */
export type ParquetInput =
  | Tensor
  | {
      readonly kind: "numeric";
      readonly dtype?: ParquetNumbers["dtype"];
      readonly values: ArrayLike<number>;
    }
  | { readonly kind: "text" | "categorical"; readonly values: ArrayLike<string | null> };

const aKind = /* @__PURE__ */ oneOf("numeric", "text", "categorical");
const aNumberType = /* @__PURE__ */ oneOf("bool", "int32", "float32", "float64");

function isListOf(values: unknown, isRight: (value: unknown) => boolean): boolean {
  const isList = Array.isArray(values) || (ArrayBuffer.isView(values) && "length" in values);
  if (!isList) return false;
  // A loop, since what goes over a list passes over its holes.
  const list = values as ArrayLike<unknown>;
  for (let at = 0; at < list.length; at++) if (!isRight(list[at])) return false;
  return true;
}

/** A name with its column. */
export const aColumn: Check<readonly [string, ParquetInput]> = /* @__PURE__ */ check(
  "a pair of a name and a column: a tensor, or { kind, values } with numbers, or with texts and null",
  (pair) => {
    if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== "string") return false;
    const column: unknown = pair[1];
    if (column instanceof Tensor) return true;
    const { kind, dtype, values } = (column ?? {}) as Record<string, unknown>;
    if (!aKind.accepts(kind) || !(dtype === undefined || aNumberType.accepts(dtype))) return false;
    return kind === "numeric"
      ? isListOf(values, (value) => typeof value === "number")
      : isListOf(values, (value) => value === null || typeof value === "string");
  },
);
