import { tensor } from "@gradiente/core";
import {
  decodeParquet,
  decodeTensors,
  encodeParquet,
  encodeTensors,
  type ParquetBytes,
  type ParquetColumn,
  type ParquetInput,
  type ParquetLists,
  type ParquetTable,
} from "@gradiente/formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failing } from "../src/format-error.ts";
import { Lists } from "../src/parquet/lists.ts";
import type { SchemaElement } from "../src/parquet/metadata.ts";
import { leavesOf } from "../src/parquet/schema.ts";
import { bytesOf, golden } from "./golden.ts";

/* Columns of lists and of bytes in Parquet files. */

/** What a column holds as plain data: null where something is missing, and bytes as numbers behind "bytes". */
type Plain = null | number | boolean | string | { readonly bytes: readonly number[] } | readonly Plain[];

const { columns: told, files } = golden<{
  readonly columns: Readonly<Record<string, readonly Plain[]>>;
  readonly files: Readonly<Record<string, string>>;
}>("lists.json");

function plain(column: AnyColumn): Plain[] {
  switch (column.kind) {
    case "numeric":
      return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
    case "text":
      return [...column.values];
    case "bytes":
      return column.values.map((value) => (value === null ? null : { bytes: [...value] }));
    case "list": {
      const { offsets, missing, elements } = column;
      const all = plain(elements);
      return Array.from(offsets.subarray(1), (end, n) =>
        missing.includes(n) ? null : all.slice(offsets[n], end),
      );
    }
  }
}

type AnyColumn = ParquetColumn | ParquetBytes | ParquetLists;

const all = ({ columns, bytes, lists }: ParquetTable) =>
  new Map<string, AnyColumn>([...columns, ...bytes, ...lists]);

// A Boolean is 0 or 1 in a table.
const asNumbers = (value: Plain): Plain => {
  if (typeof value === "boolean") return Number(value);
  return Array.isArray(value) ? value.map(asNumbers) : value;
};

describe("decodeParquet", () => {
  it.each(Object.entries(files))("reads lists and bytes that pyarrow wrote: %s", (_name, base64) => {
    const table = decodeParquet(bytesOf(base64));
    const found = all(table);
    for (const [name, values] of Object.entries(told)) {
      expect([name, plain(found.get(name) as ParquetColumn)]).toEqual([name, values.map(asNumbers)]);
    }
    expect(found.size).toBe(Object.keys(told).length);
    expect([...table.columns.keys()]).toEqual(["image.path", "label"]);
    expect([...table.bytes.keys()]).toEqual(["image.bytes", "hash"]);
  });

  it("gives bytes as plain arrays, whatever array the file came in", () => {
    const { bytes } = decodeParquet(Buffer.from(bytesOf(files.plain)), "x", { columns: ["image.bytes"] });
    const [first] = bytes.get("image.bytes")?.values ?? [];
    expect(Object.getPrototypeOf(first)).toBe(Uint8Array.prototype);
  });

  it("takes bytes for texts only if all of a column are UTF-8", () => {
    const bytes = (...values: (number[] | null)[]): [string, ParquetInput] => [
      "b",
      { kind: "bytes", values: values.map((value) => value && Uint8Array.from(value)) },
    ];
    const read = (column: [string, ParquetInput]) => all(decodeParquet(encodeParquet([column]))).get("b");
    expect(read(bytes([0xc3, 0xa9], null, []))).toEqual({ kind: "text", values: ["é", null, ""] });
    expect(read(bytes([0xc3, 0xa9], null, [0xc3]))?.kind).toBe("bytes");
    // What was taken as texts at first costs nothing afterwards: this file fits once, and not twice.
    const large = encodeParquet([bytes(new Array(9000).fill(65), [255])]);
    expect(
      decodeParquet(large, "x", { limit: 9400 })
        .bytes.get("b")
        ?.values.map((each) => each?.length),
    ).toEqual([9000, 1]);
  });

  it("allocates no more than may be, whatever lists a file tells of", () => {
    const bytes = encodeParquet([["x", tensor(new Float64Array(3000)).reshape([1000, 3])]]);
    const read = (limit: number) => decodeParquet(bytes, "x", { limit }).lists.get("x")?.offsets.length;
    expect(() => read(3000 * 20)).toThrow("x: unpacked, it has more than the 60000 bytes");
    expect(read(3000 * 20 + 25_000)).toBe(1001);
  });
});

describe("lists", () => {
  const list = (...values: [repetition: number, level: number][]) => {
    const leaf = { name: "x", element: {} as never, level: 4, lists: [1, 3] };
    const lists = new Lists(leaf, 2, 8, failing("x"));
    const numbers = (at: 0 | 1) => Uint32Array.from(values, (pair) => pair[at]);
    lists.add(numbers(0), numbers(1));
    lists.endGroup(2);
    return lists.take().map(({ offsets, missing }) => [[...offsets], missing]);
  };

  it("are missing, empty, or hold what may be missing", () => {
    // Level 0: no list in the row; 1: its element is no list; 2: an empty one; 3: a value is missing; 4: it is there.
    expect(list([0, 1], [1, 2], [1, 4], [2, 3], [0, 0])).toEqual([
      [[0, 3, 3], []],
      [[0, 0, 0, 2], [0]],
    ]);
  });

  it.each<[string, [number, number][], string]>([
    ["a list before the first row", [[1, 4], [0, 0]], "continues a list that is not there"],
    ["a list that is empty", [[0, 2], [2, 4]], "continues a list that is not there"],
    ["a list, without an element", [[0, 4], [1, 0]], "continues a list that is not there"],
    ["a list deeper than there are", [[0, 4], [3, 4]], "continues a list that is not there"],
    ["with a level that there is not", [[0, 5], [0, 0]], "continues a list that is not there"],
    ["in fewer rows", [[0, 4]], "its pages have 1 lists, for 2 rows"],
    ["in more rows", [[0, 4], [0, 4], [0, 4]], "its pages have 3 lists, for 2 rows"],
  ])("refuse values that continue %s", (_name, values, message) => {
    expect(() => list(...values)).toThrow(message);
  }); // biome-ignore format: a table
});

describe("the schema", () => {
  type Part = readonly [name: string, repetition: 0 | 1 | 2, children?: number, converted?: number];
  const [MAP, LIST] = [1, 3];
  const part = ([name, repetition, children = 0, converted]: Part): SchemaElement => ({
    ...{ name, repetition, children, converted, type: children > 0 ? undefined : "INT32" },
    ...{ typeLength: 0, scale: 0, logical: undefined },
  });
  // The rules and their examples: Apache Parquet, LogicalTypes.md, "Lists" and "Maps", with those for files of old writers.
  it.each<[string, Part[], string, number[]]>([
    ["a list", [["a", 1, 1, LIST], ["list", 2, 1], ["element", 1]], "a", [2]],
    ["a list of structures", [["a", 1, 1, LIST], ["list", 2, 1], ["element", 1, 1], ["b", 0]], "a.b", [2]],
    ["elements that repeat", [["a", 1, 1, LIST], ["element", 2]], "a", [2]],
    ["structures that repeat", [["a", 0, 1, LIST], ["array", 2, 1], ["b", 0]], "a.b", [1]],
    ["tuples that repeat", [["a", 0, 1, LIST], ["a_tuple", 2, 1], ["b", 0]], "a.b", [1]],
    ["lists of lists", [["a", 1, 1, LIST], ["list", 2, 1], ["element", 1, 1, LIST], ["list", 2, 1], ["element", 1]], "a", [2, 4]],
    ["old lists of lists", [["a", 1, 1, LIST], ["array", 2, 1, LIST], ["array", 2]], "a", [2, 3]],
    ["a map", [["a", 1, 1, MAP], ["key_value", 2, 1], ["key", 0]], "a.key", [2]],
    ["what repeats by itself", [["a", 2, 1], ["b", 1]], "a.b", [1]],
    ["a group that is called a list, and repeats nothing", [["a", 1, 1, LIST], ["list", 1, 1], ["b", 0]], "a.list.b", []],
  ])("names %s", (_name, parts, name, lists) => {
    const [leaf] = leavesOf([part(["root", 0, 1]), ...parts.map(part)], failing("x"));
    expect([leaf.name, leaf.lists]).toEqual([name, lists]);
  }); // biome-ignore format: a table
});

describe("encodeParquet", () => {
  const leaf = fc.oneof(
    fc.array(fc.oneof(fc.double(), fc.constant(Number.NaN)), { maxLength: 30 }).map((values) => ({
      kind: "numeric" as const,
      values: Float64Array.from(values),
    })),
    fc
      .array(fc.oneof(fc.constant(null), fc.string({ unit: "grapheme" })), { maxLength: 30 })
      .map((values) => ({ kind: "text" as const, values })),
    fc
      .array(fc.oneof(fc.constant(null), fc.uint8Array({ maxLength: 9 })), { maxLength: 30 })
      .map((values) => ({
        kind: "bytes" as const,
        values: [...values, Uint8Array.of(255)],
      })),
  );
  const nested = fc.letrec<{ column: Exclude<ParquetInput, { shape: unknown }> }>((tie) => ({
    column: fc.oneof({ maxDepth: 3 }, leaf, tie("column").chain(inLists)),
  })).column;

  /** Lists of all that a column has, cut at random. */
  function inLists(elements: Exclude<ParquetInput, { shape: unknown }>) {
    const size = elements.kind === "list" ? elements.offsets.length - 1 : elements.values.length;
    return fc.tuple(fc.array(fc.nat(size), { maxLength: 12 }), fc.boolean()).map(([cuts, someMissing]) => {
      const offsets = Uint32Array.from([0, ...cuts, size]).sort();
      const empty = [...offsets.keys()].filter(
        (n) => n + 1 < offsets.length && offsets[n] === offsets[n + 1],
      );
      return {
        kind: "list" as const,
        offsets,
        missing: someMissing ? empty.filter((n) => n % 2 === 0) : [],
        elements,
      };
    });
  }

  it("is undone by decodeParquet, however lists are nested", () => {
    fc.assert(
      fc.property(nested, (column) => {
        const found = all(decodeParquet(encodeParquet([["x", column]]))).get("x");
        expect(plain(found as ParquetColumn)).toEqual(plain(column as ParquetColumn));
        expect(found?.kind).toBe(column.kind);
      }),
    );
  });

  it.each<[string, ParquetInput, string]>([
    ["offsets beyond the elements", { kind: "list", offsets: [0, 3], elements: tensor([1, 2]) }, "must go up from 0 to 2"],
    ["offsets that go down", { kind: "list", offsets: [0, 2, 1, 2], elements: tensor([1, 2]) }, "must go up from 0 to 2"],
    ["offsets that begin later", { kind: "list", offsets: [1, 2], elements: tensor([1, 2]) }, "must go up from 0 to 2"],
    ["no offsets", { kind: "list", offsets: [], elements: tensor([1, 2]) }, "must go up from 0 to 2"],
    ["a missing list with elements", { kind: "list", offsets: [0, 2], missing: [0], elements: tensor([1, 2]) }, "its list 0 is called missing"],
    ["a missing list that is not there", { kind: "list", offsets: [0, 2], missing: [1], elements: tensor([1, 2]) }, "its list 1 is called missing"],
    ["half an offset", { kind: "list", offsets: [0, 0.5], elements: tensor([1]) }, "must be a pair of a name and a column"],
    ["no elements", { kind: "list", offsets: [0] } as never, "must be a pair of a name and a column"],
    ["numbers for bytes", { kind: "bytes", values: [1] as never }, "must be a pair of a name and a column"],
  ])("refuses %s", (_name, column, message) => {
    expect(() => encodeParquet([["x", column]])).toThrow(message);
  }); // biome-ignore format: a table

  it("refuses lists that contain themselves", () => {
    const cyclic = { kind: "list", offsets: [0], elements: undefined as unknown };
    cyclic.elements = cyclic;
    expect(() => encodeParquet([["x", cyclic as never]])).toThrow("must be a pair of a name and a column");
  });
});

describe("decodeTensors", () => {
  it("gives lists of the same length as tensors, in the order of the file, and the others beside them", () => {
    const { tensors, values } = decodeTensors(bytesOf(files.plain));
    const shapes = [...tensors].map(([name, x]) => [name, x.dtype, x.shape]);
    expect(shapes).toEqual([
      ["label", "int32", [40]],
      ["embedding", "float32", [40, 3]],
      ["vector", "int32", [40, 2]],
      ["picture", "int32", [40, 2, 2, 3]],
    ]);
    expect(tensors.get("picture")?.toArray()).toEqual(told.picture);
    expect([...values.keys()]).toEqual([
      ...["image.bytes", "image.path", "hash", "tokens", "marks", "ragged"],
      ...["messages.role", "messages.turns", "counts.key", "counts.value", "crops"],
    ]);
  });

  it("has the tensors of encodeTensors, whatever axes they have", () => {
    const tensors = [
      ["w", tensor([[1, 2, 3], [4, 5, Number.NaN]])],
      ["n", tensor([[[1], [2]], [[3], [4]]], { dtype: "int32" })],
      ["b", tensor([[true], [false]])],
      ["x", tensor([1, 2], { dtype: "float64" })],
    ] as const; // biome-ignore format: a table
    const found = decodeTensors(encodeTensors(tensors, { format: "parquet" })).tensors;
    const told = (pairs: Iterable<readonly [string, (typeof tensors)[number][1]]>) =>
      [...pairs].map(([name, x]) => [name, x.dtype, x.toArray()]);
    expect(told(found)).toEqual(told(tensors));
    const none = encodeTensors([["e", tensor(new Float32Array(0)).reshape([3, 0])]], { format: "parquet" });
    expect(decodeTensors(none).tensors.get("e")?.shape).toEqual([3, 0]);
  });
});
