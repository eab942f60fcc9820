import { decodeText } from "@gradiente/core/elements";
import { elementsOf, readElements } from "../elements.ts";
import { type Fail, shortened } from "../format-error.ts";
import { LOGICAL, type LogicalType, type SchemaElement } from "./metadata.ts";
import type { Slices, StoredValues } from "./stored.ts";
import { dateText, legacyTimestampText, timestampText, timeText } from "./time.ts";

/** What stored values become: numbers, texts or bytes. */
export type Values = Float64Array | string[] | Uint8Array[];

/** What the values of a column mean. */
export interface Meaning {
  readonly kind: "numeric" | "text" | "bytes";
  /** The dtype that holds the numbers, if none is missing; int32 only if all of them fit. */
  readonly dtype: "bool" | "int32" | "float32" | "float64";
  readonly decode: (values: StoredValues, fail: Fail) => Values;
  /** What they mean instead, if `decode` throws {@link NoText}. */
  readonly otherwise?: Meaning;
}

/** Bytes that may be texts, and are not. */
export class NoText extends Error {}

type Longs = Int32Array | BigInt64Array;

function numbers(dtype: Meaning["dtype"], decode: (values: never, fail: Fail) => Float64Array): Meaning {
  return { kind: "numeric", dtype, decode: decode as Meaning["decode"] };
}

function texts(decode: (values: never, fail: Fail) => string[]): Meaning {
  return { kind: "text", dtype: "float64", decode: decode as Meaning["decode"] };
}

/** Views of the page: plain ones, where the file was given as a Buffer of Node. */
const BYTES: Meaning = {
  kind: "bytes",
  dtype: "float64",
  decode: (values, fail) =>
    eachSlice(
      values as Slices,
      fail,
      ({ buffer, byteOffset, length }) => new Uint8Array(buffer, byteOffset, length),
    ),
};

/** Old writers say of texts no more than that they are bytes. */
const TEXTS_OR_BYTES: Meaning = { ...texts(readPossibleTexts), otherwise: BYTES };

const asTheyAre = (values: Uint8Array) => Float64Array.from(values);

/** A NaN of a file may have any bits: in a table, there is one. */
const withoutPayload = (values: Float32Array | Float64Array) =>
  Float64Array.from(values, (value) => (Number.isNaN(value) ? Number.NaN : value));

/** @throws what `fail` makes, for what is neither numbers nor texts nor bytes. */
export function meaningOf(element: SchemaElement, fail: Fail): Meaning {
  const logical = element.logical ?? fromConverted(element);
  const kind = logical?.kind ?? 0;
  switch (element.type) {
    case "BOOLEAN":
      if (kind === 0) return numbers("bool", asTheyAre);
      break;
    case "FLOAT":
      if (kind === 0) return numbers("float32", withoutPayload);
      break;
    case "DOUBLE":
      if (kind === 0) return numbers("float64", withoutPayload);
      break;
    case "INT32":
    case "INT64":
      return wholeMeaning(element, logical, fail);
    case "INT96":
      if (kind === 0)
        return texts((values: Slices, failValue) => eachSlice(values, failValue, legacyTimestampText));
      break;
    case "BYTE_ARRAY":
      if (kind === 0) return TEXTS_OR_BYTES;
      if ([LOGICAL.string, LOGICAL.enum, LOGICAL.json].includes(kind)) return texts(readTexts);
      if (kind === LOGICAL.decimal) return decimals(logical as LogicalType, fail);
      break;
    case "FIXED_LEN_BYTE_ARRAY":
      if (kind === 0) return TEXTS_OR_BYTES;
      if (kind === LOGICAL.decimal) return decimals(logical as LogicalType, fail);
      if (kind === LOGICAL.uuid && element.typeLength === 16)
        return texts((values: Slices, failValue) => eachSlice(values, failValue, uuidText));
      if (kind === LOGICAL.float16 && element.typeLength === 2) return numbers("float32", readHalves);
      break;
  }
  throw refused(element, kind, fail);
}

function refused({ type }: SchemaElement, kind: number, fail: Fail): Error {
  const what = type === undefined ? "of an unknown type" : `of type ${type}, meaning ${kind}`;
  return fail(
    `its values are ${what}: neither numbers nor texts nor bytes; leave it out with { columns: [...] }`,
  );
}

/** The meanings of old files in the notation of new ones: times were in UTC. */
function fromConverted({ converted, scale }: SchemaElement): LogicalType | undefined {
  const as = (kind: number, more: Partial<LogicalType> = {}): LogicalType => ({
    kind,
    scale: 0,
    isUtc: true,
    unit: 0,
    bits: 0,
    isSigned: true,
    ...more,
  });
  const known: Readonly<Record<number, LogicalType>> = {
    0: as(LOGICAL.string),
    4: as(LOGICAL.enum),
    5: as(LOGICAL.decimal, { scale }),
    6: as(LOGICAL.date),
    7: as(LOGICAL.time, { unit: 1 }),
    8: as(LOGICAL.time, { unit: 2 }),
    9: as(LOGICAL.timestamp, { unit: 1 }),
    10: as(LOGICAL.timestamp, { unit: 2 }),
    19: as(LOGICAL.json),
  };
  if (converted === undefined) return undefined;
  if (converted >= 11 && converted <= 18) return as(LOGICAL.integer, { isSigned: converted >= 15 });
  return known[converted] ?? as(-1 - converted);
}

function wholeMeaning(element: SchemaElement, logical: LogicalType | undefined, fail: Fail): Meaning {
  const is64 = element.type === "INT64";
  switch (logical?.kind) {
    case undefined:
      return numbers("int32", readWholes);
    // A column without any value, such as one of None alone.
    case LOGICAL.nothing:
      return numbers("float64", readWholes);
    case LOGICAL.integer:
      return logical.isSigned ? numbers("int32", readWholes) : numbers("int32", readUnsigned);
    case LOGICAL.decimal: {
      const { scale } = checkedScale(logical, fail);
      return numbers("float64", (values: Longs) =>
        Float64Array.from({ length: values.length }, (_, n) => decimal(BigInt(values[n]), scale)),
      );
    }
    case LOGICAL.date:
      if (!is64)
        return texts((values: Int32Array, failValue) =>
          Array.from(values, (days) => dateText(days, failValue)),
        );
      break;
    case LOGICAL.time:
      if (logical.unit > 0)
        return texts((values: Longs, failValue) =>
          Array.from(values as ArrayLike<number | bigint>, (value) =>
            timeText(BigInt(value), logical, failValue),
          ),
        );
      break;
    case LOGICAL.timestamp:
      if (logical.unit > 0 && is64)
        return texts((values: BigInt64Array, failValue) =>
          Array.from(values, (value) => timestampText(value, logical, failValue)),
        );
      break;
  }
  throw refused(element, logical?.kind ?? 0, fail);
}

function readWholes(values: Longs, fail: Fail): Float64Array {
  if (values instanceof Int32Array) return Float64Array.from(values);
  return Float64Array.from({ length: values.length }, (_, n) => held(values[n], fail));
}

function readUnsigned(values: Longs, fail: Fail): Float64Array {
  if (values instanceof Int32Array) return Float64Array.from(values, (value) => value >>> 0);
  return Float64Array.from({ length: values.length }, (_, n) => held(BigInt.asUintN(64, values[n]), fail));
}

function held(value: bigint, fail: Fail): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw fail(`it has ${value}, which no float64 holds; leave it out with { columns: [...] }`);
}

/** The most bytes of a decimal number, which has up to 76 digits. */
const DECIMAL_BYTES = 32;

function checkedScale(logical: LogicalType, fail: Fail): LogicalType {
  if (logical.scale >= 0 && logical.scale <= 400) return logical;
  throw fail(`its decimal numbers have ${logical.scale} places, which cannot be; the file is damaged`);
}

function decimals(logical: LogicalType, fail: Fail): Meaning {
  const { scale } = checkedScale(logical, fail);
  return numbers("float64", ({ bytes, begins, ends }: Slices, failValue) =>
    Float64Array.from({ length: begins.length }, (_, n) => {
      const length = ends[n] - begins[n];
      if (length > DECIMAL_BYTES)
        throw failValue(`a decimal number has ${length} bytes; ${DECIMAL_BYTES} are the most`);
      let value = 0n;
      for (let at = begins[n]; at < ends[n]; at++) value = (value << 8n) | BigInt(bytes[at]);
      return decimal(BigInt.asIntN(8 * length, value), scale);
    }),
  );
}

/** By way of text, which is rounded once. */
function decimal(value: bigint, scale: number): number {
  return Number(`${value}e-${scale}`);
}

function readHalves({ bytes, begins }: Slices, fail: Fail): Float64Array {
  const halves = bytes.subarray(0, 2 * begins.length);
  const values = readElements({ bytes: halves, format: elementsOf("F16") }, "decodeParquet", fail);
  return withoutPayload(values as Float32Array);
}

function eachSlice<T>(
  { bytes, begins, ends }: Slices,
  fail: Fail,
  read: (bytes: Uint8Array, fail: Fail) => T,
): T[] {
  return Array.from(begins, (begin, n) => read(bytes.subarray(begin, ends[n]), fail));
}

function readTexts(slices: Slices, fail: Fail): string[] {
  return eachSlice(slices, fail, (bytes, failValue) => {
    const text = textOf(bytes);
    if (text !== undefined) return text;
    if (bytes.length > LONGEST_TEXT)
      throw failValue(
        `it has a text of ${bytes.length} bytes, and ${LONGEST_TEXT} are the most; leave it out with { columns: [...] }`,
      );
    const start = shortened(String.fromCharCode(...bytes.subarray(0, 16)));
    throw failValue(`it has a text that is not UTF-8 ('${start}'); leave it out with { columns: [...] }`);
  });
}

function readPossibleTexts(slices: Slices, fail: Fail): string[] {
  return eachSlice(slices, fail, (bytes) => {
    const text = textOf(bytes);
    if (text === undefined) throw new NoText();
    return text;
  });
}

/** Engines have a bound on the length of texts: this is that of V8. */
const LONGEST_TEXT = 2 ** 29 - 24;

function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > LONGEST_TEXT) return undefined;
  return shortText(bytes) ?? decodeText("decodeParquet", bytes);
}

/** Most texts are short and of ASCII, for which a decoder takes longer to begin than to do. */
function shortText(bytes: Uint8Array): string | undefined {
  if (bytes.length > 32) return undefined;
  let text = "";
  for (const byte of bytes) {
    if (byte > 127) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

function uuidText(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}
