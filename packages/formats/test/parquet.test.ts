import { tensor } from "@gradiente/core";
import {
  decodeParquet,
  decodeTensors,
  encodeParquet,
  encodeTensors,
  FormatError,
  type ParquetColumn,
  type ParquetInput,
} from "@gradiente/formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, golden } from "./golden.ts";

type Told = readonly [kind: "numeric" | "text", values: readonly (string | null)[]];
interface Tables {
  readonly contents: Readonly<Record<string, Readonly<Record<string, Told>>>>;
  readonly tables: Readonly<Record<string, readonly [file: string, content: string]>>;
  readonly refused: Readonly<Record<string, readonly [file: string, message: string]>>;
}
const { contents, tables, refused } = golden<Tables>("tables.json");

const file = (name: string) => bytesOf(tables[name][0]);

function plain(columns: ReadonlyMap<string, ParquetColumn>) {
  return [...columns].map(([name, { kind, values }]) => [name, kind, [...values]]);
}

function expected(told: Readonly<Record<string, Told>>) {
  const number = (text: string | null) =>
    text === null ? Number.NaN : Number(text.replace("inf", "Infinity"));
  return Object.entries(told).map(([name, [kind, values]]) => [
    name,
    kind,
    kind === "numeric" ? values.map(number) : values,
  ]);
}

describe("decodeParquet", () => {
  it.each(Object.entries(tables))("reads what others write: %s", (_name, [base64, content]) => {
    const { columns, size } = decodeParquet(bytesOf(base64));
    const told = contents[content];
    expect(plain(columns)).toEqual(expected(told));
    expect(size).toBe(Object.values(told)[0][1].length);
  });

  it("reads every encoding of hyparquet-writer", () => {
    const { file: base64, columns } = golden<{ file: string; columns: Record<string, Told> }>(
      "tables-hyparquet.json",
    );
    expect(plain(decodeParquet(bytesOf(base64)).columns)).toEqual(expected(columns));
  });

  const packedBy = golden<{ files: Record<string, string>; columns: Record<string, Told> }>(
    "tables-polars.json",
  );
  it.each(Object.entries(packedBy.files))("reads what others pack: %s", (_name, base64) => {
    expect(plain(decodeParquet(bytesOf(base64)).columns)).toEqual(expected(packedBy.columns));
  });

  it("says which dtype holds the numbers of a column", () => {
    const dtypes = (name: string) =>
      Object.fromEntries(
        [...decodeParquet(file(name)).columns].map(([column, found]) => [
          column,
          found.kind === "numeric" ? found.dtype : undefined,
        ]),
      );
    // Whole numbers are int32 if they fit and none is missing.
    expect(dtypes("numbers of every type")).toMatchObject({
      uint8: "int32",
      int8: "float64",
      uint32: "float64",
      int64: "float64",
      half: "float32",
      single: "float32",
      double: "float64",
      bool: "float64",
      nothing: "float64",
      decimal: "float64",
    });
    expect(dtypes("of fastparquet")).toEqual({ n: "int32", x: "float64", word: undefined });
    const bytes = encodeParquet([["b", tensor([true, false])]]);
    expect(decodeParquet(bytes).columns.get("b")).toMatchObject({
      dtype: "bool",
      values: Float64Array.of(1, 0),
    });
  });

  it("reads the columns that are asked for, in the order of the file, and looks at no other", () => {
    const bytes = bytesOf(refused["lists of wide integers"][0]);
    expect(plain(decodeParquet(bytes, "x", { columns: ["n"] }).columns)).toEqual([["n", "numeric", [1, 2]]]);
    expect([...decodeParquet(file("of DuckDB"), "x", { columns: ["word", "n"] }).columns.keys()]).toEqual([
      "n",
      "word",
    ]);
    expect(() => decodeParquet(file("of DuckDB"), "x", { columns: ["m"] })).toThrow(
      "x: it has no column 'm'; there are 'n', 'x', 'word', 'day', 'at', 'flag'",
    );
  });

  it("names up to 20 columns where one that is asked for is missing", () => {
    const columns = Array.from({ length: 21 }, (_, n) => [`c${n}`, tensor([n])] as const);
    const read = (names: string[]) => decodeParquet(encodeParquet(columns), "x", { columns: names });
    expect(() => read(["c0", "z"])).toThrow(/^x: it has no column 'z'; there are 'c0', .*, 'c19'$/);
    expect(read([]).columns.size).toBe(0);
    expect(read([]).size).toBe(1);
  });

  it.each(Object.entries(refused))("refuses %s, by file and column", (_name, [base64, message]) => {
    expect(() => decodeParquet(bytesOf(base64), "x.parquet")).toThrow(FormatError);
    expect(() => decodeParquet(bytesOf(base64), "x.parquet")).toThrow(/^x\.parquet: column '[a-z.]+': /);
    expect(() => decodeParquet(bytesOf(base64), "x.parquet")).toThrow(message);
  });

  it("refuses other files, parts of a file, encrypted ones, and pages that were changed", () => {
    const bytes = encodeParquet([["n", tensor([1, 2, 3])]]);
    const read = (changed: Uint8Array) => () => decodeParquet(changed, "x");
    const other = "x: it does not begin and end as a Parquet file does; it is cut off, or of another format";
    for (const length of [0, 3, 11, bytes.length - 1]) expect(read(bytes.subarray(0, length))).toThrow(other);
    const changedAt = (at: number, ...values: number[]) => {
      const changed = bytes.slice();
      changed.set(values, at < 0 ? bytes.length + at : at);
      return changed;
    };
    expect(read(changedAt(-4, ...Buffer.from("PARE")))).toThrow("x: it is encrypted");
    expect(read(changedAt(-8, 255, 255, 255, 127))).toThrow("x: its metadata are longer than the file");
    const [one] = [bytes.findIndex((_, at) => bytes[at] === 0x80 && bytes[at + 1] === 0x3f)];
    expect(read(changedAt(one, 0x81))).toThrow(
      "x: column 'n': a page is not as it was written, for its checksum is another",
    );
  });

  it("refuses words that are not in a dictionary", () => {
    const bytes = file("texts of every type");
    // Three words, packed in two bits each: 0, 1, 2.
    const at = bytes.findIndex((_, place) => [2, 3, 0x24].every((byte, n) => bytes[place + n] === byte));
    bytes[at + 2] = 0x34;
    expect(() => decodeParquet(bytes, "x")).toThrow(
      "x: column 'large text': it asks for word 3 of 3 in its dictionary; the file is damaged",
    );
  });

  it("passes over the levels of lists that a page of version 2 has and no list needs", () => {
    // Three whole numbers, of which the second is missing: the levels of lists, those of missing values, the numbers
    // (packed by snappy, as a run of eight bytes).
    const [lists, missing, numbers] = [
      [6, 0],
      [3, 0b101],
      [8, 28, 7, 0, 0, 0, 9, 0, 0, 0],
    ];
    const whole = (value: number) => [0x15, 2 * value];
    const size = lists.length + missing.length + numbers.length;
    const page = [
      ...whole(3),
      ...whole(2),
      ...whole(3),
      ...whole(0),
      ...whole(missing.length),
      ...whole(lists.length),
      0x11,
      0,
    ];
    const header = [...whole(3), ...whole(size - 2), ...whole(size), 0x5c, ...page, 0];
    const begin = [...Buffer.from("PAR1")];
    const data = [...begin, ...header, ...lists, ...missing, ...numbers];
    const chunk = [0x3c, 0x15, 2, 0x35, 2, 0x16, 6, 0x26, 2 * (data.length - 4), 0x26, 8, 0, 0];
    const schema = [0x29, 0x2c, 0x48, 1, 0x61, 0x15, 2, 0, 0x15, 2, 0x25, 2, 0x18, 1, 0x6e, 0];
    const footer = [...schema, 0x16, 6, 0x19, 0x1c, 0x19, 0x1c, ...chunk, 0x26, 6, 0, 0];
    const bytes = Uint8Array.from([...data, ...footer, footer.length, 0, 0, 0, ...begin]);
    expect(plain(decodeParquet(bytes).columns)).toEqual([["n", "numeric", [7, Number.NaN, 9]]]);
  });

  it("allocates no more than may be, whatever a file says", () => {
    const bytes = file("dictionaries, snappy");
    expect(() => decodeParquet(bytes, "x", { limit: 8 * 130 * 8 })).toThrow(
      /^x: unpacked, it has more than the 8320 bytes that it may have; set a limit$/,
    );
    expect(decodeParquet(bytes, "x", { limit: 30_000 }).size).toBe(130);
    expect([...decodeParquet(manyRows(3)).columns.values()]).toEqual([
      { kind: "numeric", dtype: "float64", values: new Float64Array(3).fill(Number.NaN) },
    ]);
    expect(manyRows(1e9).length).toBeLessThan(150);
    expect(() => decodeParquet(manyRows(1e9), "x")).toThrow(
      "x: unpacked, it has more than the 2147483648 bytes",
    );
    expect(() => decodeParquet(manyRows(1e6), "x", { limit: 2 ** 22 })).toThrow(
      "more than the 4194304 bytes",
    );
  });
});

/** A file of a few bytes with many numbers, all of them missing, in one run. */
function manyRows(rows: number): Uint8Array {
  const varint = (value: number): number[] =>
    value > 127 ? [(value % 128) | 128, ...varint(Math.floor(value / 128))] : [value];
  const zigzag = varint(2 * rows);
  const page = [...varint(2 * rows), 0];
  const levels = [page.length, 0, 0, 0, ...page];
  const header = [
    0x15,
    0,
    0x15,
    2 * levels.length,
    0x15,
    2 * levels.length,
    0x2c,
    0x15,
    ...zigzag,
    0x15,
    0,
    0x15,
    6,
    0x15,
    6,
    0,
    0,
  ];
  const size = header.length + levels.length;
  const chunk = [0x3c, 0x15, 10, 0x35, 0, 0x16, ...zigzag, 0x26, ...varint(2 * size), 0x26, 8, 0, 0];
  const root = [0x48, 1, 0x61, 0x15, 2, 0];
  const leaf = [0x15, 10, 0x25, 2, 0x18, 1, 0x6e, 0];
  const footer = [
    0x29,
    0x2c,
    ...root,
    ...leaf,
    0x16,
    ...zigzag,
    0x19,
    0x1c,
    0x19,
    0x1c,
    ...chunk,
    0x26,
    ...zigzag,
    0,
    0,
  ];
  const mark = [...Buffer.from("PAR1")];
  return Uint8Array.from([...mark, ...header, ...levels, ...footer, footer.length, 0, 0, 0, ...mark]);
}

describe("encodeParquet", () => {
  const numbers = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, 2 ** 31, Number.NaN));
  const text = fc.oneof(fc.constant(null), fc.string({ unit: "grapheme" }), fc.constant("x".repeat(40)));
  const column = (rows: number) =>
    fc.oneof(
      fc
        .array(numbers, { minLength: rows, maxLength: rows })
        .map((values) => ({ kind: "numeric" as const, values })),
      fc
        .array(text, { minLength: rows, maxLength: rows })
        .map((values) => ({ kind: "text" as const, values })),
    );

  it("is undone by decodeParquet, to the bit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }).chain((rows) =>
          fc.uniqueArray(fc.tuple(fc.string({ unit: "grapheme" }), column(rows)), {
            selector: ([name]) => name,
            maxLength: 4,
          }),
        ),
        (columns) => {
          const found = decodeParquet(encodeParquet(columns)).columns;
          expect(plain(found)).toEqual(
            columns.map(([name, { kind, values }]) => [name, kind, [...values]] as never),
          );
        },
      ),
    );
  });

  it("writes tensors and columns of Table by their dtypes, and says that values are missing only if some are", () => {
    const columns: [string, ParquetInput][] = [
      ["b", tensor([true, false])],
      ["n", tensor([1, -2], { dtype: "int32" })],
      ["s", tensor([0.1, Number.NaN])],
      ["d", tensor([1 / 3, 1e300], { dtype: "float64" })],
      ["m", { kind: "numeric", dtype: "int32", values: [Number.NaN, 7] }],
      ["c", { kind: "categorical", values: ["x", "y"] }],
    ];
    const found = decodeParquet(encodeParquet(columns)).columns;
    const dtypes = [...found.values()].map((each) => (each.kind === "numeric" ? each.dtype : each.kind));
    expect(dtypes).toEqual(["bool", "int32", "float32", "float64", "float64", "text"]);
    expect([...(found.get("m")?.values ?? [])]).toEqual([Number.NaN, 7]);
    expect([...(found.get("s")?.values ?? [])]).toEqual([Math.fround(0.1), Number.NaN]);
    const none = { size: 0, columns: new Map(), bytes: new Map(), lists: new Map() };
    expect(decodeParquet(encodeParquet([]))).toEqual(none);
  });

  it.each<[string, [string, ParquetInput][], string]>([
    ["a name twice", [["a", tensor([1])], ["a", tensor([1])]], "encodeParquet: column 'a': the name is already taken"],
    ["two lengths", [["a", tensor([1])], ["b", tensor([1, 2])]], "column 'b': it has 2 rows, and those before have 1"],
    ["a scalar", [["a", tensor(1)]], "a tensor of shape [] is no column; it must have an axis for the rows"],
    ["what int32 cannot hold", [["a", { kind: "numeric", dtype: "int32", values: [1, 0.5] }]], "it has 0.5, which int32 cannot hold"],
    ["what float32 cannot hold", [["a", { kind: "numeric", dtype: "float32", values: [0.1] }]], "it has 0.1, which float32 cannot hold"],
    ["what bool cannot hold", [["a", { kind: "numeric", dtype: "bool", values: [0, 1, 2] }]], "it has 2, which bool cannot hold; write it as float64"],
    ["three lengths", [["a", tensor([1, 2])], ["b", tensor([1, 2])], ["c", tensor([1])]], "column 'c': it has 1 rows, and those before have 2"],
    ["a triple", [["a", tensor([1]), 2] as never], "must be a pair of a name and a column"],
    ["a name that is no text", [[1, tensor([1])] as never], "must be a pair of a name and a column"],
    ["a column of no kind", [["a", { kind: "date", values: [1] } as never]], "must be a pair of a name and a column"],
    ["a column without values", [["a", { kind: "numeric" } as never]], "must be a pair of a name and a column"],
    ["numbers of no dtype", [["a", { kind: "numeric", dtype: "int64", values: [1] } as never]], "must be a pair of a name and a column"],
    ["numbers among texts", [["a", { kind: "text", values: [1] as never }]], "must be a pair of a name and a column"],
  ])("refuses %s", (_name, columns, message) => {
    expect(() => encodeParquet(columns)).toThrow(message);
  }); // biome-ignore format: a table
});

describe("decodeTensors", () => {
  it("gives columns of numbers as tensors, and those of texts beside them", () => {
    const { format, tensors, values } = decodeTensors(file("of DuckDB"));
    expect(format).toBe("parquet");
    expect([...tensors].map(([name, x]) => [name, x.dtype, x.toArray()])).toEqual([
      ["n", "float64", [1, Number.NaN, 3]],
      ["x", "float64", [0.5, -1.25, Number.NaN]],
      ["flag", "float64", [1, Number.NaN, 0]],
    ]);
    expect([...values]).toEqual([
      ["word", ["red", null, "red"]],
      ["day", ["2024-02-29", null, "1999-01-01"]],
      ["at", ["2024-02-29T12:30:00.5", null, "1969-12-31T23:59:59.999999"]],
    ]);
    const bytes = encodeTensors([["a", tensor([1, 2], { dtype: "int32" })]], { format: "parquet" });
    expect(decodeTensors(bytes).tensors.get("a")?.toArray()).toEqual([1, 2]);
  });
});
