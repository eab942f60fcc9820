import type { Fail } from "../format-error.ts";
import type { Leaf } from "./schema.ts";

/** Where the lists of one depth begin in what they hold, and which of them are missing. */
export interface Bounds {
  /** One more than there are lists: the last one is the end. */
  readonly offsets: Uint32Array;
  /** The lists that are missing, which is something else than empty. */
  readonly missing: readonly number[];
}

/**
 * The lists of a column. Each value comes with two numbers: the depth of the list that it continues (0 for a new row), and how
 * much of it is there. (Melnik et al., "Dremel: interactive analysis of web-scale datasets", 2010, section 4.)
 */
export class Lists {
  readonly #leaf: Leaf;
  readonly #fail: Fail;
  readonly #offsets: Uint32Array[];
  readonly #missing: number[][];
  /** How many there are: rows, elements of the outermost lists, and so on. */
  readonly #counts: number[];
  /** How deep the value before reaches: deeper lists have nothing that could be continued. */
  #reached = 0;

  constructor(leaf: Leaf, rows: number, values: number, fail: Fail) {
    this.#leaf = leaf;
    this.#fail = fail;
    this.#offsets = leaf.lists.map((_, depth) => new Uint32Array((depth === 0 ? rows : values) + 1));
    this.#missing = leaf.lists.map(() => []);
    this.#counts = [0, ...leaf.lists.map(() => 0)];
  }

  /** The bytes that it takes for each value, at most. */
  static bytesFor({ lists }: Leaf): number {
    return lists.length === 0 ? 0 : 4 * lists.length + 8;
  }

  /** The next values. @throws what `fail` makes, if they continue a list that is not there. */
  add(repetitions: Uint32Array, levels: Uint32Array): void {
    for (let n = 0; n < levels.length; n++) this.#addValue(repetitions[n], levels[n]);
  }

  #addValue(repetition: number, level: number): void {
    const { lists, level: most } = this.#leaf;
    if (repetition > this.#reached || level > most || (repetition > 0 && level < lists[repetition - 1])) {
      throw this.#fail("a value continues a list that is not there; the file is damaged");
    }
    let depth = repetition;
    for (; depth < lists.length; depth++) {
      this.#offsets[depth][this.#counts[depth]] = this.#counts[depth + 1];
      const full = lists[depth];
      if (level < full - 1) this.#missing[depth].push(this.#counts[depth]);
      this.#counts[depth]++;
      if (level < full) break;
    }
    if (depth === lists.length) this.#counts[depth]++;
    this.#reached = depth;
  }

  /** Ends a group of rows, which no list goes beyond. @throws what `fail` makes, if there are not that many rows so far. */
  endGroup(rows: number): void {
    this.#reached = 0;
    if (this.#counts[0] === rows) return;
    throw this.#fail(`its pages have ${this.#counts[0]} lists, for ${rows} rows; the file is damaged`);
  }

  /** The lists of each depth, the outermost first. */
  take(): Bounds[] {
    return this.#offsets.map((offsets, depth) => {
      const count = this.#counts[depth];
      offsets[count] = this.#counts[depth + 1];
      return {
        offsets: count + 1 === offsets.length ? offsets : offsets.slice(0, count + 1),
        missing: this.#missing[depth],
      };
    });
  }
}
