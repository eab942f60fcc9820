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
 *   Beyond the ends, the outermost elements are repeated;
 * - `area`: the mean of the elements from floor(i · in / out) to ceil((i + 1) · in / out), as adaptive pools.
 *
 * If a scale is given, in / out is 1 / scale. `nearest` and `nearestExact` keep the dtype; the others turn integers into
 * float32. With `antialias`, the kernels are as wide as what an element of the result stands for, and have the sum 1 (`cubic`
 * then has a = -0.5), as in Pillow. As PyTorch's `interpolate`.
 *
 * @throws ShapeError if x has fewer than three axes or no elements, or not as many as the mode is for, unless exactly one of
 * size and scale is given, if `alignCorners` is used with a mode other than `linear` and `cubic` or with `antialias`, or if
 * `antialias` is used with another mode; TypeError for another mode.
 * @example
 * ```ts
 * const x = tensor([[[1, 3]]]); // [batch, channels, width]
 * interpolate(x, { scale: 2 }); // [[[1, 1, 3, 3]]]
 * interpolate(x, { size: 3, mode: "linear", alignCorners: true }); // [[[1, 2, 3]]]
 * ```
 */
export function interpolate(x: TensorLike, options: InterpolationOptions): Tensor {
  const {
    size,
    scale,
    mode: asked = "nearest",
    alignCorners = false,
    antialias = false,
  } = optionsOf("interpolate", options, INTERPOLATION);
  const { mode, rank } = asked in SPECIAL ? SPECIAL[asked as keyof typeof SPECIAL] : { mode: asked };
  const kernel = mode === "linear" || mode === "cubic" ? KERNELS[mode] : null;
  const given = kernel || mode === "area" ? toFloating("interpolate", x) : toTensor("interpolate", x);
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
  for (const [name, isAsked] of Object.entries({ alignCorners, antialias })) {
    if (isAsked && !kernel) {
      throw new ShapeError(`interpolate: ${name} is for "linear" and "cubic", not for "${asked}"`);
    }
  }
  if (alignCorners && antialias) {
    throw new ShapeError("interpolate: alignCorners and antialias exclude each other; leave one of them out");
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
      const all = (taps: (i: number) => Taps) =>
        blended(image, axis + 2, range(0, to, "interpolate").map(taps));
      if (mode === "area") return all((i) => meanTaps(i, from, to));
      if (kernel && antialias) return all((i) => wideTaps(kernel, step(i + 0.5), step(1), from));
      if (kernel) return all((i) => kernel.taps(centre(i)));
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

/** Which neighbours an element is made of: the first of them, and the weight of each. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/** How neighbours are weighted. */
interface Kernel {
  /** The neighbours of a position, as many for each. */
  readonly taps: (at: number) => Taps;
  /** How far the kernel of antialiasing reaches, and its weight at a distance >= 0. */
  readonly reach: number;
  readonly at: (distance: number) => number;
}

/** Keys' kernel: within one element of the centre, and within two. */
const near = (a: number, t: number) => ((a + 2) * t - (a + 3)) * t * t + 1;
const far = (a: number, t: number) => ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;

const KERNELS: Readonly<Record<"linear" | "cubic", Kernel>> = {
  linear: {
    taps: (at) => {
      const first = Math.floor(at);
      return { first, weights: [1 - (at - first), at - first] };
    },
    reach: 1,
    at: (distance) => Math.max(0, 1 - distance),
  },
  cubic: {
    taps: (at) => {
      const below = Math.floor(at);
      const t = at - below;
      const a = -0.75;
      return { first: below - 1, weights: [far(a, t + 1), near(a, t), near(a, 1 - t), far(a, 2 - t)] };
    },
    reach: 2,
    at: (distance) => (distance < 1 ? near(-0.5, distance) : distance < 2 ? far(-0.5, distance) : 0),
  },
};

/** The mean of all elements that overlap element i of the result. */
function meanTaps(i: number, from: number, to: number): Taps {
  const first = Math.floor((i * from) / to);
  const count = Math.ceil(((i + 1) * from) / to) - first;
  return { first, weights: new Array<number>(count).fill(1 / count) };
}

/** A kernel around a centre, `width` times as wide where this is more than 1, of the elements that there are. */
function wideTaps({ reach, at }: Kernel, centre: number, width: number, from: number): Taps {
  const scale = Math.max(1, width);
  const first = Math.max(0, Math.trunc(centre - reach * scale + 0.5));
  const end = Math.min(from, Math.trunc(centre + reach * scale + 0.5));
  const weights = range(first, end).map((place) => at(Math.abs((place + 0.5 - centre) / scale)));
  const sum = weights.reduce((total, weight) => total + weight);
  return { first, weights: weights.map((weight) => weight / sum) };
}

/** Elements along an axis as sums of their weighted neighbours. The outermost elements are repeated. */
function blended(x: Tensor, axis: number, taps: readonly Taps[]): Tensor {
  const last = x.shape[axis] - 1;
  const shape = x.shape.map((_, i) => (i === axis ? -1 : 1));
  const most = taps.reduce((count, { weights }) => Math.max(count, weights.length), 0);
  return range(0, most)
    .map((tap) => {
      const places = taps.map(({ first }) => Math.min(Math.max(first + tap, 0), last));
      const weights = taps.map(({ weights }) => weights[tap] ?? 0);
      const shares = alongside(x, () => tensor(weights, { dtype: x.dtype })).reshape(shape);
      return x.indexSelect(places, axis).weighted(shares);
    })
    .reduce((sum, part) => sum.add(part));
}
