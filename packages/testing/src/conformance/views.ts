import { type DType, formatShape, type Shape, type TypedArray } from "@gradiente/core";
import { Layout, reference, type View } from "@gradiente/core/backend";
import fc from "fast-check";

/* Operands of kernels: elements in a buffer of the host, which lie in it in any way that a view can. */

/** A view of a buffer of the host. Printed, it says how its elements lie. */
export class HostView implements View<TypedArray> {
  readonly buffer: TypedArray;
  readonly layout: Layout;
  readonly dtype: DType;

  constructor(buffer: TypedArray, layout: Layout, dtype: DType) {
    this.buffer = buffer;
    this.layout = layout;
    this.dtype = dtype;
  }

  toString(): string {
    const { shape, strides, offset } = this.layout;
    const values = Array.from(reference.readNow(this).subarray(0, 8), (value) =>
      Object.is(value, -0) ? "-0" : String(value),
    );
    const more = this.layout.size > values.length ? ", ..." : "";
    return `${this.dtype} ${formatShape(shape)} of strides [${strides.join(", ")}] from ${offset}: ${values.join(", ")}${more}`;
  }

  [fc.toStringMethod](): string {
    return this.toString();
  }
}

/** Values in row-major order. */
export function dense(values: ArrayLike<number>, shape: Shape, dtype: DType): HostView {
  const layout = Layout.dense(shape);
  const buffer = reference.allocate(dtype, layout.size);
  buffer.set(values);
  return new HostView(buffer, layout, dtype);
}

const poison: Readonly<Record<DType, number>> = {
  float32: Number.NaN,
  float64: Number.NaN,
  int32: -1515870811,
  bool: 165,
};

/** Where a kernel writes: it holds what shows if it is not overwritten. */
export function poisoned(shape: Shape, dtype: DType, layout = Layout.dense(shape)): HostView {
  return new HostView(reference.allocate(dtype, placesOf(layout)).fill(poison[dtype]), layout, dtype);
}

/** How many places a buffer must have for a layout. */
function placesOf({ shape, strides, offset, size }: Layout): number {
  if (size === 0) return offset;
  return shape.reduce((last, length, axis) => last + Math.max(0, (length - 1) * strides[axis]), offset) + 1;
}

/**
 * How an axis lies within the ones inside it: beside them, with gaps, backwards; repeated, or overlapping as windows do,
 * where several elements may lie on one place.
 */
const apart = ["close", "gaps", "backwards"] as const;
const together = [...apart, "repeated", "overlapping"] as const;

type Lying = (typeof together)[number];

function laid(shape: Shape, order: readonly number[], how: readonly Lying[], lead: number): Layout {
  const strides = shape.map(() => 0);
  let offset = lead;
  let extent = 1;
  for (const axis of order) {
    const steps = Math.max(0, shape[axis] - 1);
    const lying = how[axis];
    const stride =
      lying === "repeated"
        ? 0
        : lying === "overlapping"
          ? Math.ceil(extent / 2)
          : extent + (lying === "gaps" ? 2 : 0);
    strides[axis] = lying === "backwards" ? -stride : stride;
    if (lying === "backwards") offset += steps * stride;
    extent += steps * stride;
  }
  return new Layout(shape, strides, offset);
}

function lyings(shape: Shape, kinds: readonly Lying[]): fc.Arbitrary<Layout> {
  const axes = shape.map((_, axis) => axis);
  const anyhow = fc
    .tuple(
      fc.shuffledSubarray(axes, { minLength: axes.length }),
      fc.array(fc.constantFrom(...kinds), { minLength: axes.length, maxLength: axes.length }),
      fc.nat(3),
    )
    .map(([order, how, lead]) => laid(shape, order, how, lead));
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(Layout.dense(shape)) },
    { weight: 3, arbitrary: anyhow },
  );
}

/** Layouts in which no two elements lie on one place: what may be written to. */
export function layoutsApart(shape: Shape): fc.Arbitrary<Layout> {
  return lyings(shape, apart);
}

/** Layouts in which elements may lie on one place, as in repeated axes and windows. */
export function layoutsOf(shape: Shape): fc.Arbitrary<Layout> {
  return lyings(shape, together);
}

/** Views of a shape, in any layout, of elements that are drawn: a few of them, again and again. */
export function views(shape: Shape, dtype: DType, value: fc.Arbitrary<number>): fc.Arbitrary<HostView> {
  return fc
    .tuple(layoutsOf(shape), fc.array(value, { minLength: 1, maxLength: 40 }), fc.nat(1000))
    .map(([layout, drawn, step]) => {
      const buffer = reference.allocate(dtype, placesOf(layout));
      for (let i = 0; i < buffer.length; i++) buffer[i] = drawn[(i * (step + 1)) % drawn.length];
      return new HostView(buffer, layout, dtype);
    });
}

/** Shapes with few elements and with many, with none, and with many axes. */
export function kernelShapes(minimumAxes = 0): fc.Arbitrary<number[]> {
  const size = (max: number) => fc.integer({ min: 1, max });
  const few = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: minimumAxes, maxLength: 5 });
  const row = size(10_000).map((length) => [length]);
  const matrix = fc.tuple(size(40), size(300)).map((sizes) => [...sizes]);
  const cube = fc.tuple(size(5), size(12), size(40)).map((sizes) => [...sizes]);
  return fc.oneof({ withCrossShrink: true }, { weight: 2, arbitrary: few }, row, matrix, cube);
}

const INF = Number.POSITIVE_INFINITY;

/** Numbers that float32 has too, and that are neither large nor small: for sums. */
export const moderate: fc.Arbitrary<number> = fc.integer({ min: -512, max: 512 }).map((steps) => steps / 128);

const least = -(2 ** 31);
const most = 2 ** 31 - 1;

/** Values of a dtype, the special ones among them. */
export function anyValue(dtype: DType): fc.Arbitrary<number> {
  if (dtype === "bool") return fc.constantFrom(0, 1);
  if (dtype === "int32") {
    return fc.oneof(
      fc.integer({ min: -5, max: 5 }),
      fc.integer({ min: least, max: most }),
      fc.constantFrom(least, least + 1, most, 65536, -65536, 46341),
    );
  }
  return fc.oneof(
    { weight: 6, arbitrary: moderate },
    { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, -1, INF, -INF, Number.NaN, 1e30, -1e-30) },
  );
}
