import { concat, type Tensor } from "@gradiente/core";

/**
 * Functions that return a tensor of the same values, shape and dtype in another layout of memory. An op that ignores
 * strides or offsets has other results for at least one of them.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { layouts } from "@gradiente/testing";
 *
 * const x = tensor([[1, 2], [3, 4]]);
 * for (const layout of Object.values(layouts)) {
 *   if (!layout(x).eq(x).all().item()) throw new Error("another layout has other values");
 * }
 * ```
 */
export const layouts = {
  /** Row-major, from the start of its buffer. */
  contiguous: (x: Tensor) => dense(x),
  /** Column-major. */
  transposed: (x: Tensor) => {
    const reversed = x.shape.map((_, axis) => x.ndim - 1 - axis);
    return dense(x.permute(reversed)).permute(reversed);
  },
  /** In a larger buffer, with an offset and gaps between rows. */
  sliced: (x: Tensor) => {
    const surrounded = dense(x.pad(x.shape.map(() => [1, 2] as const)));
    return surrounded.slice(x.shape.map((size) => [1, size + 1] as const));
  },
  /** Every other element of its buffer. */
  strided: (x: Tensor) => {
    const interleaved = dense(x.unsqueeze(-1).pad([...x.shape.map(() => [0, 0] as const), [0, 1]]));
    return interleaved.slice([...x.shape.map(() => null), 0]);
  },
  /** Reversed along every axis: negative strides. */
  reversed: (x: Tensor) => {
    const backwards = x.shape.map(() => [null, null, -1] as const);
    return dense(x.slice(backwards)).slice(backwards);
  },
} satisfies Record<string, (x: Tensor) => Tensor>;

/** The name of a layout in {@link layouts}. */
export type LayoutName = keyof typeof layouts;

/** A contiguous copy on the backend of x. */
function dense(x: Tensor): Tensor {
  return concat([x.detach().reshape([-1])]).reshape(x.shape);
}
