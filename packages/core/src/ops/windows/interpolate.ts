import { alongside, tensor } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { formatShape, range, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { type PerAxis, perAxis } from "../internal/sliding.ts";

export interface InterpolationOptions {
  /** The sizes of the result, after batch and channels: one number for every axis, or one for each. */
  readonly size?: PerAxis;
  /** By how much sizes grow, instead of `size`: `floor(scale · size)`. It may be a fraction. */
  readonly scale?: PerAxis;
  /** The element that is nearest below, or the linear (bilinear, trilinear) mean of neighbours; `nearest` unless said otherwise. */
  readonly mode?: "nearest" | "linear";
  /** For `linear`: whether the first and last elements are at the ends of the axis, or its cells; false unless said otherwise. */
  readonly alignCorners?: boolean;
}

/** How the elements of an axis come from another. */
interface Resampling {
  readonly from: number;
  readonly to: number;
  /** How far apart elements of the result are among those of x. */
  readonly step: (i: number) => number;
}

/**
 * Images of another size: `[batch, channels, ...sizes]`, with any number of axes after the channels, to
 * `[batch, channels, ...size]`. As PyTorch's `interpolate`: element i of the result lies at
 * - `nearest`: floor(i · in / out);
 * - `linear`: (i + 1/2) · in / out - 1/2, at least 0, or i (in - 1) / (out - 1) with `alignCorners`,
 *
 * where in / out is 1 / scale if a scale is given. `nearest` keeps the dtype; `linear` takes integers to float32.
 *
 * @throws ShapeError for fewer than three axes, no elements, or unless exactly one of size and scale is given.
 */
export function interpolate(x: TensorLike, options: InterpolationOptions): Tensor {
  const { size, scale, mode = "nearest", alignCorners = false } = options;
  const given = mode === "linear" ? toFloating("interpolate", x) : toTensor("interpolate", x);
  if (given.ndim < 3 || given.shape.slice(2).includes(0)) {
    throw new ShapeError(
      `interpolate: expected [batch, channels, ...sizes] with sizes of at least 1, got shape ${formatShape(given.shape)}`,
    );
  }
  if ((size === undefined) === (scale === undefined)) {
    throw new ShapeError("interpolate: give the size of the result or a scale, one of the two");
  }
  if (alignCorners && mode !== "linear") {
    throw new ShapeError('interpolate: alignCorners is for mode "linear"; "nearest" has no corners to align');
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
      : image.indexSelect(range(0, to).map((i) => Math.min(Math.floor(step(i)), from - 1)), axis + 2); // biome-ignore format: one thing
    },
    given,
  );
}

function scalesOf(scale: PerAxis, axes: number): readonly number[] {
  const scales = typeof scale === "number" ? new Array<number>(axes).fill(scale) : scale;
  if (scales.length !== axes || !scales.every((factor) => factor > 0 && Number.isFinite(factor))) {
    throw new ShapeError(
      `interpolate: scale must be a positive number, or ${axes} of them, not ${JSON.stringify(scale)}`,
    );
  }
  return scales;
}

function linearAlong(x: Tensor, axis: number, { from, to, step }: Resampling, alignCorners: boolean): Tensor {
  const places = range(0, to).map((i) => {
    if (alignCorners) return to === 1 ? 0 : (i * (from - 1)) / (to - 1);
    return Math.min(Math.max(step(i + 0.5) - 0.5, 0), from - 1);
  });
  const below = places.map((place) => Math.min(Math.floor(place), from - 1));
  const shares = alongside(x, () => tensor(places.map((place, i) => place - below[i]), { dtype: x.dtype })); // biome-ignore format: one thing
  const above = shares.reshape(x.shape.map((_, i) => (i === axis ? -1 : 1)));
  const left = x.indexSelect(below, axis).weighted(above.neg().add(1));
  return left.add(x.indexSelect(below.map((place) => Math.min(place + 1, from - 1)), axis).weighted(above)); // biome-ignore format: one thing
}
