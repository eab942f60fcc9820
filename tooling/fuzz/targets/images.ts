import { tensor } from "@gradiente/core";
import {
  decodeJpeg,
  decodePng,
  encodeJpeg,
  encodePng,
  type ImageOptions,
  imageInfo,
} from "@gradiente/formats";
import { unzlibSync, zlibSync } from "fflate";
import { mutateBytes } from "../mutate-bytes.ts";
import { plain } from "../plain.ts";
import type { Random } from "../random.ts";
import { check, checkSame, type Target } from "../target.ts";

/* Images: their bytes, and of PNG also the chunks, packed anew with right checksums. */

const [PNG, JPEG] = ["mutant.png", "mutant.jpg"];

/** Mutants may say that they are large. */
const LIMIT: ImageOptions = { limit: 2 ** 24 };

const picture = (channels: number) =>
  tensor(
    Float32Array.from({ length: channels * 99 }, (_, at) => ((at * 37) % 256) / 255),
    { shape: [channels, 9, 11] },
  );

const pngs = [
  ...[1, 2, 3, 4].map((channels) => encodePng(picture(channels))),
  encodePng(picture(3), { bitDepth: 16 }),
];

interface Chunk {
  readonly name: string;
  readonly content: Uint8Array;
}

function chunksOf(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer);
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    chunks.push({ name, content: bytes.slice(at + 8, at + 8 + view.getUint32(at)) });
  }
  return chunks;
}

/** Any checksum of a chunk, bit by bit. */
function crcOf(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (0xedb88320 & -(rest & 1));
  }
  return ~rest >>> 0;
}

function packed(chunks: readonly Chunk[]): Uint8Array {
  const all = chunks.flatMap(({ name, content }) => {
    const body = Uint8Array.from([...name].map((letter) => letter.charCodeAt(0)).concat([...content]));
    const [length, crc] = [content.length, crcOf(body)].map((number) =>
      [24, 16, 8, 0].map((shift) => (number >>> shift) & 255),
    );
    return [...length, ...body, ...crc];
  });
  return Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...all]);
}

/** A file whose chunks are changed: their content, the rows in them, their order, palettes and transparency. */
function changedChunks(bytes: Uint8Array, random: Random): Uint8Array {
  const chunks = chunksOf(bytes);
  if (random.chance(0.3)) {
    const name = random.pick(["PLTE", "tRNS", "IDAT", "IEND", "IHDR", "tEXt", "XXXX"]);
    const content = Uint8Array.from({ length: random.pick([0, 1, 2, 6, 256, 768]) }, (_, at) => at & 255);
    chunks.splice(random.below(chunks.length + 1), 0, { name, content });
  }
  const at = random.below(chunks.length);
  const { name, content } = chunks[at];
  const isRows = name === "IDAT" && random.chance(0.7) && content.length > 6;
  const changed = isRows ? rezipped(content, random) : mutateBytes(content, random);
  chunks[at] = { name, content: changed };
  return packed(chunks);
}

function rezipped(content: Uint8Array, random: Random): Uint8Array {
  try {
    return zlibSync(mutateBytes(unzlibSync(content), random));
  } catch {
    return mutateBytes(content, random);
  }
}

function readPng(bytes: Uint8Array): void {
  const x = decodePng(bytes, PNG, LIMIT);
  const { width, height, channels, bitDepth } = imageInfo(bytes, PNG);
  checkSame("the shape", [...x.shape], [channels, height, width]);
  const again = decodePng(encodePng(x, { bitDepth }));
  checkSame("what is written of it", plain(new Map([["x", again]])), plain(new Map([["x", x]])));
}

const jpegs = await Promise.all([
  encodeJpeg(picture(1)),
  encodeJpeg(picture(3), { quality: 60 }),
  encodeJpeg(picture(3), { quality: 95 }),
]);

async function readJpeg(bytes: Uint8Array): Promise<void> {
  const x = await decodeJpeg(bytes, JPEG, LIMIT);
  const { width, height, channels } = imageInfo(bytes, JPEG);
  checkSame("the shape", [...x.shape], [channels, height, width]);
  check(
    "a level",
    x.toTypedArray().every((value) => value >= 0 && value <= 1),
  );
}

/** PNG and JPEG files. */
export function imageTargets(): Target[] {
  return [
    {
      name: "PNG, bytes",
      told: PNG,
      mutant: (random) => () => readPng(mutateBytes(random.pick(pngs), random)),
    },
    {
      name: "PNG, its chunks",
      told: PNG,
      mutant: (random) => () => readPng(changedChunks(random.pick(pngs), random)),
    },
    {
      name: "JPEG, bytes",
      told: JPEG,
      mutant: (random) => () => readJpeg(mutateBytes(random.pick(jpegs), random)),
    },
  ];
}
