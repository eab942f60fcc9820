import type { Tensor } from "@gradiente/core";

/** What one iteration tells of the curvature. */
export interface Pair {
  /** The change of the parameters. */
  readonly step: Tensor;
  /** The change of the gradient. */
  readonly change: Tensor;
}

interface Known extends Pair {
  /** 1 / (change · step). */
  readonly inverse: number;
}

/** With less curvature than this along a step, the step tells nothing. */
const LEAST_CURVATURE = 1e-10;

export function dot(a: Tensor, b: Tensor): Tensor {
  return a.mul(b).sum();
}

/**
 * An approximation of the inverse Hessian by the last steps (Nocedal, "Updating quasi-Newton matrices with limited
 * storage", 1980). It never changes: taking in a step gives a new one.
 */
export class Curvature {
  readonly #known: readonly Known[];
  /** The inverse Hessian before the first pair is this number times the identity. */
  readonly scale: number;

  constructor(known: readonly Known[] = [], scale = 1) {
    this.#known = known;
    this.scale = scale;
  }

  /** From what was saved. */
  static of(pairs: readonly Pair[], scale: number): Curvature {
    return new Curvature(
      pairs.map((pair) => ({ ...pair, inverse: 1 / dot(pair.change, pair.step).item() })),
      scale,
    );
  }

  get pairs(): readonly Pair[] {
    return this.#known;
  }

  /** This with one more pair, and without the oldest if there would be more than `most`. */
  and(pair: Pair, most: number): Curvature {
    const along = dot(pair.change, pair.step).item();
    if (!(along > LEAST_CURVATURE)) return this;
    const kept = this.#known.slice(Math.max(this.#known.length + 1 - most, 0));
    const scale = along / dot(pair.change, pair.change).item();
    return new Curvature([...kept, { ...pair, inverse: 1 / along }], scale);
  }

  /** The inverse Hessian times the negative gradient, by two loops (Nocedal and Wright, algorithm 7.4). */
  direction(gradient: Tensor): Tensor {
    let direction = gradient.neg();
    const factors: Tensor[] = [];
    for (let i = this.#known.length - 1; i >= 0; i--) {
      const { step, change, inverse } = this.#known[i];
      factors[i] = dot(step, direction).mul(inverse);
      direction = direction.sub(change.mul(factors[i]));
    }
    direction = direction.mul(this.scale);
    for (let i = 0; i < this.#known.length; i++) {
      const { step, change, inverse } = this.#known[i];
      direction = direction.add(step.mul(factors[i].sub(dot(change, direction).mul(inverse))));
    }
    return direction;
  }
}
