import { ShapeError, sizeOf, type Tensor } from "@gradiente/core";
import { Module } from "../module.ts";

/** Joins all axes except the first into one: `[batch, a, b, ...] -> [batch, a·b·...]`. */
export class Flatten extends Module {
  /** @throws ShapeError for a scalar, which has no batch axis. */
  override forward(x: Tensor): Tensor {
    if (x.ndim === 0) throw new ShapeError("Flatten: a scalar has no batch axis");
    const features = sizeOf(x.shape.slice(1));
    return x.reshape([x.shape[0], features]);
  }
}
