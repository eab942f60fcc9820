import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { acquire } from "../src/files/acquire.ts";
import { parseTar } from "../src/formats/tar.ts";
import { DatasetFormatError, loadCifar10, loadFashionMnist } from "../src/index.ts";
import { smallMnist, temporaryDirectory, writeFiles } from "./fixtures.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A tar archive, as POSIX says. */
function tar(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const blocks: Buffer[] = [];
  for (const [name, content] of Object.entries(files)) {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write("0000644\0", 100);
    header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("        ", 148);
    header.write(name.endsWith("/") ? "5" : "0", 156);
    header.write("ustar\x0000", 257);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    blocks.push(header, Buffer.concat([content, Buffer.alloc(-content.length & 511)]));
  }
  return new Uint8Array(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** Images of which level p is (3 label + p) mod 256. */
const records = (...labels: number[]) =>
  Uint8Array.from(
    labels.flatMap((label) => [label, ...Array.from({ length: 3072 }, (_, p) => 3 * label + p)]),
  );

const small = (changes: Readonly<Record<string, Uint8Array>> = {}) => ({
  "cifar-10-batches-bin/": new Uint8Array(),
  "cifar-10-batches-bin/batches.meta.txt": new TextEncoder().encode("airplane\n"),
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((part) => [`cifar-10-batches-bin/data_batch_${part}.bin`, records(part, 0)]),
  ),
  "cifar-10-batches-bin/test_batch.bin": records(9),
  ...changes,
});

async function cifar(archive: Uint8Array, name = "cifar-10-binary.tar.gz"): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFiles(directory, { [name]: archive });
  return directory;
}

describe("loadCifar10", () => {
  test.each(["cifar-10-binary.tar.gz", "cifar-10-binary.tar"])("reads %s", async (name) => {
    const bytes = tar(small());
    const directory = await cifar(name.endsWith("gz") ? gzipSync(bytes) : bytes, name);
    const { train, test: rest } = await loadCifar10({ directory });
    expect([train.size, rest.size, train.imageShape, train.channels]).toEqual([10, 1, [32, 32], 3]);
    const { x, y } = train.batch([0, 8, 9]);
    expect([x.shape, y.toArray()]).toEqual([[3, 3, 32, 32], [1, 5, 0]]); // biome-ignore format: a pair
    expect([...x.toTypedArray().slice(3071, 3074)]).toEqual(
      [2, 15, 16].map((level) => Math.fround(level / 255)),
    );
    expect(rest.batch([0]).y.toArray()).toEqual([9]);
    expect(
      (await loadCifar10({ directory, limit: { train: 3 } })).train.batch([0, 1, 2]).y.toArray(),
    ).toEqual([1, 0, 2]);
  });

  test.each<[string, Uint8Array, string]>([
    ["no archive", new Uint8Array(2000).fill(65), "is no octal number"],
    ["a cut archive", tar(small()).subarray(0, 9000), "the archive ends"],
    ["no end", tar(small()).subarray(0, -1024), "ends without its last blocks"],
    ["a missing file", tar({ "a/test_batch.bin": records(1) }), "the archive has no file data_batch_1.bin"],
    [
      "half an image",
      tar(small({ "cifar-10-batches-bin/test_batch.bin": records(1).subarray(1) })),
      "test_batch.bin: its 3072 bytes are no whole number",
    ],
    [
      "an empty file",
      tar(small({ "cifar-10-batches-bin/data_batch_3.bin": new Uint8Array() })),
      "data_batch_3.bin: its 0 bytes",
    ],
    [
      "a label",
      tar(small({ "cifar-10-batches-bin/data_batch_2.bin": records(1, 10) })),
      "data_batch_2.bin, byte 3073: label 1 is 10",
    ],
    [
      "a file twice",
      tar(small({ "other/test_batch.bin": records(1) })),
      'the file "test_batch.bin" is there twice',
    ],
  ])("refuses %s", async (_name, archive, message) => {
    const error: unknown = await loadCifar10({ directory: await cifar(gzipSync(archive)) }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(DatasetFormatError);
    expect(String(error)).toContain("cifar-10-binary.tar.gz");
    expect(String(error)).toContain(message);
  });

  test("refuses an archive that unpacks to more than the published one", async () => {
    const directory = await cifar(gzipSync(Buffer.alloc(190_000_000), { level: 1 }));
    await expect(loadCifar10({ directory })).rejects.toThrow(
      "it holds more than the 184500000 bytes of the original",
    );
  });

  test("names the archive and its address where there is none", async () => {
    vi.stubEnv("GRADIENTE_DATA", undefined);
    const loading = loadCifar10({ cacheDirectory: await temporaryDirectory(), download: false });
    await expect(loading).rejects.toThrow(
      /CIFAR-10 was not found[\s\S]*cifar-10-binary.tar.gz from https:\/\/www.cs.toronto/,
    );
  });
});

test("an archive comes from a server, is checked, and is kept", async () => {
  vi.stubEnv("GRADIENTE_DATA", undefined);
  const stored = new Uint8Array(gzipSync(tar(small())));
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    expect(request.url).toBe("/cifar-10-binary.tar.gz");
    response.end(stored);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const sha256 = createHash("sha256").update(stored).digest("hex");
  const file = {
    name: "cifar-10-binary.tar",
    published: "cifar-10-binary.tar.gz",
    bytes: stored.length,
    sha256,
    unpackedBytes: 1e6,
  };
  const mirrors = [`http://127.0.0.1:${(server.address() as AddressInfo).port}/`];
  const set = { folder: "cifar-10", title: "CIFAR-10", files: [file], mirrors };
  const cacheDirectory = await temporaryDirectory();
  for (let round = 0; round < 2; round++) {
    const { content } = (await acquire(set, { cacheDirectory })).get(file.name) ?? {};
    expect(parseTar(content as Uint8Array, "x").get("test_batch.bin")).toEqual(records(9));
  }
  expect(asked).toBe(1);
  await expect(
    acquire({ ...set, folder: "b", files: [{ ...file, sha256: "0" }] }, { cacheDirectory }),
  ).rejects.toThrow("SHA-256");
});

describe("a tar archive", () => {
  const names = (bytes: Uint8Array) => [...parseTar(bytes, "a.tar").keys()];
  const content = new Uint8Array(512).fill(7);
  /** The archive with another byte in its first header, and the checksum of that. */
  const patched = (at: number, byte: number) => {
    const bytes = tar({ "folder/a": content });
    bytes[at] = byte;
    bytes.fill(32, 148, 156);
    const sum = bytes.subarray(0, 512).reduce((all, each) => all + each, 0);
    bytes.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
    return bytes;
  };

  test("has its files without their folders, up to its first empty block", () => {
    const all = tar({ "x/a": Uint8Array.of(1), "x/y/b": content, "z/": new Uint8Array(), ["n".repeat(100)]: Uint8Array.of(2, 3) }); // biome-ignore format: a line
    const found = parseTar(all, "a.tar");
    expect([...found]).toEqual([["a", Uint8Array.of(1)], ["b", content], ["n".repeat(100), Uint8Array.of(2, 3)]]); // biome-ignore format: pairs
    expect(names(all.subarray(0, -512))).toEqual([...found.keys()]);
    // Of old archives; of a link.
    expect([names(patched(156, 0)), names(patched(156, 50))]).toEqual([["a"], []]);
  });

  test.each<[string, Uint8Array, string]>([
    ["with another checksum", tar({ a: content }).map((byte, at) => (at === 0 ? byte + 1 : byte)), "a.tar, byte 0: the checksum of a header is another; is this a tar archive?"],
    ["with a size that is no number", patched(124, 57), "a.tar, byte 0: the size of a header is no octal number"],
    ["that ends within a file", tar({ a: content }).subarray(0, 1023), "a.tar, byte 0: a file of 512 bytes begins here, and the archive ends before; it is truncated"],
    ["that ends with a file", tar({ a: content }).subarray(0, 1024), "a.tar, byte 1024: the archive ends without its last blocks; it is truncated"],
    ["that ends within a header", tar({ a: content, b: content }).subarray(0, 1400), "a.tar, byte 1400: the archive ends without its last blocks; it is truncated"],
    ["with a file twice", tar({ "x/a": content, "y/a": content }), 'a.tar, byte 1024: the file "a" is there twice'],
    ["of nothing", new Uint8Array(), "a.tar, byte 0: the archive ends without its last blocks; it is truncated"],
  ])("%s is refused by its place", (_, bytes, message) => {
    expect(() => parseTar(bytes, "a.tar")).toThrow(message);
  }); // biome-ignore format: one row each
});

describe("loadFashionMnist", () => {
  test("reads files in the form of MNIST", async () => {
    const directory = await temporaryDirectory();
    await writeFiles(directory, smallMnist());
    const { train, test: rest } = await loadFashionMnist({ directory, limit: { train: 3 } });
    expect([train.size, rest.size, train.batch([1]).x.shape]).toEqual([3, 5, [1, 784]]);
    await expect(loadFashionMnist({ limit: 0 })).rejects.toThrow("loadFashionMnist: limit must be");
  });

  test("takes no files of MNIST for its own", async () => {
    const root = await temporaryDirectory();
    await writeFiles(root, smallMnist());
    vi.stubEnv("GRADIENTE_DATA", root);
    const options = { cacheDirectory: await temporaryDirectory(), download: false };
    await expect(loadFashionMnist(options)).rejects.toThrow("Fashion-MNIST was not found");
    await writeFiles(join(root, "fashion-mnist"), smallMnist());
    expect((await loadFashionMnist(options)).test.size).toBe(5);
  });
});
