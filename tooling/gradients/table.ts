/** A column of a table in Markdown. */
export interface Column {
  readonly title: string;
  readonly align?: "right";
}

/** A table in Markdown, its columns padded to one width. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const width = columns.map(({ title }, i) => Math.max(3, title.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, i) =>
      columns[i].align === "right" ? cell.padStart(width[i]) : cell.padEnd(width[i]),
    );
    return `| ${padded.join(" | ")} |`;
  };
  const rule = columns.map(({ align }, i) =>
    align === "right" ? `${"-".repeat(width[i] - 1)}:` : "-".repeat(width[i]),
  );
  return [line(columns.map(({ title }) => title)), line(rule), ...rows.map(line)].join("\n");
}
