import { formatShape, MOST_AXES, type Shape, sizeOf } from "../shape.ts";
import { type ElementFormat, elementFormats } from "./elements.ts";
import { JsonError, type ParsedJson, parseJson, shortened, shown } from "./json.ts";

/* What the header of a safetensors file must be, checked before anything is allocated. */

/**
 * Thrown if bytes are not a valid safetensors file, or tensors cannot be written as one.
 *
 * @example
 * ```ts
 * let found: unknown;
 * try {
 *   decodeSafetensors(new Uint8Array([1, 2, 3]));
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof SafetensorsError; // true
 * ```
 */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
}

/** Makes the error of a file. */
export type Fail = (problem: string) => SafetensorsError;

/** The largest header that the format allows. A larger one means that the file is damaged or malicious. */
export const MAX_HEADER_BYTES = 100_000_000;

/** The number of bytes before the header, which hold its length. */
export const LENGTH_BYTES = 8;

/** The key of free text in the header. */
export const METADATA = "__metadata__";

/** The header as JSON. */
export function parseHeader(text: string, fail: Fail): ReadonlyMap<string, ParsedJson> {
  try {
    const header = parseJson(text);
    if (header instanceof Map) return header;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw fail(`the header is not valid JSON: ${error.message}`);
  }
  throw fail("the header is not a JSON object");
}

/** What the header says of a tensor. */
export interface SafetensorsEntry {
  /** The name of the tensor. */
  readonly name: string;
  /** How its elements are held, and what they become. */
  readonly format: ElementFormat;
  /** Its shape. */
  readonly shape: Shape;
  /** Where its first byte is, from the start of the data. */
  readonly begin: number;
  /** Where its bytes end. */
  readonly end: number;
}

/** What a header says, checked in full. */
export function readHeader(
  header: ReadonlyMap<string, ParsedJson>,
  fail: Fail,
): { metadata: Record<string, string>; entries: SafetensorsEntry[] } {
  const entries: SafetensorsEntry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of header) {
    if (name !== METADATA) entries.push(readEntry(name, value, fail));
    else if (isTexts(value)) metadata = Object.fromEntries(value);
    else throw fail(`${METADATA} must be an object of strings`);
  }
  return { metadata, entries };
}

function isTexts(value: ParsedJson): value is ReadonlyMap<string, string> {
  return value instanceof Map && [...value.values()].every((text) => typeof text === "string");
}

function isSizes(value: ParsedJson | undefined): value is number[] {
  const isSize = (size: ParsedJson) =>
    Number.isSafeInteger(size) && (size as number) >= 0 && !Object.is(size, -0);
  return Array.isArray(value) && value.every(isSize);
}

function readEntry(name: string, value: ParsedJson, failFile: Fail): SafetensorsEntry {
  const fail: Fail = (problem) => failFile(`tensor '${shortened(name)}': ${problem}`);
  if (!(value instanceof Map)) throw fail("its entry in the header is not an object");
  const [dtypeName, shape, offsets] = ["dtype", "shape", "data_offsets"].map((key) => value.get(key));
  const format = typeof dtypeName === "string" ? elementFormats.get(dtypeName) : undefined;
  if (format === undefined) {
    const found = typeof dtypeName === "string" ? shortened(dtypeName) : shown(dtypeName);
    throw fail(
      `dtype ${found} is not supported; convert it to ${[...elementFormats.keys()].join(", ")} when saving`,
    );
  }
  if (!isSizes(shape)) throw fail(`${shown(shape)} is not a shape`);
  if (shape.length > MOST_AXES) throw fail(`it has ${shape.length} axes, more than the ${MOST_AXES} allowed`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw fail(`data_offsets ${shown(offsets)} are not [begin, end]`);
  }
  const [begin, end] = offsets;
  const needed = sizeOf(shape) * format.bytes;
  if (end - begin !== needed) {
    throw fail(
      `shape ${formatShape(shape)} of ${dtypeName} takes ${needed} bytes, but data_offsets span ${end - begin}`,
    );
  }
  return { name, format, shape, begin, end };
}

/** Throws if there are gaps or overlaps between tensors, or if data is missing or left over. */
export function checkCoverage(entries: readonly SafetensorsEntry[], available: number, fail: Fail): void {
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
