import type { Axes, Tensor } from "@gradiente/core";
import { Module } from "../module.ts";

/** max(x, 0), element by element. */
export class ReLU extends Module {
  override forward(x: Tensor): Tensor {
    return x.relu();
  }
}

/** x where positive, `slope` · x elsewhere. */
export class LeakyReLU extends Module {
  readonly slope: number;

  constructor(slope = 0.01) {
    super();
    this.slope = slope;
  }

  override forward(x: Tensor): Tensor {
    return x.leakyRelu(this.slope);
  }

  protected override describe(): string {
    return `slope ${this.slope}`;
  }
}

/** 1 / (1 + e⁻ˣ), element by element. */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return x.sigmoid();
  }
}

/** The hyperbolic tangent, element by element. */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return x.tanh();
  }
}

/** eˣ / Σ eˣ over axes, the last unless others are named. Not before `crossEntropyLoss`, which takes logits. */
export class Softmax extends Module {
  readonly axes: Axes;

  constructor(axes: Axes = -1) {
    super();
    this.axes = axes;
  }

  override forward(x: Tensor): Tensor {
    return x.softmax(this.axes);
  }

  protected override describe(): string {
    return `axes ${this.axes}`;
  }
}
