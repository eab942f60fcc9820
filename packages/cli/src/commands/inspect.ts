import type { Tensor } from "@gradiente/core";
import { sizeOf } from "@gradiente/core";
import { print } from "../program.ts";
import { type ReadFile, type ReadValue, read } from "../read.ts";
import { type Statistics, sparkline, statisticsOf } from "../show/statistics.ts";
import {
  bytesShown,
  columns,
  columnsWithin,
  json,
  type Paint,
  printable,
  roomIn,
  short,
} from "../show/text.ts";

/** Shows what a file holds. */
export async function inspect(file: string, options: { readonly json?: true }, paint: Paint): Promise<void> {
  const found = await read(file);
  const rows = [...found.tensors].map(([name, x]) => ({ name, x, statistics: statisticsOf(x) }));
  if (options.json) print(json(asData(found, rows)));
  else for (const line of asText(found, rows, paint)) print(line);
}

interface Row {
  readonly name: string;
  readonly x: Tensor;
  readonly statistics: Statistics;
}

function asData({ file, bytes, format, values }: ReadFile, rows: readonly Row[]) {
  const tensors = rows.map(({ name, x, statistics }) => ({
    name,
    dtype: x.dtype,
    shape: x.shape,
    ...statistics,
  }));
  // As a list: names such as "__proto__" are nothing special there.
  return {
    file,
    format,
    bytes,
    tensors,
    values: [...values].map(([name, value]) => ({ name, ...told(value) })),
  };
}

/** Of a terminal that is narrow: the histogram goes first, then std, mean, max, min and NaN. */
const LEAST_NEEDED = [8, 6, 5, 4, 3, 7];

/** Longer texts are shown in part: checkpoints keep whole histories in them. */
const LONGEST_VALUE = 60;

function asText({ file, bytes, format, values }: ReadFile, rows: readonly Row[], paint: Paint): string[] {
  const elements = rows.reduce((sum, { x }) => sum + sizeOf(x.shape), 0);
  const parts = [
    [
      paint.bold(printable(file)),
      `${format}, ${bytesShown(bytes)}, ${rows.length} tensors, ${elements} elements`,
    ],
  ];
  if (rows.length > 0) {
    const head = ["name", "dtype", "shape", "min", "max", "mean", "std", "NaN", "histogram"];
    const cells = rows.map(({ name, x, statistics }) => {
      const { min, max, mean, deviation, nan, histogram } = statistics;
      return [
        printable(name),
        x.dtype,
        `[${x.shape.join(", ")}]`,
        ...[min, max, mean, deviation].map(short),
        nan > 0 ? paint.warn(String(nan)) : "0",
        paint.dim(sparkline(histogram)),
      ];
    });
    const [title, ...body] = columnsWithin(
      roomIn(process.stdout),
      [head, ...cells],
      LEAST_NEEDED,
      new Set([3, 4, 5, 6, 7]),
    );
    parts.push(["", paint.dim(title), ...body]);
  }
  if (values.size > 0) {
    const shown = [...values].map(([name, value]) => {
      const text = textOf(value);
      return [
        printable(name),
        printable(text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 3)}...` : text),
      ];
    });
    parts.push(["", ...columns(shown)]);
  }
  return parts.flat();
}

/** A value, or of a column how many there are of what: there may be millions. */
function told(value: ReadValue) {
  if (typeof value !== "object" || value === null) return { value };
  if (isTexts(value)) return { texts: value.length, missing: missingIn(value) };
  if (value.kind === "bytes") return { bytes: value.values.length, missing: missingIn(value.values) };
  const { lists, missing, shortest, longest, of } = lengthsOf(value);
  return { lists, missing, shortest, longest, of };
}

function textOf(value: ReadValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (isTexts(value)) {
    // The first ones fill what is shown of it.
    const first = value.slice(0, LONGEST_VALUE).map((text) => JSON.stringify(text));
    return `${value.length} texts: ${first.join(", ")}`;
  }
  if (value.kind === "bytes") {
    const { values } = value;
    const first = values
      .slice(0, LONGEST_VALUE)
      .map((each) => (each === null ? "null" : bytesShown(each.length)));
    return `${values.length} pieces of bytes: ${first.join(", ")}`;
  }
  const { lists, missing, shortest, longest, of } = lengthsOf(value);
  const gone = missing > 0 ? `, ${missing} missing` : "";
  return `${lists} lists of ${of}, of ${shortest} to ${longest} elements${gone}`;
}

function missingIn(values: readonly (string | Uint8Array | null)[]): number {
  return values.filter((each) => each === null).length;
}

type Column = Extract<ReadValue, object>;

function isTexts(value: Column): value is Extract<Column, readonly unknown[]> {
  return Array.isArray(value);
}

const OF = { numeric: "numbers", text: "texts", bytes: "bytes", list: "lists" };

function lengthsOf({ offsets, missing, elements }: Extract<Column, { readonly kind: "list" }>) {
  let [shortest, longest] = [offsets.length > 1 ? Number.POSITIVE_INFINITY : 0, 0];
  for (let n = 1; n < offsets.length; n++) {
    const length = offsets[n] - offsets[n - 1];
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
  }
  const of = OF[elements.kind];
  return { lists: offsets.length - 1, missing: missing.length, shortest, longest, of };
}
