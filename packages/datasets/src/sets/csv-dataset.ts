import type { Description } from "../dataset/description.ts";
import { type AcquireOptions, acquire } from "../files/acquire.ts";
import type { FileSet, FoundFile } from "../files/file-set.ts";
import { type CsvFormat, parseCsv } from "../formats/parse-csv.ts";
import type { Table } from "../table/table.ts";
import { TabularDataset } from "../table/tabular-dataset.ts";

/** Everything that tells one data set of a single CSV file from another. */
export interface CsvDataset {
  readonly set: FileSet;
  readonly format: CsvFormat & { readonly rows: number };
  readonly targetNames: readonly string[];
  /** Columns that tell rows apart and are no features. */
  readonly identifiers?: readonly string[];
  readonly task: "regression" | "classification";
  readonly classNames?: readonly string[];
  readonly description: Description;
}

/** How a table is named once loaded. */
export interface ColumnNameOptions {
  /** Whether column names are as published, or with stray blanks taken away. Default "published". */
  readonly columnNames?: "published" | "trimmed";
}

/** Finds, reads and describes such a data set. */
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

/** A file of one table, as published: unpacked. There is room for CRLF line ends, a byte order mark, a few blanks. */
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
