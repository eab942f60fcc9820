import { tensor } from "../create.ts";
import { allocateArray, bytesPerElement, type DType, type TypedArray } from "../dtype.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { formatShape, type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/*
 * The safetensors format (Hugging Face): eight bytes of header length, little-endian; a JSON header that gives
 * dtype, shape and data_offsets of each tensor; then the data, without gaps. No code, nothing to execute.
 */

/** Thrown for bytes that are no valid safetensors file. */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
}

export interface Safetensors {
  /** In the order of the header. */
  readonly tensors: Map<string, Tensor>;
  /** Free text by key; empty if the file has none. */
  readonly metadata: Record<string, string>;
}

const names: Record<DType, string> = { float32: "F32", float64: "F64", int32: "I32", bool: "BOOL" };

const dtypes = new Map(Object.entries(names).map(([dtype, name]) => [name, dtype as DType]));

/** Part of every engine, though not of the language: declared here so that core needs no types of a platform. */
const { TextEncoder, TextDecoder } = globalThis as unknown as {
  TextEncoder: new () => { encode(text: string): Uint8Array };
  TextDecoder: new (encoding: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };
};

const LENGTH_BYTES = 8;

/** The header that the format allows at most; a larger one is damage or malice. */
const MAX_HEADER_BYTES = 100_000_000;

const METADATA = "__metadata__";

/**
 * The bytes of a safetensors file.
 *
 * @param tensors by name, for instance a state dict.
 * @param metadata free text by key.
 */
export function encodeSafetensors(
  tensors: Iterable<readonly [string, TensorLike]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const values = new Map<string, { x: Tensor; bytes: TypedArray }>();
  for (const [name, value] of tensors) {
    if (values.has(name) || name === METADATA) {
      throw new SafetensorsError(`encodeSafetensors: the name '${name}' is taken`);
    }
    const x = toTensor("encodeSafetensors", value);
    values.set(name, { x, bytes: x.toTypedArray() });
  }

  // The widest first, so that each tensor lies at a multiple of its element size: readers may map them in place.
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
 * The tensors in the bytes of a safetensors file. All sizes and offsets are checked before anything is allocated.
 *
 * @throws SafetensorsError naming what is wrong, and with which tensor.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.length < LENGTH_BYTES) {
    throw new SafetensorsError(
      `safetensors: ${bytes.length} bytes are too few: a file begins with 8 bytes of header length`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES)) {
    throw new SafetensorsError(
      `safetensors: the header should have ${headerBytes} bytes, and the file has ${bytes.length - LENGTH_BYTES} ` +
        `after its length (${MAX_HEADER_BYTES} are allowed); it is cut off or no safetensors file`,
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
        throw new SafetensorsError(`safetensors: tensor '${name}': a BOOL is a byte of 0 or 1`);
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
    throw new SafetensorsError(`safetensors: the header is no JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isRecord(header)) throw new SafetensorsError("safetensors: the header is no JSON object");
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
  if (!isRecord(value)) throw fail("its entry is no object");
  const { dtype: dtypeName, shape, data_offsets: offsets } = value;
  const dtype = dtypes.get(String(dtypeName));
  if (dtype === undefined) {
    throw fail(
      `dtype ${String(dtypeName)} cannot be read; ${[...dtypes.keys()].join(", ")} can: convert it when saving`,
    );
  }
  if (!isSizes(shape)) throw fail(`${JSON.stringify(shape)} is no shape`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw fail(`data_offsets ${JSON.stringify(offsets)} are not [begin, end]`);
  }
  const [begin, end] = offsets;
  const needed = sizeOf(shape) * bytesPerElement(dtype);
  if (end - begin !== needed) {
    throw fail(
      `shape ${formatShape(shape)} of ${dtypeName} takes ${needed} bytes, and data_offsets span ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** Refuses gaps, overlaps, and data that is missing or left over. */
function checkCoverage(entries: readonly Entry[], available: number): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      throw new SafetensorsError(
        `safetensors: tensor '${name}' begins at byte ${begin} of the data, and the one before it ends at ${at}`,
      );
    }
    at = end;
  }
  if (at !== available) {
    throw new SafetensorsError(
      `safetensors: the tensors take ${at} bytes, and the file has ${available}; it is cut off or has data left over`,
    );
  }
}
