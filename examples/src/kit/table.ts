import type { Experiment } from "./experiment.ts";
import type { Result } from "./perform.ts";
import { describeTarget, formatValue } from "./target.ts";

/** Columns as wide as their widest cell. */
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

/** The measures of a run beside their targets, under what the earlier project reported. */
export function resultTable(experiment: Experiment, { measured, verdicts }: Result): string {
  const rows = Object.entries(experiment.measures).map(([name, measure]) => [
    measure.label,
    describeTarget(measure),
    formatValue(measured[name] ?? null, measure),
    verdicts[name],
  ]);
  return `reference: ${experiment.reference}\n${alignColumns([["measure", "target", "ours", ""], ...rows])}`;
}
