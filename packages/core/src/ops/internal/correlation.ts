import type { Border, Window } from "../../layout.ts";
import { type Contraction, type Factor, remembered } from "../../primitives/contraction.ts";
import { Convolution } from "../../primitives/correlation.ts";
import { Sliding } from "../../primitives/sliding.ts";
import { formatShape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/* What convolutions and transposed convolutions share. */

export const AXES = [[], ["length"], ["height", "width"], ["depth", "height", "width"]] as const;

/** Every filter meets every window of images with a border of zeros, image by image and group by group. */
export function convolution(windows: readonly Window[], borders: readonly Border[]): Contraction {
  const kind = windows
    .map(({ size, stride, dilation }, axis) => `${size} ${stride} ${dilation} ${borders[axis]}`)
    .join();
  return remembered(`convolution ${kind}`, () => {
    const [within, places] = ["within", "place"].map((name) => windows.map((_, axis) => `${name} ${axis}`));
    const filters: Factor = { labels: ["group", "filter", "channel", ...within] };
    const images: Factor = {
      labels: ["image", "group", "channel", ...places, ...within],
      viewing: { kind: "windows", windows },
    };
    const maps: Factor = { labels: ["image", "group", "filter", ...places] };
    const factors = { filters, images, maps };
    return new Convolution(new Sliding(windows, borders), factors, filters, images, maps);
  });
}

/**
 * Images with a batch axis, which they may lack; their other axes and those of the filters are checked. `channels` names
 * the first two axes of the filters.
 */
export function batched(op: string, rank: number, images: Tensor, filters: Tensor, channels: string): Tensor {
  if (filters.ndim === rank + 2) {
    if (images.ndim === rank + 2) return images;
    if (images.ndim === rank + 1) return images.unsqueeze(0);
  }
  const axes = AXES[rank].join(", ");
  throw new ShapeError(
    `${op}: expected [batch, channels, ${axes}] and [${channels}, ${axes}], the batch axis being optional, got ` +
      shapesOf(images, filters),
  );
}

export function shapesOf(images: Tensor, filters: Tensor): string {
  return `images ${formatShape(images.shape)}, filters ${formatShape(filters.shape)}`;
}
