import { check, checkArgument, instanceOf } from "../arguments/check.ts";
import { tensor } from "../create.ts";
import { allocateArray, bytesPerElement, type DType, type TypedArray } from "../dtype.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { formatShape, type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

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
const { TextEncoder, TextDecoder } = globalThis as unknown as {
  TextEncoder: new () => { encode(text: string): Uint8Array };
  TextDecoder: new (encoding: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };
};

const LENGTH_BYTES = 8;

/** The largest header that the format allows. A larger one means that the file is damaged or malicious. */
const MAX_HEADER_BYTES = 100_000_000;

const METADATA = "__metadata__";

const pairs = check<Iterable<readonly [string, TensorLike]>>(
  "pairs of a name and a tensor, such as a Map",
  (value) => typeof value === "object" && value !== null && Symbol.iterator in value,
);

const aPair = check<readonly [string, TensorLike]>(
  "a pair of a name and a tensor",
  (value) => Array.isArray(value) && value.length === 2 && typeof value[0] === "string",
);

const texts = check<Readonly<Record<string, string>>>(
  "an object of text by key",
  (value) => isRecord(value) && Object.values(value).every((text) => typeof text === "string"),
);

/**
 * The bytes of a safetensors file. float32 is written as F32, float64 as F64, int32 as I32, and bool as BOOL.
 *
 * @param tensors pairs of a name and a tensor, for instance of a state dict.
 * @param metadata free text by key. Default: none.
 * @throws SafetensorsError if a name occurs twice or is `__metadata__`; Error if the backend cannot be read
 * synchronously.
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

  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) header[METADATA] = metadata;
  for (const [name, { x, bytes }] of values) {
    const begin = begins.get(name) as number;
    header[name] = { dtype: names[x.dtype], shape: x.shape, data_offsets: [begin, begin + bytes.byteLength] };
  }

  const text = new TextEncoder().encode(JSON.stringify(header));
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

/**
 * The tensors in the bytes of a safetensors file. They may be F32, F64, I32 or BOOL, and become float32, float64,
 * int32 or bool. All sizes and offsets are checked before anything is allocated.
 *
 * @throws SafetensorsError that names what is wrong, and with which tensor.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  checkArgument("decodeSafetensors", "the bytes", bytes, instanceOf("a Uint8Array", Uint8Array));
  if (bytes.length < LENGTH_BYTES) {
    throw new SafetensorsError(
      `safetensors: ${bytes.length} bytes are too few: a file begins with 8 bytes for the length of the header`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES)) {
    throw new SafetensorsError(
      `safetensors: the header should have ${headerBytes} bytes, but the file has ${bytes.length - LENGTH_BYTES} ` +
        `after this number, and ${MAX_HEADER_BYTES} are allowed; the file is cut off, or it is not a safetensors file`,
    );
  }
  const start = LENGTH_BYTES + headerBytes;
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, start));
  const { metadata, entries } = readHeader(header);
  checkCoverage(entries, bytes.length - start);
  const tensors = new Map(
    entries.map(({ name, dtype, shape, begin, end }) => {
      const values = allocateArray(dtype, sizeOf(shape));
      new Uint8Array(values.buffer).set(bytes.subarray(start + begin, start + end));
      if (dtype === "bool" && values.some((byte) => byte > 1)) {
        throw new SafetensorsError(`safetensors: tensor '${name}': each byte of a BOOL must be 0 or 1`);
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

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SafetensorsError(`safetensors: the header is not valid JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (!isRecord(header)) throw new SafetensorsError("safetensors: the header is not a JSON object");
  return header;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readHeader(header: Record<string, unknown>): { metadata: Record<string, string>; entries: Entry[] } {
  const { [METADATA]: metadata = {}, ...rest } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== "string")) {
    throw new SafetensorsError(`safetensors: ${METADATA} must be an object of strings`);
  }
  return {
    metadata: metadata as Record<string, string>,
    entries: Object.entries(rest).map(([name, value]) => readEntry(name, value)),
  };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function readEntry(name: string, value: unknown): Entry {
  const fail = (why: string) => new SafetensorsError(`safetensors: tensor '${name}': ${why}`);
  if (!isRecord(value)) throw fail("its entry in the header is not an object");
  const { dtype: dtypeName, shape, data_offsets: offsets } = value;
  const dtype = dtypes.get(String(dtypeName));
  if (dtype === undefined) {
    throw fail(
      `dtype ${String(dtypeName)} is not supported; convert it to ${[...dtypes.keys()].join(", ")} when saving`,
    );
  }
  if (!isSizes(shape)) throw fail(`${JSON.stringify(shape)} is not a shape`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw fail(`data_offsets ${JSON.stringify(offsets)} are not [begin, end]`);
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
function checkCoverage(entries: readonly Entry[], available: number): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      throw new SafetensorsError(
        `safetensors: tensor '${name}' begins at byte ${begin} of the data, but the tensor before it ends at ${at}`,
      );
    }
    at = end;
  }
  if (at !== available) {
    throw new SafetensorsError(
      `safetensors: the tensors take ${at} bytes, but the file has ${available}; it is cut off or has data left over`,
    );
  }
}
