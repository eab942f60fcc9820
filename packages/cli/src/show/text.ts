/* What is shown in columns, and in colour where a terminal shows it. */

/** Rows as text, each column as wide as its widest cell; columns of numbers to the right. */
export function columns(
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[at])), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const room = " ".repeat(widths[at] - widthOf(cell));
        return right.has(at) ? room + cell : cell + room;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** The room in a row of a terminal; endless elsewhere, where lines are for programs. */
export function roomIn(stream: { readonly isTTY?: boolean; readonly columns?: number }): number {
  return stream.isTTY === true && stream.columns ? stream.columns : Number.POSITIVE_INFINITY;
}

/**
 * Columns as far as they fit: the least needed go first, so that no line is broken. Columns that are never left out may
 * still be too wide.
 *
 * @param leastNeeded numbers of columns, in the order in which they are left out.
 */
export function columnsWithin(
  room: number,
  rows: readonly (readonly string[])[],
  leastNeeded: readonly number[],
  right: ReadonlySet<number>,
): string[] {
  const out = new Set<number>();
  for (const next of [...leastNeeded, undefined]) {
    const kept = (rows[0] ?? []).map((_, at) => at).filter((at) => !out.has(at));
    const moved = new Set(kept.flatMap((at, place) => (right.has(at) ? [place] : [])));
    const lines = columns(
      rows.map((row) => kept.map((at) => row[at])),
      moved,
    );
    if (next === undefined || lines.every((line) => widthOf(line) <= room)) return lines;
    out.add(next);
  }
  return [];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: codes of colours begin with one
const COLOUR = /\x1b\[\d+m/g;

function widthOf(cell: string): number {
  return [...cell.replace(COLOUR, "")].length;
}

/** Ways to set a text apart. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly warn: (text: string) => string;
}

/** Colours for a terminal that wants them (https://no-color.org), and none elsewhere. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  const isColoured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  const paint = (on: number, off: number) => (text: string) =>
    isColoured ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return { bold: paint(1, 22), dim: paint(2, 22), warn: paint(31, 39) };
}

/** A text that does nothing to a terminal: names come from files of strangers. Characters that would are shown as JSON has them. */
export function inert(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (letter) => JSON.stringify(letter).slice(1, -1).replace(/^[^\\]$/, `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`)); // biome-ignore format: one expression
}

/** The same, and no longer than a line has room for. */
export function printable(text: string): string {
  const safe = inert(text);
  return safe.length > 200 ? `${safe.slice(0, 197)}...` : safe;
}

/** A number in few digits. */
export function short(value: number | null): string {
  if (value === null) return "-";
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  return Number.isFinite(value) ? value.toPrecision(4) : String(value);
}

/** A number of bytes in words. */
export function bytesShown(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const unit = bytes < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${unit === 0 ? bytes : (bytes / 1024 ** unit).toFixed(1)} ${units[unit]}`;
}

/** JSON with infinities and NaN as text, and large whole numbers as digits: JSON has no words for them. */
export function json(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) => {
      if (typeof part === "bigint") return String(part);
      return typeof part === "number" && !Number.isFinite(part) ? String(part) : part;
    },
    2,
  );
}

/** The lines of a text, joined into one. */
export function inOneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
