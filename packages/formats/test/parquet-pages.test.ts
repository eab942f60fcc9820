import { decodeParquet, FormatError, type ParquetLists } from "@gradiente/formats";
import { describe, expect, it } from "vitest";
import { crc32 } from "../src/zip/crc32.ts";
import { type FileParts, int32, int64, type PageParts, parquetFile } from "./parquet-files.ts";

/* Pages, metadata and schemas of Parquet files: what they may be, and one step beyond. */

const read = (parts: FileParts) => decodeParquet(parquetFile(parts), "x");
const values = (parts: FileParts) => [...(read(parts).columns.get("x")?.values ?? [])];

const three: PageParts = { count: 3, bytes: int32(7, 8, 9) };
const [OPTIONAL, REPEATED] = [1, 2];
const [DICTIONARY, VERSION_2] = [2, 3];

/** Levels of version 1: their length, and a run of so many of one level. */
const run = (count: number, level: number) => [2, 0, 0, 0, 2 * count, level];

describe("pages", () => {
  it("follow one another until all values are there", () => {
    expect(values({ rows: 3, pages: [three] })).toEqual([7, 8, 9]);
    const two = [three, { count: 2, bytes: int32(-1, 5) }];
    expect(values({ rows: 5, pages: two })).toEqual([7, 8, 9, -1, 5]);
    // What comes behind is not looked at, and neither are pages of another kind.
    expect(values({ rows: 3, pages: [three, { count: 9 }] })).toEqual([7, 8, 9]);
    expect(values({ rows: 3, pages: [{ type: 1, bytes: [1, 2, 3] }, three] })).toEqual([7, 8, 9]);
    expect(values({ rows: 0 })).toEqual([]);
  });

  it("have values that are missing where the level is lower", () => {
    const element = { repetition: OPTIONAL };
    const some = { count: 3, bytes: [2, 0, 0, 0, 3, 0b101, ...int32(7, 9)] };
    expect(values({ rows: 3, element, pages: [some] })).toEqual([7, Number.NaN, 9]);
    const all = { count: 3, bytes: [...run(3, 1), ...int32(7, 8, 9)] };
    expect(values({ rows: 3, element, pages: [all] })).toEqual([7, 8, 9]);
    const none = { count: 3, bytes: run(3, 0) };
    expect(values({ rows: 3, element, pages: [none] })).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it("of version 2 have levels in front that are not packed", () => {
    const element = { repetition: OPTIONAL };
    const bytes = [3, 0b101, ...int32(7, 9)];
    const page = { type: VERSION_2, count: 3, levels: 2, bytes };
    expect(values({ rows: 3, element, pages: [page] })).toEqual([7, Number.NaN, 9]);
    // Snappy: a length, and a run of so many bytes.
    const packed = { ...page, size: bytes.length, bytes: [3, 0b101, 8, 28, ...int32(7, 9)] };
    expect(values({ rows: 3, element, pages: [packed], chunk: { codec: 1 } })).toEqual([7, Number.NaN, 9]);
    const plain = { ...page, isPacked: false };
    expect(values({ rows: 3, element, pages: [plain], chunk: { codec: 1 } })).toEqual([7, Number.NaN, 9]);
    const marked = { ...packed, isPacked: true };
    expect(values({ rows: 3, element, pages: [marked], chunk: { codec: 1 } })).toEqual([7, Number.NaN, 9]);
    // Nothing is packed where all values are missing.
    const missing = { type: VERSION_2, count: 2, levels: 2, bytes: [4, 0] };
    expect(values({ rows: 2, element, pages: [missing], chunk: { codec: 1 } })).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });

  it.each([2, 8])("name words of a dictionary, in encoding %i", (encoding) => {
    const dictionary = { type: DICTIONARY, count: 2, bytes: int32(40, 50) };
    // Numbers of one bit, packed by eight.
    const page = { count: 3, encoding, bytes: [1, 3, 0b101] };
    expect(values({ rows: 3, pages: [dictionary, page] })).toEqual([50, 40, 50]);
    expect(values({ rows: 3, pages: [{ ...dictionary, encoding: 2 }, page] })).toEqual([50, 40, 50]);
    // Without values, nothing needs one.
    const nothing = { count: 1, encoding, bytes: run(1, 0) };
    expect(values({ rows: 1, element: { repetition: OPTIONAL }, pages: [nothing] })).toEqual([Number.NaN]);
  });

  it("of texts name words of a dictionary, and may lack some", () => {
    const element = { type: 6, repetition: OPTIONAL };
    const dictionary = { type: DICTIONARY, count: 2, bytes: [1, 0, 0, 0, 97, 1, 0, 0, 0, 98] };
    const page = { count: 3, encoding: 8, bytes: [2, 0, 0, 0, 3, 0b101, 1, 3, 0b01] };
    expect(read({ rows: 3, element, pages: [dictionary, page] }).columns.get("x")).toEqual({
      kind: "text",
      values: ["b", null, "a"],
    });
  });

  it("begin at a dictionary that lies before the values, and at the values where it does not", () => {
    const dictionary = { type: DICTIONARY, count: 1, bytes: int32(40) };
    const page = { count: 2, encoding: 8, bytes: [0, 4] };
    const file = { rows: 2, pages: [dictionary, page] };
    const size = parquetFile(file).length - parquetFile({ rows: 2, pages: [page] }).length;
    expect(values({ ...file, chunk: { dictionary: 4, data: 4 + size } })).toEqual([40, 40]);
    // Some writers put 0, or the place of the values, where there is none.
    expect(values({ rows: 3, pages: [three], chunk: { dictionary: 0 } })).toEqual([7, 8, 9]);
    expect(values({ rows: 3, pages: [three], chunk: { dictionary: 4 } })).toEqual([7, 8, 9]);
    expect(() => read({ ...file, chunk: { dictionary: 3, data: 4 + size } })).toThrow("not within the file");
  });

  it("are compared with their checksums, which may be negative", () => {
    const bytes = Array.from({ length: 99 }, (_, n) => int32(n)).find(
      (each) => crc32(Uint8Array.from(each)) >= 2 ** 31,
    ) as number[];
    const crc = crc32(Uint8Array.from(bytes)) | 0;
    expect(crc).toBeLessThan(0);
    expect(values({ rows: 1, pages: [{ count: 1, crc, bytes }] })).toHaveLength(1);
    expect(() => read({ rows: 1, pages: [{ count: 1, crc: crc + 1, bytes }] })).toThrow(
      "x: column 'x': a page is not as it was written, for its checksum is another; take another copy",
    );
  });

  it("have lists, in both versions", () => {
    const element = { repetition: REPEATED };
    // A row of two, an empty one, a row of one: how values continue a row, and how much of each is there.
    const levels = [3, 0b0010, 3, 0b1011];
    const parts = [...int32(7, 8), ...int32(9)];
    const first = { count: 4, bytes: [2, 0, 0, 0, ...levels.slice(0, 2), 2, 0, 0, 0, ...levels.slice(2), ...parts] }; // biome-ignore format: a page
    const second = { type: VERSION_2, count: 4, repetitions: 2, levels: 2, bytes: [...levels, ...parts] };
    for (const page of [first, second]) {
      const list = read({ rows: 3, element, chunk: { values: 4 }, pages: [page] }).lists.get("x");
      expect([...(list?.offsets ?? [])]).toEqual([0, 2, 2, 3]);
      expect((list as ParquetLists).elements).toEqual({
        ...{ kind: "numeric", dtype: "int32", values: Float64Array.of(7, 8, 9) },
      });
    }
  });

  const optional = { repetition: OPTIONAL };
  const two: PageParts = { type: DICTIONARY, count: 2, bytes: int32(1, 2) };
  it.each<[string, FileParts, string]>([
    ["a page that ends beyond its column", { rows: 3, pages: [{ ...three, packed: 13 }] }, "a page reaches beyond its column"],
    ["a column that ends before its page", { rows: 3, pages: [three], chunk: { size: 20 } }, "a page reaches beyond its column"],
    ["two dictionaries", { rows: 3, pages: [two, two, three] }, "it has two dictionaries"],
    ["more values than the column", { rows: 2, pages: [three] }, "its pages have more than its 2 values"],
    ["more values in a second page", { rows: 5, pages: [three, three] }, "its pages have more than its 5 values"],
    ["a page without a count", { rows: 3, pages: [{ bytes: int32(1, 2, 3) }] }, "a page has no size, or none that can be"],
    ["a negative count", { rows: 3, pages: [{ ...three, count: -1 }] }, "a page has no size, or none that can be"],
    ["a negative size", { rows: 3, pages: [{ ...three, size: -1 }] }, "a page has no size, or none that can be"],
    ["a negative packed size", { rows: 3, pages: [{ ...three, packed: -1 }] }, "a page has no size, or none that can be"],
    ["levels of a negative size", { rows: 3, pages: [{ ...three, type: VERSION_2, levels: -1 }] }, "a page has no size, or none that can be"],
    ["lists of a negative size", { rows: 3, pages: [{ ...three, type: VERSION_2, repetitions: -1 }] }, "a page has no size, or none that can be"],
    ["a dictionary without a count", { rows: 3, pages: [{ type: DICTIONARY, bytes: [] }] }, "a page has no size, or none that can be"],
    ["a dictionary in another encoding", { rows: 3, pages: [{ ...two, encoding: 5 }] }, "its dictionary is in encoding 5, and only plain ones are read"],
    ["a dictionary in the encoding of words", { rows: 3, pages: [{ ...two, encoding: 8 }] }, "its dictionary is in encoding 8, and only plain ones are read"],
    ["no dictionary", { rows: 3, pages: [{ ...three, encoding: 8 }] }, "its dictionary is not there"],
    ["words without their width", { rows: 3, pages: [two, { count: 3, encoding: 8 }] }, "the values of a page are cut off"],
    ["the word behind the last", { rows: 1, pages: [two, { count: 1, encoding: 8, bytes: [2, 2, 2] }] }, "it asks for word 2 of 2 in its dictionary"],
    ["levels longer than a page of version 2", { rows: 3, element: optional, pages: [{ type: VERSION_2, count: 3, levels: 3, bytes: [6, 0] }] }, "the levels of a page are cut off"],
    ["levels longer than the page unpacked", { rows: 3, element: optional, pages: [{ type: VERSION_2, count: 3, levels: 2, size: 1, bytes: [6, 0] }] }, "the levels of a page are cut off"],
    ["levels without their length", { rows: 3, element: optional, pages: [{ count: 3, bytes: [6, 0, 0] }] }, "the levels of a page are cut off"],
    ["levels that are longer than the page", { rows: 3, element: optional, pages: [{ count: 3, bytes: [3, 0, 0, 0, 6, 0] }] }, "the levels of a page are cut off"],
    ["levels in bits", { rows: 3, element: optional, pages: [{ count: 3, levelEncoding: 4, bytes: run(3, 0) }] }, "its levels are in encoding 4, which is no longer used"],
    ["levels of lists in bits", { rows: 3, element: { repetition: REPEATED }, pages: [{ count: 3, repetitionEncoding: 4, bytes: run(3, 0) }] }, "its levels are in encoding 4, which is no longer used"],
    ["an encoding that nobody knows", { rows: 3, pages: [{ ...three, encoding: 11 }] }, "its values are in encoding 11, which is not read; write it with another version"],
    ["too few bytes", { rows: 3, pages: [{ count: 3, bytes: int32(7, 8, 9).slice(1) }] }, "the values of a page are cut off"],
    ["no bytes for its values", { rows: 3, pages: [three], chunk: { size: 0 } }, "its metadata are damaged at byte 4: it is cut off"],
    ["another size than is told", { rows: 3, pages: [{ ...three, size: 11 }] }, "a page has 12 bytes, and tells 11"],
    ["a size that nothing plain unpacks to", { rows: 3, pages: [{ ...three, size: 13 }] }, "a page has 12 bytes, which cannot unpack to 13"],
    ["a method that is not read", { rows: 3, pages: [three], chunk: { codec: 3 } }, "it is packed by lzo; write it with zstd, snappy or gzip"],
    ["another number of rows", { rows: 3, pages: [three], chunk: { values: 4 } }, "its pages have 4 values of type INT32, for 3 rows"],
    ["another type", { rows: 3, pages: [three], chunk: { type: 4 } }, "its pages have 3 values of type FLOAT, for 3 rows"],
    ["fewer values than lists", { rows: 3, element: { repetition: REPEATED }, pages: [three], chunk: { values: 2 } }, "its pages have 2 values of type INT32, for 3 rows"],
  ])("are refused with %s", (_name, parts, message) => {
    expect(() => read(parts)).toThrow(FormatError);
    expect(() => read(parts)).toThrow(`x: column 'x': ${message}`);
  }); // biome-ignore format: a table
});

describe("values", () => {
  const [BOOLEAN, INT32, INT64, , FLOAT, DOUBLE, BYTES, FIXED] = [0, 1, 2, 3, 4, 5, 6, 7];
  const page = (type: number, encoding: number, count: number, ...bytes: number[]): FileParts => ({
    ...{ rows: count, element: { type, typeLength: type === FIXED ? 2 : 0 } },
    pages: [{ count, encoding, bytes }],
  });
  // Blocks of 128 in four parts; then the number of values, the first, and a block with one width.
  const deltas = (count: number, first: number, least: number) => [
    0x80,
    1,
    4,
    count,
    first,
    least,
    0,
    0,
    0,
    0,
  ];

  it.each<[string, FileParts, unknown[]]>([
    ["Booleans in bits", page(BOOLEAN, 0, 9, 0b10000001, 1), [1, 0, 0, 0, 0, 0, 0, 1, 1]],
    ["Booleans in runs", page(BOOLEAN, 3, 3, 2, 0, 0, 0, 6, 1), [1, 1, 1]],
    ["no Booleans in runs", page(BOOLEAN, 3, 0), []],
    ["whole numbers of 64 bits", page(INT64, 0, 2, ...int64(2n ** 53n - 1n, -5n)), [2 ** 53 - 1, -5]],
    ["floats as streams of bytes", page(FLOAT, 9, 2, 0, 0, 0, 0, 0x80, 0, 0x3f, 0x40), [1, 2]],
    ["differences", page(INT32, 5, 3, ...deltas(3, 14, 4)), [7, 9, 11]],
    ["differences of 64 bits", page(INT64, 5, 3, ...deltas(3, 14, 1)), [7, 6, 5]],
    ["texts", page(BYTES, 0, 2, 1, 0, 0, 0, 97, 2, 0, 0, 0, 98, 99), ["a", "bc"]],
    ["texts behind all lengths", page(BYTES, 6, 2, ...deltas(2, 2, 2), 97, 98, 99), ["a", "bc"]],
    ["texts that share their beginnings", page(BYTES, 7, 2, ...deltas(2, 0, 4), ...deltas(2, 4, 1), 97, 98, 99), ["ab", "abc"]],
    ["texts that share one byte, and none", page(BYTES, 7, 3, ...[0x80, 1, 4, 3, 0, 1, 2, 0, 0, 0, 0b10, 0, 0, 0, 0, 0, 0, 0], ...deltas(3, 4, 0), 97, 98, 99, 100, 101, 102), ["ab", "acd", "ef"]],
    ["one Boolean in runs", page(BOOLEAN, 3, 1, 2, 0, 0, 0, 2, 1), [1]],
    ["bytes of one length", page(FIXED, 0, 2, 97, 98, 99, 100), ["ab", "cd"]],
    ["bytes of one length as streams", page(FIXED, 9, 2, 97, 99, 98, 100), ["ab", "cd"]],
  ])("are read: %s", (_name, parts, expected) => {
    expect(values(parts)).toEqual(expected);
  }); // biome-ignore format: a table

  it("of NaN have one sign, whatever bits they have in the file", () => {
    const bytes = [...new Uint8Array(Uint32Array.of(0, 0xfff80001).buffer)];
    const found = read(page(DOUBLE, 0, 1, ...bytes)).columns.get("x")?.values as Float64Array;
    expect(new Uint32Array(found.buffer)[1].toString(16)).toBe("7ff80000");
  });

  const cut = "the values of a page are cut off";
  const other = (type: string) => `its values of type ${type} are in an encoding for others`;
  it.each<[string, FileParts, string]>([
    ["Booleans of too few bits", page(BOOLEAN, 0, 9, 1), cut],
    ["Booleans in runs without a length", page(BOOLEAN, 3, 1, 2, 0, 0), cut],
    ["a length that is cut off", page(BYTES, 0, 2, 3, 0, 0, 0, 97, 98, 99, 1), cut],
    ["fewer bytes than lengths need", page(BYTES, 0, 2, 0, 0, 0, 0, 0, 0, 0), cut],
    ["a text that is cut off", page(BYTES, 0, 1, 2, 0, 0, 0, 97), cut],
    ["texts shorter than their lengths", page(BYTES, 6, 2, ...deltas(2, 2, 2), 97, 98), cut],
    ["a negative length", page(BYTES, 6, 2, ...deltas(2, 1, 0), 97, 98), cut],
    ["a text that shares more than there is", page(BYTES, 7, 2, ...deltas(2, 0, 4), ...deltas(2, 2, 0), 97, 98), "a text shares more than there is"],
    ["a text that shares less than nothing", page(BYTES, 7, 2, ...deltas(2, 0, 1), ...deltas(2, 2, 0), 97, 98), "a text shares more than there is"],
    ["a first text that shares something", page(BYTES, 7, 1, ...deltas(1, 2, 0).slice(0, 5), ...deltas(1, 2, 0).slice(0, 5), 97), "a text shares more than there is"],
    ["bytes of no length", { ...page(FIXED, 0, 0), rows: 1, element: { type: FIXED }, pages: [{ count: 1, bytes: [1] }] }, "its values have no size"],
    ["streams that are cut off", page(FLOAT, 9, 2, ...new Array(7).fill(0)), cut],
    ["streams of Booleans", page(BOOLEAN, 9, 1, 1), other("BOOLEAN")],
    ["streams of texts", page(BYTES, 9, 1, 1), other("BYTE_ARRAY")],
    ["runs of numbers", page(INT32, 3, 1, 1), other("INT32")],
    ["differences of floats", page(FLOAT, 5, 1, 1), other("FLOAT")],
    ["lengths of numbers", page(INT32, 6, 1, 1), other("INT32")],
    ["lengths of bytes that all have one", page(FIXED, 6, 1, 1), other("FIXED_LEN_BYTE_ARRAY")],
    ["beginnings of numbers", page(INT32, 7, 1, 1), other("INT32")],
  ])("are refused: %s", (_name, parts, message) => {
    expect(() => read(parts)).toThrow(`x: column 'x': ${message}`);
  }); // biome-ignore format: a table
});

describe("metadata", () => {
  const root = { name: "root", children: 1 };
  it.each<[string, FileParts, string]>([
    ["rows that are in no part", { rows: 3, groupRows: 2, pages: [three] }, "its metadata have 3 rows, and its parts 2; it is damaged"],
    ["a part of a negative number of rows", { rows: -1, chunk: { values: 0 } }, "a part of it has no number of rows"],
    ["a column in another file", { rows: 3, pages: [three], chunk: { elsewhere: "b" } }, "a column of it is in another file; write the table in one file"],
    ["a column that is encrypted", { rows: 3, pages: [three], chunk: { isEncrypted: true } }, "it is encrypted"],
    ["a column before the file", { rows: 3, pages: [three], chunk: { data: 3 } }, "a column of it is not within the file"],
    ["a column behind the pages", { rows: 3, pages: [three], chunk: { data: 5 } }, "a column of it is not within the file"],
    ["a negative number of values", { rows: 3, pages: [three], chunk: { values: -1 } }, "a column of it is not within the file"],
    ["a negative size", { rows: 3, pages: [three], chunk: { size: -1 } }, "a column of it is not within the file"],
    ["a name that is negative in size", { rows: 3, pages: [three], element: { typeLength: -1 } }, "'x' has a negative size"],
    ["children that are negative", { rows: 3, pages: [three], element: { children: -1 } }, "'x' has a negative size"],
    ["a way to repeat that there is not", { rows: 3, pages: [three], element: { repetition: 3 } }, "'x' repeats in an unknown way"],
    ["a negative way to repeat", { rows: 3, pages: [three], element: { repetition: -1 } }, "'x' repeats in an unknown way"],
    ["fewer columns than are told", { schema: [{ ...root, children: 2 }, {}] }, "its columns are no tree"],
    ["more columns than are told", { schema: [root, { type: 1 }, { type: 1 }] }, "its columns are no tree"],
    ["more columns in a group than there are", { schema: [{ ...root, children: 3 }, {}] }, "a group has more columns than there are"],
    ["no schema", { schema: [] }, "its columns are no tree"],
    ["groups without end", { schema: [root, ...Array.from({ length: 65 }, () => root), { type: 1 }] }, "its columns are no tree"],
    ["lists without end", { schema: [root, ...Array.from({ length: 65 }, () => ({ children: 1, repetition: REPEATED, converted: 3 })), { type: 1 }] }, "its columns are no tree"],
  ])("are refused with %s", (_name, parts, message) => {
    expect(() => read(parts)).toThrow(FormatError);
    expect(() => read(parts)).toThrow(`x: ${message}`);
  }); // biome-ignore format: a table

  it("say of a column without values neither where it is nor how large", () => {
    expect(values({ rows: 0, chunk: { data: -1, size: -1 } })).toEqual([]);
  });

  it("may nest groups 64 deep, and name a column by all of them", () => {
    const groups = Array.from({ length: 63 }, () => ({ name: "g", children: 1 }));
    const { columns } = read({ schema: [root, ...groups, { type: 1 }] });
    expect([...columns.keys()]).toEqual([`${"g.".repeat(63)}x`]);
  });

  it("may not have a column twice", () => {
    const twice = { schema: [{ ...root, children: 2 }, { type: 1 }, { type: 1 }] };
    expect(() => read(twice)).toThrow("x: column 'x': it is there twice; the file is damaged");
  });

  it("end where the file says, and not before its pages", () => {
    const bytes = parquetFile({ rows: 3, pages: [three] });
    const view = new DataView(bytes.buffer);
    const length = view.getUint32(bytes.length - 8, true);
    view.setUint32(bytes.length - 8, bytes.length - 12, true);
    // Four more than there are between both marks.
    expect(() => decodeParquet(bytes, "x")).toThrow("x: its metadata are damaged");
    view.setUint32(bytes.length - 8, bytes.length - 11, true);
    expect(() => decodeParquet(bytes, "x")).toThrow("x: its metadata are longer than the file");
    view.setUint32(bytes.length - 8, length, true);
    expect(decodeParquet(bytes).size).toBe(3);
  });
});
