import type { Column, WordColumn } from "./column.ts";

/** A column as plain data: see {@link TableJSON}. */
export type ColumnJSON =
  | {
      readonly name: string;
      readonly kind: "numeric";
      readonly values: readonly (number | "Infinity" | "-Infinity" | null)[];
    }
  | ({ readonly name: string } & WordColumn);

/** A table as plain data: see `Table.toJSON`. */
export interface TableJSON {
  /** The number of rows. */
  readonly size: number;
  /** The columns in order. A missing value is null; JSON has no numbers that are not finite, so they are strings. */
  readonly columns: readonly ColumnJSON[];
}

/** A column of this name as plain data. */
export function columnJson(name: string, column: Column): ColumnJSON {
  if (column.kind !== "numeric") return { name, kind: column.kind, values: [...column.values] };
  return { name, kind: "numeric", values: Array.from(column.values, numberJson) };
}

function numberJson(value: number): number | "Infinity" | "-Infinity" | null {
  if (Number.isNaN(value)) return null;
  return Number.isFinite(value) ? value : (String(value) as "Infinity" | "-Infinity");
}
