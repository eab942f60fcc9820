import { Tensor, Variable } from "@gradiente/core";
import { check } from "@gradiente/core/arguments";
import type { Operand } from "./reduce.ts";

/** The check of an option that is a tensor or a Variable. */
export const anOperand = check<Operand>(
  "a tensor, such as tensor([1, 2])",
  (value) => value instanceof Tensor || value instanceof Variable,
);
