import {
  type MaxUnpoolingOptions,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  type PerAxis,
  type Tensor,
} from "@gradiente/core";
import { MAX_UNPOOLING, optionsOf, perAxis, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { checkGeometry, type Rank, windowSizes } from "../windows.ts";

const UNPOOL = { 1: maxUnpool1d, 2: maxUnpool2d, 3: maxUnpool3d } as const;

/** What max unpools have in common. */
abstract class MaxUnpool extends Module<readonly [x: Tensor, indices: Tensor], Tensor> {
  /** The size of a window of the pooling. */
  readonly size: PerAxis;
  /** The options of the op. */
  readonly options: MaxUnpoolingOptions;
  readonly #name: string;
  readonly #rank: Rank;

  protected constructor(rank: Rank, size: PerAxis, options: MaxUnpoolingOptions | undefined) {
    super();
    const name = `MaxUnpool${rank}d`;
    const chosen = optionsOf(name, options, MAX_UNPOOLING);
    windowSizes(name, size, rank);
    checkGeometry(name, rank, chosen);
    if (chosen.outputSize !== undefined) perAxis(name, "outputSize", chosen.outputSize, rank, 1);
    this.size = size;
    this.options = chosen;
    this.#name = name;
    this.#rank = rank;
  }

  /**
   * Each element at its index, among zeros.
   *
   * @param indices int32, of the shape of x: those of the pooling.
   * @throws ShapeError if shapes do not fit; DTypeError unless indices are int32; IndexError if one is beyond the result.
   */
  override forward(x: Tensor, indices: Tensor): Tensor {
    const [given, places] = [toTensor(this.#name, x), toTensor(this.#name, indices)];
    return UNPOOL[this.#rank](given, places, this.size, this.options);
  }

  protected override describe(): string {
    return windowSizes(this.#name, this.size, this.#rank).join("x");
  }
}

/**
 * Puts what {@link MaxPool1d} has found back to where it stood, among zeros: `[..., ol] -> [..., l]`. See `maxUnpool1d` in
 * `@gradiente/core`. As PyTorch's `MaxUnpool1d`.
 *
 * @example
 * ```ts
 * const { values, indices } = new MaxPool1d(2).withIndices(tensor([[[1, 3, 7, 5]]]));
 * new MaxUnpool1d(2).forward(values, indices); // [[[0, 3, 7, 0]]]
 * ```
 */
export class MaxUnpool1d extends MaxUnpool {
  /**
   * A layer that undoes a pooling.
   *
   * @param size of a window: its length.
   * @param options Default of `stride`: the size of a window.
   * @throws ShapeError unless sizes and strides are whole numbers >= 1, as many as there are axes, and likewise the other
   * options.
   */
  constructor(size: PerAxis, options?: MaxUnpoolingOptions) {
    super(1, size, options);
  }
}

/**
 * Puts what {@link MaxPool2d} has found back to where it stood, among zeros: `[..., oh, ow] -> [..., h, w]`. See `maxUnpool2d` in
 * `@gradiente/core`. As PyTorch's `MaxUnpool2d`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { MaxPool2d, MaxUnpool2d } from "@gradiente/nn";
 *
 * const { values, indices } = new MaxPool2d(2).withIndices(ones([1, 3, 4, 6]));
 * new MaxUnpool2d(2).forward(values, indices).shape; // [1, 3, 4, 6]
 * ```
 */
export class MaxUnpool2d extends MaxUnpool {
  /**
   * A layer that undoes a pooling.
   *
   * @param size of a window: one number for height and width, or `[height, width]`.
   * @param options Default of `stride`: the size of a window.
   * @throws ShapeError unless sizes and strides are whole numbers >= 1, as many as there are axes, and likewise the other
   * options.
   */
  constructor(size: PerAxis, options?: MaxUnpoolingOptions) {
    super(2, size, options);
  }
}

/**
 * Puts what {@link MaxPool3d} has found back to where it stood, among zeros: `[..., od, oh, ow] -> [..., d, h, w]`. See `maxUnpool3d` in
 * `@gradiente/core`. As PyTorch's `MaxUnpool3d`.
 *
 * @example
 * ```ts
 * const { values, indices } = new MaxPool3d(2).withIndices(ones([1, 3, 2, 4, 4]));
 * new MaxUnpool3d(2).forward(values, indices).shape; // [1, 3, 2, 4, 4]
 * ```
 */
export class MaxUnpool3d extends MaxUnpool {
  /**
   * A layer that undoes a pooling.
   *
   * @param size of a window: one number for depth, height and width, or `[depth, height, width]`.
   * @param options Default of `stride`: the size of a window.
   * @throws ShapeError unless sizes and strides are whole numbers >= 1, as many as there are axes, and likewise the other
   * options.
   */
  constructor(size: PerAxis, options?: MaxUnpoolingOptions) {
    super(3, size, options);
  }
}
