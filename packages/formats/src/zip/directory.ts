import { decodeText } from "@gradiente/core/elements";
import { type Fail, shortened } from "../format-error.ts";

/*
 * The directory of a zip file (PKWARE's APPNOTE 6.3), checked in full before anything is unpacked: it stands at the end, and
 * says where each part is, how large it is, and how large it will be. Sizes beyond 4 GiB are in fields of their own (zip64).
 */

/** One file in an archive. */
export interface ZipPart {
  readonly name: string;
  readonly isDeflated: boolean;
  /** Of the unpacked bytes. */
  readonly crc: number;
  /** The number of bytes once it is unpacked. */
  readonly size: number;
  /** Where its bytes are in the archive, packed. */
  readonly start: number;
  readonly end: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
const IN_ZIP64 = 0xffffffff;
const ZIP64_FIELD = 1;

/** Deflate makes at most 1032 bytes of one. */
const BEST_RATIO = 1032;

/**
 * What is in an archive, in the order of its directory.
 *
 * @throws what `fail` makes, if the directory is damaged, parts overlap, or they would have more than `limit` bytes.
 */
export function readDirectory(bytes: Uint8Array, limit: number, fail: Fail): ZipPart[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, start, end } = findDirectory(view, fail);
  const parts: ZipPart[] = [];
  const names = new Set<string>();
  let [at, total] = [start, 0];
  for (let n = 0; n < count; n++) {
    const { part, next } = readEntry(view, at, end, fail);
    if (names.has(part.name)) throw fail(`'${shortened(part.name)}' is in the archive twice`);
    names.add(part.name);
    if (part.end > start)
      throw fail(`'${shortened(part.name)}' reaches into the directory; the archive is damaged`);
    total += part.size;
    if (total > limit)
      throw fail(`unpacked, it has more than the ${limit} bytes that it may have; set a limit`);
    parts.push(part);
    at = next;
  }
  if (at !== end) throw fail(`its directory does not end where it should; the archive is damaged`);
  let last = 0;
  for (const { name, start: begin, end: stop } of [...parts].sort(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    if (begin < last)
      throw fail(`'${shortened(name)}' overlaps with the part before; the archive is damaged`);
    last = stop;
  }
  return parts;
}

function findDirectory(view: DataView, fail: Fail): { count: number; start: number; end: number } {
  const lowest = Math.max(0, view.byteLength - END_BYTES - LONGEST_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= lowest; at--) {
    if (view.getUint32(at, true) !== END) continue;
    // Its length must fit, or this is a part of a comment.
    if (at + END_BYTES + view.getUint16(at + 20, true) !== view.byteLength) continue;
    const [disks, count, size, start] = [view.getUint32(at + 4, true), view.getUint16(at + 10, true), view.getUint32(at + 12, true), view.getUint32(at + 16, true)]; // biome-ignore format: fields
    const locator = at - LOCATOR_BYTES;
    if (locator >= 0 && view.getUint32(locator, true) === LOCATOR)
      return findDirectory64(view, locator, fail);
    if (disks !== 0) throw fail("it is a part of an archive on several disks");
    return checkedDirectory({ count, start, end: start + size }, at, fail);
  }
  throw fail("it has no directory of a zip file at its end; it is cut off, or no zip file");
}

function findDirectory64(view: DataView, locator: number, fail: Fail) {
  const at = long(view, locator + 8);
  if (at + END64_BYTES > locator || view.getUint32(at, true) !== END64) {
    throw fail("its directory is not where it should be; the archive is damaged");
  }
  const start = long(view, at + 48);
  return checkedDirectory({ count: long(view, at + 32), start, end: start + long(view, at + 40) }, at, fail);
}

function checkedDirectory<D extends { count: number; start: number; end: number }>(
  found: D,
  most: number,
  fail: Fail,
): D {
  if (found.end <= most && found.count * ENTRY_BYTES <= found.end - found.start) return found;
  throw fail("its directory is not where it should be; the archive is damaged");
}

/** A number of 64 bits; what a double cannot hold is beyond every file. */
function long(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function readEntry(view: DataView, at: number, end: number, fail: Fail): { part: ZipPart; next: number } {
  if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY) {
    throw fail(`there is no entry of the directory at byte ${at}; the archive is damaged`);
  }
  const u16 = (offset: number) => view.getUint16(at + offset, true);
  const u32 = (offset: number) => view.getUint32(at + offset, true);
  const [nameBytes, extraBytes, commentBytes] = [u16(28), u16(30), u16(32)];
  const extra = at + ENTRY_BYTES + nameBytes;
  const next = extra + extraBytes + commentBytes;
  if (next > end) throw fail("an entry of its directory is cut off; the archive is damaged");
  const name = decodeName(view, at + ENTRY_BYTES, nameBytes, fail);
  const failPart = (problem: string) => fail(`'${shortened(name)}' ${problem}`);
  if (u16(8) & 1) throw failPart("is encrypted; unpack it with its password, and pack it without");
  const method = u16(10);
  if (method !== 0 && method !== 8)
    throw failPart(`is packed by method ${method}; stored and deflated are read`);
  const [size, packed, local] = sizes64(
    view,
    extra,
    extra + extraBytes,
    [u32(24), u32(20), u32(42)],
    failPart,
  );
  const isDeflated = method === 8;
  if (isDeflated ? size > packed * BEST_RATIO : size !== packed) {
    throw failPart(`has ${packed} bytes, which cannot unpack to ${size}; the archive is damaged`);
  }
  if (local + LOCAL_BYTES > at || view.getUint32(local, true) !== LOCAL) {
    throw failPart("is not where the directory says; the archive is damaged");
  }
  const localNameBytes = view.getUint16(local + 26, true);
  const start = local + LOCAL_BYTES + localNameBytes + view.getUint16(local + 28, true);
  if (
    localNameBytes !== nameBytes ||
    start > at ||
    decodeName(view, local + LOCAL_BYTES, nameBytes, fail) !== name
  ) {
    throw failPart("has another name in front of its data; the archive is damaged");
  }
  return { part: { name, isDeflated, crc: u32(16), size, start, end: start + packed }, next };
}

/** Sizes and offset, those of 64 bits from the extra field that has them. */
function sizes64(
  view: DataView,
  from: number,
  to: number,
  found: readonly number[],
  fail: (problem: string) => Error,
): number[] {
  if (!found.includes(IN_ZIP64)) return [...found];
  for (let at = from; at + 4 <= to; ) {
    const [kind, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    const end = at + 4 + length;
    if (kind === ZIP64_FIELD && end <= to) {
      let place = at + 4;
      return found.map((value) => {
        if (value !== IN_ZIP64) return value;
        if (place + 8 > end) throw fail("lacks a size of 64 bits; the archive is damaged");
        place += 8;
        return long(view, place - 8);
      });
    }
    at = end;
  }
  throw fail("lacks its sizes of 64 bits; the archive is damaged");
}

function decodeName(view: DataView, at: number, length: number, fail: Fail): string {
  const text = decodeText("zip", new Uint8Array(view.buffer, view.byteOffset + at, length));
  if (text === undefined) throw fail("a name in the archive is not UTF-8");
  return text;
}
