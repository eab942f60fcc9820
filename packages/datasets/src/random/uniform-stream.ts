import type { Generator } from "@gradiente/core";

/** Numbers taken from the generator at a time: to draw them one by one would cost far more. */
const BLOCK = 4096;

/** Random numbers one after the other, for code that needs a few at a time. */
export class UniformStream {
  readonly #generator: Generator;
  #block: ArrayLike<number> = [];
  #used = 0;

  constructor(generator: Generator) {
    this.#generator = generator;
  }

  /** A number from 0, included, to 1, excluded. */
  next(): number {
    if (this.#used === this.#block.length) {
      this.#block = this.#generator.uniform([BLOCK]).toTypedArray() as Float32Array;
      this.#used = 0;
    }
    return this.#block[this.#used++];
  }

  /** A whole number from 0, included, to `count`, excluded. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /**
   * Much like a standard normal number (mean 0, variance 1), but never beyond 3: the sum of three uniform ones. It
   * needs no logarithm, whose last bit depends on the engine.
   */
  bell(): number {
    return 2 * (this.next() + this.next() + this.next()) - 3;
  }
}
