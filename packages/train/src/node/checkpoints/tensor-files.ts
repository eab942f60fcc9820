import { join } from "node:path";
import { type DType, safetensorsChunks, type Tensor } from "@gradiente/core";
import { FileError, openRegularFile, writeFilesTogether } from "@gradiente/files";
import { crc32c } from "../../crc32c.ts";

/** A file as it was written. */
export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  /** CRC-32C of its bytes, eight hexadecimal digits. */
  readonly checksum: string;
}

type Tensors = readonly (readonly [string, Tensor])[];

type Metadata = Readonly<Record<string, string>>;

/** The most bytes of a file, by default: what some systems and readers take at most. */
export const SHARD_BYTES = 2 ** 31;

const BYTES: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 };

const bytesOf = ({ dtype, size }: Tensor): number => BYTES[dtype] * size;

/**
 * Writes tensors as `<stem>.safetensors`, or, if they take more than `shardBytes`, as files `<stem>-00001-of-00003.safetensors`
 * with an index `<stem>.safetensors.index.json`, as Hugging Face does. One tensor after another goes through memory. All
 * are written in full before the first takes its place; the index comes last.
 *
 * @param metadata text of the file; of several, it is in the first.
 */
export async function writeTensorFiles(
  folder: string,
  stem: string,
  tensors: Tensors,
  metadata: Metadata,
  shardBytes: number,
): Promise<WrittenFile[]> {
  const shards = split(tensors, shardBytes);
  if (shards.length === 1)
    return write(folder, [[`${stem}.safetensors`, safetensorsChunks(tensors, metadata)]]);
  const weightMap: [string, string][] = [];
  const files = shards.map((shard, at) => {
    const name = `${stem}-${numbered(at + 1)}-of-${numbered(shards.length)}.safetensors`;
    for (const [tensor] of shard) weightMap.push([tensor, name]);
    return [name, safetensorsChunks(shard, at === 0 ? metadata : {})] as const;
  });
  const total = tensors.reduce((sum, [, x]) => sum + bytesOf(x), 0);
  return write(folder, [...files, [`${stem}${INDEX}`, [Buffer.from(indexText(total, weightMap))]]]);
}

async function write(
  folder: string,
  files: readonly (readonly [name: string, chunks: Iterable<Uint8Array>])[],
): Promise<WrittenFile[]> {
  const tallied = files.map(([name, chunks]) => ({ name, chunks, tally: new Tally() }));
  await writeFilesTogether(tallied.map(({ name, chunks, tally }) => [join(folder, name), tally.of(chunks)]));
  return tallied.map(({ name, tally }) => ({ name, bytes: tally.bytes, checksum: tally.checksum }));
}

/** What the name of an index ends with. */
export const INDEX = ".safetensors.index.json";

const numbered = (number: number) => String(number).padStart(5, "0");

/** By hand: an object would move names such as "7" to the front. */
function indexText(total: number, weightMap: readonly (readonly [string, string])[]): string {
  const lines = weightMap.map(([name, file]) => `    ${JSON.stringify(name)}: ${JSON.stringify(file)}`);
  return `{\n  "metadata": { "total_size": ${total} },\n  "weight_map": {\n${lines.join(",\n")}\n  }\n}\n`;
}

/** Neighbours together, as long as they fit; a tensor that is too large for a file has one of its own. */
function split(tensors: Tensors, shardBytes: number): (readonly [string, Tensor])[][] {
  const shards: (readonly [string, Tensor])[][] = [[]];
  let bytes = 0;
  for (const pair of tensors) {
    const own = bytesOf(pair[1]);
    if (bytes + own > shardBytes && bytes > 0) {
      shards.push([]);
      bytes = 0;
    }
    shards[shards.length - 1].push(pair);
    bytes += own;
  }
  return shards;
}

/** Counts and sums up what goes by. */
class Tally {
  bytes = 0;
  #crc = 0;

  get checksum(): string {
    return this.#crc.toString(16).padStart(8, "0");
  }

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.#crc = crc32c(chunk, this.#crc);
  }

  *of(chunks: Iterable<Uint8Array>): Iterable<Uint8Array> {
    for (const chunk of chunks) {
      this.add(chunk);
      yield chunk;
    }
  }
}

/** How many bytes are read again at once. */
const PIECE = 2 ** 20;

/**
 * Reads files again, a piece at a time.
 *
 * @throws FileError for one that is not as it was written, or is no regular file.
 */
export async function verifyFiles(folder: string, files: readonly WrittenFile[]): Promise<void> {
  for (const { name, bytes, checksum } of files) {
    const path = join(folder, name);
    const file = await openRegularFile(path);
    const fail = (found: string, written: string) =>
      new FileError("read", path, `it is not as it was written: it has ${found}, and had ${written}`);
    try {
      if (file.size !== bytes) throw fail(`${file.size} bytes`, `${bytes}`);
      const tally = new Tally();
      for (let at = 0; at < bytes; at += PIECE) tally.add(await file.read(at, Math.min(at + PIECE, bytes)));
      if (tally.checksum !== checksum) throw fail(`the checksum ${tally.checksum}`, `${checksum}`);
    } finally {
      await file.close();
    }
  }
}
