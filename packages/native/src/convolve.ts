import { type Convolving, type Correlated, Layout } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, putLayout } from "./border.ts";

/** Fills maps; false, having written nothing, where there is no kernel for them. */
export function convolveOn(views: Correlated<View>, { windows, borders }: Convolving): boolean {
  const { filters, images, maps } = views;
  const isTaken = windows.every(({ size, stride, dilation }) => size === 3 && stride === 1 && dilation === 1);
  if (windows.length !== 2 || !isTaken || maps.layout.shape[1] !== 1) return false;
  if ([filters, images, maps].some(({ dtype }) => dtype !== "float32")) return false;
  const [height, width] = maps.layout.shape.slice(3);
  if (height % 2 !== 0 || width % 2 !== 0) return false;
  if ([images, maps].some(({ layout }) => layout.strides[4] !== 1)) return false;
  block[0] = borders[0][0];
  block[1] = borders[1][0];
  putLayout(
    putLayout(putLayout(2, withoutGroup(filters, 0)), withoutGroup(images, 1)),
    withoutGroup(maps, 1),
  );
  return addon().winograd(filters.buffer, images.buffer, maps.buffer);
}

/** There is one group. */
function withoutGroup({ layout: { shape, strides, offset } }: View, axis: number): Layout {
  const others = (sizes: readonly number[]) => sizes.filter((_, i) => i !== axis);
  return new Layout(others(shape), others(strides), offset);
}
