import type { TensorLike } from "@gradiente/core";
import { type Check, check, severalOf } from "@gradiente/core/arguments";

/** Tensors by name. */
export const pairs = /* @__PURE__ */ severalOf<readonly [string, TensorLike]>(
  "pairs of a name and a tensor, such as a Map",
);

/** One of them. */
export const aPair: Check<readonly [string, TensorLike]> = /* @__PURE__ */ check(
  "a pair of a name and a tensor",
  (value) => Array.isArray(value) && value.length === 2 && typeof value[0] === "string",
);

/** Which parts of a file are read. */
export const someNames: Check<readonly string[]> = /* @__PURE__ */ check<readonly string[]>(
  "a list of names",
  (value) => Array.isArray(value) && Array.from(value).every((name) => typeof name === "string"),
);
