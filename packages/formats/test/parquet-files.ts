import { TYPES } from "../src/parquet/thrift.ts";
import { type Field, ThriftWriter } from "../src/parquet/thrift-writer.ts";

/* Parquet files of one column by hand: each part may be another than a writer would make it. */

/** A page. The sizes of its header are those of its bytes, if they are not given. */
export interface PageParts {
  /** 0 for values, 2 for a dictionary, 3 for values of version 2. */
  readonly type?: number;
  readonly size?: number;
  readonly packed?: number;
  readonly crc?: number;
  readonly count?: number;
  readonly encoding?: number;
  readonly levelEncoding?: number;
  readonly repetitionEncoding?: number;
  readonly levels?: number;
  readonly repetitions?: number;
  readonly isPacked?: boolean;
  readonly bytes?: readonly number[];
}

/** A part of the schema. */
export interface ElementParts {
  readonly name?: string;
  readonly type?: number;
  readonly typeLength?: number;
  readonly repetition?: number;
  readonly children?: number;
  readonly converted?: number;
  readonly scale?: number;
  /** What the values mean: its number, and the fields that it has. */
  readonly logical?: readonly [kind: number, fields: (writer: ThriftWriter) => readonly Field[]];
}

/** Where the pages of a column are, and how many values they have. */
export interface ChunkParts {
  readonly type?: number;
  readonly codec?: number;
  readonly values?: number;
  readonly size?: number;
  readonly data?: number;
  readonly dictionary?: number;
  /** The name of another file. */
  readonly elsewhere?: string;
  readonly isEncrypted?: boolean;
}

export interface FileParts {
  readonly rows?: number;
  readonly groupRows?: number;
  readonly element?: ElementParts;
  /** All of the schema in the place of a root and `element`. */
  readonly schema?: readonly ElementParts[];
  readonly chunk?: ChunkParts;
  readonly pages?: readonly PageParts[];
  /** Bytes between the pages and the metadata. */
  readonly more?: readonly number[];
}

const [INT32, MAGIC] = [1, [...Buffer.from("PAR1")]];

/** A field that may be left out. */
const given = (field: (id: number, value: number) => Field, id: number, value: number | undefined) =>
  value === undefined ? undefined : field(id, value);

/** True or false, which is in the type of the field. */
export const flag = (id: number, value: boolean): Field => [id, value ? TYPES.true : TYPES.false, () => {}];

function pageBytes({ bytes = [], ...page }: PageParts): number[] {
  const { type = 0, size = bytes.length, packed = bytes.length, crc, count, encoding = 0 } = page;
  const writer = new ThriftWriter();
  const i32 = (id: number, value: number) => writer.i32(id, value);
  const counted = [given(i32, 1, count), i32(2, encoding)];
  const kinds: Readonly<Record<number, Field>> = {
    0: writer.nested(5, [...counted, i32(3, page.levelEncoding ?? 3), i32(4, page.repetitionEncoding ?? 3)]),
    2: writer.nested(7, counted),
    3: writer.nested(8, [
      given(i32, 1, count),
      ...[i32(4, encoding), given(i32, 5, page.levels), given(i32, 6, page.repetitions)],
      page.isPacked === undefined ? undefined : flag(7, page.isPacked),
    ]),
  };
  writer.struct([i32(1, type), i32(2, size), i32(3, packed), given(i32, 4, crc), kinds[type]]);
  return [...writer.take(), ...bytes];
}

/** The bytes of a file. Without anything, it has one column `x` of int32 without rows. */
export function parquetFile(parts: FileParts): Uint8Array {
  const { rows = 0, groupRows = rows, element = {}, pages = [], more = [], chunk = {} } = parts;
  const written = pages.flatMap(pageBytes);
  const writer = new ThriftWriter();
  const i32 = (id: number, value: number) => writer.i32(id, value);
  const elementOf = ({ name = "x", logical, ...each }: ElementParts) => [
    ...[given(i32, 1, each.type), given(i32, 2, each.typeLength), i32(3, each.repetition ?? 0)],
    ...[writer.text(4, name), given(i32, 5, each.children), given(i32, 6, each.converted)],
    given(i32, 7, each.scale),
    logical && writer.nested(10, [writer.nested(logical[0], logical[1](writer))]),
  ];
  const {
    schema = [
      { name: "root", children: 1 },
      { type: INT32, ...element },
    ],
  } = parts;
  const described = [
    i32(1, chunk.type ?? element.type ?? INT32),
    i32(4, chunk.codec ?? 0),
    i32(5, chunk.values ?? rows),
    ...[i32(7, chunk.size ?? written.length), i32(9, chunk.data ?? MAGIC.length)],
    given(i32, 11, chunk.dictionary),
  ];
  const column = [
    chunk.elsewhere === undefined ? undefined : writer.text(1, chunk.elsewhere),
    writer.nested(3, described),
    chunk.isEncrypted ? writer.nested(8, []) : undefined,
  ];
  writer.struct([
    i32(1, 1),
    writer.structs(2, schema.map(elementOf)),
    i32(3, rows),
    writer.structs(4, [[writer.structs(1, [column]), i32(3, groupRows)]]),
  ]);
  const metadata = writer.take();
  const length = [...new Uint8Array(Uint32Array.of(metadata.length).buffer)];
  return Uint8Array.from([...MAGIC, ...written, ...more, ...metadata, ...length, ...MAGIC]);
}

/** int32 as they lie in a page. */
export const int32 = (...values: number[]): number[] => [...new Uint8Array(Int32Array.from(values).buffer)];

/** int64 as they lie in a page. */
export const int64 = (...values: bigint[]): number[] => [
  ...new Uint8Array(BigInt64Array.from(values).buffer),
];
