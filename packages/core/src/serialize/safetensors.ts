import { check, checkArgument } from "../arguments/check.ts";
import { isPlain } from "../arguments/options.ts";
import { tensor } from "../create.ts";
import { allocateArray, bytesPerElement, type DType, type TypedArray } from "../dtype.ts";
import { severalOf, type TensorLike, toTensor } from "../operand.ts";
import { formatShape, MOST_AXES, type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { type Json, JsonError, parseJson, shortened, shown } from "./json.ts";

/*
 * The safetensors format (Hugging Face): eight bytes with the length of the header, little-endian; a JSON header with
 * the dtype, shape and data_offsets of each tensor; then the data, without gaps. The file contains no code.
 */

/** Thrown if bytes are not a valid safetensors file, or tensors cannot be written as one. */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
}

/** The contents of a safetensors file. */
export interface Safetensors {
  /** The tensors by name, in the order of the header. */
  readonly tensors: Map<string, Tensor>;
  /** Free text by key. Empty if the file has none. */
  readonly metadata: Record<string, string>;
}

const names: Record<DType, string> = { float32: "F32", float64: "F64", int32: "I32", bool: "BOOL" };

const dtypes = new Map(Object.entries(names).map(([dtype, name]) => [name, dtype as DType]));

/**
 * Every engine has these, although they are not part of the language. They are declared here so that core needs no
 * types of a platform.
 */
interface Coders {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    encoding: string,
    options: { fatal: boolean },
  ) => { decode(bytes: Uint8Array): string };
}

/** Asked for at each call: a test's setup may put it there. */
function coder<Name extends keyof Coders>(name: Name): Coders[Name] {
  const found = (globalThis as Partial<Coders>)[name];
  if (found !== undefined) return found as Coders[Name];
  throw new Error(
    `safetensors: this environment has no ${name}, like jsdom in jest; take it from Node in a setup file: ` +
      `Object.assign(globalThis, { ${name}: require("node:util").${name} })`,
  );
}

const LENGTH_BYTES = 8;

/** The largest header that the format allows. A larger one means that the file is damaged or malicious. */
const MAX_HEADER_BYTES = 100_000_000;

const METADATA = "__metadata__";

const pairs = /* @__PURE__ */ severalOf<readonly [string, TensorLike]>(
  "pairs of a name and a tensor, such as a Map",
);

const aPair = /* @__PURE__ */ check<readonly [string, TensorLike]>(
  "a pair of a name and a tensor",
  (value) => Array.isArray(value) && value.length === 2 && typeof value[0] === "string",
);

const texts = /* @__PURE__ */ check<Readonly<Record<string, string>>>(
  "an object of text by key",
  (value) =>
    typeof value === "object" &&
    value !== null &&
    isPlain(value) &&
    Object.values(value).every((text) => typeof text === "string"),
);

/** Also of another realm: test runners have classes of their own. */
const someBytes = /* @__PURE__ */ check<Uint8Array>(
  "a Uint8Array",
  (value) => ArrayBuffer.isView(value) && (value as Partial<Uint8Array>).BYTES_PER_ELEMENT === 1,
);

const aName = /* @__PURE__ */ check<string>("the name of the file", (value) => typeof value === "string");

/**
 * The bytes of a safetensors file. float32 is written as F32, float64 as F64, int32 as I32, and bool as BOOL. The header
 * names the tensors in their order.
 *
 * @param tensors pairs of a name and a tensor, for instance of a state dict.
 * @param metadata free text by key. Default: none.
 * @throws SafetensorsError if a name occurs twice or is `__metadata__`, or if the header takes more than 100 MB.
 * @throws TypeError if metadata are not text.
 * @throws Error if the backend cannot be read synchronously.
 */
export function encodeSafetensors(
  tensors: Iterable<readonly [string, TensorLike]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  checkArgument("encodeSafetensors", "the tensors", tensors, pairs);
  checkArgument("encodeSafetensors", "the metadata", metadata, texts);
  const values = new Map<string, { x: Tensor; bytes: TypedArray }>();
  for (const pair of tensors) {
    checkArgument("encodeSafetensors", "each of the tensors", pair, aPair);
    const [name, value] = pair;
    if (values.has(name) || name === METADATA) {
      throw new SafetensorsError(`encodeSafetensors: the name '${name}' is already taken; use another one`);
    }
    const x = toTensor("encodeSafetensors", value);
    values.set(name, { x, bytes: x.toTypedArray() });
  }

  // Widest dtypes come first, so that each tensor starts at a multiple of its element size. Readers may then map them
  // in place.
  const parts = [...values].sort(([, a], [, b]) => b.bytes.BYTES_PER_ELEMENT - a.bytes.BYTES_PER_ELEMENT);
  const begins = new Map<string, number>();
  let end = 0;
  for (const [name, { bytes }] of parts) {
    begins.set(name, end);
    end += bytes.byteLength;
  }

  const text = new (coder("TextEncoder"))().encode(headerOf(metadata, values, begins));
  if (text.length > MAX_HEADER_BYTES) {
    throw new SafetensorsError(
      `encodeSafetensors: names and metadata take ${text.length} bytes, and ${MAX_HEADER_BYTES} are allowed`,
    );
  }
  const headerBytes = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end).fill(
    0x20,
    LENGTH_BYTES,
    LENGTH_BYTES + headerBytes,
  );
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const [, { bytes: part }] of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes;
}

/** The header, put together by hand: an object would move names such as "7" to the front. */
function headerOf(
  metadata: Readonly<Record<string, string>>,
  values: ReadonlyMap<string, { readonly x: Tensor; readonly bytes: TypedArray }>,
  begins: ReadonlyMap<string, number>,
): string {
  const entries = [...values].map(([name, { x, bytes }]): [string, unknown] => {
    const begin = begins.get(name) as number;
    return [name, { dtype: names[x.dtype], shape: x.shape, data_offsets: [begin, begin + bytes.byteLength] }];
  });
  if (Object.keys(metadata).length > 0) entries.unshift([METADATA, metadata]);
  return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(",")}}`;
}

/** Makes the error of a file. */
type Fail = (problem: string) => SafetensorsError;

/**
 * The tensors in the bytes of a safetensors file. They may be F32, F64, I32 or BOOL, and become float32, float64,
 * int32 or bool. The header is checked in full, and all sizes and offsets too, before anything is allocated.
 *
 * @param file the name of the file, for errors.
 * @throws SafetensorsError that names what is wrong, and with which tensor: a name that occurs twice, for instance.
 */
export function decodeSafetensors(bytes: Uint8Array, file = "safetensors"): Safetensors {
  checkArgument("decodeSafetensors", "the bytes", bytes, someBytes);
  checkArgument("decodeSafetensors", "the file", file, aName);
  const fail: Fail = (problem) => new SafetensorsError(`${file}: ${problem}`);
  if (bytes.length < LENGTH_BYTES) {
    throw fail(`${bytes.length} bytes are too few: a file begins with 8 bytes for the length of the header`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES)) {
    throw fail(
      `the header should have ${headerBytes} bytes, but the file has ${bytes.length - LENGTH_BYTES} ` +
        `after this number, and ${MAX_HEADER_BYTES} are allowed; the file is cut off, or it is not a safetensors file`,
    );
  }
  const start = LENGTH_BYTES + headerBytes;
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, start), fail);
  const { metadata, entries } = readHeader(header, fail);
  checkCoverage(entries, bytes.length - start, fail);
  const tensors = new Map(
    entries.map(({ name, dtype, shape, begin, end }) => {
      const values = allocateArray(dtype, sizeOf(shape));
      new Uint8Array(values.buffer).set(bytes.subarray(start + begin, start + end));
      if (dtype === "bool" && values.some((byte) => byte > 1)) {
        throw fail(`tensor '${shortened(name)}': each byte of a BOOL must be 0 or 1`);
      }
      return [name, tensor(values, { dtype, shape })];
    }),
  );
  return { tensors, metadata };
}

interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

function parseHeader(bytes: Uint8Array, fail: Fail): ReadonlyMap<string, Json> {
  const TextDecoder = coder("TextDecoder");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw fail("the header is not UTF-8");
  }
  try {
    const header = parseJson(text);
    if (header instanceof Map) return header;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw fail(`the header is not valid JSON: ${error.message}`);
  }
  throw fail("the header is not a JSON object");
}

function readHeader(
  header: ReadonlyMap<string, Json>,
  fail: Fail,
): { metadata: Record<string, string>; entries: Entry[] } {
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of header) {
    if (name !== METADATA) entries.push(readEntry(name, value, fail));
    else if (isTexts(value)) metadata = Object.fromEntries(value);
    else throw fail(`${METADATA} must be an object of strings`);
  }
  return { metadata, entries };
}

function isTexts(value: Json): value is ReadonlyMap<string, string> {
  return value instanceof Map && [...value.values()].every((text) => typeof text === "string");
}

function isSizes(value: Json | undefined): value is number[] {
  const isSize = (size: Json) => Number.isSafeInteger(size) && (size as number) >= 0 && !Object.is(size, -0);
  return Array.isArray(value) && value.every(isSize);
}

function readEntry(name: string, value: Json, failFile: Fail): Entry {
  const fail: Fail = (problem) => failFile(`tensor '${shortened(name)}': ${problem}`);
  if (!(value instanceof Map)) throw fail("its entry in the header is not an object");
  const [dtypeName, shape, offsets] = ["dtype", "shape", "data_offsets"].map((key) => value.get(key));
  const dtype = typeof dtypeName === "string" ? dtypes.get(dtypeName) : undefined;
  if (dtype === undefined) {
    const found = typeof dtypeName === "string" ? shortened(dtypeName) : shown(dtypeName);
    throw fail(`dtype ${found} is not supported; convert it to ${[...dtypes.keys()].join(", ")} when saving`);
  }
  if (!isSizes(shape)) throw fail(`${shown(shape)} is not a shape`);
  if (shape.length > MOST_AXES) throw fail(`it has ${shape.length} axes, more than the ${MOST_AXES} allowed`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw fail(`data_offsets ${shown(offsets)} are not [begin, end]`);
  }
  const [begin, end] = offsets;
  const needed = sizeOf(shape) * bytesPerElement(dtype);
  if (end - begin !== needed) {
    throw fail(
      `shape ${formatShape(shape)} of ${dtypeName} takes ${needed} bytes, but data_offsets span ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** Throws if there are gaps or overlaps between tensors, or if data is missing or left over. */
function checkCoverage(entries: readonly Entry[], available: number, fail: Fail): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      throw fail(
        `tensor '${shortened(name)}' begins at byte ${begin} of the data, but the tensor before it ends at ${at}`,
      );
    }
    at = end;
  }
  if (at !== available) {
    throw fail(
      `the tensors take ${at} bytes, but the file has ${available}; it is cut off or has data left over`,
    );
  }
}
