import { existsSync } from "node:fs";
import { extname } from "node:path";
import { formatShape, type Tensor } from "@gradiente/core";
import type { AnyModule } from "@gradiente/nn";
import { UsageError } from "../program.ts";
import { read } from "../read.ts";
import { printable } from "../show/text.ts";
import { type NumberTable, readTable, TABLES } from "./table.ts";

/** The inputs of a model, and the targets, as the command line names them: `FILE`, or `FILE#NAME` for one part of it. */
export interface DataOptions {
  readonly x: readonly string[];
  readonly y?: string;
}

/** What is read of them. */
export interface ReadData {
  /** A tensor, or several for the arguments of a model that takes several. */
  readonly x: Tensor | readonly [Tensor, ...Tensor[]];
  readonly samples: number;
}

const isTable = (file: string) => TABLES.includes(extname(file).toLowerCase());

interface Place {
  readonly file: string;
  readonly name: string | undefined;
}

/** A file may have a `#` in its name: then it is there. */
function placeOf(text: string): Place {
  const at = text.lastIndexOf("#");
  if (at <= 0 || existsSync(text)) return { file: text, name: undefined };
  return { file: text.slice(0, at), name: text.slice(at + 1) };
}

/** Reads inputs. Floating ones get the dtype of the model's parameters: NumPy writes float64 where nobody said otherwise. */
export async function readInputs({ x, y }: DataOptions, model: AnyModule): Promise<ReadData> {
  const target = y === undefined ? undefined : placeOf(y);
  const parts: Tensor[] = [];
  for (const text of x) parts.push(inDTypeOf(model, await readInput(placeOf(text), target)));
  const [first, ...more] = parts;
  if (parts.some(({ ndim }) => ndim === 0))
    throw new UsageError(`--x ${x.join(", ")}: a scalar has no samples`);
  const samples = first.shape[0];
  const other = more.findIndex(({ shape }) => shape[0] !== samples);
  if (other >= 0)
    throw new UsageError(
      `--x: ${x[0]} has ${samples} samples, and ${x[other + 1]} has ${more[other].shape[0]}`,
    );
  return { x: more.length === 0 ? first : [first, ...more], samples };
}

/** Of a table that has the targets too, the inputs are the other columns. */
async function readInput(place: Place, target: Place | undefined): Promise<Tensor> {
  if (!isTable(place.file)) return arrayAt("x", place);
  const table = await readTable(place.file);
  if (place.name !== undefined) return columnOf("x", place.file, table, place.name);
  const isShared = target?.file === place.file;
  const { names, width } = table;
  if (isShared && (target.name === undefined || width < 2)) {
    throw new UsageError(
      `--x and --y are the same table ${place.file}: say which column is the target, as in --y ${place.file}#${names?.at(-1) ?? width}`,
    );
  }
  const at = isShared ? columnAt("y", place.file, table, target.name as string) : undefined;
  return table.columns(placesOf(table).filter((column) => column !== at));
}

function placesOf({ width }: NumberTable): number[] {
  return Array.from({ length: width }, (_, column) => column);
}

/**
 * Reads targets. Text has no dtypes: targets of a table that are whole numbers are int32, as classes are.
 *
 * @param output the shape of what the model gives for one sample or more. One column of targets takes the form of one column
 * of predictions.
 */
export async function readTargets(
  text: string,
  samples: number,
  output: readonly number[] | undefined,
  model: AnyModule,
): Promise<Tensor> {
  const place = placeOf(text);
  const found = isTable(place.file) ? await targetsIn(place) : await arrayAt("y", place);
  const y = inDTypeOf(model, found);
  if (y.ndim === 0 || y.shape[0] !== samples) {
    throw new UsageError(
      `--y ${text}: it has the shape ${formatShape(y.shape)}, and there are ${samples} samples in --x`,
    );
  }
  const isColumn = (shape: readonly number[] | undefined) => shape?.length === 2 && shape[1] === 1;
  if (isColumn(output) && y.ndim === 1) return y.reshape([samples, 1]);
  return isColumn(y.shape) && !isColumn(output) ? y.reshape([samples]) : y;
}

async function targetsIn({ file, name }: Place): Promise<Tensor> {
  const table = await readTable(file);
  const y = name === undefined ? table.columns(placesOf(table)) : columnOf("y", file, table, name);
  const isWhole = y.toTypedArray().every((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31);
  return isWhole ? y.cast("int32") : y;
}

function columnOf(option: string, file: string, table: NumberTable, name: string): Tensor {
  return table.columns([columnAt(option, file, table, name)]);
}

/** A column by its name, or by its number from 1. */
function columnAt(option: string, file: string, table: NumberTable, name: string): number {
  const { names, width, isNumbered } = table;
  const at = names?.indexOf(name) ?? -1;
  if (at >= 0 && names?.lastIndexOf(name) !== at)
    throw new UsageError(`--${option} ${file}#${name}: two columns are called this; name one by its number, as in ${file}#${at + 1}`); // biome-ignore format: a line
  if (at >= 0) return at;
  const isNumber = isNumbered && /^\d{1,9}$/.test(name) && Number(name) >= 1 && Number(name) <= width;
  if (isNumber) return Number(name) - 1;
  const known = names === undefined ? `the numbers 1 to ${width}` : names.map(printable).join(", ");
  throw new UsageError(`--${option} ${file}#${name}: there is no such column; there are ${known}`);
}

/** A tensor of a file: the named one, the only one, or the one that is called as the option. */
async function arrayAt(option: string, { file, name }: Place): Promise<Tensor> {
  const { tensors } = await read(file);
  const names = [...tensors.keys()];
  const wanted = name ?? (names.length === 1 ? names[0] : option);
  const found = tensors.get(wanted);
  if (found !== undefined) return found;
  const all = names.length === 0 ? "none" : names.map(printable).join(", ");
  const hint =
    name === undefined && names.length > 0 ? `; name one, as in ${file}#${printable(names[0])}` : "";
  throw new UsageError(
    `--${option} ${file}: it has no tensor ${printable(wanted) || "without a name"}, but ${all}${hint}`,
  );
}

function inDTypeOf(model: AnyModule, x: Tensor): Tensor {
  const [first] = [...model.parameters().values()].map(({ dtype }) => dtype);
  const isFloating = x.dtype === "float64" || x.dtype === "float32";
  return isFloating && first !== undefined ? x.cast(first) : x;
}
