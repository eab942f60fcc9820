import { decodeParquet } from "@gradiente/formats";
import { describe, expect, it } from "vitest";
import { type FileParts, flag, int32, int64, parquetFile } from "./parquet-files.ts";

/* What the types and the meanings of Parquet make of stored values, and which pairs of both are refused. */

const read = (parts: FileParts) => decodeParquet(parquetFile(parts), "x");

describe("what values mean", () => {
  const [BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE, BYTES, FIXED] = [0, 1, 2, 3, 4, 5, 6, 7];
  type Element = NonNullable<FileParts["element"]>;
  const one = (element: Element, ...bytes: number[]): FileParts => ({
    ...{ rows: 1, element, pages: [{ count: 1, bytes }] },
  });
  const decimal = (scale: number): Element["logical"] => [5, (writer) => [writer.i32(1, scale)]];
  const time = (kind: 7 | 8, unit: number, isUtc = true): Element["logical"] => [
    kind,
    (writer) => [flag(1, isUtc), writer.nested(2, [writer.nested(unit, [])])],
  ];
  const integer = (isSigned: boolean): Element["logical"] => [10, () => [flag(2, isSigned)]];
  const plain = (kind: number): Element["logical"] => [kind, () => []];
  const wide = 2 ** 32 - 1;

  it.each<[string, FileParts, unknown]>([
    ["a signed number", one({ type: INT32, logical: integer(true) }, ...int32(-1)), -1],
    ["a number without a sign", one({ type: INT32, logical: integer(false) }, ...int32(-1)), wide],
    ["a number without a sign, of 64 bits", one({ type: INT64, logical: integer(false) }, ...int64(2n ** 53n - 1n)), 2 ** 53 - 1],
    ...[11, 12, 13].map((converted): [string, FileParts, number] => [`converted type ${converted}`, one({ type: INT32, converted }, ...int32(-1)), wide]),
    ...[15, 16, 17].map((converted): [string, FileParts, number] => [`converted type ${converted}`, one({ type: INT32, converted }, ...int32(-1)), -1]),
    ["converted type 14", one({ type: INT64, converted: 14 }, ...int64(5n)), 5],
    ["converted type 18", one({ type: INT64, converted: 18 }, ...int64(-5n)), -5],
    ["a decimal number", one({ type: INT32, logical: decimal(2) }, ...int32(-125)), -1.25],
    ["a decimal number of 64 bits", one({ type: INT64, converted: 5, scale: 1 }, ...int64(15n)), 1.5],
    ["a decimal number without places", one({ type: INT32, converted: 5 }, ...int32(15)), 15],
    ["a decimal number of bytes", one({ type: BYTES, logical: decimal(0) }, 2, 0, 0, 0, 0xff, 0xfe), -2],
    ["a decimal number of three bytes", one({ type: FIXED, typeLength: 3, logical: decimal(1) }, 1, 0, 5), 6554.1],
    ["a decimal number of 32 bytes", one({ type: FIXED, typeLength: 32, logical: decimal(400) }, ...new Array(31).fill(0), 1), 0],
    ["half a number", one({ type: FIXED, typeLength: 2, logical: plain(15) }, 0, 0x3e), 1.5],
    ["a UUID", one({ type: FIXED, typeLength: 16, logical: plain(14) }, ...Array.from({ length: 16 }, (_, n) => 17 * n)), "00112233-4455-6677-8899-aabbccddeeff"],
    ["a text of an enumeration", one({ type: BYTES, logical: plain(4) }, 1, 0, 0, 0, 97), "a"],
    ["JSON", one({ type: BYTES, converted: 19 }, 2, 0, 0, 0, 123, 125), "{}"],
    ["an old enumeration", one({ type: BYTES, converted: 4 }, 1, 0, 0, 0, 97), "a"],
    ["a date", one({ type: INT32, converted: 6 }, ...int32(1)), "1970-01-02"],
    ["a time in milliseconds", one({ type: INT32, converted: 7 }, ...int32(1500)), "00:00:01.5"],
    ["a time in microseconds", one({ type: INT64, converted: 8 }, ...int64(1_500_000n)), "00:00:01.5"],
    ["a time in nanoseconds", one({ type: INT64, logical: time(7, 3) }, ...int64(86_399_999_999_999n)), "23:59:59.999999999"],
    ["the first time of a day", one({ type: INT32, logical: time(7, 1) }, ...int32(0)), "00:00:00"],
    ["a moment in milliseconds", one({ type: INT64, converted: 9 }, ...int64(-1n)), "1969-12-31T23:59:59.999Z"],
    ["a moment in microseconds", one({ type: INT64, converted: 10 }, ...int64(1_000_010n)), "1970-01-01T00:00:01.00001Z"],
    ["a moment in nanoseconds, not in UTC", one({ type: INT64, logical: time(8, 3, false) }, ...int64(-1n)), "1969-12-31T23:59:59.999999999"],
    ["an old moment", one({ type: INT96 }, ...int64(1_000_000_000n), ...int32(2_440_589)), "1970-01-02T00:00:01"],
    ["the last day that there is", one({ type: INT32, converted: 6 }, ...int32(100_000_000)), "+275760-09-13"],
  ])("is read: %s", (_name, parts, expected) => {
    expect([...(read(parts).columns.get("x")?.values ?? [])]).toEqual([expected]);
  }); // biome-ignore format: a table

  const neither = (type: string, kind: number) =>
    `its values are of type ${type}, meaning ${kind}: neither numbers nor texts nor bytes; leave it out with { columns: [...] }`;
  it.each<[string, FileParts, string]>([
    ["a date of 64 bits", one({ type: INT64, converted: 6 }, ...int64(1n)), neither("INT64", 6)],
    ["a moment of 32 bits", one({ type: INT32, converted: 9 }, ...int32(1)), neither("INT32", 8)],
    ["a time without a unit", one({ type: INT32, logical: plain(7) }, ...int32(1)), neither("INT32", 7)],
    ["a moment without a unit", one({ type: INT64, logical: plain(8) }, ...int64(1n)), neither("INT64", 8)],
    ["a Boolean that means something", one({ type: BOOLEAN, logical: plain(4) }, 1), neither("BOOLEAN", 4)],
    ["a float that means something", one({ type: FLOAT, logical: plain(4) }, ...int32(1)), neither("FLOAT", 4)],
    ["a double that means something", one({ type: DOUBLE, logical: plain(4) }, ...int64(1n)), neither("DOUBLE", 4)],
    ["an old moment that means something", one({ type: INT96, logical: plain(4) }, ...int64(1n), ...int32(1)), neither("INT96", 4)],
    ["a whole number that is a text", one({ type: INT32, converted: 0 }, ...int32(1)), neither("INT32", 1)],
    ["a UUID of 15 bytes", one({ type: FIXED, typeLength: 15, logical: plain(14) }, ...new Array(15).fill(0)), neither("FIXED_LEN_BYTE_ARRAY", 14)],
    ["half a number of 3 bytes", one({ type: FIXED, typeLength: 3, logical: plain(15) }, 0, 0, 0), neither("FIXED_LEN_BYTE_ARRAY", 15)],
    ["bytes that are a date", one({ type: BYTES, logical: plain(6) }, 0, 0, 0, 0), neither("BYTE_ARRAY", 6)],
    ["an old meaning that nobody knows", one({ type: INT32, converted: 30 }, ...int32(1)), neither("INT32", -31)],
    ["BSON", one({ type: INT32, logical: plain(13) }, ...int32(1)), neither("INT32", 13)],
    ["a type that there is not", { rows: 1, element: { type: 8 }, pages: [{ count: 1, bytes: [1] }] }, "its values are of an unknown type: neither numbers nor texts nor bytes"],
    ["a whole number that no float64 holds", one({ type: INT64 }, ...int64(2n ** 53n)), "it has 9007199254740992, which no float64 holds"],
    ["one without a sign that none holds", one({ type: INT64, logical: integer(false) }, ...int64(-1n)), "it has 18446744073709551615, which no float64 holds"],
    ["negative decimal places", one({ type: INT32, logical: decimal(-1) }, ...int32(1)), "its decimal numbers have -1 places, which cannot be"],
    ["too many decimal places", one({ type: BYTES, logical: decimal(401) }, 0, 0, 0, 0), "its decimal numbers have 401 places, which cannot be"],
    ["a decimal number of 33 bytes", one({ type: FIXED, typeLength: 33, logical: decimal(1) }, ...new Array(33).fill(0)), "a decimal number has 33 bytes; 32 are the most"],
    ["a time beyond a day", one({ type: INT32, logical: time(7, 1) }, ...int32(86_400_000)), "the time 86400000 is beyond a day"],
    ["a time before a day", one({ type: INT32, logical: time(7, 1) }, ...int32(-1)), "the time -1 is beyond a day"],
    ["a day beyond all calendars", one({ type: INT32, converted: 6 }, ...int32(100_000_001)), "it has a date outside of the years -271821 to 275760"],
    ["a text that is not UTF-8", one({ type: BYTES, converted: 0 }, 3, 0, 0, 0, 97, 0xff, 98), "it has a text that is not UTF-8 ('aÿb'); leave it out with { columns: [...] }"],
  ])("is refused: %s", (_name, parts, message) => {
    expect(() => read(parts)).toThrow(`x: column 'x': ${message}`);
  }); // biome-ignore format: a table
});
