import { aBoolean, oneOf } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { promote } from "../../dtype.ts";
import { placeOf, type TensorLike } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { formatShape, ShapeError, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { gathered } from "../internal/picking.ts";

/** Options of {@link gridSample}. */
export interface GridSampleOptions {
  /**
   * What is taken at a position between elements: `"bilinear"` weights the neighbours along each axis by their distance,
   * `"nearest"` takes the nearest one, of two equally near the even one, and `"bicubic"` weights four neighbours along each axis.
   * Default: `"bilinear"`.
   */
  readonly mode?: "bilinear" | "nearest" | "bicubic";
  /**
   * What lies beyond the ends: zeros; the outermost element, with `"border"`; or the image mirrored at its ends again and
   * again, with `"reflection"`. Default: `"zeros"`.
   */
  readonly paddingMode?: "zeros" | "border" | "reflection";
  /**
   * Whether -1 and 1 are the centres of the outermost elements, or their outer edges. It also says where `"reflection"` mirrors.
   * Default: false.
   */
  readonly alignCorners?: boolean;
}

const GRID_SAMPLE = /* @__PURE__ */ declareOptions<GridSampleOptions>({
  mode: /* @__PURE__ */ oneOf("bilinear", "nearest", "bicubic"),
  paddingMode: /* @__PURE__ */ oneOf("zeros", "border", "reflection"),
  alignCorners: aBoolean,
});

type PaddingMode = NonNullable<GridSampleOptions["paddingMode"]>;

const OP = "gridSample";

/**
 * Takes images at the positions of a grid: images `[batch, channels, h, w]` at a grid `[batch, oh, ow, 2]` give
 * `[batch, channels, oh, ow]`; volumes `[batch, channels, d, h, w]` at `[batch, od, oh, ow, 3]` give
 * `[batch, channels, od, oh, ow]`. A position is `[x, y]` or `[x, y, z]`, the last axis of the image first: -1 is its beginning and 1
 * its end. With {@link affineGrid} it turns, scales and moves images (Jaderberg et al., "Spatial transformer networks", 2015). As
 * PyTorch's `grid_sample`.
 *
 * Both x and the grid have gradients of every order; that by the grid is 0 with `"nearest"`. Where it jumps, at the centres of
 * elements, it is that of the side to the end, and beyond the ends of `"border"` it is 0. A position that is NaN gives NaN. Integers
 * give float32.
 *
 * @throws ShapeError unless x is an image or a volume with elements, and the grid has its batch size and a position for each of
 * its axes; if `"bicubic"` is used with volumes.
 * @example
 * // Half an element to the right: between columns, and beyond the end.
 * const x = tensor([[1, 2], [3, 4]]).reshape([1, 1, 2, 2]);
 * const grid = tensor([[0, -0.5], [1, -0.5]]).reshape([1, 1, 2, 2]);
 * gridSample(x, grid); // [[[[1.5, 1]]]]
 */
export function gridSample(x: TensorLike, grid: TensorLike, options?: GridSampleOptions): Tensor {
  const {
    mode = "bilinear",
    paddingMode = "zeros",
    alignCorners = false,
  } = optionsOf(OP, options, GRID_SAMPLE);
  const given = toFloating(OP, x, grid);
  const positions = toFloating(OP, grid, x);
  placeOf(OP, [given, positions]);
  const rank = checkShapes(given, positions, mode);
  const dtype = promote(given.dtype, positions.dtype);
  const sizes = given.shape.slice(2);
  const placesOf = mode === "bicubic" ? cubicTaps : mode === "nearest" ? nearestTap : linearTaps;
  // From the last axis of the positions to the first one.
  const axes = sizes.map((size, axis) => {
    const at = inDType(positions.slice(["...", rank - 1 - axis]), dtype);
    return placesOf(at, { size, paddingMode, alignCorners });
  });
  return blended(inDType(given, dtype), axes);
}

/** Throws unless the shapes fit. Gives the number of axes after batch and channels. */
function checkShapes(x: Tensor, grid: Tensor, mode: string): number {
  const rank = x.ndim - 2;
  if ((rank !== 2 && rank !== 3) || x.shape.slice(2).includes(0)) {
    throw new ShapeError(
      `${OP}: expected images [batch, channels, h, w] or volumes [batch, channels, d, h, w] with sizes of at least 1, got shape ` +
        formatShape(x.shape),
    );
  }
  if (mode === "bicubic" && rank === 3) {
    throw new ShapeError(`${OP}: "bicubic" is for images, not for volumes; use "bilinear"`);
  }
  if (grid.ndim !== rank + 2 || grid.shape[0] !== x.shape[0] || grid.shape[rank + 1] !== rank) {
    const wanted = ["oh", "ow", rank];
    throw new ShapeError(
      `${OP}: x ${formatShape(x.shape)} needs a grid [${[x.shape[0], ...(rank === 3 ? ["od"] : []), ...wanted].join(", ")}], not ` +
        formatShape(grid.shape),
    );
  }
  return rank;
}

/** How positions along one axis are taken. */
interface Along {
  readonly size: number;
  readonly paddingMode: PaddingMode;
  readonly alignCorners: boolean;
}

/** One neighbour of each position: where it is, int32, whether there is one, and its weight. */
interface Tap {
  readonly places: Tensor;
  readonly isInside: Tensor;
  readonly weight: Tensor;
}

/** Positions from -1 to 1 as those of elements: 0 is the centre of the first one. */
function scaled(at: Tensor, { size, alignCorners }: Along): Tensor {
  return alignCorners ? at.add(1).mul((size - 1) / 2) : at.add(1).mul(size).sub(1).div(2);
}

/** Positions beyond the ends at what is taken for them. */
function padded(at: Tensor, along: Along): Tensor {
  if (along.paddingMode === "zeros") return at;
  return clipped(along.paddingMode === "reflection" ? reflected(at, along) : at, along.size);
}

/** Positions from 0 to the last one. At both ends and beyond, they no longer depend on the grid. */
function clipped(at: Tensor, size: number): Tensor {
  return at.le(0).where(0, at.ge(size - 1).where(size - 1, at));
}

/** Positions mirrored at both ends: at the centres of the outermost elements, or at their outer edges. */
function reflected(at: Tensor, { size, alignCorners }: Along): Tensor {
  const low = alignCorners ? 0 : -0.5;
  const span = alignCorners ? size - 1 : size;
  // A single element is at both ends.
  if (span === 0) return at;
  const distance = at.sub(low).abs();
  const isBack = distance.div(span).floor().mod(2).eq(1);
  const rest = distance.fmod(span);
  return isBack.where(rest.neg().add(span), rest).add(low);
}

/** The element at a whole position, which may be beyond the ends. */
function tap(whole: Tensor, weight: Tensor, { size }: Along): Tap {
  const constant = whole.detach();
  const isInside = constant.ge(0).and(constant.le(size - 1));
  return {
    places: inDType(isInside.where(constant, 0), "int32", OP),
    isInside,
    // That of an infinite position is NaN, and not wanted. That of NaN is.
    weight: isInside.or(constant.isNaN()).where(weight, 0),
  };
}

function nearestTap(at: Tensor, along: Along): readonly Tap[] {
  const position = padded(scaled(at, along), along).detach().round();
  return [tap(position, position.mul(0).add(1), along)];
}

function linearTaps(at: Tensor, along: Along): readonly Tap[] {
  const position = padded(scaled(at, along), along);
  const below = position.detach().floor();
  const share = position.sub(below);
  return [tap(below, share.neg().add(1), along), tap(below.add(1), share, along)];
}

function cubicTaps(at: Tensor, along: Along): readonly Tap[] {
  const position = scaled(at, along);
  const below = position.detach().floor();
  return cubicWeights(position.sub(below)).map((weight, i) =>
    tap(padded(below.add(i - 1), along), weight, along),
  );
}

/** Keys' kernel with a = -0.75, of four neighbours, for the share of the way from the second to the third one. */
function cubicWeights(t: Tensor): readonly Tensor[] {
  const a = -0.75;
  const near = (d: Tensor) => d.mul(a + 2).sub(a + 3).mul(d.square()).add(1); // biome-ignore format: a polynomial
  const far = (d: Tensor) => d.mul(a).sub(5 * a).mul(d).add(8 * a).mul(d).sub(4 * a); // biome-ignore format: a polynomial
  const rest = t.neg().add(1);
  return [far(t.add(1)), near(t), near(rest), far(rest.add(1))];
}

/** The sum over all neighbours, one of each axis, of their elements times the product of their weights. */
function blended(x: Tensor, axes: readonly (readonly Tap[])[]): Tensor {
  const sizes = x.shape.slice(2);
  const [batch, channels] = x.shape;
  const flat = x.reshape([batch, channels, sizeOf(sizes)]);
  const shape = axes[0][0].places.shape;
  const count = sizeOf(shape, 1);
  const combined = axes.reduce((before, taps, axis) =>
    before.flatMap((one) =>
      taps.map((other) => ({
        places: one.places.mul(sizes[axis]).add(other.places),
        isInside: one.isInside.and(other.isInside),
        weight: one.weight.mul(other.weight),
      })),
    ),
  );
  return combined
    .map(({ places, isInside, weight }) => {
      const one = (of: Tensor) => of.reshape([batch, 1, count]);
      const index = one(places).expand([batch, channels, count]);
      const elements = gathered(OP, flat, index, { axis: 2, isInside: true });
      return one(isInside).where(elements, 0).mul(one(weight));
    })
    .reduce((sum, part) => sum.add(part))
    .reshape([batch, channels, ...shape.slice(1)]);
}
