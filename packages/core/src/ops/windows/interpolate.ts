import { aBoolean, oneOf } from "../../arguments/check.ts";
import { found } from "../../arguments/found.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { alongside, tensor } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { formatShape, range, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { aPerAxis, type PerAxis, perAxis } from "../internal/sliding.ts";

/** Options of {@link interpolate}. */
export interface InterpolationOptions {
  /**
   * The sizes of the result after batch and channels: one number for all axes, or one for each. Give either `size` or
   * `scale`.
   */
  readonly size?: PerAxis;
  /**
   * The factor by which sizes grow, which may be a fraction: the new size is `floor(scale · size)`. One number for
   * all axes, or one for each. Give either `size` or `scale`.
   */
  readonly scale?: PerAxis;
  /**
   * `nearest` takes the nearest element below; `linear` takes the linear (bilinear, trilinear) mean of neighbours.
   * Default: `nearest`.
   */
  readonly mode?: "nearest" | "linear";
  /**
   * Only for `linear`: whether the ends of the axis are the centres of its first and last element, or the outer edges
   * of these elements. Default: false, the edges.
   */
  readonly alignCorners?: boolean;
}

const INTERPOLATION = declareOptions<InterpolationOptions>({
  size: aPerAxis,
  scale: aPerAxis,
  mode: oneOf("nearest", "linear"),
  alignCorners: aBoolean,
});

/** How the elements of an axis are computed from another axis. */
interface Resampling {
  readonly from: number;
  readonly to: number;
  /** Position i of the result, scaled to positions of x. */
  readonly step: (i: number) => number;
}

/**
 * Resizes images: `[batch, channels, ...sizes]`, with any number of axes after the channels, to
 * `[batch, channels, ...size]`. Element i of the result is taken at this position of x:
 * - `nearest`: floor(i · in / out);
 * - `linear`: (i + 1/2) · in / out - 1/2, but at least 0; with `alignCorners`, i (in - 1) / (out - 1).
 *
 * If a scale is given, in / out is 1 / scale. `nearest` keeps the dtype; `linear` turns integers into float32. As
 * PyTorch's `interpolate`.
 *
 * @throws ShapeError if x has fewer than three axes or no elements, unless exactly one of size and scale is given, or
 * if `alignCorners` is used with `nearest`; TypeError for another mode.
 */
export function interpolate(x: TensorLike, options: InterpolationOptions): Tensor {
  const {
    size,
    scale,
    mode = "nearest",
    alignCorners = false,
  } = optionsOf("interpolate", options, INTERPOLATION);
  const given = mode === "linear" ? toFloating("interpolate", x) : toTensor("interpolate", x);
  if (given.ndim < 3 || given.shape.slice(2).includes(0)) {
    throw new ShapeError(
      `interpolate: expected [batch, channels, ...sizes] with sizes of at least 1, got shape ${formatShape(given.shape)}`,
    );
  }
  if ((size === undefined) === (scale === undefined)) {
    throw new ShapeError("interpolate: give either the size of the result or a scale");
  }
  if (alignCorners && mode !== "linear") {
    throw new ShapeError('interpolate: alignCorners is only for mode "linear", not for "nearest"');
  }
  const sizes = given.shape.slice(2);
  const scales = scale === undefined ? undefined : scalesOf(scale, sizes.length);
  const targets = scales ? sizes.map((from, axis) => Math.floor(from * scales[axis])) : (size as PerAxis);
  return perAxis("interpolate", "the size of the result", targets, sizes.length, 1).reduce(
    (image, to, axis) => {
      const from = sizes[axis];
      const step = (i: number) => (scales ? i / scales[axis] : (i * from) / to);
      const resampling = { from, to, step };
      return mode === "linear"
      ? linearAlong(image, axis + 2, resampling, alignCorners)
      : image.indexSelect(range(0, to, "interpolate").map((i) => Math.min(Math.floor(step(i)), from - 1)), axis + 2); // biome-ignore format: one thing
    },
    given,
  );
}

function scalesOf(scale: PerAxis, axes: number): readonly number[] {
  const scales = typeof scale === "number" ? new Array<number>(axes).fill(scale) : [...scale];
  if (scales.length !== axes || !scales.every((factor) => Number.isFinite(factor) && factor > 0)) {
    throw new ShapeError(
      `interpolate: scale must be a positive number, or ${axes} of them, not ${found(scale)}`,
    );
  }
  return scales;
}

function linearAlong(x: Tensor, axis: number, { from, to, step }: Resampling, alignCorners: boolean): Tensor {
  const places = range(0, to, "interpolate").map((i) => {
    if (alignCorners) return to === 1 ? 0 : (i * (from - 1)) / (to - 1);
    return Math.min(Math.max(step(i + 0.5) - 0.5, 0), from - 1);
  });
  const below = places.map((place) => Math.min(Math.floor(place), from - 1));
  const shares = alongside(x, () => tensor(places.map((place, i) => place - below[i]), { dtype: x.dtype })); // biome-ignore format: one thing
  const above = shares.reshape(x.shape.map((_, i) => (i === axis ? -1 : 1)));
  const left = x.indexSelect(below, axis).weighted(above.neg().add(1));
  return left.add(x.indexSelect(below.map((place) => Math.min(place + 1, from - 1)), axis).weighted(above)); // biome-ignore format: one thing
}
