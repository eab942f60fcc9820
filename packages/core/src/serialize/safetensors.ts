import { check, checkArgument } from "../arguments/check.ts";
import { declareOptions, isPlain, optionsOf } from "../arguments/options.ts";
import { tensor } from "../create.ts";
import { isFloat } from "../dtype.ts";
import { severalOf, type TensorLike, toTensor } from "../operand.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { formatNames, type HalfDType, halfFormats, toHalves, UnfitError } from "./elements.ts";
import {
  checkCoverage,
  type Fail,
  MAX_HEADER_BYTES,
  METADATA,
  parseHeader,
  readHeader,
  SafetensorsError,
} from "./header.ts";
import { shortened } from "./json.ts";

export type { HalfDType } from "./elements.ts";
export { SafetensorsError } from "./header.ts";

/*
 * The safetensors format (Hugging Face): eight bytes with the length of the header, little-endian; a JSON header with
 * the dtype, shape and data_offsets of each tensor; then the data, without gaps. The file contains no code.
 */

/** The contents of a safetensors file. */
export interface Safetensors {
  /** The tensors by name, in the order of the header. */
  readonly tensors: Map<string, Tensor>;
  /** Free text by key. Empty if the file has none. */
  readonly metadata: Record<string, string>;
}

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

/** Options of {@link encodeSafetensors}. */
export interface SafetensorsOptions {
  /**
   * Floating dtypes of 16 bits for what is written: one for all floating tensors, or one for each name that is to have one, as
   * in `{ "0.weight": "float16" }`. Each number is rounded to the nearest, halves to the even one. Integers and booleans stay
   * as they are. Default: every tensor in its own dtype.
   */
  readonly dtype?: HalfDType | Readonly<Record<string, HalfDType>>;
}

const isHalf = (value: unknown) => typeof value === "string" && Object.hasOwn(halfFormats, value);

const OPTIONS = /* @__PURE__ */ declareOptions<SafetensorsOptions>({
  dtype: /* @__PURE__ */ check<HalfDType | Readonly<Record<string, HalfDType>>>(
    "float16 or bfloat16, or an object of them by name",
    (value) =>
      isHalf(value) ||
      (typeof value === "object" && value !== null && isPlain(value) && Object.values(value).every(isHalf)),
  ),
});

/** What is written of a tensor. */
interface Part {
  readonly x: Tensor;
  /** Its dtype in the format. */
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly bytesPerElement: number;
}

/**
 * The bytes of a safetensors file. float32 is written as F32, float64 as F64, int32 as I32, and bool as BOOL; floating
 * tensors as F16 or BF16, if that is asked for. The header names the tensors in their order.
 *
 * @param tensors pairs of a name and a tensor, for instance of a state dict.
 * @param metadata free text by key. Default: none.
 * @throws SafetensorsError if a name occurs twice or is `__metadata__`, if the header takes more than 100 MB, if a dtype is
 * given for a name that no floating tensor has, or if a number is too large for 16 bits.
 * @throws TypeError if metadata are not text.
 * @throws Error if the backend cannot be read synchronously.
 */
export function encodeSafetensors(
  tensors: Iterable<readonly [string, TensorLike]>,
  metadata: Readonly<Record<string, string>> = {},
  options?: SafetensorsOptions,
): Uint8Array {
  checkArgument("encodeSafetensors", "the tensors", tensors, pairs);
  checkArgument("encodeSafetensors", "the metadata", metadata, texts);
  const { dtype } = optionsOf("encodeSafetensors", options, OPTIONS);
  const values = new Map<string, Part>();
  for (const pair of tensors) {
    checkArgument("encodeSafetensors", "each of the tensors", pair, aPair);
    const [name, value] = pair;
    if (values.has(name) || name === METADATA) {
      throw new SafetensorsError(`encodeSafetensors: the name '${name}' is already taken; use another one`);
    }
    const x = toTensor("encodeSafetensors", value);
    const own = typeof dtype === "object" ? (Object.hasOwn(dtype, name) ? dtype[name] : undefined) : dtype;
    values.set(name, partOf(name, x, isFloat(x.dtype) ? own : undefined));
  }
  for (const name of typeof dtype === "object" ? Object.keys(dtype) : []) {
    const { x } = values.get(name) ?? {};
    if (x !== undefined && isFloat(x.dtype)) continue;
    const is = x === undefined ? "there is no tensor of this name" : `it is ${x.dtype}, and not floating`;
    throw new SafetensorsError(
      `encodeSafetensors: the dtype of '${shortened(name)}' cannot be chosen: ${is}`,
    );
  }

  // Widest dtypes come first, so that each tensor starts at a multiple of its element size. Readers may then map them
  // in place.
  const parts = [...values].sort(([, a], [, b]) => b.bytesPerElement - a.bytesPerElement);
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
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

function partOf(name: string, x: Tensor, half: HalfDType | undefined): Part {
  const values = x.toTypedArray();
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = values;
  if (half === undefined) {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    return { x, format: formatNames[x.dtype], bytes, bytesPerElement: BYTES_PER_ELEMENT };
  }
  try {
    return { x, format: halfFormats[half].name, bytes: toHalves(values, half), bytesPerElement: 2 };
  } catch (error) {
    if (!(error instanceof UnfitError)) throw error;
    throw new SafetensorsError(`encodeSafetensors: tensor '${shortened(name)}': ${error.message}`);
  }
}

/** The header, put together by hand: an object would move names such as "7" to the front. */
function headerOf(
  metadata: Readonly<Record<string, string>>,
  values: ReadonlyMap<string, Part>,
  begins: ReadonlyMap<string, number>,
): string {
  const entries = [...values].map(([name, { x, format, bytes }]): [string, unknown] => {
    const begin = begins.get(name) as number;
    return [name, { dtype: format, shape: x.shape, data_offsets: [begin, begin + bytes.byteLength] }];
  });
  if (Object.keys(metadata).length > 0) entries.unshift([METADATA, metadata]);
  return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(",")}}`;
}

/**
 * The tensors in the bytes of a safetensors file. F32, F64, I32 and BOOL become float32, float64, int32 and bool. F16 and
 * BF16 become float32, which holds all of their numbers. Integers of 8, 16 and 64 bits, with a sign or without, and U32
 * become int32, if all of them fit. The header is checked in full, and all sizes and offsets too, before anything is
 * allocated.
 *
 * @param file the name of the file, for errors.
 * @throws SafetensorsError that names what is wrong, and with which tensor: a name that occurs twice, for instance, or an
 * integer that int32 cannot hold.
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
  const header = parseHeader(decodeText(bytes.subarray(LENGTH_BYTES, start), fail), fail);
  const { metadata, entries } = readHeader(header, fail);
  checkCoverage(entries, bytes.length - start, fail);
  const tensors = new Map(
    entries.map(({ name, format, shape, begin, end }) => {
      const content = new DataView(bytes.buffer, bytes.byteOffset + start + begin, end - begin);
      try {
        return [name, tensor(format.read(content, sizeOf(shape)), { dtype: format.dtype, shape })];
      } catch (error) {
        if (!(error instanceof UnfitError)) throw error;
        throw fail(`tensor '${shortened(name)}': ${error.message}`);
      }
    }),
  );
  return { tensors, metadata };
}

function decodeText(bytes: Uint8Array, fail: Fail): string {
  const TextDecoder = coder("TextDecoder");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw fail("the header is not UTF-8");
  }
}
