import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { failing } from "../src/format-error.ts";
import { Archive } from "../src/zip/archive.ts";
import { crc32 } from "../src/zip/crc32.ts";
import { readDirectory } from "../src/zip/directory.ts";

/* Directories of zip files by hand (PKWARE's APPNOTE 6.3): where each part is, and what cannot be. */

const fail = failing("x");
const text = (value: string) => [...new TextEncoder().encode(value)];
const u16 = (value: number) => [value & 255, value >> 8];
const u32 = (value: number) => [...new Uint8Array(Uint32Array.of(value).buffer)];
const u64 = (value: number) => [...new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)];
const IN_64 = 2 ** 32 - 1;

interface Part {
  readonly name?: string;
  readonly localName?: string;
  readonly localExtra?: readonly number[];
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly packed?: number;
  readonly size?: number;
  readonly place?: number;
  readonly extra?: readonly number[];
  readonly comment?: string;
  readonly data?: readonly number[];
}

interface End {
  readonly disks?: number;
  readonly count?: number;
  readonly size?: number;
  readonly start?: number;
  readonly comment?: readonly number[];
  /** With a directory of 64 bits, and where its locator says that it is. */
  readonly in64?: boolean;
  readonly place64?: number;
}

/** An archive whose directory says what it is told to say. */
function zip(parts: readonly Part[], end: End = {}): Uint8Array {
  const local: number[] = [];
  const entries = parts.map((part) => {
    const { name = "a", data = [1, 2, 3], extra = [], comment = "", localName = name, localExtra = [] } = part;
    const { flags = 0, method = 0, crc = crc32(Uint8Array.from(data)), place = local.length } = part;
    const { packed = data.length, size = data.length } = part;
    const head = [0x50, 0x4b, 3, 4, ...new Array(22).fill(0), ...u16(text(localName).length), ...u16(localExtra.length)];
    local.push(...head, ...text(localName), ...localExtra, ...data);
    return [
      ...[0x50, 0x4b, 1, 2, 0, 0, 0, 0, ...u16(flags), ...u16(method), 0, 0, 0, 0, ...u32(crc)],
      ...[...u32(packed), ...u32(size), ...u16(text(name).length), ...u16(extra.length), ...u16(comment.length)],
      ...[0, 0, 0, 0, 0, 0, 0, 0, ...u32(place), ...text(name), ...extra, ...text(comment)],
    ];
  });
  const directory = entries.flat();
  const { disks = 0, count = parts.length, size = directory.length, start = local.length, comment = [] } = end;
  const at64 = local.length + directory.length;
  const in64 = [
    ...[0x50, 0x4b, 6, 6, ...u64(44), 0, 0, 0, 0, ...new Array(8).fill(0), ...u64(count), ...u64(count)],
    ...[...u64(size), ...u64(start), 0x50, 0x4b, 6, 7, 0, 0, 0, 0, ...u64(end.place64 ?? at64), 1, 0, 0, 0],
  ];
  const last = end.in64
    ? [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, ...u32(IN_64), ...u32(IN_64)]
    : [...u32(disks), ...u16(count), ...u16(count), ...u32(size), ...u32(start)];
  const ending = [...(end.in64 ? in64 : []), 0x50, 0x4b, 5, 6, ...last, ...u16(comment.length), ...comment];
  return Uint8Array.from([...local, ...directory, ...ending]);
} // biome-ignore format: fields

const read = (bytes: Uint8Array, limit = 100) => readDirectory(bytes, limit, fail);
const contents = (bytes: Uint8Array) => {
  const archive = new Archive(bytes, 100, fail);
  return [...archive.parts.values()].map((part) => [part.name, [...archive.read(part)]]);
};

describe("a directory", () => {
  it("tells where each part is, behind names and fields of any length", () => {
    const parts = [
      { name: "a/é", localExtra: [1, 2, 3], extra: [9, 9, 0, 0], comment: "of it", data: [1] },
      { name: "b", data: [] },
      { name: "c", data: [4, 5] },
    ];
    const told = [["a/é", [1]], ["b", []], ["c", [4, 5]]]; // biome-ignore format: pairs
    expect(contents(zip(parts))).toEqual(told);
    expect(contents(zip(parts, { comment: text("the end") }))).toEqual(told);
    expect(contents(zip([]))).toEqual([]);
  });

  it("may be one of 64 bits, with sizes and places of 64 bits", () => {
    const first = { name: "a", size: IN_64, packed: IN_64, place: IN_64, data: [1, 2] };
    const field = (...values: number[]) => [1, 0, 8 * values.length, 0, ...values.flatMap(u64)];
    expect(contents(zip([{ ...first, extra: field(2, 2, 0) }], { in64: true }))).toEqual([["a", [1, 2]]]);
    // A field of another kind in front; only the size is of 64 bits; or only the place.
    const other = [7, 0, 1, 0, 5];
    const size = { name: "a", size: IN_64, data: [1, 2], extra: [...other, ...field(2)] };
    expect(contents(zip([size]))).toEqual([["a", [1, 2]]]);
    const place = { name: "b", place: IN_64, data: [3], extra: field(33) };
    expect(contents(zip([{ data: [1, 2] }, place]))).toEqual([["a", [1, 2]], ["b", [3]]]); // biome-ignore format: pairs
  });

  it("is found behind a comment that looks like the end of one, and however long it is", () => {
    const end = [0x50, 0x4b, 5, 6, ...new Array(18).fill(0)];
    expect(contents(zip([{}], { comment: [...end, 1] }))).toEqual([["a", [1, 2, 3]]]);
    const longest = new Array(0xffff).fill(32);
    expect(contents(zip([{}], { comment: longest }))).toEqual([["a", [1, 2, 3]]]);
    const beyond = Uint8Array.from([...zip([{}], { comment: longest }), 32]);
    expect(() => read(beyond)).toThrow("x: it has no directory of a zip file at its end");
  });

  it("may have as many bytes unpacked as the limit", () => {
    const parts = [{ name: "a" }, { name: "b", data: [1, 2] }];
    expect(read(zip(parts), 5).map(({ size }) => size)).toEqual([3, 2]);
    expect(() => read(zip(parts), 4)).toThrow(
      "x: unpacked, it has more than the 4 bytes that it may have; set a limit",
    );
  });

  it("may tell of 1032 bytes that one is deflated to", () => {
    const packed = (size: number) => zip([{ method: 8, size, data: [1, 2] }]);
    expect(read(packed(2064), 1e6)).toMatchObject([{ size: 2064, isDeflated: true, start: 31, end: 33 }]);
    expect(() => read(packed(2065), 1e6)).toThrow(
      "x: 'a' has 2 bytes, which cannot unpack to 2065; the archive is damaged",
    );
  });

  /** A part that goes on so many bytes, and one whose single byte is 34 behind where it begins. */
  const reaching = (size: number) => [
    { size, packed: size },
    { name: "b", data: [7] },
  ];

  it("may have parts without a gap between them", () => {
    expect(read(zip(reaching(34)))).toMatchObject([{ end: 65 }, { start: 65, end: 66 }]);
  });

  const field = (size: number) => [1, 0, 8, 0, ...u64(size)];
  it.each<[string, Uint8Array, string]>([
    ["several disks", zip([{}], { disks: 1 }), "it is a part of an archive on several disks"],
    ["a place beyond the file", zip([{}], { start: 35 }), "its directory is not where it should be"],
    ["more parts than have room", zip([{}], { count: 2 }), "its directory is not where it should be"],
    ["fewer parts than there are", zip([{ extra: new Array(60).fill(0) }], { count: 0 }), "its directory does not end where it should"],
    ["a place before its entries", zip([{}], { start: 33 }), "there is no entry of the directory at byte 33"],
    ["a locator that names another place", zip([{}], { in64: true, place64: 3 }), "its directory is not where it should be"],
    ["a locator that names itself", zip([{}], { in64: true, place64: 34 + 47 + 1 }), "its directory is not where it should be"],
    ["a part that is encrypted", zip([{ flags: 1 }]), "'a' is encrypted; unpack it with its password, and pack it without"],
    ["a method that is not read", zip([{ method: 9 }]), "'a' is packed by method 9; stored and deflated are read"],
    ["a stored part of two sizes", zip([{ size: 4 }]), "'a' has 3 bytes, which cannot unpack to 4"],
    ["a stored part that is larger", zip([{ size: 2 }]), "'a' has 3 bytes, which cannot unpack to 2"],
    ["a part that is elsewhere", zip([{ place: 1 }]), "'a' is not where the directory says"],
    ["a part behind the directory", zip([{ place: 40 }]), "'a' is not where the directory says"],
    ["another name in front", zip([{ localName: "b" }]), "'a' has another name in front of its data"],
    ["a longer name in front", zip([{ localName: "ab" }]), "'a' has another name in front of its data"],
    ["a part that reaches into it", zip([{ packed: 4, size: 4 }]), "'a' reaches into the directory"],
    ["a name twice", zip([{}, {}]), "'a' is in the archive twice"],
    ["parts that overlap", zip(reaching(35)), "'b' overlaps with the part before"],
    ["no size of 64 bits", zip([{ size: IN_64 }]), "'a' lacks its sizes of 64 bits"],
    ["another field than sizes", zip([{ size: IN_64, extra: [2, 0, 8, 0, ...u64(3)] }]), "'a' lacks its sizes of 64 bits"],
    ["sizes that go beyond their field", zip([{ size: IN_64, extra: [1, 0, 9, 0, ...u64(3)] }]), "'a' lacks its sizes of 64 bits"],
    ["one size of 64 bits for two", zip([{ size: IN_64, packed: IN_64, extra: field(3) }]), "'a' lacks a size of 64 bits"],
  ])("is refused with %s", (_name, bytes, message) => {
    expect(() => read(bytes)).toThrow(`x: ${message}`);
  }); // biome-ignore format: a table

  it("is refused where an entry is cut off", () => {
    const whole = zip([{ extra: [7, 0, 0, 0], comment: "cd" }]);
    const size = 47 + 4 + 2;
    const cut = (less: number) => {
      const bytes = whole.slice();
      new DataView(bytes.buffer).setUint32(bytes.length - 10, size - less, true);
      return bytes;
    };
    expect(read(cut(0))).toHaveLength(1);
    expect(() => read(cut(1))).toThrow("x: an entry of its directory is cut off; the archive is damaged");
    expect(() => read(cut(8))).toThrow("x: its directory is not where it should be");
  });
});

describe("a part", () => {
  it("is what its checksum says, stored or deflated", () => {
    const deflated = zipSync({ a: new Uint8Array(50) });
    expect(contents(deflated)).toEqual([["a", new Array(50).fill(0)]]);
    expect(() => contents(zip([{ crc: 7 }]))).toThrow(
      "x: 'a' is not as it was written, for its checksum is another; take another copy",
    );
  });

  it("has the checksum CRC-32", () => {
    // The check value of the catalogue of CRCs.
    expect(crc32(Uint8Array.from(text("123456789")))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array())).toBe(0);
  });
});
