import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Tensor, tensor, zeros } from "@gradiente/core";
import {
  decodeImage,
  decodeJpeg,
  decodePng,
  encodeJpeg,
  encodePng,
  FormatError,
  fromImageData,
  imageInfo,
  toImageData,
} from "@gradiente/formats";
import { loadImage, saveImage } from "@gradiente/formats/files";
import fc from "fast-check";
import { zlibSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { crc32 } from "../src/zip/crc32.ts";
import { bytesOf, golden } from "./golden.ts";

interface Told {
  readonly shape: readonly number[];
  readonly levels: readonly number[];
  readonly most: number;
}
type Files = Readonly<Record<string, readonly [file: string, told: Told]>>;
const { png, jpeg, refused } = golden<{
  readonly png: Files;
  readonly jpeg: Files;
  readonly refused: Readonly<Record<string, readonly [file: string, message: string]>>;
}>("images.json");

const folder = mkdtempSync(join(tmpdir(), "gradiente-images-"));
afterAll(() => rmSync(folder, { recursive: true }));

const levelsOf = (x: Tensor, most: number) =>
  Array.from(x.toTypedArray(), (value) => Math.round(value * most));

function expectImage(x: Tensor, { shape, levels, most }: Told): void {
  expect(x.dtype).toBe("float32");
  expect(x.shape).toEqual(shape);
  expect([...x.toTypedArray()]).toEqual(levels.map((level) => Math.fround(level / most)));
}

/** A PNG file with a header of its own. */
function pngWith(
  header: readonly number[],
  rows: Uint8Array,
  extra: readonly [string, Uint8Array][] = [],
): Uint8Array {
  return pngOf([["IHDR", header], ...extra, ["IDAT", zlibSync(rows)], ["IEND", []]]);
}

/** A PNG file of these chunks, with right checksums. */
function pngOf(chunks: readonly (readonly [name: string, content: ArrayLike<number>])[]): Uint8Array {
  const chunk = ([name, content]: readonly [string, ArrayLike<number>]) => {
    const body = Uint8Array.from([...new TextEncoder().encode(name), ...Array.from(content)]);
    const number = (value: number) =>
      [value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 255);
    return [...number(content.length), ...body, ...number(crc32(body))];
  };
  return Uint8Array.from([...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], ...chunks.flatMap(chunk)]);
}

const bigEndian = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const header = (width: number, height: number, bits = 8, type = 0) => [
  ...bigEndian(width),
  ...bigEndian(height),
  ...[bits, type, 0, 0, 0],
];

describe("decodePng", () => {
  it.each(Object.entries(png))("reads %s", (_name, [file, told]) => {
    const bytes = bytesOf(file);
    expectImage(decodePng(bytes, "x.png"), told);
    const [channels, height, width] = told.shape;
    const bitDepth = told.most === 255 ? 8 : 16;
    expect(imageInfo(bytes)).toEqual({ format: "png", width, height, channels, bitDepth });
  });

  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "it does not begin as a PNG file"],
    [
      "a change of line ends",
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0a, 0x1a, 0x0a),
      "changed as if it were text",
    ],
    ["only a signature", encodePng(zeros([1, 1])).subarray(0, 20), "it ends within its header"],
    ["a cut", encodePng(zeros([9, 9])).subarray(0, 50), "ends within its chunk IDAT; it is cut off"],
    ["no end", encodePng(zeros([9, 9])).subarray(0, -12), "it ends before its last chunk"],
    ["another bit", changed(encodePng(zeros([9, 9])), 45), "its chunk IDAT is not as it was written"],
    ["no pixels", pngWith(header(0, 3), new Uint8Array()), "0 x 3 pixels"],
    [
      "a depth",
      pngWith(header(1, 1, 3), new Uint8Array(2)),
      "it has 3 bits a channel; colour type 0 has 1, 2, 4, 8, 16",
    ],
    ["a colour type", pngWith(header(1, 1, 8, 5), new Uint8Array(2)), "its colour type is 5"],
    ["a filter", pngWith(header(1, 1), Uint8Array.of(5, 0)), "a row has the filter 5"],
    ["too few rows", pngWith(header(2, 2), new Uint8Array(5)), "unpack to 5 bytes, and its header says 6"],
    [
      "too many rows",
      pngWith(header(2, 2), new Uint8Array(7)),
      "unpack to more bytes, and its header says 6",
    ],
    ["a bomb", pngWith(header(2, 2), new Uint8Array(1e6)), "unpack to more bytes, and its header says 6"],
    [
      "a false size",
      pngWith(header(10_000, 10_000), new Uint8Array(9)),
      "cannot hold the pixels that its header says",
    ],
    ["no palette", pngWith(header(1, 1, 8, 3), new Uint8Array(2)), "its palette (PLTE) has 0 bytes"],
    [
      "a colour beyond the palette",
      pngWith(header(1, 1, 8, 3), Uint8Array.of(0, 2), [["PLTE", new Uint8Array(6)]]),
      "a pixel has the colour 2 of a palette of 2",
    ],
    [
      "a critical chunk",
      pngWith(header(1, 1), new Uint8Array(2), [["QQQQ", new Uint8Array()]]),
      "it needs its chunk QQQQ, which is not known here",
    ],
    [
      "another chunk first",
      pngOf([
        ["tEXt", header(1, 1)],
        ["IEND", []],
      ]),
      "its first chunk is no header (IHDR)",
    ],
    [
      "no data",
      pngOf([
        ["IHDR", header(1, 1)],
        ["IEND", []],
      ]),
      "it has no pixels (IDAT)",
    ],
    [
      "data that are not packed, with a right checksum",
      pngOf([
        ["IHDR", header(1, 1)],
        ["IDAT", [0x78, 0x9c, 0x07, 0, 0, 0, 0, 0, 0]],
        ["IEND", []],
      ]),
      "its pixels cannot be unpacked",
    ],
    [
      "pixels whose own checksum is another",
      pngOf([
        ["IHDR", header(1, 1)],
        ["IDAT", changed(zlibSync(new Uint8Array(2)), zlibSync(new Uint8Array(2)).length - 1)],
        ["IEND", []],
      ]),
      "its pixels are not as they were written",
    ],
    [
      "a transparent colour of another length",
      pngWith(header(1, 1), new Uint8Array(2), [["tRNS", new Uint8Array(1)]]),
      "its transparent colour (tRNS) has 1 bytes, not 2",
    ],
  ])("refuses %s", (_name, bytes, message) => {
    expect(() => decodePng(bytes, "x.png")).toThrow(FormatError);
    expect(() => decodePng(bytes, "x.png")).toThrow("x.png: ");
    expect(() => decodePng(bytes, "x.png")).toThrow(message);
  });

  it("refuses more pixels than the limit before it allocates them", () => {
    const bytes = pngWith(header(60_000, 60_000), new Uint8Array(9));
    expect(() => decodePng(bytes, "x.png")).toThrow(
      "x.png: its 60000 x 60000 pixels take 3600000000 bytes, more than the 268435456 that they may; set a limit",
    );
    const small = encodePng(zeros([3, 4, 5]));
    expect(decodePng(small, "x.png", { limit: 60 }).shape).toEqual([3, 4, 5]);
    expect(() => decodePng(small, "x.png", { limit: 59 })).toThrow("take 60 bytes");
  });
});

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] ^= 1;
  return copy;
}

describe("encodePng", () => {
  const image = fc
    .record({
      shape: fc.tuple(
        fc.constantFrom(1, 2, 3, 4),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
      ),
      bitDepth: fc.constantFrom(8 as const, 16 as const),
      seed: fc.integer({ min: 1, max: 1e6 }),
    })
    .map(({ shape, bitDepth, seed }) => {
      const most = bitDepth === 8 ? 255 : 65535;
      const size = shape[0] * shape[1] * shape[2];
      // Smooth and wild values, so that every filter is chosen.
      const levels = Float32Array.from({ length: size }, (_, at) =>
        seed % 2 ? (at * seed) % (most + 1) : Math.floor(((at % 97) * most) / 97),
      );
      return {
        x: tensor(
          levels.map((level) => level / most),
          { shape },
        ),
        bitDepth,
      };
    });

  it("gives every level back", () => {
    fc.assert(
      fc.property(image, ({ x, bitDepth }) => {
        const bytes = encodePng(x, { bitDepth });
        expect(decodePng(bytes).shape).toEqual(x.shape);
        expect([...decodePng(bytes).toTypedArray()]).toEqual([...x.toTypedArray()]);
        expect(encodePng(x, { bitDepth })).toEqual(bytes);
      }),
    );
  });

  it.each<[string, Tensor, string]>([
    [
      "too large a value",
      tensor([[0, 255]]),
      "the value at [0, 0, 1] is 255, outside of [0, 1]; divide levels up to 255 by 255",
    ],
    [
      "a negative value",
      tensor([[0], [-0.5]]),
      "the value at [0, 1, 0] is -0.5, outside of [0, 1]; clip(0, 1) limits them",
    ],
    ["the next value above 1", tensor([[1, 1 + 2 ** -23]]), "the value at [0, 0, 1] is 1.0000001"],
    ["the smallest negative value", tensor([[0], [-(2 ** -149)]]), "the value at [0, 1, 0] is -1.4"],
    ["NaN", tensor([[Number.NaN]]), "is NaN"],
    [
      "a vector",
      zeros([3]),
      "a tensor of shape [3] is no image; its shape must be [height, width], or [channels",
    ],
    ["a batch", zeros([1, 3, 2, 2]), "is no image"],
    ["five channels", zeros([5, 2, 2]), "with 1, 2, 3 or 4 channels"],
    ["no pixels", zeros([3, 0, 2]), "is no image"],
  ])("refuses %s", (_name, x, message) => {
    expect(() => encodePng(x)).toThrow(FormatError);
    expect(() => encodePng(x)).toThrow(message);
  });
});

describe("channels", () => {
  const file = encodePng(tensor([[[1]], [[0.2]], [[0.4]], [[0.6]]]));
  const grey = encodePng(tensor([[0.4]]));

  it.each<[string, Uint8Array, 1 | 3 | 4, number[]]>([
    ["RGBA to grey", file, 1, [0.299 + 0.587 * 0.2 + 0.114 * 0.4]],
    ["RGBA to RGB", file, 3, [1, 0.2, 0.4]],
    ["RGBA as it is", file, 4, [1, 0.2, 0.4, 0.6]],
    ["grey to RGB", grey, 3, [0.4, 0.4, 0.4]],
    ["grey to RGBA", grey, 4, [0.4, 0.4, 0.4, 1]],
  ])("turn %s", (_name, bytes, channels, values) => {
    expect(decodePng(bytes, "x", { channels }).shape).toEqual([channels, 1, 1]);
    expect([...decodePng(bytes, "x", { channels }).toTypedArray()]).toEqual(
      values.map((value) => Math.fround(value)),
    );
  });

  it("keep the opacity of grey with opacity where it is asked for", () => {
    const both = encodePng(tensor([[[0.2]], [[0.6]]]));
    expect([...decodePng(both, "x", { channels: 4 }).toTypedArray()]).toEqual(
      [0.2, 0.2, 0.2, 0.6].map(Math.fround),
    );
  });
});

describe("decodeJpeg", () => {
  it.each(Object.entries(jpeg))("reads %s as Pillow does", async (_name, [file, told]) => {
    const bytes = bytesOf(file);
    expectImage(await decodeJpeg(bytes, "x.jpg"), told);
    const [channels, height, width] = told.shape;
    expect(imageInfo(bytes)).toEqual({ format: "jpeg", width, height, channels, bitDepth: 8 });
  });

  it.each(Object.entries(refused))("refuses %s", async (_name, [file, message]) => {
    await expect(decodeImage(bytesOf(file), "x.jpg")).rejects.toThrow(FormatError);
    await expect(decodeImage(bytesOf(file), "x.jpg")).rejects.toThrow(`x.jpg: ${message}`);
  });

  const [[file]] = Object.values(jpeg);
  const whole = bytesOf(file);
  const frame = whole.findIndex((byte, at) => byte === 0xff && whole[at + 1] === 0xc0);
  const tables = whole.findIndex((byte, at) => byte === 0xff && whole[at + 1] === 0xc4);
  const scan = whole.findIndex((byte, at) => byte === 0xff && whole[at + 1] === 0xda);
  const lengthAt = (at: number) => whole[at + 2] * 256 + whole[at + 3];
  const with_ = (at: number, ...bytes: number[]) => {
    const copy = whole.slice();
    copy.set(bytes, at);
    return copy;
  };

  it.each<[string, Uint8Array, string]>([
    ["text", new TextEncoder().encode("hello"), "it begins neither as PNG nor as JPEG"],
    ["a cut", whole.subarray(0, whole.length - 50), "it ends before its last marker (EOI); it is cut off"],
    ["a cut header", whole.subarray(0, frame + 6), "it ends within a segment"],
    ["data that were cut out", Uint8Array.from([...whole.subarray(0, -60), 0xff, 0xd9]), "it is damaged"],
    [
      "another size",
      with_(frame + 5, 0x20, 0, 0x07, 0xd0),
      "bytes cannot hold the 2000 x 8192 pixels of its header",
    ],
    ["no rows", with_(frame + 5, 0, 0), "its header says 21 x 0 pixels"],
    ["12 bits", with_(frame + 4, 12), "it has 12 bits a channel, and 8 can be read"],
    ["arithmetic coding", with_(frame + 1, 0xc9), "it is coded in another way (arithmetic coding)"],
    ["data between segments", with_(frame, 0x12), `there is no marker at byte ${frame}`],
    ["a frame header of 3 bytes", with_(frame + 2, 0, 5), "its frame header is cut off"],
    [
      "a frame header of other channels",
      with_(frame + 9, whole[frame + 9] === 3 ? 1 : 3),
      "its frame header has another length than its channels need",
    ],
    [
      "two frames",
      Uint8Array.from([
        ...whole.subarray(0, frame),
        ...whole.subarray(frame, frame + 2 + lengthAt(frame)),
        ...whole.subarray(frame),
      ]),
      "it has 2 frame headers, and one is due",
    ],
    ["no scan", Uint8Array.from([...whole.subarray(0, scan), 0xff, 0xd9]), "it has no pixels (no scan)"],
    ["no frame", with_(frame + 1, 0xe5), "it has no frame header before its pixels"],
    ["Huffman tables that are none", with_(tables + 5, ...new Array(16).fill(255)), "it is damaged"],
  ])("refuses %s", async (_name, bytes, message) => {
    await expect(decodeImage(bytes, "x.jpg")).rejects.toThrow(FormatError);
    await expect(decodeImage(bytes, "x.jpg")).rejects.toThrow(message);
    // The decoder goes on as if nothing had been.
    expectImage(await decodeJpeg(whole), Object.values(jpeg)[0][1]);
  });

  it("refuses more scans than a file has", async () => {
    const [progressive] = jpeg.progressive;
    const bytes = bytesOf(progressive);
    const scan = bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xda);
    const again = [...bytes.subarray(scan, -2)];
    const many = Uint8Array.from([
      ...bytes.subarray(0, -2),
      ...Array.from({ length: 100 }, () => again).flat(),
      0xff,
      0xd9,
    ]);
    await expect(decodeJpeg(many)).rejects.toThrow("scans, and at most 100 are read");
  });

  it("refuses more pixels than the limit before it allocates them", async () => {
    await expect(decodeJpeg(with_(frame + 5, 0xff, 0xff, 0xff, 0xff), "x.jpg")).rejects.toThrow(
      "its 65535 x 65535 pixels take 12884508675 bytes, more than the 268435456",
    );
  });

  it("leaves no ImageData behind, and takes several at once", async () => {
    const all = await Promise.all(Object.values(jpeg).map(([each]) => decodeJpeg(bytesOf(each))));
    for (const [at, [, told]] of Object.values(jpeg).entries()) expectImage(all[at], told);
    expect("ImageData" in globalThis).toBe(false);
  });
});

describe("encodeJpeg", () => {
  it("is near what was written, and nearer with more quality", async () => {
    const values = Float32Array.from({ length: 3 * 24 * 33 }, (_, at) => {
      const [channel, row, column] = [Math.floor(at / 792), Math.floor(at / 33) % 24, at % 33];
      return 0.5 + 0.4 * Math.sin((row + column) / 12 + channel);
    });
    const x = tensor(values, { shape: [3, 24, 33] });
    const off = async (quality: number) => {
      const again = await decodeJpeg(await encodeJpeg(x, { quality }));
      expect(again.shape).toEqual(x.shape);
      return again.sub(x).abs().mean().item();
    };
    const [coarse, fine] = [await off(30), await off(98)];
    expect(fine).toBeLessThan(0.01);
    expect(coarse).toBeLessThan(0.06);
    expect(fine).toBeLessThan(coarse);
  });

  it("writes grey as one channel", async () => {
    const bytes = await encodeJpeg(tensor([[0, 1], [0.5, 0.25]]), { quality: 100 }); // biome-ignore format: a matrix
    expect(imageInfo(bytes)).toMatchObject({ channels: 1, width: 2, height: 2 });
    expect(levelsOf(await decodeJpeg(bytes), 255)).toEqual([0, 255, 128, 64]);
  });

  it("refuses opacity, and sides that are too long", async () => {
    await expect(encodeJpeg(zeros([4, 2, 2]))).rejects.toThrow(
      "[channels, height, width] with 1 or 3 channels",
    );
    expect(imageInfo(await encodeJpeg(zeros([1, 65500])))).toMatchObject({ width: 65500, height: 1 });
    expect(imageInfo(await encodeJpeg(zeros([65500, 1])))).toMatchObject({ width: 1, height: 65500 });
    const message = "pixels are more than 65,500 a side; write PNG";
    await expect(encodeJpeg(zeros([1, 65501]))).rejects.toThrow(`encodeJpeg: 65501 x 1 ${message}`);
    await expect(encodeJpeg(zeros([65501, 1]))).rejects.toThrow(`encodeJpeg: 1 x 65501 ${message}`);
  });
});

describe("image data", () => {
  it("is a tensor and back", () => {
    const data = Uint8ClampedArray.from({ length: 4 * 6 }, (_, at) => (at * 37) % 256);
    const x = fromImageData({ data, width: 3, height: 2 });
    expect(x.shape).toEqual([4, 2, 3]);
    expect(levelsOf(x, 255).slice(0, 2)).toEqual([data[0], data[4]]);
    expect(toImageData(x)).toEqual({ data, width: 3, height: 2 });
    expect([...toImageData(tensor([[[0.2]], [[0.4]]])).data]).toEqual([51, 51, 51, 102]);
    expect([...toImageData(tensor([[[1]], [[0]], [[0.2]]])).data]).toEqual([255, 0, 51, 255]);
  });

  it("is that of the platform where it has one", () => {
    class ImageData {
      readonly data: Uint8ClampedArray;
      constructor(data: Uint8ClampedArray) {
        this.data = data;
      }
    }
    Object.assign(globalThis, { ImageData });
    try {
      expect(toImageData(zeros([2, 3]))).toBeInstanceOf(ImageData);
    } finally {
      delete (globalThis as { ImageData?: unknown }).ImageData;
    }
  });

  it("refuses what is none", () => {
    const data = new Uint8ClampedArray(4);
    expect(() => fromImageData({ data, width: 1, height: 2 })).toThrow(
      "fromImageData: the image data must be an ImageData",
    );
    expect(() => fromImageData({ data: new Float32Array(4), width: 1, height: 1 })).toThrow(TypeError);
  });
});

describe("files of images", () => {
  it("are written by their ending, and read by what they are", async () => {
    const x = tensor([[0, 0.2], [0.4, 1]]); // biome-ignore format: a matrix
    for (const name of ["a.png", "b.JPG", "c.jpeg"]) {
      await saveImage(join(folder, name), x);
      expect((await loadImage(join(folder, name), { channels: 3 })).shape).toEqual([3, 2, 2]);
    }
    await saveImage(join(folder, "deep.png"), x, { bitDepth: 16 });
    expect([...(await loadImage(join(folder, "deep.png"))).toTypedArray()]).toEqual([...x.toTypedArray()]);
    const infoOf = (name: string) => imageInfo(readFileSync(join(folder, name)));
    expect([infoOf("deep.png").bitDepth, infoOf("a.png").bitDepth]).toEqual([16, 8]);
    await saveImage(join(folder, "coarse.jpg"), x, { quality: 1 });
    const sizes = ["coarse.jpg", "b.JPG"].map((name) => readFileSync(join(folder, name)).length);
    expect(sizes[0]).toBeLessThan(sizes[1]);
    await expect(loadImage(join(folder, "a.png"), { limit: 3 })).rejects.toThrow("3");
  });

  it("are refused by name", async () => {
    const x = zeros([2, 2]);
    await expect(saveImage("", x)).rejects.toThrow("saveImage: the path must be");
    await expect(loadImage("a\0")).rejects.toThrow("loadImage: the path must be");
    await expect(saveImage("a.gif", x)).rejects.toThrow("a.gif: its ending is none of .png, .jpg and .jpeg");
    await expect(saveImage("a.png", x, { quality: 5 })).rejects.toThrow("PNG keeps all, and has no quality");
    await expect(saveImage("a.jpg", x, { bitDepth: 8 })).rejects.toThrow("JPEG has 8 bits a channel");
    const path = join(folder, "broken.png");
    writeFileSync(path, encodePng(x).subarray(0, 40));
    await expect(loadImage(path)).rejects.toThrow(`${path}: it ends`);
  });
});
