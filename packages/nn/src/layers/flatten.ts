import { ShapeError, sizeOf, type Tensor } from "@gradiente/core";
import { toTensor } from "@gradiente/core/arguments";
import { Module } from "../module.ts";

/** Joins all axes except the first into one: `[batch, a, b, ...] -> [batch, a·b·...]`. */
export class Flatten extends Module {
  /** @throws ShapeError for a scalar, which has no batch axis. */
  override forward(x: Tensor): Tensor {
    const given = toTensor("Flatten", x);
    if (given.ndim === 0) throw new ShapeError("Flatten: a scalar has no batch axis");
    const features = sizeOf(given.shape.slice(1));
    return given.reshape([given.shape[0], features]);
  }
}
