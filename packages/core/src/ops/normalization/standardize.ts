import { type Gradient, record } from "../../primitives/launch.ts";
import { sizeOf } from "../../shape.ts";
import { isRecording, noGrad } from "../../tape.ts";
import type { Tensor } from "../../tensor.ts";
import { derived } from "../internal/derived.ts";

/*
 * What all normalisations do: x less its mean over some axes, divided by the root of its mean square there, which is
 * that of the whole population. Gradients are closed formulas of the result (Ioffe and Szegedy, "Batch normalization",
 * 2015), so that a forward pass keeps only it and one number for each mean.
 */

/** How something is standardised. */
export interface Standardizing {
  /** The name of the op, on the tape and in errors. */
  readonly op: string;
  /** The mean is taken over these axes. */
  readonly axes: readonly number[];
  /** Is added to the mean square. */
  readonly epsilon: number;
  /** Whether the mean is taken away first. */
  readonly centred: boolean;
}

/** What was found, with the folded axes kept; without history, but for `y`. */
export interface Standardized {
  readonly y: Tensor;
  /** Null if nothing was taken away. */
  readonly mean: Tensor | null;
  /** The mean square, of the distances from the mean if that was taken away. */
  readonly square: Tensor;
}

/** The mean over axes, which stay. */
function meanOf(x: Tensor, axes: readonly number[], count: number): Tensor {
  return x.sum(axes, { keepDims: true }).div(count);
}

/** (x - mean) / √(mean square + epsilon). */
export function standardized(x: Tensor, how: Standardizing): Standardized {
  const { op, axes, epsilon, centred } = how;
  const count = sizeOf(axes.map((axis) => x.shape[axis]));
  const { y, mean, square, scale } = noGrad(() => {
    const average = centred ? meanOf(x, axes, count) : null;
    const distance = average === null ? x : x.sub(average);
    const size = meanOf(distance.square(), axes, count);
    const factor = size.add(epsilon).rsqrt();
    return { y: distance.mul(factor), mean: average, square: size, scale: factor };
  });
  record(standardizing, op, [x], y, { how, count, scale });
  return { y, mean, square };
}

/** What a forward pass keeps. */
export interface Found {
  readonly how: Standardizing;
  readonly count: number;
  /** 1 / √(mean square + epsilon). */
  readonly scale: Tensor;
}

const standardizing: { readonly gradients: readonly Gradient<Found>[] } = {
  gradients: [
    ([x], y, found) =>
      (dy) =>
        back(x, y, dy, found),
  ],
};

/** What y sends back to x: what of dy is along neither a constant nor y, times the scale. */
export function back(x: Tensor, y: Tensor, dy: Tensor, found: Found): Tensor {
  const { how, count } = found;
  const { axes, centred } = how;
  const along = y.mul(meanOf(dy.mul(y), axes, count));
  const left = (centred ? dy.sub(meanOf(dy, axes, count)) : dy).sub(along);
  return left.mul(scaleOf(x, y, found));
}

/** The scale again, as a function of x if a gradient is recorded. Its derivative is -scale² y / count. */
function scaleOf(x: Tensor, y: Tensor, { how, count, scale }: Found): Tensor {
  if (!isRecording() || x.node === null) return scale;
  const known = derived(
    how.op,
    (_x: Tensor) => scale.detach(),
    (again) => (dy) => y.mul(again.square().mul(dy).div(-count)),
  );
  return known(x);
}
