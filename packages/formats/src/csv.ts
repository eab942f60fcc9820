import { type DType, type Tensor, type TensorLike, type TypedArray, tensor } from "@gradiente/core";
import {
  check,
  checkArgument,
  declareOptions,
  oneOf,
  optionsOf,
  toTensor,
  whole,
} from "@gradiente/core/arguments";
import { aFileName, decodeText, encodeText, someBytes } from "@gradiente/core/elements";
import { FormatError, failing, shortened } from "./format-error.ts";

/* Matrices as text, a row a line, as numpy.savetxt writes them, and genfromtxt and loadtxt read. */

/** What stands between numbers: one character, or any white space. */
export type Delimiter = string;

const aDelimiter = /* @__PURE__ */ check<Delimiter>(
  'one character that is in no number, or " " for any white space',
  (value) => typeof value === "string" && value.length === 1 && !/[\w.+#\n\r-]/.test(value),
);

/** Options of {@link decodeCsv}. */
export interface CsvReadOptions {
  /** What stands between numbers; `" "` is any white space. Default: the comma, semicolon or tab in the first row, else white space. */
  readonly delimiter?: Delimiter;
  /** How many lines at the start are passed over, such as a heading. Default: 0. */
  readonly skipRows?: number;
  /** The dtype of the tensor. Default: float64, which holds what the text says. */
  readonly dtype?: "float32" | "float64" | "int32";
}

const READ = /* @__PURE__ */ declareOptions<CsvReadOptions>({
  delimiter: aDelimiter,
  skipRows: /* @__PURE__ */ whole(0),
  dtype: /* @__PURE__ */ oneOf("float32", "float64", "int32"),
});

/** Options of {@link encodeCsv}. */
export interface CsvWriteOptions {
  /** What stands between numbers. Default: `","`; `numpy.savetxt` has `" "`. */
  readonly delimiter?: Delimiter;
}

const WRITE = /* @__PURE__ */ declareOptions<CsvWriteOptions>({ delimiter: aDelimiter });

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const WORDS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};

/**
 * The matrix in a text file: a row a line, as `numpy.savetxt` writes it. What follows `#` in a line is a remark, and empty
 * lines are passed over. Numbers may be `nan`, `inf` and `-inf`.
 *
 * @param file the name of the file, for errors. Default: "csv".
 * @returns a tensor of shape `[rows, columns]`, or `[rows]` if there is one column alone.
 * @throws FormatError with the line and the column of what is no number, is missing or does not fit int32, and for a file
 * without numbers.
 * @example
 * const bytes = new TextEncoder().encode("# weights\n1,2\n3,4\n");
 * decodeCsv(bytes).toArray(); // [[1, 2], [3, 4]]
 */
export function decodeCsv(bytes: Uint8Array, file = "csv", options?: CsvReadOptions): Tensor {
  checkArgument("decodeCsv", "the bytes", bytes, someBytes);
  checkArgument("decodeCsv", "the file", file, aFileName);
  const { delimiter, skipRows = 0, dtype = "float64" } = optionsOf("decodeCsv", options, READ);
  const fail = failing(file);
  const text = decodeText("decodeCsv", bytes);
  if (text === undefined) throw fail("it is not UTF-8, so no text of numbers");
  const values: number[] = [];
  let separator = delimiter;
  let [rows, columns] = [0, 0];
  for (const [at, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const content = line.split("#", 1)[0].trim();
    if (at < skipRows || content === "") continue;
    separator ??= /[,;\t]/.exec(content)?.[0] ?? " ";
    const fields = separator === " " ? content.split(/\s+/) : content.split(separator);
    if (rows > 0 && fields.length !== columns) {
      throw fail(`line ${at + 1} has ${fields.length} numbers, and the lines before have ${columns}`);
    }
    columns = fields.length;
    rows++;
    for (const [column, field] of fields.entries()) {
      const number = numberOf(field.trim());
      const isHeld = number !== undefined && (dtype !== "int32" || number === (number | 0));
      if (isHeld) values.push(number);
      else {
        const found = field.trim() === "" ? "is empty; write nan" : `is '${shortened(field.trim())}'`;
        const isHeading = rows === 1 && skipRows === 0;
        const hint = isHeading ? ", no number; { skipRows: 1 } passes over a heading" : ", no number";
        throw fail(
          `line ${at + 1}, column ${column + 1} ${found}${number === undefined ? hint : ", which int32 cannot hold"}`,
        );
      }
    }
  }
  if (rows === 0) throw fail("it has no numbers");
  return tensor(arrayOf(values, dtype), { dtype, shape: columns === 1 ? [rows] : [rows, columns] });
}

function numberOf(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  const [, sign, word] = /^([+-]?)([a-z]+)$/i.exec(text) ?? [];
  const value = word === undefined ? undefined : WORDS[word.toLowerCase()];
  // A NaN has no sign here: `-nan` is `nan`.
  return value !== undefined && sign === "-" && !Number.isNaN(value) ? -value : value;
}

function arrayOf(values: readonly number[], dtype: DType): TypedArray {
  if (dtype === "int32") return Int32Array.from(values);
  return dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values);
}

/**
 * A matrix as text, a row a line, or a vector, a number a line: `numpy.loadtxt(file, delimiter=",")` reads it. Each number has
 * the fewest digits that give it back in its dtype.
 *
 * @throws FormatError for a tensor of more than two axes, or without elements.
 * @throws Error if the backend cannot be read synchronously.
 * @example new TextDecoder().decode(encodeCsv(tensor([[0.1, 2], [3, 4]]))) // "0.1,2\n3,4\n"
 */
export function encodeCsv(x: TensorLike, options?: CsvWriteOptions): Uint8Array {
  const { delimiter = "," } = optionsOf("encodeCsv", options, WRITE);
  const given = toTensor("encodeCsv", x);
  if (given.ndim > 2 || given.size === 0) {
    throw new FormatError(
      "encodeCsv",
      `a tensor of shape [${given.shape.join(", ")}] is no matrix with elements; reshape it, or write npy`,
    );
  }
  const values = given.toTypedArray();
  const shown = given.dtype === "float32" ? shortest : String;
  const columns = given.ndim === 2 ? given.shape[1] : 1;
  const lines: string[] = [];
  for (let at = 0; at < values.length; at += columns) {
    lines.push(
      Array.from(values.subarray(at, at + columns), (value) => written(value, shown)).join(delimiter),
    );
  }
  return encodeText("encodeCsv", `${lines.join("\n")}\n`);
}

function written(value: number, shown: (value: number) => string): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : shown(value);
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

/** The fewest digits that tell a float32 from its neighbours: six to nine. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}
