import type { ProfileRow } from "./rows.ts";

/** How a module is shown that has an empty path: the model itself. */
export const ROOT = "(model)";

/** Rows as aligned columns under a title, and how they add up to the time of the whole profile. */
export function formatRows(title: string, rows: readonly ProfileRow[], time: number): string {
  const sum = (part: (row: ProfileRow) => number) => rows.reduce((total, row) => total + part(row), 0);
  const outside = time - sum(({ self }) => self);
  const cells = [
    [title, "calls", "self ms", "%", "total ms", "backward ms", "written", "read", "plain loops"],
    ...rows.map(({ name, calls, self, total, backward, written, read, fallbacks }) => [
      name === "" ? ROOT : name,
      String(calls),
      formatTime(self),
      formatShare(self, time),
      formatTime(total),
      formatTime(backward),
      formatBytes(written),
      formatBytes(read),
      [...fallbacks].map(([kernel, count]) => `${kernel} (${count})`).join(", "),
    ]),
    ["outside of them", "", formatTime(outside), formatShare(outside, time), "", "", "", "", ""],
    [
      "all",
      String(sum(({ calls }) => calls)),
      formatTime(time),
      formatShare(time, time),
      "",
      formatTime(sum(({ backward }) => backward)),
      formatBytes(sum(({ written }) => written)),
      formatBytes(sum(({ read }) => read)),
      "",
    ],
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => {
          const isText = column === 0 || column === row.length - 1;
          return isText ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function formatTime(milliseconds: number): string {
  return milliseconds.toFixed(3);
}

export function formatShare(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (100 * part) / whole).toFixed(1)}%`;
}

function formatBytes(bytes: number): string {
  const power = Math.max(0, Math.min(3, Math.floor(Math.log10(bytes) / 3)));
  return power === 0 ? `${bytes} B` : `${(bytes / 1000 ** power).toFixed(1)} ${" kMG"[power]}B`;
}
