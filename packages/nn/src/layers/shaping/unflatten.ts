import { formatShape, type Shape, ShapeError, sizeOf, type Tensor } from "@gradiente/core";
import { anInteger, checkArgument, checkShape, normalizeAxis, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

/** A shape with a size in place of the one that was left open. */
const filled = (shape: Shape, size: number): Shape => shape.map((given) => (given === -1 ? size : given));

/**
 * Splits one axis into several: `[..., a·b·..., ...] -> [..., a, b, ..., ...]`. It undoes {@link Flatten}. As PyTorch's
 * `Unflatten`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Unflatten } from "@gradiente/nn";
 *
 * new Unflatten(1, [8, 7, 7]).forward(ones([32, 392])).shape; // [32, 8, 7, 7]
 * ```
 */
export class Unflatten extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The axis that is split. */
  readonly axis: number;
  /** What it is split into. */
  readonly shape: Shape;

  /**
   * A layer that splits an axis.
   *
   * @param axis A negative axis counts from the last one.
   * @param shape the sizes of the axes in its place. One of them may be -1: it takes what is left.
   * @throws ShapeError unless sizes are whole numbers >= 0, or one of them -1.
   */
  constructor(axis: number, shape: Shape) {
    super();
    checkArgument("Unflatten", "the axis", axis, anInteger);
    const isOpen = Array.isArray(shape) && shape.filter((size) => size === -1).length === 1;
    checkShape("Unflatten", isOpen ? filled(shape, 1) : shape);
    this.axis = axis;
    this.shape = Object.freeze([...shape]);
  }

  /** @throws ShapeError if the axis does not exist, or does not have as many elements. */
  override forward(x: Tensor): Tensor {
    const given = toTensor("Unflatten", x);
    const axis = normalizeAxis("Unflatten", this.axis, given.ndim);
    const size = given.shape[axis];
    const known = sizeOf(filled(this.shape, 1));
    const fits = this.shape.includes(-1) ? known > 0 && size % known === 0 : known === size;
    if (!fits) {
      throw new ShapeError(
        `Unflatten: axis ${axis} of shape ${formatShape(given.shape)} has size ${size}, which ${formatShape(this.shape)} does not make up`,
      );
    }
    const inner = filled(this.shape, size / known);
    return given.reshape([...given.shape.slice(0, axis), ...inner, ...given.shape.slice(axis + 1)]);
  }

  protected override describe(): string {
    return `axis ${this.axis} -> ${formatShape(this.shape)}`;
  }
}
