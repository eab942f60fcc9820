import {
  decodeNpy,
  decodeSafetensors,
  encodeNpy,
  encodeSafetensors,
  type HalfDType,
  type Tensor,
  type TensorLike,
  tensor,
} from "@gradiente/core";
import {
  aBoolean,
  check,
  checkArgument,
  declareOptions,
  oneOf,
  optionsOf,
  someMetadata,
} from "@gradiente/core/arguments";
import { aFileName, someBytes } from "@gradiente/core/elements";
import { decodeCsv, encodeCsv } from "./csv.ts";
import { formatRead } from "./endings.ts";
import { FormatError, failing } from "./format-error.ts";
import { aLimit, DEFAULT_LIMIT } from "./limit.ts";
import { readVariables } from "./mat/decode.ts";
import { encodeMat } from "./mat/encode.ts";
import { namedTensors } from "./named.ts";
import { decodeNpz, encodeNpz } from "./npz.ts";
import {
  type AnyColumn,
  type ParquetBytes,
  type ParquetLists,
  type ParquetNumbers,
  type ParquetTexts,
  readColumns,
} from "./parquet/decode.ts";
import { encodeParquet } from "./parquet/encode.ts";
import { decodePyTorch, type PlainValue } from "./pytorch/index.ts";
import { readDirectory } from "./zip/directory.ts";

/** The formats of files that hold all in one. */
export type TensorFormat = "safetensors" | "npy" | "npz" | "pytorch" | "mat" | "csv" | "parquet";

/** What a file holds. */
export interface TensorFile {
  /** The format that it has. */
  readonly format: TensorFormat;
  /** The tensors by name. In npy and CSV, which have one without a name, it is `array`. */
  readonly tensors: Map<string, Tensor>;
  /**
   * What is beside them: the metadata of safetensors, numbers and text of PyTorch, of variables of MATLAB that are
   * no arrays of numbers what they are ("a structure"), and columns of Parquet that are no tensors: texts, bytes, and lists
   * that are of texts or bytes, differ in length, or are missing.
   */
  readonly values: Map<string, PlainValue | ParquetTexts["values"] | ParquetBytes | ParquetLists>;
}

/** Options of {@link decodeTensors}. */
export interface DecodeOptions {
  /** The format. Default: told by how the file begins; what begins as none of the others is CSV. */
  readonly format?: TensorFormat;
  /** The most bytes that the file may have, and unpack to. Default: 2^31 (2 GiB). */
  readonly limit?: number;
}

/** Options of {@link encodeTensors}. */
export interface EncodeOptions {
  /** The format: each but `pytorch`, which is only read. */
  readonly format: Exclude<TensorFormat, "pytorch">;
  /** A dtype of 16 bits for all floating tensors: bfloat16 in safetensors alone, float16 in npy and npz too. Default: their own. */
  readonly dtype?: HalfDType;
  /** Whether npz is deflated. Default: false. */
  readonly compress?: boolean;
  /** Free text by key, which safetensors alone has room for. Default: none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const aFormat = /* @__PURE__ */ oneOf("safetensors", "npy", "npz", "pytorch", "mat", "csv", "parquet");

export const DECODE = /* @__PURE__ */ declareOptions<DecodeOptions>({ format: aFormat, limit: aLimit });

const anEncoding = /* @__PURE__ */ check<EncodeOptions["format"]>(
  '"safetensors", "npy", "npz", "mat", "csv" or "parquet"; "pytorch" is only read',
  (value) => value !== "pytorch" && aFormat.accepts(value),
);

/** The checks of the options of writing: the format has a default where there is a name with an ending. */
export const ENCODE_CHECKS = {
  format: anEncoding,
  dtype: /* @__PURE__ */ oneOf("float16", "bfloat16"),
  compress: aBoolean,
  metadata: someMetadata,
};

const ENCODE = /* @__PURE__ */ declareOptions<EncodeOptions>(ENCODE_CHECKS, "format");

/** The name of a tensor in a format without names. */
const ARRAY = "array";

/** How files begin that are taken for one of ours, and what helps. */
const FOREIGN = [
  ["\x89HDF\r\n\x1a\n", "it is HDF5, as Keras and MATLAB's -v7.3 write it; save it with -v7 in MATLAB, as npz or safetensors in Python"],
  ["{", "it is JSON; the model.json of TensorFlow.js is read by loadTfjs and decodeTfjs"],
  ["\x1f\x8b", "it is packed with gzip; unpack it first"],
  ["\x28\xb5\x2f\xfd", "it is packed with zstd; unpack it first"],
  ["GGUF", "it is GGUF, as llama.cpp has it; take the weights as safetensors"],
  ["<", "it is HTML or XML, such as the page of a server that has no such file"],
  ["version https://git-lfs", "it is a pointer of Git LFS, not the file itself; `git lfs pull` fetches that"],
] as const; // biome-ignore format: a table

/** The format of a file, by how it begins; of one that begins as none does, by its name, so that its error names it. */
function formatOf(bytes: Uint8Array, limit: number, file: string): TensorFormat {
  const begins = (text: string, at = 0) =>
    text.length + at <= bytes.length &&
    [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  // First of all: the length of a header, which comes before it, may look like the beginning of any other format.
  if (begins("{", 8) && begins("\0\0", 6)) return "safetensors";
  if (begins("\x93NUMPY")) return "npy";
  if (begins("MATLAB ")) return "mat";
  if (begins("PAR1")) return "parquet";
  if (begins("PK")) {
    const names = readDirectory(bytes, limit, failing(file)).map(({ name }) => name);
    return names.some((name) => name.endsWith("/data.pkl")) ? "pytorch" : "npz";
  }
  if (bytes[0] === 0x80) return "pytorch";
  const foreign = FOREIGN.find(([beginning]) => begins(beginning));
  if (foreign !== undefined) throw failing(file)(foreign[1]);
  return formatRead(file) ?? "csv";
}

/**
 * The tensors in the bytes of a file of any format here, which is told by how it begins, or else by the ending of its name.
 *
 * @param file the name of the file, for errors. Default: "file".
 * @throws FormatError, SafetensorsError or NpyError that names the file and what is wrong.
 * @example
 * const bytes = encodeTensors([["w", tensor([1, 2])]], { format: "npz" });
 * decodeTensors(bytes).format; // "npz"
 */
export function decodeTensors(bytes: Uint8Array, file = "file", options?: DecodeOptions): TensorFile {
  checkArgument("decodeTensors", "the bytes", bytes, someBytes);
  checkArgument("decodeTensors", "the file", file, aFileName);
  const { format: asked, limit = DEFAULT_LIMIT } = optionsOf("decodeTensors", options, DECODE);
  if (bytes.length > limit) throw failing(file)(`it has more than the ${limit} bytes that it may have`);
  const format = asked ?? formatOf(bytes, limit, file);
  const alone = (x: Tensor) => ({
    format,
    tensors: new Map([[ARRAY, x]]),
    values: new Map(),
  });
  const named = (tensors: Map<string, Tensor>) => ({
    format,
    tensors,
    values: new Map(),
  });
  switch (format) {
    case "safetensors": {
      const { tensors, metadata } = decodeSafetensors(bytes, file);
      return { format, tensors, values: new Map(Object.entries(metadata)) };
    }
    case "npy":
      return alone(decodeNpy(bytes, file));
    case "npz":
      return named(decodeNpz(bytes, file, { limit }));
    case "pytorch":
      return { format, ...decodePyTorch(bytes, file, { limit }) };
    case "mat":
      return { format, ...tensorsOfMat(bytes, file, limit) };
    case "csv":
      return alone(decodeCsv(bytes, file));
    case "parquet":
      return { format, ...tensorsOfTable(bytes, file, limit) };
  }
}

/** Arrays of numbers as tensors, and what the other variables are. */
function tensorsOfMat(bytes: Uint8Array, file: string, limit: number): Omit<TensorFile, "format"> {
  const { tensors, others } = readVariables(bytes, { file, limit });
  return { tensors, values: new Map(others) };
}

/** Columns of numbers as tensors, and what is no tensor beside them. */
function tensorsOfTable(bytes: Uint8Array, file: string, limit: number): Omit<TensorFile, "format"> {
  const tensors = new Map<string, Tensor>();
  const values: TensorFile["values"] = new Map();
  for (const [name, column] of readColumns(bytes, { file, limit }).columns) {
    if (column.kind === "text") values.set(name, column.values);
    else if (column.kind === "bytes") values.set(name, column);
    else {
      const x = tensorOf(column);
      if (x === undefined) values.set(name, column as ParquetLists);
      else tensors.set(name, x);
    }
  }
  return { tensors, values };
}

/** Numbers, or lists of numbers with an axis more for each depth, if all are there and have the same length. */
function tensorOf(column: ParquetNumbers | ParquetLists): Tensor | undefined {
  const shape: number[] = [];
  let inner: AnyColumn = column;
  while (inner.kind === "list") {
    const { offsets, missing, elements }: ParquetLists = inner;
    const length = offsets.length > 1 ? offsets[1] : 0;
    if (missing.length > 0 || !offsets.every((offset, n) => offset === n * length)) return undefined;
    if (shape.length === 0) shape.push(offsets.length - 1);
    shape.push(length);
    inner = elements;
  }
  if (inner.kind !== "numeric") return undefined;
  const x = tensor(inner.values, { dtype: inner.dtype });
  return shape.length === 0 ? x : x.reshape(shape);
}

/**
 * The bytes of a file of a format.
 *
 * @param tensors pairs of a name and a tensor; a single one for npy and CSV, whose name is not kept. For Parquet, each is a
 * column whose rows are its first axis; further axes become lists.
 * @throws FormatError, SafetensorsError or NpyError for what the format cannot hold.
 * @throws Error if a backend cannot be read synchronously.
 * @example encodeTensors([["a", tensor([[1, 2]])]], { format: "csv" }).length // 4
 */
export function encodeTensors(
  tensors: Iterable<readonly [string, TensorLike]>,
  options: EncodeOptions,
): Uint8Array {
  const { format, dtype, compress, metadata } = optionsOf("encodeTensors", options, ENCODE);
  const fail = failing("encodeTensors");
  if (compress !== undefined && format !== "npz") throw fail(`${format} has no compress: npz alone has`);
  if (metadata !== undefined && format !== "safetensors")
    throw fail(`${format} has no metadata: safetensors alone has`);
  const halves = {
    safetensors: ["float16", "bfloat16"],
    npy: ["float16"],
    npz: ["float16"],
    mat: [],
    csv: [],
    parquet: [],
  }[format];
  if (dtype !== undefined && !(halves as string[]).includes(dtype)) throw fail(`${format} has no ${dtype}`);
  const named = namedTensors("encodeTensors", tensors);
  const half = dtype === "float16" ? { dtype } : {};
  switch (format) {
    case "safetensors":
      return encodeSafetensors(named, metadata, dtype === undefined ? {} : { dtype });
    case "npz":
      return encodeNpz(named, { compress: compress ?? false, ...half });
    case "mat":
      return encodeMat(named);
    case "parquet":
      return encodeParquet(named);
    case "npy":
      return encodeNpy(theOnly(named, format), half);
    case "csv":
      return encodeCsv(theOnly(named, format));
  }
}

function theOnly(named: ReadonlyMap<string, Tensor>, format: string): Tensor {
  const [x, another] = named.values();
  if (x !== undefined && another === undefined) return x;
  throw new FormatError(
    "encodeTensors",
    `${format} holds one tensor, and there are ${named.size}; choose one, or another format`,
  );
}
