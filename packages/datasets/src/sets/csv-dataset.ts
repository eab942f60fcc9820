import { type OptionChecks, oneOf } from "@gradiente/core/arguments";
import type { Description } from "../dataset/description.ts";
import { type AcquireOptions, acquire } from "../files/acquire.ts";
import type { FileSet, FoundFile } from "../files/file-set.ts";
import { type CsvFormat, parseCsv } from "../formats/parse-csv.ts";
import type { Table } from "../table/table.ts";
import { TabularDataset } from "../table/tabular-dataset.ts";

/** The definition of a data set in a single CSV file. */
export interface CsvDataset {
  readonly set: FileSet;
  readonly format: CsvFormat & { readonly rows: number };
  readonly targetNames: readonly string[];
  /** Columns that identify rows and are not features. */
  readonly identifiers?: readonly string[];
  readonly task: "regression" | "classification";
  readonly classNames?: readonly string[];
  readonly description: Description;
}

/** The option for names of columns. */
export interface ColumnNameOptions {
  /** Whether column names are the published ones, or the published ones without stray blanks. Default: "published". */
  readonly columnNames?: "published" | "trimmed";
}

export const COLUMN_NAMES: OptionChecks<ColumnNameOptions> = { columnNames: oneOf("published", "trimmed") };

/** Finds and reads a data set in a single CSV file. */
export async function loadCsvDataset(
  dataset: CsvDataset,
  options: AcquireOptions & ColumnNameOptions,
): Promise<TabularDataset> {
  const { set, format, identifiers = [], targetNames, task, classNames, description } = dataset;
  const { path, content } = (await acquire(set, options)).get(set.files[0].name) as FoundFile;
  const table = parseCsv(content, path, format);
  const featureNames = table.names.filter(
    (name) => !targetNames.includes(name) && !identifiers.includes(name),
  );
  const published = { table, featureNames, targetNames, task, classNames, description };
  if (options.columnNames !== "trimmed") return new TabularDataset(published);
  return new TabularDataset({
    ...published,
    table: withTrimmedNames(table),
    featureNames: featureNames.map(trimmed),
    targetNames: targetNames.map(trimmed),
  });
}

/** A published file of one table, unpacked. Its largest size allows for CRLF, a byte order mark and a few blanks. */
export function textFile(
  name: string,
  figures: { readonly bytes: number; readonly lines: number; readonly sha256: string },
  aliases: readonly string[] = [],
) {
  const { bytes, lines, sha256 } = figures;
  return { name, published: name, aliases, bytes, sha256, unpackedBytes: bytes + lines + 1024 };
}

function withTrimmedNames(table: Table): Table {
  return table.rename(Object.fromEntries(table.names.map((name) => [name, trimmed(name)])));
}

function trimmed(name: string): string {
  return name.trim().replace(/\s+/g, " ");
}
