import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeSafetensors, encodeSafetensors, SafetensorsError, type Tensor, tensor } from "@gradiente/core";
import { FileError } from "@gradiente/files";
import { type ByteSource, decodeTensors, encodeTensors, SafetensorsReader } from "@gradiente/formats";
import {
  loadParquet,
  loadTensors,
  loadTfjs,
  openSafetensors,
  saveParquet,
  saveTensors,
} from "@gradiente/formats/files";
import { afterAll, describe, expect, it } from "vitest";
import { bytesOf, expectTensors, golden, type Told } from "./golden.ts";

const folder = mkdtempSync(join(tmpdir(), "gradiente-formats-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

const plain = (all: Iterable<readonly [string, Tensor]>) =>
  [...all].map(([name, x]) => [name, x.dtype, x.shape, x.toArray()]);

const array: [string, Tensor][] = [["array", tensor([[1, 2], [3, 4.5]], { dtype: "float64" })]]; // biome-ignore format: a matrix

describe("saveTensors and loadTensors", () => {
  it.each(["a.safetensors", "a.npy", "a.npz", "a.mat", "a.csv", "a.TXT"])(
    "%s comes back, told by its content",
    async (name) => {
      await saveTensors(path(name), array);
      const { tensors, format } = await loadTensors(path(name));
      expect(plain(tensors)).toEqual(plain(array));
      expect(name.toLowerCase()).toContain(format === "csv" ? name.toLowerCase().slice(2) : format);
      // The ending does not tell what is read.
      writeFileSync(path("other.bin"), readFileSync(path(name)));
      expect((await loadTensors(path("other.bin"))).format).toBe(format);
    },
  );

  it("reads and writes tables, and columns as tensors", async () => {
    await saveParquet(path("t.parquet"), [
      ["n", tensor([1, 2])],
      ["word", { kind: "text", values: ["a", null] }],
    ]);
    const { columns } = await loadParquet(path("t.parquet"), { columns: ["word"] });
    expect(columns).toEqual(new Map([["word", { kind: "text", values: ["a", null] }]]));
    const { format, tensors, values } = await loadTensors(path("t.parquet"));
    expect([format, plain(tensors), [...values]]).toEqual([
      "parquet",
      [["n", "float32", [2], [1, 2]]],
      [["word", ["a", null]]],
    ]);
    await saveTensors(path("s.parquet"), tensors);
    expect(plain((await loadTensors(path("s.parquet"))).tensors)).toEqual(plain(tensors));
    await expect(loadParquet(path("t.parquet"), { limit: 10 })).rejects.toThrow(
      "more than the 10 that it may have",
    );
    await expect(saveTensors(path("b.parquet"), [["x", tensor(1)]])).rejects.toThrow(
      "encodeParquet: column 'x': a tensor of shape [] is no column",
    );
    expect(existsSync(path("b.parquet"))).toBe(false);
  });

  it("reads PyTorch's files, with the values beside the tensors", async () => {
    const { pytorch } = golden<{ pytorch: Record<string, { file: string; tensors: Record<string, Told> }> }>(
      "archives.json",
    );
    writeFileSync(path("a.pt"), bytesOf(pytorch.checkpoint.file));
    const { format, tensors, values } = await loadTensors(path("a.pt"));
    expect([format, values.get("epoch"), tensors.size]).toEqual([
      "pytorch",
      3,
      Object.keys(pytorch.checkpoint.tensors).length,
    ]);
  });

  it("knows safetensors whatever the length of its header looks like", () => {
    // 123 is "{", 128 a pickle, 19280 "PK", 35615 gzip, 60 "<" with 256 more.
    for (const length of [123, 128, 384, 316, 19_280, 35_615]) {
      const header = JSON.stringify({ x: { dtype: "F32", shape: [1], data_offsets: [0, 4] } });
      const bytes = new Uint8Array(8 + length + 4);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
      bytes.set(Buffer.from(header.padEnd(length)), 8);
      const { format, tensors } = decodeTensors(bytes, "m.safetensors");
      expect([length, format, tensors.get("x")?.toArray()]).toEqual([length, "safetensors", [0]]);
    }
  });

  it("names what files are that it does not read", () => {
    const lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n";
    const cases: [string, Uint8Array][] = [
      ["it is packed with gzip", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0)],
      ["it is packed with zstd", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0)],
      ["it is GGUF", Buffer.from("GGUF\x03\0\0\0")],
      ["it is HTML or XML", Buffer.from("<!DOCTYPE html><html></html>")],
      ["it is a pointer of Git LFS", Buffer.from(lfs)],
    ];
    for (const [message, bytes] of cases) {
      for (const file of ["m.npz", "m.safetensors", "m"]) expect(() => decodeTensors(bytes, file)).toThrow(`${file}: ${message}`); // biome-ignore format: a line
    }
    expect(() => decodeSafetensors(Buffer.from(lfs), "m")).toThrow("m: it is a pointer of Git LFS");
  });

  it("takes a file that begins as none does for what its name says, and refuses it as that", () => {
    const bytes = Uint8Array.of(0, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xfe);
    const refused = (file: string): string => {
      try {
        return decodeTensors(bytes, file).format;
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refused("a.mat")).toMatch(/^a\.mat: .*of another version than 5; in MATLAB, save it with -v7$/);
    expect(refused("a.NPZ")).toMatch(/^a\.NPZ: .*zip/);
    expect(refused("a.npy")).toMatch(/^a\.npy: it does not begin/);
    expect(refused("a.safetensors")).toMatch(/^a\.safetensors: .*header/);
    expect(refused("a.pth")).toMatch(/^a\.pth: .*zip/);
    expect(refused("a.parquet")).toMatch(/^a\.parquet: .*Parquet/);
    for (const file of ["a.csv", "a.dat", "a", "npz"]) {
      expect(refused(file)).toBe(`${file}: it is not UTF-8, so no text of numbers`);
    }
    const hdf = Uint8Array.of(0x89, ...Buffer.from("HDF\r\n\x1a\n"), 0, 0, 0);
    for (const file of ["a.h5", "a.mat"])
      expect(() => decodeTensors(hdf, file)).toThrow(`${file}: it is HDF5`);
    // What the file says comes first.
    expect(decodeTensors(encodeTensors(array, { format: "npz" }), "a.mat").format).toBe("npz");
  });

  it("refuses by name what it cannot read or write, and leaves no file", async () => {
    expect(() => decodeTensors(new TextEncoder().encode('{"format":'), "m.json")).toThrow(
      "m.json: it is JSON",
    );
    await expect(loadTensors(path("none.npy"))).rejects.toThrow(FileError);
    await expect(loadTensors(path("a.npz"), { limit: 10 })).rejects.toThrow(
      "more than the 10 that it may have",
    );
    await expect(loadTensors(path("a.npz"), { format: "npy" })).rejects.toThrow(
      `${path("a.npz")}: it does not begin`,
    );
    await expect(saveTensors(path("b.weights"), array)).rejects.toThrow(
      "its ending is none of .safetensors, .npy",
    );
    const two = [...array, ["more", tensor(1)]] as const;
    await expect(saveTensors(path("b.npy"), two)).rejects.toThrow("npy holds one tensor, and there are 2");
    await expect(saveTensors(path("b.mat"), array, { dtype: "float16" })).rejects.toThrow(
      "mat has no float16",
    );
    await expect(saveTensors(path("b.npy"), array, { compress: true })).rejects.toThrow(
      "npy has no compress",
    );
    await expect(saveTensors(path("b.npy"), array, { metadata: { by: "me" } })).rejects.toThrow(
      "npy has no metadata: safetensors alone has",
    );
    const metadata = { by: 3 } as never;
    await expect(saveTensors(path("b.safetensors"), array, { metadata })).rejects.toThrow(
      "metadata must be an object of text by key",
    );
    expect(existsSync(path("b.npy"))).toBe(false);
  });

  it("writes the format that is asked for, whatever the ending", async () => {
    for (const name of ["c.weights", "c.npy", "c"]) {
      await saveTensors(path(name), array, { format: "mat" });
      expect((await loadTensors(path(name))).format).toBe("mat");
    }
  });

  it.each(["safetensors", "npy", "npz", "mat", "csv"] as const)("%s: no more bytes than may be", (format) => {
    const bytes = encodeTensors(array, { format });
    expect(() => decodeTensors(bytes, "x", { limit: bytes.length - 1 })).toThrow(
      `x: it has more than the ${bytes.length - 1} bytes that it may have`,
    );
    expect(plain(decodeTensors(bytes, "x", { limit: bytes.length }).tensors)).toEqual(plain(array));
  });

  it("what is packed: no more bytes than may be once it is unpacked", () => {
    const zeros: [string, Tensor][] = [["array", tensor(new Float32Array(10_000))]];
    const bytes = encodeTensors(zeros, { format: "npz", compress: true });
    expect(bytes.length).toBeLessThan(1000);
    expect(() => decodeTensors(bytes, "x.npz", { limit: 20_000 })).toThrow(/^x\.npz: .*20000 bytes/);
    expect(decodeTensors(bytes, "x.npz", { limit: 50_000 }).tensors.get("array")?.size).toBe(10_000);
  });

  it("writes 16 bits and deflates where that is asked for", async () => {
    await saveTensors(path("h.safetensors"), array, { dtype: "bfloat16" });
    expect((await loadTensors(path("h.safetensors"))).tensors.get("array")?.toArray()).toEqual([[1, 2], [3, 4.5]]); // biome-ignore format: a matrix
    await saveTensors(path("h.npz"), array, { compress: true, dtype: "float16" });
    expect((await loadTensors(path("h.npz"))).tensors.get("array")?.dtype).toBe("float32");
  });

  it("writes the text beside them where a format has room for it", async () => {
    await saveTensors(path("m.safetensors"), array, { metadata: { by: "me", format: "pt" } });
    expect([...(await loadTensors(path("m.safetensors"))).values]).toEqual([["by", "me"], ["format", "pt"]]); // biome-ignore format: pairs
  });

  it("has the same on bytes, without files", () => {
    const bytes = encodeTensors(array, { format: "npz" });
    expect(decodeTensors(bytes, "x").format).toBe("npz");
    const metadata = encodeSafetensors(array, { by: "me" });
    expect(decodeTensors(metadata).values).toEqual(new Map([["by", "me"]]));
  });
});

describe("loadTfjs", () => {
  it("reads model.json and the shards beside it", async () => {
    const { tfjs } = golden<{
      tfjs: { model: string; shards: Record<string, string>; tensors: Record<string, Told> };
    }>("matrices.json");
    writeFileSync(path("model.json"), bytesOf(tfjs.model));
    await expect(loadTfjs(path("model.json"))).rejects.toThrow("group1-shard1of2.bin: there is no such file");
    for (const [name, file] of Object.entries(tfjs.shards)) writeFileSync(path(name), bytesOf(file));
    expectTensors(await loadTfjs(path("model.json")), tfjs.tensors);
    await expect(loadTfjs(path("model.json"), { limit: bytesOf(tfjs.model).length + 60 })).rejects.toThrow(
      "that it may have",
    );
  });
});

const many: [string, Tensor][] = Array.from({ length: 2000 }, (_, i) => [
  `layer.${i}.weight`,
  tensor([i, i + 1]),
]);

describe("openSafetensors", () => {
  it("reads a header of any length, and then what is asked for", async () => {
    const bytes = encodeSafetensors(many, { by: "me" });
    writeFileSync(path("many.safetensors"), bytes);
    const file = await openSafetensors(path("many.safetensors"));
    expect(file.metadata).toEqual({ by: "me" });
    expect([...file.tensors.keys()]).toEqual(many.map(([name]) => name));
    expect(file.tensors.get("layer.7.weight")).toEqual({ dtype: "float32", shape: [2], bytes: 8 });
    expect((await file.read("layer.1999.weight")).toArray()).toEqual([1999, 2000]);
    await expect(file.read("none")).rejects.toThrow('many.safetensors has no tensor "none"');
    await file.close();
  });

  it("refuses what is no safetensors file, and a file that has become shorter", async () => {
    writeFileSync(path("bad.safetensors"), "nothing");
    await expect(openSafetensors(path("bad.safetensors"))).rejects.toThrow(SafetensorsError);
    await expect(openSafetensors(path("gone.safetensors"))).rejects.toThrow(FileError);
    await expect(openSafetensors(folder)).rejects.toThrow("it is a directory, not a regular file");
    writeFileSync(path("cut.safetensors"), encodeSafetensors(many));
    const file = await openSafetensors(path("cut.safetensors"));
    writeFileSync(path("cut.safetensors"), "");
    await expect(file.read("layer.0.weight")).rejects.toThrow("bytes when it was opened, and has fewer now");
    await file.close();
  });

  it("says of a source of one's own that it gives too few bytes", async () => {
    const whole = encodeSafetensors(many);
    const source = {
      name: "mine",
      size: whole.length,
      read: async (begin: number, end: number) => whole.slice(begin, begin === 0 ? end : end - 1),
      close: async () => {},
    };
    // A part of the file is read for its header, and the rest for the tensors.
    const file = await SafetensorsReader.open(source);
    await expect(file.read("layer.1999.weight")).rejects.toThrow(
      "mine: it gave 7 of 8 bytes; was it changed?",
    );
  });

  it("says of a source and a server that they give too little of a header", async () => {
    const whole = encodeSafetensors(many);
    const source = (read: (begin: number, end: number) => unknown) =>
      ({ name: "mine", size: whole.length, read, close: async () => {} }) as unknown as ByteSource;
    const short = source(async (begin, end) => whole.slice(begin, end - 1));
    await expect(SafetensorsReader.open(short)).rejects.toThrow(/^mine: it gave \d+ of \d+ bytes/);
    const text = source(async () => "text");
    await expect(SafetensorsReader.open(text)).rejects.toThrow(
      'mine: its read must give a Uint8Array, not "text"',
    );
    const listener: RequestListener = (request, response) => {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
      response.writeHead(206, { "content-range": `bytes ${from}-${to}/${whole.length}` });
      response.end(whole.subarray(Number(from), to === "0" ? 1 : Number(to) >> 1));
    };
    await served(listener, (url) =>
      expect(openSafetensors(url)).rejects.toThrow(/: it gave \d+ of \d+ bytes/),
    );
  });

  async function served(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/m.safetensors`);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  it("reads from a server no more than it needs", async () => {
    const big = encodeSafetensors([...many, ["big", tensor(new Float32Array(500_000))]]);
    let sent = 0;
    const listener: RequestListener = (request, response) => {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
      const part = big.subarray(Number(from), Number(to) + 1);
      sent += part.length;
      response.writeHead(206, { "content-range": `bytes ${from}-${to}/${big.length}` }).end(part);
    };
    await served(listener, async (url) => {
      const file = await openSafetensors(new URL(url));
      expect((await file.read("layer.42.weight")).toArray()).toEqual([42, 43]);
      await file.close();
    });
    expect(sent).toBeGreaterThan(100_000);
    expect(sent).toBeLessThan(400_000);
  });

  it.each<[string, RequestListener, string]>([
    ["another part", (_, response) => void response.writeHead(206, { "content-range": "bytes 1-8/100" }).end("12345678"), "the server gives bytes 1 to 8 where 0 to 0 were asked for"],
    ["a part without an end", (_, response) => {
      response.writeHead(206, { "content-range": "bytes 0-0/100" });
      const send = (): void => void (response.destroyed || response.write("x".repeat(2 ** 16), () => setImmediate(send)));
      send();
    }, "the server gives more than the 1 bytes that were asked for"],
    ["a part that it does not finish", (_, response) => {
      response.writeHead(206, { "content-range": "bytes 0-0/100", "content-length": 1 }).flushHeaders();
      setTimeout(() => response.destroy(), 20);
    }, "the server has stopped after 0 of 1 bytes (TypeError: terminated: "],
    ["a file of more bytes than there are numbers", (_, response) => void response.writeHead(206, { "content-range": "bytes 0-0/99999999999999999999" }).end("1"), "the server gives bytes 0 to 0 of a file of 99999999999999999999"],
    ["a part of an empty file", (_, response) => void response.writeHead(206, { "content-range": "bytes 0-0/0" }).end("1"), "the server gives bytes 0 to 0 of a file of 0"],
  ])("says that a server gives %s", async (_name, listener, message) => {
    await served(listener, (url) => expect(openSafetensors(url)).rejects.toThrow(`${url}: ${message}`));
  }); // biome-ignore format: a table

  it.each(["etag", "size"])("says that a server has another file than before, by its %s", async (what) => {
    const bytes = encodeSafetensors(many);
    let state = 1;
    const listener: RequestListener = (request, response) => {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
      const size = what === "size" ? bytes.length + state : bytes.length;
      const headers = {
        "content-range": `bytes ${from}-${to}/${size}`,
        ...(what === "etag" && { etag: `"${state}"` }),
      };
      response.writeHead(206, headers).end(bytes.subarray(Number(from), Number(to) + 1));
    };
    await served(listener, async (url) => {
      state = what === "size" ? 0 : 1;
      const file = await openSafetensors(url);
      expect((await file.read("layer.42.weight")).toArray()).toEqual([42, 43]);
      state++;
      await expect(file.read("layer.43.weight")).rejects.toThrow("the server has another file now");
    });
  });

  it("says what is wrong with a server", async () => {
    await served(
      (_, response) => response.writeHead(200).end("whole"),
      async (url) => {
        await expect(openSafetensors(url)).rejects.toThrow(`${url}: the server does not give parts of files`);
      },
    );
    await served(
      (_, response) => response.writeHead(404).end(),
      async (url) => {
        await expect(openSafetensors(url)).rejects.toThrow("the server answers with status 404");
      },
    );
    await expect(openSafetensors("http://127.0.0.1:1/x")).rejects.toThrow(
      "the server cannot be reached (TypeError: fetch failed: Error: bad port)",
    );
    await expect(openSafetensors(new URL("file:///m.safetensors"))).rejects.toThrow(
      "openSafetensors: the source must be a path, or a URL that begins with http:// or https://; fileURLToPath",
    );
  });
});
