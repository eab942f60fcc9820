import type { Bounds } from "./lists.ts";

/** What the pages of a column are made of, besides the values that are there. */
export interface Levels {
  /** How many values there are, with those that are missing, and lists without any. */
  readonly count: number;
  /** Both levels of each as they are in front of a page: the list that it continues, and how much of it is there. */
  readonly parts: readonly Uint8Array[];
}

/**
 * The levels of a column, as `Lists` reads them.
 *
 * @param lists the lists that the values are in, the outermost first.
 * @param size the number of values.
 * @param isThere whether a value is there; undefined if all are.
 */
export function levelsOf(
  lists: readonly Bounds[],
  size: number,
  isThere: ((at: number) => boolean) | undefined,
): Levels {
  const full: number[] = [];
  for (const { missing } of lists) full.push((full.at(-1) ?? 0) + (missing.length > 0 ? 2 : 1));
  const most = (full.at(-1) ?? 0) + (isThere === undefined ? 0 : 1);
  const count = lists.reduce((sum, list) => sum + emptyOf(list), size);
  const repetitions = new Uint8Array(lists.length > 0 ? count : 0);
  const levels = new Uint8Array(most > 0 ? count : 0);
  const missing = lists.map((list) => new Set(list.missing));
  let next = 0;
  const add = (repetition: number, level: number) => {
    repetitions[next] = repetition;
    levels[next++] = level;
  };
  const addItem = (depth: number, at: number, repetition: number): void => {
    if (depth === lists.length) {
      add(repetition, isThere?.(at) === false ? most - 1 : most);
      return;
    }
    const { offsets } = lists[depth];
    const [begin, end] = [offsets[at], offsets[at + 1]];
    if (begin === end) add(repetition, full[depth] - (missing[depth].has(at) ? 2 : 1));
    for (let each = begin; each < end; each++)
      addItem(depth + 1, each, each === begin ? repetition : depth + 1);
  };
  const rows = lists.length > 0 ? lists[0].offsets.length - 1 : size;
  for (let row = 0; row < rows; row++) addItem(0, row, 0);
  return { count, parts: [...packed(repetitions, lists.length), ...packed(levels, most)] };
}

function emptyOf({ offsets }: Bounds): number {
  let count = 0;
  for (let n = 1; n < offsets.length; n++) if (offsets[n] === offsets[n - 1]) count++;
  return count;
}

/** The number of bytes, then all levels in one run, each with the bits that the largest one needs. */
function packed(levels: Uint8Array, most: number): Uint8Array[] {
  if (most === 0) return [];
  const width = 32 - Math.clz32(most);
  const groups = Math.ceil(levels.length / 8);
  const bits = packedBits(levels, width);
  const head: number[] = [];
  for (let rest = groups * 2 + 1; ; rest = Math.floor(rest / 128)) {
    head.push(rest > 127 ? (rest % 128) | 128 : rest);
    if (rest <= 127) break;
  }
  return [fourBytes(head.length + bits.length), Uint8Array.from(head), bits];
}

/** Numbers of `width` bits each, the lowest bit first, in groups of eight. */
export function packedBits(numbers: ArrayLike<number>, width: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(numbers.length / 8) * width);
  for (let n = 0; n < numbers.length; n++) {
    for (let bit = 0; bit < width; bit++) {
      const at = n * width + bit;
      bytes[at >> 3] |= ((numbers[n] >> bit) & 1) << (at & 7);
    }
  }
  return bytes;
}

export function fourBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
