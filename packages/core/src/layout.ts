import { formatShape, type Shape, ShapeError, sizeOf } from "./shape.ts";

/** A range along one axis: `size` elements, starting at `start`, in steps of `step`, which may be negative. */
export interface Span {
  /** The place of the first element. */
  readonly start: number;
  /** The distance between neighbours; negative runs backwards. */
  readonly step: number;
  /** The number of elements. */
  readonly size: number;
}

/**
 * Windows along one axis. Each has `size` elements that lie `dilation` apart; neighbouring windows begin `stride`
 * apart.
 */
export interface Window {
  /** The number of elements of a window. */
  readonly size: number;
  /** How far apart neighbouring windows begin. */
  readonly stride: number;
  /** How far apart the elements of a window lie. */
  readonly dilation: number;
}

/** The number of elements that are added before and after an axis. */
export type Border = readonly [before: number, after: number];

/** The shape of what has this shape together with borders around its last axes. */
export function withBorders(shape: Shape, borders: readonly Border[]): Shape {
  return shape.map((size, axis) => {
    const [before, after] = borderAt(shape, borders, axis);
    return before + size + after;
  });
}

/** Where what has this shape lies inside of borders around its last axes. */
export function insideBorders(shape: Shape, borders: readonly Border[]): Span[] {
  return shape.map((size, axis) => ({ start: borderAt(shape, borders, axis)[0], step: 1, size }));
}

function borderAt(shape: Shape, borders: readonly Border[], axis: number): Border {
  return borders[axis - (shape.length - borders.length)] ?? [0, 0];
}

/** The number of windows that fit on an axis. */
export function countWindows(axisSize: number, { size, stride, dilation }: Window): number {
  return Math.max(0, Math.floor((axisSize - dilation * (size - 1) - 1) / stride) + 1);
}

/**
 * Where the elements of a tensor lie in its buffer: element `[i, j, ...]` is at
 * `offset + i * strides[0] + j * strides[1] + ...`. A layout is immutable. Every method returns a new view of the
 * same buffer and copies nothing.
 *
 * @example
 * ```ts
 * import { Layout } from "@gradiente/core/backend";
 *
 * const dense = Layout.dense([2, 3]);
 * dense.strides; // [3, 1]
 * dense.permute([1, 0]).strides; // [1, 3]
 * dense.expand([4, 2, 3]).strides; // [0, 3, 1]
 * ```
 */
export class Layout {
  /** The sizes of the axes, outermost first. */
  readonly shape: Shape;
  /**
   * The distance between neighbours along each axis, in elements (not bytes). 0 repeats one element; a negative
   * stride runs backwards.
   */
  readonly strides: readonly number[];
  /** The place of the first element in the buffer. */
  readonly offset: number;
  /** The number of elements. */
  readonly size: number;
  /** Whether the elements lie in row-major order without gaps, from `offset` on. */
  readonly contiguous: boolean;
  /** See {@link shown}. Few layouts have it: to make the field in each would be felt in small steps. */
  declare private frozen?: Shape;

  constructor(shape: Shape, strides: readonly number[], offset: number) {
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.size = sizeOf(shape);
    this.contiguous = this.size === 0 || isContiguous(shape, strides);
  }

  /**
   * A copy of the shape that cannot be changed, for users. It is made when it is first asked for: steps ask for few, and
   * engines copy, slice and freeze such arrays slowly.
   */
  get shown(): Shape {
    this.frozen ??= Object.freeze(this.shape.slice());
    return this.frozen;
  }

  /** The layout with elements in row-major order and without gaps, from the start of the buffer. */
  static dense(shape: Shape): Layout {
    return new Layout(shape, rowMajorStrides(shape), 0);
  }

  /** The dense layout of the same shape. If this layout is dense, it is returned itself. */
  get dense(): Layout {
    return this.contiguous && this.offset === 0 ? this : Layout.dense(this.shape);
  }

  /**
   * A layout of the same shape without gaps, from the start of a buffer. Its axes are nested as the axes are here, if
   * these elements lie without gaps too, as in a transposed matrix. Otherwise, it is in row-major order.
   */
  get alike(): Layout {
    if (this.contiguous || !isGapless(this)) return Layout.dense(this.shape);
    return this.offset === 0 ? this : new Layout(this.shape, this.strides, 0);
  }

  /** The axes in another order: axis i of the result is axis `axes[i]` of this layout. */
  permute(axes: readonly number[]): Layout {
    return new Layout(
      axes.map((axis) => this.shape[axis]),
      axes.map((axis) => this.strides[axis]),
      this.offset,
    );
  }

  /**
   * Repeats axes of size 1, and adds axes in front, with stride 0.
   *
   * @throws ShapeError if the shape does not broadcast to `shape`.
   */
  expand(shape: Shape): Layout {
    const lead = shape.length - this.shape.length;
    if (lead < 0) throw notExpandable(this.shape, shape);
    const strides = new Array<number>(shape.length);
    for (let axis = 0; axis < shape.length; axis++) {
      const size = axis < lead ? 1 : this.shape[axis - lead];
      if (size !== shape[axis] && size !== 1) throw notExpandable(this.shape, shape);
      strides[axis] = size === shape[axis] && axis >= lead ? this.strides[axis - lead] : 0;
    }
    return new Layout(shape, strides, this.offset);
  }

  /**
   * The distance between neighbouring elements if all elements form one evenly spaced row: 1 for a contiguous layout,
   * 0 for one repeated element. Null otherwise.
   */
  get step(): number | null {
    if (this.contiguous) return 1;
    for (let axis = 0; axis < this.shape.length; axis++) {
      if (this.strides[axis] !== 0 && this.shape[axis] !== 1) return null;
    }
    return 0;
  }

  /** Takes one span along each axis. */
  slice(spans: readonly Span[]): Layout {
    let offset = this.offset;
    const shape = new Array<number>(spans.length);
    const strides = new Array<number>(spans.length);
    for (let axis = 0; axis < spans.length; axis++) {
      const span = spans[axis];
      shape[axis] = span.size;
      strides[axis] = this.strides[axis] * span.step;
      if (span.size > 0) offset += span.start * this.strides[axis];
    }
    return new Layout(shape, strides, offset);
  }

  /**
   * Windows along the last axes; they may overlap. Each of these axes becomes an axis that counts windows, and the
   * positions within a window become new axes at the end.
   */
  windows(windows: readonly Window[]): Layout {
    const lead = this.shape.length - windows.length;
    const along = (axis: number) => this.strides[lead + axis];
    return new Layout(
      [
        ...this.shape.slice(0, lead),
        ...windows.map((window, axis) => countWindows(this.shape[lead + axis], window)),
        ...windows.map((window) => window.size),
      ],
      [
        ...this.strides.slice(0, lead),
        ...windows.map((window, axis) => along(axis) * window.stride),
        ...windows.map((window, axis) => along(axis) * window.dilation),
      ],
      this.offset,
    );
  }

  /** The diagonal of the last two axes as one axis, `above` places above the main diagonal. */
  diagonal(above: number): Layout {
    const [rows, columns] = this.shape.slice(-2);
    const [row, column] = this.strides.slice(-2);
    const size = Math.max(0, Math.min(rows + Math.min(above, 0), columns - Math.max(above, 0)));
    const start = size === 0 ? 0 : above >= 0 ? above * column : -above * row;
    return new Layout(
      [...this.shape.slice(0, -2), size],
      [...this.strides.slice(0, -2), row + column],
      this.offset + start,
    );
  }

  /** The same elements in the same order, in another shape of the same size. Null if this needs a copy. */
  reshape(shape: Shape): Layout | null {
    if (this.contiguous) return new Layout(shape, rowMajorStrides(shape), this.offset);
    const strides = splitStrides(this, shape);
    return strides && new Layout(shape, strides, this.offset);
  }
}

function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** Only for layouts that have elements. Strides of axes of size 1 do not matter, because nothing steps along them. */
function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

/** Whether elements lie without gaps in some order of the axes. Only for axes that have several elements each. */
function isGapless({ shape, strides }: Layout): boolean {
  let expected = 1;
  for (let found = 0; found < shape.length; found++) {
    const axis = strides.indexOf(expected);
    if (axis < 0 || shape[axis] === 1) return false;
    expected *= shape[axis];
  }
  return true;
}

/**
 * Strides for `shape` over a layout with gaps. Both shapes are cut into the shortest groups of axes with equal
 * products. Within each group, the old axes must be evenly spaced, as if they were one axis.
 */
function splitStrides(layout: Layout, shape: Shape): number[] | null {
  const old = layout.shape.flatMap((size, axis) =>
    size === 1 ? [] : [{ size, stride: layout.strides[axis] }],
  );
  const strides = new Array<number>(shape.length).fill(0);
  let oldEnd = old.length;
  let newEnd = shape.length;
  while (oldEnd > 0) {
    let oldStart = oldEnd - 1;
    let newStart = newEnd;
    let oldSize = old[oldStart].size;
    let newSize = 1;
    while (oldSize !== newSize) {
      if (newSize < oldSize) newSize *= shape[--newStart];
      else oldSize *= old[--oldStart].size;
    }
    for (let axis = oldStart; axis + 1 < oldEnd; axis++) {
      if (old[axis].stride !== old[axis + 1].stride * old[axis + 1].size) return null;
    }
    let stride = old[oldEnd - 1].stride;
    for (let axis = newEnd - 1; axis >= newStart; axis--) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    oldEnd = oldStart;
    newEnd = newStart;
  }
  return strides;
}

function notExpandable(from: Shape, to: Shape): ShapeError {
  return new ShapeError(
    `expand: shape ${formatShape(from)} does not expand to ${formatShape(to)}: ` +
      "counted from the last axis, each size must stay the same or be 1",
  );
}
