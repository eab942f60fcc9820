import { formatShape, type Tensor } from "@gradiente/core";
import fc from "fast-check";
import { type Inputs, together } from "./inputs.ts";
import { type LayoutName, layouts } from "./layouts.ts";

/**
 * A property for fast-check: `f` gives the same values, to the bit, for views in every layout of memory as for
 * copies of them. A function that reads buffers or forgets strides, offsets or axes of stride 0 does not.
 *
 * @param f a function of tensors that gives a tensor.
 * @example fc.assert(viewsEqualCopies((x) => swish(x), [tensors({ dtype: "float32" })]));
 */
export function viewsEqualCopies(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Inputs,
): fc.IProperty<[readonly Tensor[]]> {
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

/** Equal to the bit, but for the bits of NaN. */
function sameValues(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));
}
