import type { Border, Window } from "../../layout.ts";
import { formatShape, range, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { planesOf } from "./planes.ts";
import { bordered, bordersOf, type Padding, type PerAxis, perAxis, viewed, windowsOf } from "./sliding.ts";

/* Windows as pooling has them: with padding of at most half a window, and one window more with ceilMode. */

/** What options of pools say of windows. */
interface WindowedOptions {
  readonly stride?: PerAxis;
  readonly dilation?: PerAxis;
  readonly padding?: Padding;
  readonly ceilMode?: boolean;
}

/** What windows over the last axes are to be folded. */
export interface Pooled {
  /** One plane for each position in a window. */
  readonly planes: Tensor;
  /** Along each of the axes, the number of elements in each window, without what `ceilMode` adds. */
  readonly counts: (includePad: boolean) => readonly (readonly number[])[];
  /** Whether all windows lie within the padding. */
  readonly areWhole: boolean;
}

/**
 * How far the last window of an axis reaches beyond the end of the padding, if it is to hold what is left over there. It
 * is left out if it would begin in the padding at the end.
 */
function excess(size: number, [before, after]: Border, window: Window): number {
  const extent = window.dilation * (window.size - 1) + 1;
  const padded = before + size + after;
  const last = Math.ceil((padded - extent) / window.stride) * window.stride;
  return last >= before + size ? 0 : Math.max(0, last + extent - padded);
}

/** The windows over the last axes of x, with a value around it that is not to count. */
export function windowed(
  op: string,
  rank: number,
  x: Tensor,
  size: PerAxis,
  options: WindowedOptions,
  fill: number,
): Pooled {
  const sizes = perAxis(op, "the size", size, rank, 1);
  if (x.ndim < rank) {
    throw new ShapeError(`${op}: expected at least ${rank} axes, got shape ${formatShape(x.shape)}`);
  }
  const borders = bordersOf(op, options.padding ?? 0, rank);
  borders.forEach((border, axis) => {
    const width = Math.max(...border);
    if (2 * width > sizes[axis]) {
      throw new ShapeError(
        `${op}: padding must be at most half a window, so that no window is all padding; it is ${width} for size ${sizes[axis]}`,
      );
    }
  });
  const lengths = x.shape.slice(x.ndim - rank);
  const stride = perAxis(op, "stride", options.stride ?? sizes, rank, 1);
  const dilation = perAxis(op, "dilation", options.dilation ?? 1, rank, 1);
  const beyond = sizes.map((of, axis) => {
    const window = { size: of, stride: stride[axis], dilation: dilation[axis] };
    return options.ceilMode ? excess(lengths[axis], borders[axis], window) : 0;
  });
  const padded = bordered(
    x,
    borders.map(([before, after], axis): Border => [before, after + beyond[axis]]),
    fill,
  );
  const windows = windowsOf(op, padded.shape, sizes, { stride, dilation });
  const found = viewed(padded, windows);
  const counts = (includePad: boolean) =>
    windows.map((window, axis) => {
      const [before, after] = borders[axis];
      const [start, end] = includePad
        ? [0, before + lengths[axis] + after]
        : [before, before + lengths[axis]];
      return range(0, found.shape[x.ndim - rank + axis]).map((i) => {
        const from = i * window.stride;
        return Math.min(from + window.size, end) - Math.max(from, start);
      });
    });
  return { planes: planesOf(found, rank), counts, areWhole: beyond.every((width) => width === 0) };
}
