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

/** A value, or of a column of texts how many there are: there may be millions. */
function told(value: ReadValue) {
  if (typeof value !== "object" || value === null) return { value };
  return { texts: value.length, missing: value.filter((text) => text === null).length };
}

function textOf(value: ReadValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  // The first ones fill what is shown of it.
  return `${value.length} texts: ${value
    .slice(0, LONGEST_VALUE)
    .map((text) => JSON.stringify(text))
    .join(", ")}`;
}
