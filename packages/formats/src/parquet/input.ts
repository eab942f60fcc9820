import { Tensor } from "@gradiente/core";
import { type Check, check, oneOf } from "@gradiente/core/arguments";
import { someBytes } from "@gradiente/core/elements";
import type { ParquetBytes, ParquetNumbers } from "./decode.ts";
import { DEEPEST } from "./schema.ts";

/**
 * A column that is to be written: as `decodeParquet` and `Table` of `@gradiente/datasets` have it, or a tensor whose first
 * axis are the rows; further axes become lists. Numbers without a dtype are written as float64.
 */
export type ParquetInput =
  | Tensor
  | {
      readonly kind: "numeric";
      readonly dtype?: ParquetNumbers["dtype"];
      readonly values: ArrayLike<number>;
    }
  | { readonly kind: "text" | "categorical"; readonly values: ArrayLike<string | null> }
  | ParquetBytes
  | {
      readonly kind: "list";
      readonly offsets: ArrayLike<number>;
      readonly missing?: readonly number[];
      readonly elements: ParquetInput;
    };

const aKind = /* @__PURE__ */ oneOf("numeric", "text", "categorical", "bytes", "list");
const aNumberType = /* @__PURE__ */ oneOf("bool", "int32", "float32", "float64");

function isListOf(values: unknown, isRight: (value: unknown) => boolean): boolean {
  const isList = Array.isArray(values) || (ArrayBuffer.isView(values) && "length" in values);
  if (!isList) return false;
  // A loop, since what goes over a list passes over its holes.
  const list = values as ArrayLike<unknown>;
  for (let at = 0; at < list.length; at++) if (!isRight(list[at])) return false;
  return true;
}

/** Lists are no deeper than readers go: so what contains itself is none. */
function isColumn(value: unknown, depth: number): value is ParquetInput {
  if (depth > DEEPEST) return false;
  if (value instanceof Tensor) return true;
  const { kind, dtype, values, offsets, missing, elements } = (value ?? {}) as Record<string, unknown>;
  if (!aKind.accepts(kind) || !(dtype === undefined || aNumberType.accepts(dtype))) return false;
  switch (kind) {
    case "numeric":
      return isListOf(values, (each) => typeof each === "number");
    case "bytes":
      return isListOf(values, (each) => each === null || someBytes.accepts(each));
    case "list":
      return (
        isListOf(offsets, Number.isSafeInteger) &&
        (missing === undefined || isListOf(missing, Number.isSafeInteger)) &&
        isColumn(elements, depth + 1)
      );
    default:
      return isListOf(values, (each) => each === null || typeof each === "string");
  }
}

/** A name with its column. */
export const aColumn: Check<readonly [string, ParquetInput]> = /* @__PURE__ */ check(
  "a pair of a name and a column: a tensor, or { kind, values } with numbers, or with texts, bytes and null, or a list",
  (pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string" && isColumn(pair[1], 0),
);
