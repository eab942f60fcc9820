import type { DType, Shape } from "@gradiente/core";
import { type Backend, type Border, Layout, reference } from "@gradiente/core/backend";
import fc from "fast-check";
import { type Call, inPlainLoops, same } from "./call.ts";
import type { KernelCheck } from "./check.ts";
import { magnitudesOf } from "./folds.ts";
import { floats } from "./functions.ts";
import { roundings } from "./tolerance.ts";
import { HostView, layoutsApart, layoutsOf, moderate, poisoned, views } from "./views.ts";

/* Sums of products over any axes. */

/** Sizes of the axes by what they are: along with both, of the left, of the right, and summed over. */
interface Axes {
  readonly batch: Shape;
  readonly rows: Shape;
  readonly columns: Shape;
  readonly inner: Shape;
}

const some = (max: number, most = 2) => fc.array(fc.integer({ min: 0, max }), { maxLength: most });
const one = (max: number) => fc.integer({ min: 1, max }).map((size) => [size]);

const anyAxes: fc.Arbitrary<Axes> = fc.oneof(
  { withCrossShrink: true },
  fc.record({ batch: some(3), rows: some(4), columns: some(4), inner: some(4) }),
  fc.record({
    batch: fc.constantFrom([], [1], [3]),
    rows: one(70),
    columns: one(70),
    inner: fc.oneof(one(70), fc.constantFrom([255], [256], [257], [600])),
  }),
);

function contracted(a: HostView, b: HostView, out: HostView, { batch, inner }: Axes): Call {
  return {
    what: `contract of ${a.dtype} with ${batch.length} axes of both and ${inner.length} summed over`,
    inputs: [a, b],
    outputs: [out],
    run: (on, [a, b], [out]) => on.contract(a, b, out, batch.length, inner.length),
  };
}

function zerosLike({ buffer, layout }: HostView, dtype: DType): HostView {
  return new HostView(reference.allocate(dtype, buffer.length).fill(0), layout, dtype);
}

/** As exact as if each term were rounded as often as there are terms (Higham 2002, section 3.5). */
async function productIsRight(
  backend: Backend,
  [a, b, out]: readonly [HostView, HostView, HostView],
  axes: Axes,
): Promise<void> {
  const call = contracted(a, b, out, axes);
  const wide = zerosLike(out, "float64");
  const [magnitudes] = inPlainLoops(contracted(magnitudesOf(a), magnitudesOf(b), wide, axes));
  const ones = ({ buffer, layout }: HostView) =>
    new HostView(new Float64Array(buffer.length).fill(1), layout, "float64");
  const [terms] = inPlainLoops(contracted(ones(a), ones(b), wide, axes));
  const counts = terms.map((count) => count + 2);
  await same(backend, call, a.dtype === "int32" ? undefined : roundings(a.dtype, counts, magnitudes));
}

const overAxes: KernelCheck = {
  name: "contract: sums of products over any axes, in any layout",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc.tuple(anyAxes, fc.constantFrom(...floats, "int32" as const)).chain(([axes, dtype]) => {
          const { batch, rows, columns, inner } = axes;
          const value = dtype === "int32" ? fc.integer({ min: -9, max: 9 }) : moderate;
          const shape = [...batch, ...rows, ...columns];
          const out = layoutsApart(shape).map((layout) => poisoned(shape, dtype, layout));
          return fc.record({
            views: fc.tuple(
              views([...batch, ...rows, ...inner], dtype, value),
              views([...batch, ...inner, ...columns], dtype, value),
              out,
            ),
            axes: fc.constant(axes),
          });
        }),
        ({ views, axes }) => productIsRight(backend, views, axes),
      ),
      { numRuns: 150 },
    ),
};

const addedUp: KernelCheck = {
  name: "contract adds up what falls on one place, to what is there",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc
          .tuple(
            fc.record({ batch: some(3, 1), rows: some(4), columns: some(6), inner: some(4) }),
            fc.constantFrom(...floats),
          )
          .chain(([axes, dtype]) => {
            const { batch, rows, columns, inner } = axes;
            const shape = [...batch, ...rows, ...columns];
            // Nothing runs backwards here: core adds up through windows alone.
            const out = layoutsOf(shape)
              .filter(({ strides }) => strides.every((stride) => stride >= 0))
              .map((layout) => zerosLike(poisoned(shape, dtype, layout), dtype));
            return fc.record({
              views: fc.tuple(
                views([...batch, ...rows, ...inner], dtype, moderate),
                views([...batch, ...inner, ...columns], dtype, moderate),
                out,
              ),
              axes: fc.constant(axes),
            });
          }),
        ({ views, axes }) => productIsRight(backend, views, axes),
      ),
    ),
};

/** A convolution, by the backend's own kernel if it has one for it, or by sums over images with their border. */
function convolved(
  filters: HostView,
  images: HostView,
  maps: HostView,
  borders: readonly [Border, Border],
): Call {
  const windows = [0, 1].map(() => ({ size: 3, stride: 1, dilation: 1 }));
  return {
    what: `a convolution with borders ${borders.join(" and ")}`,
    inputs: [filters, images],
    outputs: [maps],
    run: (on, [filters, images], [maps]) => {
      if (on.convolve?.({ filters, images, maps }, { windows, borders }) === true) return;
      const { dtype, layout } = images;
      const [lead, places] = [layout.shape.slice(0, 3), layout.shape.slice(3)];
      const around = places.map((size, axis) => borders[axis][0] + size + borders[axis][1]);
      const bordered = Layout.dense([...lead, ...around]);
      const buffer = on.allocate(dtype, bordered.size);
      const inside = [
        ...lead.map((size) => [0, size]),
        ...places.map((size, axis) => [borders[axis][0], size]),
      ];
      on.fill(0, { buffer, layout: bordered, dtype });
      on.copy(images, {
        buffer,
        layout: bordered.slice(inside.map(([start, size]) => ({ start, step: 1, size }))),
        dtype,
      });
      const seen = bordered.windows(windows).permute([1, 2, 5, 6, 0, 3, 4]);
      const out = { ...maps, layout: maps.layout.permute([1, 2, 0, 3, 4]) };
      on.contract(filters, { buffer, layout: seen, dtype }, out, 1, 3);
    },
  };
}

const whole = fc.integer({ min: -3, max: 3 });
const border = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }));

const withBorders: KernelCheck = {
  name: "convolve: convolutions of images with a border of zeros, in any layout",
  run: (backend) =>
    fc.assert(
      fc.asyncProperty(
        fc
          .record({
            batch: fc.integer({ min: 1, max: 3 }),
            filters: fc.oneof(fc.integer({ min: 1, max: 18 }), fc.constantFrom(16, 17)),
            channels: fc.oneof(fc.integer({ min: 1, max: 18 }), fc.constantFrom(16, 17)),
            height: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.constantFrom(6, 8)),
            width: fc.oneof(fc.integer({ min: 1, max: 36 }), fc.constantFrom(14, 18, 30, 34)),
            borders: fc.tuple(border, border),
          })
          .filter(({ height, width, borders: [[above, below], [left, right]] }) => {
            return height + 2 > above + below && width + 2 > left + right;
          })
          .chain(({ batch, filters, channels, height, width, borders }) => {
            const [[above, below], [left, right]] = borders;
            const shape = [batch, 1, filters, height, width];
            const images = [batch, 1, channels, height + 2 - above - below, width + 2 - left - right];
            return fc.record({
              filters: views([1, filters, channels, 3, 3], "float32", whole),
              images: views(images, "float32", whole),
              maps: layoutsApart(shape).map((layout) => poisoned(shape, "float32", layout)),
              borders: fc.constant(borders),
            });
          }),
        // Sums of whole numbers are exact; in another form they are made of quarters.
        ({ filters, images, maps, borders }) =>
          same(backend, convolved(filters, images, maps, borders), () => () => 0.125),
      ),
      { numRuns: 40 },
    ),
};

export const products: readonly KernelCheck[] = [overAxes, addedUp, withBorders];
