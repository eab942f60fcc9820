import { found } from "../../arguments/found.ts";
import { optionsOf } from "../../arguments/options.ts";
import { alongside, tensor } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { formatShape, range, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { type PerAxis, perAxis } from "../internal/sliding.ts";
import { INTERPOLATION, type InterpolationOptions } from "./options.ts";

export type { InterpolationOptions } from "./options.ts";

/** The modes that are others for a certain number of axes. */
const SPECIAL = {
  bilinear: { mode: "linear", rank: 2 },
  trilinear: { mode: "linear", rank: 3 },
  bicubic: { mode: "cubic", rank: 2 },
} as const;

/**
 * Resizes images: `[batch, channels, ...sizes]`, with any number of axes after the channels, to
 * `[batch, channels, ...size]`. Element i of the result is taken at this position of x:
 * - `nearest`: floor(i · in / out);
 * - `nearestExact`: floor((i + 1/2) · in / out);
 * - `linear` and `cubic`: (i + 1/2) · in / out - 1/2; with `alignCorners`, i (in - 1) / (out - 1).
 *   Beyond the ends, the outermost elements are repeated.
 *
 * If a scale is given, in / out is 1 / scale. `nearest` and `nearestExact` keep the dtype; the others turn integers into
 * float32. As PyTorch's `interpolate`.
 *
 * @throws ShapeError if x has fewer than three axes or no elements, or not as many as the mode is for, unless exactly one of
 * size and scale is given, or if `alignCorners` is used with `nearest` or `nearestExact`; TypeError for another mode.
 */
export function interpolate(x: TensorLike, options: InterpolationOptions): Tensor {
  const {
    size,
    scale,
    mode: asked = "nearest",
    alignCorners = false,
  } = optionsOf("interpolate", options, INTERPOLATION);
  const { mode, rank } = asked in SPECIAL ? SPECIAL[asked as keyof typeof SPECIAL] : { mode: asked };
  const taps = mode === "linear" ? linearTaps : mode === "cubic" ? cubicTaps : null;
  const given = taps ? toFloating("interpolate", x) : toTensor("interpolate", x);
  if (given.ndim < 3 || given.shape.slice(2).includes(0)) {
    throw new ShapeError(
      `interpolate: expected [batch, channels, ...sizes] with sizes of at least 1, got shape ${formatShape(given.shape)}`,
    );
  }
  if (rank !== undefined && given.ndim !== rank + 2) {
    throw new ShapeError(
      `interpolate: "${asked}" is for ${rank} axes after batch and channels, and the shape is ${formatShape(given.shape)}; "${mode}" is for any number`,
    );
  }
  if ((size === undefined) === (scale === undefined)) {
    throw new ShapeError("interpolate: give either the size of the result or a scale");
  }
  if (alignCorners && !taps) {
    throw new ShapeError(`interpolate: alignCorners is for "linear" and "cubic", not for "${asked}"`);
  }
  const sizes = given.shape.slice(2);
  const scales = scale === undefined ? undefined : scalesOf(scale, sizes.length);
  const targets = scales ? sizes.map((from, axis) => Math.floor(from * scales[axis])) : (size as PerAxis);
  return perAxis("interpolate", "the size of the result", targets, sizes.length, 1).reduce(
    (image, to, axis) => {
      const from = sizes[axis];
      // Position i of the result, scaled to positions of x.
      const step = (i: number) => (scales ? i / scales[axis] : (i * from) / to);
      const centre = (i: number) => {
        if (alignCorners) return to === 1 ? 0 : (i * (from - 1)) / (to - 1);
        return step(i + 0.5) - 0.5;
      };
      if (taps) return blended(image, axis + 2, range(0, to, "interpolate").map(centre), taps);
      const half = mode === "nearestExact" ? 0.5 : 0;
      return image.indexSelect(range(0, to, "interpolate").map((i) => Math.min(Math.floor(step(i + half)), from - 1)), axis + 2); // biome-ignore format: one thing
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

/** Which neighbours an element at a position is made of: the first of them, and the weight of each. */
type Taps = (at: number) => { readonly first: number; readonly weights: readonly number[] };

const linearTaps: Taps = (at) => {
  const first = Math.floor(at);
  return { first, weights: [1 - (at - first), at - first] };
};

/** Keys' kernel with a = -0.75: within one element of the centre, and within two. */
const near = (t: number) => (1.25 * t - 2.25) * t * t + 1;
const far = (t: number) => ((-0.75 * t + 3.75) * t - 6) * t + 3;

const cubicTaps: Taps = (at) => {
  const below = Math.floor(at);
  const t = at - below;
  return { first: below - 1, weights: [far(t + 1), near(t), near(1 - t), far(2 - t)] };
};

/** Elements at positions along an axis, as sums of their weighted neighbours. The outermost elements are repeated. */
function blended(x: Tensor, axis: number, positions: readonly number[], taps: Taps): Tensor {
  const last = x.shape[axis] - 1;
  const found = positions.map(taps);
  const shape = x.shape.map((_, i) => (i === axis ? -1 : 1));
  return found[0].weights
    .map((_, tap) => {
      const places = found.map(({ first }) => Math.min(Math.max(first + tap, 0), last));
      const weights = found.map(({ weights }) => weights[tap]);
      const shares = alongside(x, () => tensor(weights, { dtype: x.dtype })).reshape(shape);
      return x.indexSelect(places, axis).weighted(shares);
    })
    .reduce((sum, part) => sum.add(part));
}
