import { ShapeError, sizeOf, type Tensor } from "@gradiente/core";
import { anInteger, declareOptions, normalizeAxis, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

/** Options of {@link Flatten}. */
export interface FlattenOptions {
  /** The first axis that is joined. Default: 1, the one after the batch axis. */
  readonly startAxis?: number;
  /** The last axis that is joined. Default: -1, the last. */
  readonly endAxis?: number;
}

const FLATTEN = declareOptions<FlattenOptions>({ startAxis: anInteger, endAxis: anInteger });

/**
 * Joins neighbouring axes into one: `[batch, a, b, ...] -> [batch, a·b·...]`. An input with a batch axis alone becomes
 * `[batch, 1]`. As PyTorch's `Flatten`. Default: all axes but the first are joined.
 *
 * @example new Flatten().forward(ones([8, 3, 5, 5])).shape; // [8, 75]
 */
export class Flatten extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The first axis that is joined. */
  readonly startAxis: number;
  /** The last axis that is joined. */
  readonly endAxis: number;

  /** A layer that joins these axes. */
  constructor(options?: FlattenOptions) {
    super();
    const { startAxis = 1, endAxis = -1 } = optionsOf("Flatten", options, FLATTEN);
    this.startAxis = startAxis;
    this.endAxis = endAxis;
  }

  /** @throws ShapeError for a scalar, which has no batch axis, or if the axes do not exist or run backwards. */
  override forward(x: Tensor): Tensor {
    const given = toTensor("Flatten", x);
    if (given.ndim === 0) throw new ShapeError("Flatten: a scalar has no batch axis");
    // A list of samples that are one number each.
    const whole = given.ndim === 1 && this.startAxis === 1 ? given.unsqueeze(1) : given;
    const start = normalizeAxis("Flatten", this.startAxis, whole.ndim);
    const end = normalizeAxis("Flatten", this.endAxis, whole.ndim);
    if (start > end) {
      throw new ShapeError(
        `Flatten: startAxis ${this.startAxis} lies behind endAxis ${this.endAxis} for ${whole.ndim} axes`,
      );
    }
    const { shape } = whole;
    return whole.reshape([
      ...shape.slice(0, start),
      sizeOf(shape.slice(start, end + 1)),
      ...shape.slice(end + 1),
    ]);
  }

  protected override describe(): string {
    const { startAxis, endAxis } = this;
    return startAxis === 1 && endAxis === -1 ? "" : `axes ${startAxis} to ${endAxis}`;
  }
}
