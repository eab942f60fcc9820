import { formatShape, type Tensor } from "@gradiente/core";
import fc from "fast-check";
import { checkProperty } from "./checks.ts";
import { type Inputs, together } from "./inputs.ts";
import { type LayoutName, layouts } from "./layouts.ts";

/**
 * A property for fast-check: `f` returns the same bits for views in every layout of memory as for contiguous copies of
 * them. It fails for a function that reads buffers but ignores strides, offsets or axes of stride 0.
 *
 * @param f a function of tensors that returns a tensor.
 * @param inputs one arbitrary for all inputs together, or a list with one arbitrary per input.
 * @example
 * ```ts
 * import type { Tensor } from "@gradiente/core";
 * import { tensors, viewsEqualCopies } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * const swish = (x: Tensor) => x.mul(x.sigmoid());
 * fc.assert(viewsEqualCopies((x) => swish(x), [tensors({ dtype: "float32" })]));
 * ```
 */
export function viewsEqualCopies(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Inputs,
): fc.IProperty<[readonly Tensor[]]> {
  checkProperty("viewsEqualCopies", f, inputs);
  return fc.property(together(inputs), (given) => {
    const expected = f(...given.map(layouts.contiguous));
    for (const layout of Object.keys(layouts) as LayoutName[]) {
      const y = f(...given.map(layouts[layout]));
      const same =
        y.dtype === expected.dtype &&
        formatShape(y.shape) === formatShape(expected.shape) &&
        sameValues(y.toTypedArray(), expected.toTypedArray());
      if (!same) {
        throw new Error(
          `${f.name || "the function"} gives another result for ${layout} inputs than for contiguous ones:\n` +
            `${y}\ninstead of\n${expected}`,
        );
      }
    }
  });
}

/** Whether two tensors have equal bits, where all NaN are equal. */
function sameValues(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));
}
