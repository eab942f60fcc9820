import type { Fail } from "../format-error.ts";

/**
 * How many bytes the parts of a file may still take. Everything whose size a file states is taken from it before it is
 * allocated: a few bytes of a file can state billions of rows.
 */
export class Budget {
  #left: number;
  readonly #limit: number;
  readonly #fail: Fail;

  constructor(limit: number, fail: Fail) {
    this.#left = limit;
    this.#limit = limit;
    this.#fail = fail;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#left;
  }

  /** Gives back what was taken since so many were left, and is no longer needed. */
  giveBack(left: number): void {
    this.#left = left;
  }

  /** @throws what `fail` makes, if these are more bytes than are left. */
  take(bytes: number): void {
    this.#left -= bytes;
    if (!(this.#left >= 0)) {
      throw this.#fail(`unpacked, it has more than the ${this.#limit} bytes that it may have; set a limit`);
    }
  }
}
