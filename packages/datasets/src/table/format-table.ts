/** Rows of cells as aligned text: the first column to the left, all others to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, at) =>
    rows.reduce((widest, row) => Math.max(widest, [...row[at]].length), 0),
  );
  const padded = rows.map((row) =>
    row.map((cell, at) =>
      at === 0 ? cell + " ".repeat(widths[at] - [...cell].length) : cell.padStart(widths[at]),
    ),
  );
  return padded.map((row) => row.join("  ").trimEnd()).join("\n");
}

/** Of more rows or columns than `most`, only so many at each end are printed. */
interface Extent {
  readonly most: number;
  readonly ends: number;
}

const ROWS: Extent = { most: 60, ends: 10 };
const COLUMNS: Extent = { most: 12, ends: 5 };

/** The text in place of rows and columns that are left out. */
const GAP = "...";

/**
 * A table as aligned text. Of more than 60 rows or 12 columns, only the first and the last ones are printed.
 *
 * @param names - The names of rows and of columns.
 * @param cell - The text of the cell in a row and a column. It is called for what is printed only.
 */
export function formatCells(
  names: { readonly rows: readonly string[]; readonly columns: readonly string[] },
  cell: (row: number, column: number) => string,
): string {
  const rows = shown(names.rows.length, ROWS);
  const columns = shown(names.columns.length, COLUMNS);
  const line = (name: string, of: (column: number) => string) => [
    name,
    ...columns.map((column) => (column === null ? GAP : of(column))),
  ];
  return formatTable([
    line("", (column) => names.columns[column]),
    ...rows.map((row) =>
      row === null ? line(GAP, () => GAP) : line(names.rows[row], (column) => cell(row, column)),
    ),
  ]);
}

/** The indices that are printed; null in place of those that are left out. */
function shown(size: number, { most, ends }: Extent): (number | null)[] {
  const all = Array.from({ length: size }, (_, i) => i);
  return size <= most ? all : [...all.slice(0, ends), null, ...all.slice(-ends)];
}

/** A number as text for tables: five significant digits; whole numbers in full. */
export function significant(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const text = value.toPrecision(5);
  return text.includes("e") ? text : String(Number(text));
}
