import { zeros } from "@gradiente/core";
import { decodeImage, encodeJpeg, imageInfo } from "@gradiente/formats";
import { describe, expect, it } from "vitest";
import { failing } from "../src/format-error.ts";
import { checkJpeg } from "../src/image/jpeg-header.ts";

/* Headers of JPEG files, written by hand (ITU-T T.81, annex B): no pixel is read. And how other images begin. */

const SOI = [0xff, 0xd8];
const EOI = [0xff, 0xd9];
const segment = (marker: number, content: readonly number[]) => [
  ...[0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255],
  ...content,
];

interface Frame {
  readonly marker?: number;
  readonly bits?: number;
  readonly width?: number;
  readonly height?: number;
  readonly components?: number;
  readonly more?: readonly number[];
}
const frame = ({ marker = 0xc0, bits = 8, width = 300, height = 513, components = 1, more = [] }: Frame = {}) =>
  segment(marker, [bits, height >> 8, height & 255, width >> 8, width & 255, components, ...new Array(3 * (components % 8)).fill(0), ...more]); // biome-ignore format: fields
/** A scan with its coded data. */
const scan = (...data: number[]) => [...segment(0xda, [0]), ...data];
const file = (...parts: readonly (readonly number[])[]) => Uint8Array.from([...SOI, ...parts.flat(), ...EOI]);
const read = (...parts: readonly (readonly number[])[]) => imageInfo(file(...parts), "x");

describe("a header", () => {
  const told = { format: "jpeg", width: 300, height: 513, channels: 1, bitDepth: 8 };

  it("is found behind other segments, markers without a length, and any number of 0xff", () => {
    expect(read(frame())).toEqual(told);
    expect(read(segment(0xe0, [1, 2, 3]), segment(0xdb, []), frame())).toEqual(told);
    expect(read([0xff, 0xff, 0xff, ...frame().slice(1)])).toEqual(told);
    for (const alone of [0x01, 0xd0, 0xd7, 0xd8]) expect(read([0xff, alone], frame())).toEqual(told);
    // Tables of three kinds have markers among those of frames.
    for (const table of [0xc4, 0xc8, 0xcc]) expect(read(segment(table, [1]), frame())).toEqual(told);
    expect(read(frame({ components: 3 }))).toEqual({ ...told, channels: 3 });
    for (const marker of [0xc1, 0xc2]) expect(read(frame({ marker }))).toEqual(told);
    expect(read(frame({ width: 1, height: 65535 }))).toMatchObject({ width: 1, height: 65535 });
  });

  it.each<[string, readonly (readonly number[])[], string]>([
    ["lossless", [frame({ marker: 0xc3 })], "it is coded in another way (lossless) than baseline or progressive"],
    ["hierarchical", [frame({ marker: 0xc5 })], "it is coded in another way (hierarchical)"],
    ["hierarchical, progressive", [frame({ marker: 0xc6 })], "it is coded in another way (hierarchical)"],
    ["hierarchical, lossless", [frame({ marker: 0xc7 })], "it is coded in another way (hierarchical)"],
    ["arithmetic", [frame({ marker: 0xc9 })], "it is coded in another way (arithmetic coding)"],
    ["arithmetic, progressive", [frame({ marker: 0xca })], "it is coded in another way (arithmetic coding)"],
    ["arithmetic, lossless", [frame({ marker: 0xcb })], "it is coded in another way (lossless)"],
    ["arithmetic, hierarchical", [frame({ marker: 0xcd })], "it is coded in another way (hierarchical)"],
    ["arithmetic, hierarchical, progressive", [frame({ marker: 0xce })], "it is coded in another way (hierarchical)"],
    ["arithmetic, hierarchical, lossless", [frame({ marker: 0xcf })], "it is coded in another way (hierarchical)"],
    ["of five bytes", [segment(0xc0, [8, 0, 1, 0, 1])], "its frame header is cut off"],
    ["of six bytes", [segment(0xc0, [8, 0, 1, 0, 1, 1])], "its frame header has another length than its channels need"],
    ["with more than its channels", [frame({ more: [0] })], "its frame header has another length than its channels need"],
    ["of no width", [frame({ width: 0 })], "its header says 0 x 513 pixels"],
    ["of no height", [frame({ height: 0 })], "its header says 300 x 0 pixels"],
    ["of two channels", [frame({ components: 2 })], "it has 2 channels; 1 and 3 can be read, so convert it to RGB first"],
    ["of four channels", [frame({ components: 4 })], "it has 4 channels, CMYK as a rule; 1 and 3 can be read"],
    ["behind its pixels", [scan(), frame()], "it has no frame header before its pixels"],
    ["that is not there", [], "it has no frame header before its pixels"],
    ["behind a segment of one byte", [[0xff, 0xe0, 0, 1], frame()], "it ends within a segment of 1 bytes; it is cut off"],
    ["behind what is no marker", [[0xff, 0xd0], [7], frame()], "there is no marker at byte 4; it is damaged"],
  ])("is refused: %s", (_name, parts, message) => {
    expect(() => read(...parts)).toThrow(`x: ${message}`);
  }); // biome-ignore format: a table

  it("is refused where the file ends before it does", () => {
    const whole = file(segment(0xe0, [1, 2]));
    expect(() => imageInfo(whole.subarray(0, 7), "x")).toThrow("x: it ends within a segment of 4 bytes");
    expect(() => imageInfo(whole.subarray(0, 8), "x")).toThrow("x: it ends before its last marker (EOI)");
    expect(() => imageInfo(whole.subarray(0, 9), "x")).toThrow("x: it ends before its last marker (EOI)");
    expect(() => imageInfo(whole.subarray(0, 5), "x")).toThrow("x: it ends within a segment of NaN bytes");
  });
});

describe("scans", () => {
  const check = (parts: readonly (readonly number[])[], width = 8, height = 8) =>
    checkJpeg(file(...parts), { width, height, channels: 1, bitDepth: 8 }, failing("x"));

  it("end at a marker that is neither a stuffed 0xff nor a restart", () => {
    expect(() => check([frame(), scan(1, 0xff, 0, 0xff, 0xd0, 2, 0xff, 0xd7, 3)])).not.toThrow();
    expect(() => check([frame(), scan(1, 0xff, 0xff, 0, 2), scan(3)])).not.toThrow();
    expect(() => check([frame(), scan(1), frame(), scan(2)])).toThrow(
      "x: it has 2 frame headers, and one is due",
    );
    expect(() => check([scan(1)])).toThrow("x: it has 0 frame headers, and one is due");
    expect(() => check([frame()])).toThrow("x: it has no pixels (no scan)");
    // 0xcf begins a frame, 0xd8 and 0xda no restart.
    expect(() => check([frame(), scan(1, 0xff, 0xcf, 0, 2)])).toThrow("x: it has 2 frame headers");
    expect(() => check([frame(), scan(1, 0xff, 0xd8, 2)])).toThrow("x: there is no marker at byte");
  });

  it("are up to 100", () => {
    const many = (count: number) => [frame(), ...Array.from({ length: count }, () => scan(1))];
    expect(() => check(many(100))).not.toThrow();
    expect(() => check(many(101))).toThrow("x: it has 101 scans, and at most 100 are read");
  });

  it("have a bit at least for each block of 8 x 8 pixels", () => {
    const parts = [frame(), scan(1)];
    const bits = 8 * file(...parts).length;
    for (const [width, height] of [[8 * bits, 8], [8, 8 * bits], [4 * bits, 16]]) {
      expect(() => check(parts, width, height)).not.toThrow();
      expect(() => check(parts, width + 1, height + 1)).toThrow(`bytes cannot hold the ${width + 1} x ${height + 1} pixels of its header`);
    }
    expect(() => check(parts, 8 * bits + 1, 8)).toThrow(`x: its ${bits / 8} bytes cannot hold`);
    expect(() => check(parts, 8, 8 * bits + 1)).toThrow(`x: its ${bits / 8} bytes cannot hold`);
    expect(() => check(parts, 8 * bits - 7, 1)).not.toThrow();
  }); // biome-ignore format: one a line
});

describe("encodeJpeg", () => {
  const parts = async (quality?: number) => {
    const bytes = await encodeJpeg(zeros([3, 8, 8]), quality === undefined ? {} : { quality });
    const at = (marker: number) => bytes.findIndex((byte, n) => byte === 0xff && bytes[n + 1] === marker);
    // Behind the length, the depth, both sides and the number of channels: the first channel, and its steps.
    return { bytes, sampling: bytes[at(0xc0) + 11], depth: bytes[at(0xdb) + 4] >> 4 };
  };

  it("keeps colours at the resolution of brightness from a quality of 90 on, which is the default", async () => {
    expect((await parts(90)).sampling).toBe(0x11);
    expect((await parts(89.9)).sampling).toBe(0x22);
    expect((await parts()).bytes).toEqual((await parts(90)).bytes);
    expect((await parts()).bytes).not.toEqual((await parts(91)).bytes);
  });

  it("writes baseline files of any quality, with tables of their own", async () => {
    for (const quality of [0, 1, 50, 100]) expect((await parts(quality)).depth).toBe(0);
    // The tables that are not made for a picture take 420 bytes.
    expect((await parts(90)).bytes.length).toBeLessThan(400);
    for (const quality of [-1, 100.1, Number.NaN])
      await expect(encodeJpeg(zeros([1, 1]), { quality })).rejects.toThrow("quality must be a number from 0 to 100");
  }); // biome-ignore format: one a line
});

describe("other images", () => {
  const neither = "it begins neither as PNG nor as JPEG";
  it.each<[string, string, string]>([
    ["a GIF", "GIF89a", "it is a GIF file; PNG and JPEG can be read, so convert it first"],
    ["a BMP", "BM", "it is a BMP file; PNG and JPEG can be read, so convert it first"],
    ["a WebP", "RIFF\x01\x02\x03\x04WEBP", "it is a WebP file; PNG and JPEG can be read, so convert it first"],
    ["a TIFF, the lowest byte first", "II*\0", "it is a TIFF file; PNG and JPEG can be read, so convert it first"],
    ["a TIFF, the highest byte first", "MM\0*", "it is a TIFF file; PNG and JPEG can be read, so convert it first"],
    ["a sound", "RIFF\x01\x02\x03\x04WAVE", neither],
    ["what ends as a WebP", "ABCD\x01\x02\x03\x04WEBP", neither],
    ["a text", "TIFF", neither],
    ["nothing", "", neither],
    ["half of how PNG begins", "\x89", neither],
    ["half of how JPEG begins", "\xff", neither],
    ["another image of 0x89", "\x89JNG", neither],
    ["another file of 0xff", "\xff\xfe", neither],
  ])("are named: %s", async (_name, beginning, message) => {
    const bytes = Uint8Array.from(Buffer.from(beginning, "latin1"));
    expect(() => imageInfo(bytes)).toThrow(`image: ${message}`);
    await expect(decodeImage(bytes, "x")).rejects.toThrow(`x: ${message}`);
  }); // biome-ignore format: a table
});
