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

/** A number as text for tables: five significant digits; whole numbers in full. */
export function significant(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const text = value.toPrecision(5);
  return text.includes("e") ? text : String(Number(text));
}
