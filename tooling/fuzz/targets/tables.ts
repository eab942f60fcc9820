import { readFileSync } from "node:fs";
import { decodeParquet, encodeParquet } from "@gradiente/formats";
import { mutateBytes } from "../mutate-bytes.ts";
import type { Random } from "../random.ts";
import { checkSame, type Target } from "../target.ts";

/* Parquet files: as bytes, and in their metadata or their pages alone, with right lengths around them. */

const FILE = "mutant.parquet";

/** Mutants may say that they are large. */
const LIMIT = { limit: 2 ** 24 };

function golden<Content>(name: string): Content {
  const place = new URL(`../../../packages/formats/test/golden/${name}`, import.meta.url);
  return JSON.parse(readFileSync(place, "utf8")) as Content;
}

/** Files of other writers: of every type, encoding, version of pages and way of packing. */
const { tables } = golden<{
  readonly tables: Readonly<Record<string, readonly [file: string, content: string]>>;
}>("tables.json");
const { files: packed } = golden<{ readonly files: Readonly<Record<string, string>> }>("tables-polars.json");
const { files: lists } = golden<{ readonly files: Readonly<Record<string, string>> }>("lists.json");
const files = [
  ...Object.values(tables).map(([file]) => file),
  ...Object.values(packed),
  ...Object.values(lists),
].map((file) => new Uint8Array(Buffer.from(file, "base64")));

/** Where the metadata of a file begin, and end. */
function metadataOf(file: Uint8Array): readonly [begin: number, end: number] {
  const end = file.length - 8;
  return [end - new DataView(file.buffer, file.byteOffset).getUint32(end, true), end];
}

function changedMetadata(file: Uint8Array, random: Random): Uint8Array {
  const [begin, end] = metadataOf(file);
  const changed = mutateBytes(file.slice(begin, end), random);
  const length = new Uint8Array(Uint32Array.of(changed.length).buffer);
  return Uint8Array.from([...file.subarray(0, begin), ...changed, ...length, ...file.subarray(end + 4)]);
}

/** Changes that keep what follows where it is, since the metadata say where. */
function changedPages(file: Uint8Array, random: Random): Uint8Array {
  const [begin] = metadataOf(file);
  const changed = file.slice();
  const from = 4 + random.below(begin - 4);
  const to = Math.min(begin, from + 1 + random.below(64));
  changed.set(mutateBytes(file.slice(from, to), random).subarray(0, to - from), from);
  return changed;
}

function read(bytes: Uint8Array): void {
  const { columns, bytes: pieces, lists } = decodeParquet(bytes, FILE, LIMIT);
  const again = decodeParquet(encodeParquet([...columns, ...pieces, ...lists]));
  checkSame("what is written of its columns", again.columns, columns);
  checkSame("what is written of its bytes", again.bytes, pieces);
  checkSame("what is written of its lists", again.lists, lists);
}

/** Tables of Parquet. */
export function tableTargets(): Target[] {
  const changes = { bytes: mutateBytes, "its metadata": changedMetadata, "its pages": changedPages };
  return Object.entries(changes).map(([name, change]) => ({
    name: `Parquet, ${name}`,
    told: FILE,
    mutant: (random) => () => read(change(random.pick(files), random)),
  }));
}
