import { type Tensor, tensor } from "@gradiente/core";
import { decodePng, encodePng, FormatError, fromImageData, imageInfo, toImageData } from "@gradiente/formats";
import { unzlibSync, zlibSync } from "fflate";
import { describe, expect, it } from "vitest";
import { failing } from "../src/format-error.ts";
import { paeth, unfilter } from "../src/image/png-rows.ts";
import { crc32 } from "../src/zip/crc32.ts";

/* PNG files by hand (W3C, Portable Network Graphics): chunks, filters, passes and colours, at their bounds. */

const bigEndian = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

type Chunk = readonly [name: string, content: ArrayLike<number>];

const chunkOf = ([name, content]: Chunk): number[] => {
  const body = Uint8Array.from([...Buffer.from(name), ...Array.from(content)]);
  return [...bigEndian(content.length), ...body, ...bigEndian(crc32(body))];
};

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function png(...chunks: readonly Chunk[]): Uint8Array {
  return Uint8Array.from([...SIGNATURE, ...chunks.flatMap(chunkOf)]);
}

interface Header {
  readonly width?: number;
  readonly height?: number;
  readonly bits?: number;
  readonly type?: number;
  readonly methods?: readonly [compression: number, filter: number, interlace: number];
}

const headerOf = ({ width = 1, height = 1, bits = 8, type = 0, methods = [0, 0, 0] }: Header): Chunk => [
  "IHDR",
  [...bigEndian(width), ...bigEndian(height), bits, type, ...methods],
];

const packed = (rows: readonly number[]): Chunk => ["IDAT", zlibSync(Uint8Array.from(rows))];
const END: Chunk = ["IEND", []];

/** An image of rows, with chunks between its header and them. */
const image = (header: Header, rows: readonly number[], ...more: readonly Chunk[]) =>
  png(headerOf(header), ...more, packed(rows), END);

const levels = (bytes: Uint8Array, most = 255) =>
  Array.from(decodePng(bytes, "x").toTypedArray(), (value) => Math.round(value * most));

describe("levels", () => {
  it.each<[string, Uint8Array, number[]]>([
    ["of 1 bit, which do not fill a byte", image({ width: 10, bits: 1 }, [0, 0b10110000, 0b01000000]), [255, 0, 255, 255, 0, 0, 0, 0, 0, 255]],
    ["of 2 bits", image({ width: 5, bits: 2 }, [0, 0b00011011, 0b10000000]), [0, 85, 170, 255, 170]],
    ["of 4 bits", image({ width: 3, bits: 4 }, [0, 0x0f, 0x70]), [0, 255, 119]],
    ["of 8 bits, in two rows", image({ height: 2 }, [0, 3, 0, 4]), [3, 4]],
    ["of RGB", image({ type: 2 }, [0, 1, 2, 3]), [1, 2, 3]],
    ["of grey with opacity", image({ type: 4 }, [0, 1, 2]), [1, 2]],
    ["of RGB with opacity", image({ type: 6 }, [0, 1, 2, 3, 4]), [1, 2, 3, 4]],
    ["of a palette", image({ width: 2, type: 3 }, [0, 1, 0], ["PLTE", [1, 2, 3, 4, 5, 6]]), [4, 1, 5, 2, 6, 3]],
    ["of a palette of 2 bits", image({ width: 3, type: 3, bits: 2 }, [0, 0b01001000], ["PLTE", [9, 9, 9, 7, 7, 7, 5, 5, 5]]), [7, 9, 5, 7, 9, 5, 7, 9, 5]],
    ["of a palette with opacity, for some colours", image({ width: 2, type: 3 }, [0, 1, 0], ["PLTE", [1, 2, 3, 4, 5, 6]], ["tRNS", [9]]), [4, 1, 5, 2, 6, 3, 255, 9]],
    ["one of which is transparent", image({ width: 2 }, [0, 7, 8], ["tRNS", [0, 8]]), [7, 8, 255, 0]],
    ["one of which is transparent, of 2 bits", image({ width: 2, bits: 2 }, [0, 0b01100000], ["tRNS", [0xff, 0xfd]]), [85, 170, 0, 255]],
    ["of RGB, one of which is transparent", image({ width: 2, type: 2 }, [0, 1, 2, 3, 1, 2, 4], ["tRNS", [0, 1, 0, 2, 0, 3]]), [1, 1, 2, 2, 3, 4, 0, 255]],
    ["behind chunks that may be passed over", image({}, [0, 9], ["tEXt", [1, 2]], ["aaAa", []]), [9]],
    ["in several chunks", png(headerOf({ width: 2 }), ...[...zlibSync(Uint8Array.of(0, 5, 6))].map((byte): Chunk => ["IDAT", [byte]]), END), [5, 6]],
    ["without the bytes behind the end", Uint8Array.from([...image({}, [0, 9]), 1, 2, 3]), [9]],
  ])("are read: %s", (_name, bytes, expected) => {
    expect(levels(bytes)).toEqual(expected);
  }); // biome-ignore format: a table

  it("of 16 bits are read from both bytes, and one may be transparent", () => {
    const two = image({ width: 2, bits: 16 }, [0, 1, 2, 3, 4]);
    expect(levels(two, 65535)).toEqual([258, 772]);
    const clear = image({ width: 2, bits: 16 }, [0, 1, 2, 1, 3], ["tRNS", [1, 3]]);
    expect(levels(clear, 65535)).toEqual([258, 259, 65535, 0]);
    expect(imageInfo(clear)).toEqual({ format: "png", width: 2, height: 1, channels: 2, bitDepth: 16 });
    expect(imageInfo(image({ type: 3, bits: 4 }, [0, 0], ["PLTE", [1, 2, 3]]))).toMatchObject({ channels: 3, bitDepth: 8 });
  }); // biome-ignore format: one a line

  it("are read in seven passes, and some of them may be empty", () => {
    // For each pixel, the pass in which it comes, as the table of Adam7 has them.
    const passes = ["16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777"];
    for (const [width, height] of [[8, 8], [1, 1], [3, 2], [5, 5], [9, 1], [1, 9]]) {
      const rows: number[] = [];
      for (const pass of "1234567") {
        for (let y = 0; y < height; y++) {
          const row = Array.from({ length: width }, (_, x) => x).filter((x) => passes[y % 8][x % 8] === pass);
          if (row.length > 0) rows.push(0, ...row.map((x) => 16 * y + x));
        }
      }
      const bytes = image({ width, height, methods: [0, 0, 1] }, rows);
      expect(levels(bytes)).toEqual(Array.from({ length: width * height }, (_, at) => 16 * Math.floor(at / width) + (at % width)));
    }
  }); // biome-ignore format: one a line

  it("are as many as a palette may have", () => {
    const all = Array.from({ length: 768 }, (_, n) => n & 255);
    expect(levels(image({ type: 3 }, [0, 255], ["PLTE", all]))).toEqual([253, 254, 255]);
  });
});

describe("what is no PNG file", () => {
  const sizes = (found: number) =>
    `its palette (PLTE) has ${found} bytes, and 3 for each of 1 to 256 colours are due`;
  const plain = image({}, [0, 9]);
  it.each<[string, Uint8Array, string]>([
    ["a palette of no colour", image({ type: 3 }, [0, 0], ["PLTE", []]), sizes(0)],
    ["a palette of parts of colours", image({ type: 3 }, [0, 0], ["PLTE", [1, 2, 3, 4]]), sizes(4)],
    ["a palette of 257 colours", image({ type: 3 }, [0, 0], ["PLTE", new Array(771).fill(0)]), sizes(771)],
    ["a transparent colour of one channel for RGB", image({ type: 2 }, [0, 0, 0, 0], ["tRNS", [0, 1]]), "its transparent colour (tRNS) has 2 bytes, not 6"],
    ["a compression", image({ methods: [1, 0, 0] }, [0, 9]), "its compression, filter and interlace methods are 1, 0, 0; none is known"],
    ["a filter method", image({ methods: [0, 1, 0] }, [0, 9]), "its compression, filter and interlace methods are 0, 1, 0; none is known"],
    ["an interlace method", image({ methods: [0, 0, 2] }, [0, 9]), "its compression, filter and interlace methods are 0, 0, 2; none is known"],
    ["a width of 2 to the power of 31", image({ width: 2 ** 31 }, [0, 9]), "its header says 2147483648 x 1 pixels, which no PNG file has"],
    ["a height of 2 to the power of 31", image({ height: 2 ** 31 }, [0, 9]), "its header says 1 x 2147483648 pixels, which no PNG file has"],
    ["no height", image({ height: 0 }, [0, 9]), "its header says 1 x 0 pixels, which no PNG file has"],
    ["16 bits for a palette", image({ type: 3, bits: 16 }, [0, 9]), "it has 16 bits a channel; colour type 3 has 1, 2, 4, 8"],
    ["4 bits for RGB", image({ type: 2, bits: 4 }, [0, 9]), "it has 4 bits a channel; colour type 2 has 8, 16"],
    ["2 bits with opacity", image({ type: 4, bits: 2 }, [0, 9]), "it has 2 bits a channel; colour type 4 has 8, 16"],
    ["1 bit of RGB with opacity", image({ type: 6, bits: 1 }, [0, 9]), "it has 1 bits a channel; colour type 6 has 8, 16"],
    ["a colour type", image({ type: 1 }, [0, 9]), "its colour type is 1; 0, 2, 3, 4 and 6 exist"],
    ["a header of 12 bytes", png(["IHDR", new Array(12).fill(1)], packed([0, 9]), END), "its first chunk is no header (IHDR)"],
    ["a header that is cut off", plain.subarray(0, 32), "it ends within its header; it is cut off"],
    ["a header alone", plain.subarray(0, 33), "it ends before its last chunk (IEND); it is cut off"],
    ["an end that is cut off", plain.subarray(0, -1), "it ends before its last chunk (IEND); it is cut off"],
    ["a second header", png(headerOf({}), headerOf({}), packed([0, 9]), END), "it needs its chunk IHDR, which is not known here"],
    ["a last row that is cut off", image({ height: 2 }, [0, 9, 0]), "its pixels unpack to 3 bytes, and its header says 4; it is damaged"],
  ])("is refused: %s", (_name, bytes, message) => {
    expect(() => decodePng(bytes, "x")).toThrow(FormatError);
    expect(() => decodePng(bytes, "x")).toThrow(`x: ${message}`);
  }); // biome-ignore format: a table

  it("is refused for a changed byte of each chunk, but for none behind the end", () => {
    const whole = image({}, [0, 9], ["tEXt", [1]]);
    for (let at = 33; at < whole.length - 4; at++) {
      const changed = whole.slice();
      changed[at] ^= 1;
      expect(() => decodePng(changed, "x"), `byte ${at}`).toThrow(FormatError);
    }
  });

  it("is refused at its limit of bytes, whose number counts bits and channels", () => {
    const bytes = image({ width: 2, bits: 16, type: 2 }, new Array(13).fill(0));
    expect(decodePng(bytes, "x", { limit: 12 }).size).toBe(6);
    expect(() => decodePng(bytes, "x", { limit: 11 })).toThrow(
      "x: its 2 x 1 pixels take 12 bytes, more than the 11 that they may; set a limit",
    );
  });
});

describe("filters", () => {
  it("add what is to the left, above, their mean, or what is nearest to their guess", () => {
    const rows = (kind: number) => {
      const bytes = Uint8Array.from([0, 10, 20, 30, 40, kind, 1, 2, 3, 4]);
      unfilter(bytes, 4, 2, failing("x"));
      return [...bytes.subarray(6)];
    };
    expect(rows(0)).toEqual([1, 2, 3, 4]);
    expect(rows(1)).toEqual([1, 2, 4, 6]);
    expect(rows(2)).toEqual([11, 22, 33, 44]);
    expect(rows(3)).toEqual([6, 12, 21, 30]);
    expect(rows(4)).toEqual([11, 22, 33, 44]);
    expect(() => rows(5)).toThrow("x: a row has the filter 5, and there are 0 to 4; it is damaged");
    const first = Uint8Array.of(4, 200, 100);
    unfilter(first, 2, 1, failing("x"));
    expect([...first.subarray(1)]).toEqual([200, 44]);
  });

  it("guess the left of equals, then what is above", () => {
    expect([paeth(5, 5, 5), paeth(1, 9, 5), paeth(9, 1, 5), paeth(3, 9, 3), paeth(9, 3, 3), paeth(4, 6, 1)]).toEqual([5, 5, 5, 9, 9, 6]); // biome-ignore format: one thing
    // The distances to the guess are equal: of left and above, of left and upper left, of above and upper left.
    expect([paeth(2, 4, 3), paeth(0, 3, 2), paeth(3, 0, 2)]).toEqual([3, 0, 0]);
  });

  it("are chosen for each row by what is left of it", () => {
    const kinds = (x: Tensor) => {
      const [, height, width] = x.shape;
      const bytes = encodePng(x.div(255));
      const length = new DataView(bytes.buffer).getUint32(33);
      const rows = unzlibSync(bytes.subarray(41, 41 + length));
      return Array.from({ length: height }, (_, row) => rows[row * (1 + width)]);
    };
    const up = [[0, 100, 10, 90], [1, 101, 11, 91]];
    const left = [[100, 101, 102, 103], [9, 10, 11, 12]];
    expect(kinds(tensor([up]))).toEqual([0, 2]);
    expect(kinds(tensor([left]))).toEqual([1, 1]);
    expect(kinds(tensor([[[0, 0], [0, 0]]]))).toEqual([0, 0]);
    // 250 is 6 below 0: what is left counts by how far from 0 it is on either side.
    expect(kinds(tensor([[[200, 194, 188, 182]]]))).toEqual([1]);
  }); // biome-ignore format: matrices
});

describe("levels of tensors", () => {
  it("are written with 8 bits, or with both bytes of 16", () => {
    const x = tensor([[258 / 65535, 65534 / 65535, 0.5]]);
    expect(levels(encodePng(x, { bitDepth: 16 }), 65535)).toEqual([258, 65534, 32768]);
    expect(levels(encodePng(x, { bitDepth: 8 }))).toEqual([1, 255, 128]);
    expect(encodePng(x)).toEqual(encodePng(x, { bitDepth: 8 }));
    for (const bitDepth of [4, 32, "8"]) expect(() => encodePng(x, { bitDepth: bitDepth as 8 })).toThrow("bitDepth must be 8 or 16");
  }); // biome-ignore format: one a line

  const rounded = (value: number) => levels(encodePng(tensor([[value]], { dtype: "float64" })));
  it("are the nearest, and those outside of [0, 1] are refused by place", () => {
    expect([0.4 / 255, 0.6 / 255, 254.4 / 255, 254.6 / 255, 1].map((value) => rounded(value)[0])).toEqual([0, 1, 254, 255, 255]);
    const at = (value: number) => () => encodePng(tensor([[[0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, value, 0]]], { dtype: "float64" }));
    expect(at(255)).toThrow(new FormatError("encodePng", "the value at [1, 1, 1] is 255, outside of [0, 1]; divide levels up to 255 by 255"));
    expect(at(255.5)).toThrow("is 255.5, outside of [0, 1]; clip(0, 1) limits them");
    expect(at(Number.NaN)).toThrow("is NaN, outside of [0, 1]; clip(0, 1) limits them");
  }); // biome-ignore format: one a line

  it("are one channel beside the other in pixels", () => {
    const x = tensor([[[0, 0.2]], [[0.4, 0.6]], [[0.8, 1]]]);
    expect([...toImageData(x).data]).toEqual([0, 102, 204, 255, 51, 153, 255, 255]);
    const grey = toImageData(tensor([[0.2, 0.4]]));
    expect([...grey.data]).toEqual([51, 51, 51, 255, 102, 102, 102, 255]);
    const own = { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), width: 2, height: 1 };
    expect([...fromImageData(own).mul(255).round().toTypedArray()]).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
    expect([...fromImageData(own, { channels: 3 }).mul(255).round().toTypedArray()]).toEqual([1, 5, 2, 6, 3, 7]);
    const [first] = fromImageData(own, { channels: 1 }).mul(255).toTypedArray();
    expect(first).toBeCloseTo(0.299 * 1 + 0.587 * 2 + 0.114 * 3, 4);
  }); // biome-ignore format: one a line

  it("are no image data of another shape or size", () => {
    const data = new Uint8ClampedArray(8);
    const none = new Uint8ClampedArray(0);
    const bad = [{ data: none, width: 0, height: 2 }, { data: none, width: 2, height: 0 }, { data, width: 0, height: 2 }, { data, width: 2, height: -1 }, { data, width: 0.5, height: 4 }, { data, width: 2 }, { data: [1, 2, 3, 4], width: 1, height: 1 }, { width: 1, height: 1 }, null, 3];
    for (const other of bad) expect(() => fromImageData(other as never)).toThrow("the image data must be an ImageData");
    expect(fromImageData({ data, width: 2, height: 1 }).shape).toEqual([4, 1, 2]);
    expect(fromImageData({ data, width: 1, height: 2 }).shape).toEqual([4, 2, 1]);
  }); // biome-ignore format: one a line
});
