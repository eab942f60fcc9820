/** A time with three digits, in a unit that suits it. */
export function formatSeconds(seconds: number): string {
  if (seconds >= 1) return `${significant(seconds)} s`;
  if (seconds >= 1e-3) return `${significant(seconds * 1e3)} ms`;
  return `${significant(seconds * 1e6)} µs`;
}

/** Three digits, without an exponent. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return "?";
  if (value >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

export function formatMegabytes(bytes: number): string {
  return `${significant(bytes / 2 ** 20)} MB`;
}

/** A table in Markdown, columns as wide as their cells; all but the first are numbers. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, i) => Math.max(3, ...[header, ...rows].map((row) => [...row[i]].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(header), line(rule), ...rows.map(line)].join("\n");
}
