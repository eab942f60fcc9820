import type { Experiment } from "./experiment.ts";
import type { Result } from "./perform.ts";
import { describeTarget, formatValue } from "./target.ts";

/** Rows as text in columns, each as wide as its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A header, then the measures of a run with their targets. */
export function measureRows(experiment: Experiment, { measured, verdicts }: Result): string[][] {
  const rows = Object.entries(experiment.measures).map(([name, measure]) => [
    measure.label,
    describeTarget(measure),
    formatValue(measured[name] ?? null, measure),
    verdicts[name],
  ]);
  return [["measure", "target", "ours", ""], ...rows];
}

/** The result of the earlier project, and the measures of a run with their targets. */
export function resultTable(experiment: Experiment, result: Result): string {
  return `reference: ${experiment.reference}\n${alignColumns(measureRows(experiment, result))}`;
}
