import type { Fail } from "../../format-error.ts";
import type { HuffmanTable } from "./huffman.ts";
import { readLiterals } from "./literals.ts";
import { readSequences, type Unpacked } from "./sequences.ts";
import { xxh64 } from "./xxh64.ts";

/*
 * Zstandard (RFC 8878): frames of blocks. Everything that a file tells is compared with what is there: the libraries for it
 * that need no Node write beyond their bounds unseen, for seconds if a block asks for that.
 */

/** A block has at most 128 KiB, and at least four bytes make one. */
export const ZSTD_RATIO = 2 ** 15;

const [FRAME, SKIPPED] = [0xfd2fb528, 0x184d2a5];
const LARGEST_BLOCK = 2 ** 17;

/** What is packed, which must have `size` bytes. @throws what `fail` makes, if it is damaged or needs a dictionary. */
export function unzstd(packed: Uint8Array, size: number, fail: Fail): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const cutOff = () => fail("what is packed by Zstandard is cut off; the file is damaged");
  let [at, to] = [0, 0];
  while (at < packed.length) {
    if (at + 8 > packed.length) throw cutOff();
    const mark = view.getUint32(at, true);
    if (mark >>> 4 === SKIPPED) {
      at += 8 + view.getUint32(at + 4, true);
      if (at > packed.length) throw cutOff();
      continue;
    }
    if (mark !== FRAME) throw fail("a page does not begin as Zstandard does; the file is damaged");
    const frame = readFrame(packed, at + 4, { bytes, to }, fail);
    ({ at, to } = frame);
  }
  if (to !== size)
    throw fail(`what is packed by Zstandard has ${to} bytes, and the page ${size}; the file is damaged`);
  return bytes;
}

interface FrameHeader {
  /** The bytes that a block has at most. */
  readonly block: number;
  /** How many bytes the frame has unpacked, if it says so. */
  readonly size: number | undefined;
  readonly hasChecksum: boolean;
  readonly end: number;
}

function readFrameHeader(packed: Uint8Array, begin: number, fail: Fail): FrameHeader {
  const flags = packed[begin];
  const isSingle = (flags & 32) !== 0;
  let at = begin + 1;
  const number = (length: number): number => {
    let value = 0;
    for (let n = 0; n < length; n++) value += packed[at++] * 256 ** n;
    return value;
  };
  const windowCode = isSingle ? 0 : number(1);
  const dictionary = number([0, 1, 2, 4][flags & 3]);
  const sizeCode = flags >> 6;
  const told = sizeCode === 0 && !isSingle ? undefined : number(2 ** sizeCode) + (sizeCode === 1 ? 256 : 0);
  if ((flags & 8) !== 0 || at > packed.length) {
    throw fail("a frame of Zstandard begins as none does; the file is damaged");
  }
  if (dictionary !== 0)
    throw fail(`it is packed by Zstandard with dictionary ${dictionary}, which is not in the file`);
  const window = isSingle ? (told as number) : 2 ** (10 + (windowCode >> 3)) * (1 + (windowCode & 7) / 8);
  return { block: Math.min(window, LARGEST_BLOCK), size: told, hasChecksum: (flags & 4) !== 0, end: at };
}

const [RAW, REPEATED, PACKED] = [0, 1, 2];

/** Where the frame ends, and where its bytes do. */
function readFrame(
  packed: Uint8Array,
  begin: number,
  { bytes, to: from }: { bytes: Uint8Array; to: number },
  fail: Fail,
): { at: number; to: number } {
  const damaged = (what: string) => fail(`${what}; the file is damaged`);
  const header = readFrameHeader(packed, begin, fail);
  const unpacked: Unpacked = { bytes, from, to: from, offsets: [1, 4, 8], tables: undefined };
  let table: HuffmanTable | undefined;
  let at = header.end;
  for (let isLast = false; !isLast; ) {
    if (at + 3 > packed.length) throw damaged("what is packed by Zstandard is cut off");
    const head = packed[at] + packed[at + 1] * 256 + packed[at + 2] * 65536;
    const [kind, size] = [(head >> 1) & 3, head >> 3];
    isLast = (head & 1) === 1;
    at += 3;
    const length = kind === REPEATED ? 1 : size;
    const end = Math.min(unpacked.to + header.block, bytes.length);
    if (at + length > packed.length) throw damaged("what is packed by Zstandard is cut off");
    if (kind === PACKED) {
      const block = packed.subarray(at, at + size);
      const literals = readLiterals(block, table, header.block, fail);
      table = literals.table;
      readSequences(block.subarray(literals.end), literals.bytes, unpacked, end, fail);
    } else if (kind !== RAW && kind !== REPEATED) throw damaged("a block of Zstandard is of no kind");
    else {
      if (unpacked.to + size > end) throw damaged("a block of Zstandard is too large");
      if (kind === RAW) bytes.set(packed.subarray(at, at + size), unpacked.to);
      else bytes.fill(packed[at], unpacked.to, unpacked.to + size);
      unpacked.to += size;
    }
    at += length;
  }
  const { to } = unpacked;
  if (header.size !== undefined && to - from !== header.size) {
    throw damaged(`a frame of Zstandard has ${to - from} bytes, and tells ${header.size}`);
  }
  if (!header.hasChecksum) return { at, to };
  const told = packed.subarray(at, at + 4).reduce((sum, byte, n) => sum + byte * 256 ** n, 0);
  if (at + 4 > packed.length || xxh64(bytes.subarray(from, to)) !== told) {
    throw damaged("a page does not unpack to what was packed, for its checksum is another");
  }
  return { at: at + 4, to };
}
