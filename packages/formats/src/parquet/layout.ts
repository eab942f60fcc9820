import { joined } from "../pieces.ts";
import { crc32 } from "../zip/crc32.ts";
import { fourBytes } from "./levels.ts";
import { CONVERTED, LOGICAL, STORED, type StoredType } from "./metadata.ts";
import { type Field, ThriftWriter } from "./thrift-writer.ts";

/** A column as it is written. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: StoredType;
  readonly isText: boolean;
  /** Whether values may be missing. */
  readonly isOptional: boolean;
  /** For each list that the values are in, the outermost first: whether such lists may be missing. */
  readonly lists: readonly boolean[];
  readonly rows: number;
  /** How many values the page has, with those that are missing, and lists without any. */
  readonly count: number;
  /** The page: which values are there, in which lists, and the values. */
  readonly page: Uint8Array;
}

const MAGIC = [0x50, 0x41, 0x52, 0x31];

/** A file of these columns, each in one page, in one group of rows. */
export function assembled(columns: readonly WrittenColumn[]): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.from(MAGIC)];
  let at = MAGIC.length;
  const chunks: (readonly Field[])[] = [];
  const footer = new ThriftWriter();
  for (const { name, type, page, lists, count } of columns) {
    const header = pageHeader(page, count);
    const size = header.length + page.length;
    const described: readonly Field[] = [
      footer.i32(1, STORED.indexOf(type)),
      footer.numbers(2, [0, 3]),
      footer.texts(3, [name, ...lists.flatMap(() => [LIST, ELEMENT])]),
      footer.i32(4, 0),
      footer.i64(5, count),
      footer.i64(6, size),
      footer.i64(7, size),
      footer.i64(9, at),
    ];
    chunks.push([footer.i64(2, at), footer.nested(3, described)]);
    parts.push(header, page);
    at += size;
  }
  const rows = columns[0]?.rows ?? 0;
  const root = [footer.text(4, "schema"), footer.i32(5, columns.length)];
  const elements = columns.flatMap((column) => elementsOf(column, footer));
  const group = [footer.structs(1, chunks), footer.i64(2, at - MAGIC.length), footer.i64(3, rows)];
  footer.struct([
    footer.i32(1, 1),
    footer.structs(2, [root, ...elements]),
    footer.i64(3, rows),
    footer.structs(4, rows > 0 ? [group] : []),
    footer.text(6, "gradiente"),
  ]);
  const metadata = footer.take();
  return joined([...parts, metadata, fourBytes(metadata.length), Uint8Array.from(MAGIC)]);
}

const [LIST, ELEMENT] = ["list", "element"];

/** A column in the schema: a group for each list, in which a group repeats; then its values. */
function elementsOf({ name, type, isOptional, isText, lists }: WrittenColumn, footer: ThriftWriter) {
  const nameAt = (depth: number) => (depth === 0 ? name : ELEMENT);
  const groups = lists.flatMap((isListOptional, depth) => [
    [
      footer.i32(3, isListOptional ? 1 : 0),
      footer.text(4, nameAt(depth)),
      footer.i32(5, 1),
      footer.i32(6, CONVERTED.list),
      footer.nested(10, [footer.nested(LOGICAL.list, [])]),
    ],
    [footer.i32(3, 2), footer.text(4, LIST), footer.i32(5, 1)],
  ]);
  const values = [
    footer.i32(1, STORED.indexOf(type)),
    footer.i32(3, isOptional ? 1 : 0),
    footer.text(4, nameAt(lists.length)),
    // What texts are is said twice, for readers of old files and of new ones.
    isText ? footer.i32(6, 0) : undefined,
    isText ? footer.nested(10, [footer.nested(LOGICAL.string, [])]) : undefined,
  ];
  return [...groups, values];
}

function pageHeader(page: Uint8Array, count: number): Uint8Array {
  const header = new ThriftWriter();
  header.struct([
    header.i32(1, 0),
    header.i32(2, page.length),
    header.i32(3, page.length),
    header.i32(4, crc32(page) | 0),
    header.nested(5, [header.i32(1, count), header.i32(2, 0), header.i32(3, 3), header.i32(4, 3)]),
  ]);
  return header.take();
}
