import { tensor } from "@gradiente/core";
import { decodeParquet, encodeParquet, type ParquetInput } from "@gradiente/formats";
import { describe, expect, it } from "vitest";

/* What stands in the Parquet files that are written, for readers other than ours. */

describe("encodeParquet", () => {
  it("writes what the format says, byte by byte", () => {
    const words: ParquetInput = { kind: "text", values: ["a", null] };
    const bytes = encodeParquet([
      ["n", tensor([7], { dtype: "int32" })],
      ["w", { kind: "list", offsets: [0, 2], elements: words }],
    ]);
    // By Thrift's compact protocol: 15 is the next field, of 32 bits, 16 of 64; whole numbers are doubled.
    const told = [
      "50415231", // PAR1
      // A page of values, of 4 bytes, a checksum; 1 value, plain, levels in runs.
      "1500 1508 1508 15b5e1e0b608 1c 1502 1500 1506 1506 00 00 07000000",
      // One of 18 bytes: the levels of lists (0, then 1), those of what is there (2, then 1), and the text.
      "1500 1524 1524 15edcfcac103 1c 1504 1500 1506 1506 00 00 02000000 0302 03000000 030600 0100000061",
      // Version 1; a schema of six: the root with two columns, n, and w as a list of texts.
      "1502 19 5c 48 06736368656d61 1504 00 1502 2500 18016e 00",
      "3500 180177 1502 1506 4c3c0000 00 3504 18046c697374 1502 00 150c 2502 1807656c656d656e74 2500 4c1c0000 00",
      // A row in one part, with both columns: the type, encodings, path, method, values, sizes, and the place of the page.
      "1602 19 1c 19 2c 2608 1c 1502 19250006 1918016e 1500 1602 1636 1636 2608 00 00",
      "263e 1c 150c 19250006 193801770 46c69737407656c656d656e74 1500 1604 1652 1652 263e 00 00",
      "1688 01 1602 00 28 096772616469656e7465 00",
      "9b000000 50415231",
    ];
    expect(Buffer.from(bytes).toString("hex")).toBe(told.join("").replaceAll(" ", ""));
  });

  it.each([14, 15, 16, 130])("writes %i columns", (count) => {
    const columns = Array.from({ length: count }, (_, n): [string, ParquetInput] => [`c${n}`, tensor([n])]);
    const found = decodeParquet(encodeParquet(columns)).columns;
    expect([...found].map(([name, { values }]) => [name, ...values])).toEqual(
      columns.map(([name], n) => [name, n]),
    );
  });

  it.each([0, 1, 127, 128, 300, 16_384])("writes a name of %i letters", (length) => {
    const name = "n".repeat(length);
    expect([...decodeParquet(encodeParquet([[name, tensor([1])]])).columns.keys()]).toEqual([name]);
  });

  it.each([1, 8, 9, 504, 505, 70_000])("writes which of %i values are there", (count) => {
    const values = Array.from({ length: count }, (_, n) => (n % 3 === 0 ? Number.NaN : n));
    const found = decodeParquet(encodeParquet([["x", { kind: "numeric", values }]])).columns.get("x");
    const bytes = (numbers: ArrayLike<number>) => Buffer.from(Float64Array.from(numbers).buffer);
    expect(bytes(found?.values as Float64Array).equals(bytes(values))).toBe(true);
  });

  it("writes lists 64 deep, which are read again, and refuses deeper ones", () => {
    const nested = (depth: number): ParquetInput =>
      depth === 0
        ? { kind: "numeric", values: [3] }
        : { kind: "list", offsets: [0, 1], elements: nested(depth - 1) };
    const write = (depth: number) => encodeParquet([["x", nested(depth)]]);
    for (const depth of [1, 2, 64]) {
      let found: unknown = decodeParquet(write(depth)).lists.get("x");
      for (let level = 0; level < depth; level++) found = (found as { elements: unknown }).elements;
      expect(found).toMatchObject({ values: Float64Array.of(3) });
    }
    expect(() => write(65)).toThrow(/a pair of a name and a column/);
  });
});
