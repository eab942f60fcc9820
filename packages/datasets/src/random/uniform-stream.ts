import type { Generator } from "@gradiente/core";

/** The count of numbers that are drawn from the generator at a time. Drawing them one by one costs far more. */
const BLOCK = 4096;

/** Random numbers one by one, for code that needs a few at a time. */
export class UniformStream {
  readonly #generator: Generator;
  #block: ArrayLike<number> = [];
  #used = 0;

  constructor(generator: Generator) {
    this.#generator = generator;
  }

  /** A uniform number in [0, 1). */
  next(): number {
    if (this.#used === this.#block.length) {
      this.#block = this.#generator.uniform([BLOCK]).toTypedArray() as Float32Array;
      this.#used = 0;
    }
    return this.#block[this.#used++];
  }

  /** A uniform whole number from 0 to `count - 1`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /**
   * Nearly a standard normal number (mean 0, variance 1), but always between -3 and 3: it is a sum of three uniform
   * numbers. It needs no logarithm, whose last bit depends on the engine.
   */
  bell(): number {
    return 2 * (this.next() + this.next() + this.next()) - 3;
  }
}
