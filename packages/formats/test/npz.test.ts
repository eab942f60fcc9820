import { type Tensor, tensor, zeros } from "@gradiente/core";
import { decodeNpz, encodeNpz, FormatError } from "@gradiente/formats";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { bytesOf, expectTensors, golden, type Told } from "./golden.ts";

interface Archives {
  readonly npz: Readonly<Record<string, { file: string; tensors: Record<string, Told> }>>;
}
const { npz } = golden<Archives>("archives.json");
const stored = bytesOf(npz.stored.file);

describe("decodeNpz", () => {
  it.each(Object.entries(npz))("reads what NumPy writes %s", (_name, { file, tensors }) => {
    const found = decodeNpz(bytesOf(file));
    expectTensors(found, tensors);
    expect([...found.keys()]).toEqual(Object.keys(tensors));
  });

  it("reads a file that lies anywhere in a buffer, such as a Buffer of Node", () => {
    const within = Buffer.concat([Buffer.from("xyz"), stored]).subarray(3);
    expect(decodeNpz(within).size).toBe(6);
  });

  it("refuses what is damaged, at any byte, or reads what was there", () => {
    const whole = JSON.stringify([...decodeNpz(stored)]);
    let refused = 0;
    for (let at = 0; at < stored.length; at++) {
      const changed = stored.slice();
      changed[at] ^= 0x10;
      try {
        // Dates, versions and the like say nothing about the arrays. A name may be another, if it is so in both places.
        expect(JSON.stringify([...decodeNpz(changed, "x.npz")]), `byte ${at}`).toBe(whole);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        expect((error as Error).message).toMatch(/^x\.npz: /);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(stored.length * 0.7);
  });

  it("shows names of 60 characters whole, and longer ones cut", () => {
    const twice = (length: number) => {
      const pair = ["n".repeat(length), tensor([1])] as const;
      return () => encodeNpz([pair, pair]);
    };
    expect(twice(60)).toThrow(`the name '${"n".repeat(60)}' is already taken`);
    expect(twice(61)).toThrow(`the name '${"n".repeat(57)}...' is already taken`);
  });

  it("refuses every beginning of a file", () => {
    for (let length = 0; length < stored.length; length += 7) {
      expect(() => decodeNpz(stored.subarray(0, length), "x.npz"), `${length} bytes`).toThrow(FormatError);
    }
  });

  const npy = (name = "a") => encodeNpz([[name, tensor([1, 2])]]);

  it("has a bound, which is checked before anything is unpacked", () => {
    const bomb = zipSync({ "a.npy": new Uint8Array(2 ** 24) });
    expect(bomb.length).toBeLessThan(20_000);
    const start = process.memoryUsage().arrayBuffers;
    expect(() => decodeNpz(bomb, "bomb.npz", { limit: 2 ** 20 })).toThrow(
      "bomb.npz: unpacked, it has more than the 1048576 bytes that it may have",
    );
    expect(process.memoryUsage().arrayBuffers - start).toBeLessThan(2 ** 22);
  });

  it("does not believe a size that deflate cannot reach, nor one that is not the true one", () => {
    const packed = zipSync({ "a.npy": new Uint8Array(1000) });
    const view = new DataView(packed.buffer);
    const directory = view.getUint32(packed.length - 22 + 16, true);
    view.setUint32(directory + 24, 2 ** 30, true);
    expect(() => decodeNpz(packed)).toThrow("which cannot unpack to 1073741824");
    for (const size of [999, 1001]) {
      view.setUint32(directory + 24, size, true);
      expect(() => decodeNpz(packed), `${size}`).toThrow(`does not unpack to the ${size} bytes`);
    }
  });

  it("refuses what is not npy, names twice, and parts that overlap", () => {
    expect(() => decodeNpz(zipSync({ "a.txt": new Uint8Array(3) }))).toThrow(
      "npz: 'a.txt' in it is no npy file",
    );
    const objects = decodeNpz.bind(null, zipSync({ "o.npy": Uint8Array.of(1, 2) }), "x.npz");
    expect(objects).toThrow("x.npz: o.npy: it does not begin as an npy file does");
    const two = encodeNpz([["a", tensor([1])], ["b", tensor([2])]]); // biome-ignore format: pairs
    const text = Buffer.from(two).toString("latin1").replaceAll("b.npy", "a.npy");
    expect(() => decodeNpz(new Uint8Array(Buffer.from(text, "latin1")))).toThrow(
      "'a.npy' is in the archive twice",
    );
    const view = new DataView(two.buffer);
    const directory = view.getUint32(two.length - 22 + 16, true);
    const renamed = two.slice();
    renamed[directory + 46] = "b".charCodeAt(0);
    expect(() => decodeNpz(renamed)).toThrow("'b.npy' has another name in front of its data");
  });

  /** Two stored arrays, changed by their bytes, and where the entries of the directory are. */
  const changed = (change: (view: DataView, entries: readonly [number, number], end: number) => unknown) => {
    const bytes = encodeNpz([["a", tensor([1])], ["b", tensor([2])]]); // biome-ignore format: pairs
    const view = new DataView(bytes.buffer);
    const end = bytes.length - 22;
    const directory = view.getUint32(end + 16, true);
    const entry = 46 + view.getUint16(directory + 28, true) + view.getUint16(directory + 30, true);
    change(view, [directory, directory + entry], end);
    return bytes;
  };
  const resized = (view: DataView, entry: number, size: number) => {
    view.setUint32(entry + 20, size, true);
    view.setUint32(entry + 24, size, true);
  };
  /** Bytes between the directory and the end of the archive, which say that they belong to it. */
  const between = (more: readonly number[], belongs: number) => {
    const bytes = npy();
    const end = bytes.length - 22;
    const longer = Uint8Array.from([...bytes.subarray(0, end), ...more, ...bytes.subarray(end)]);
    const view = new DataView(longer.buffer);
    view.setUint32(end + more.length + 12, view.getUint32(end + more.length + 12, true) + belongs, true);
    return longer;
  };
  const damaged = zipSync({ "a.npy": new Uint8Array(1000) });
  damaged.fill(0xff, 30 + 5, 30 + 5 + 4);
  const narrow = zipSync({ "a.npy": [new Uint8Array(9), { level: 0, extra: { 1: new Uint8Array(4) } }] });
  new DataView(narrow.buffer).setUint32(new DataView(narrow.buffer).getUint32(narrow.length - 6, true) + 24, 2 ** 32 - 1, true); // biome-ignore format: one thing

  it.each<[string, Uint8Array, string]>([
    ["an encrypted part", changed((view, [a]) => view.setUint16(a + 8, 1, true)), "'a.npy' is encrypted"],
    ["a name that is not UTF-8", changed((view, [a]) => view.setUint8(a + 46, 0xff)), "a name in the archive is not UTF-8"],
    ["a part in the directory", changed((view, [a], end) => resized(view, a, end)), "'a.npy' reaches into the directory"],
    ["a part in the next one", changed((view, [a]) => resized(view, a, view.getUint32(a + 24, true) + 40)), "'b.npy' overlaps with the part before"],
    ["no sizes of 64 bits", changed((view, [a]) => view.setUint32(a + 24, 2 ** 32 - 1, true)), "'a.npy' lacks its sizes of 64 bits"],
    ["half a size of 64 bits", narrow, "'a.npy' lacks a size of 64 bits"],
    ["a directory that goes on", between([0, 0, 0, 0], 4), "its directory does not end where it should"],
    ["a directory of 64 bits elsewhere", between([0x50, 0x4b, 6, 7, ...new Array(16).fill(0)], 0), "its directory is not where it should be"],
    ["data that do not unpack", damaged, "'a.npy' cannot be unpacked"],
  ])("refuses %s", (_name, bytes, message) => {
    expect(() => decodeNpz(bytes, "x.npz")).toThrow(FormatError);
    expect(() => decodeNpz(bytes, "x.npz")).toThrow(`x.npz: ${message}`);
  }); // biome-ignore format: a table

  it("finds the directory behind a comment", () => {
    const bytes = Uint8Array.from([...npy(), ...Buffer.from("hello")]);
    new DataView(bytes.buffer).setUint16(bytes.length - 5 - 2, 5, true);
    expect(decodeNpz(bytes).get("a")?.toArray()).toEqual([1, 2]);
    expect(() => decodeNpz(Uint8Array.from([...npy(), 1]))).toThrow("no directory of a zip file");
  });
});

describe("encodeNpz", () => {
  const tensors: [string, Tensor][] = [
    ["0.weight", tensor([[1.5, 2], [3, 4]])], // biome-ignore format: a matrix
    ["7", tensor([1e300], { dtype: "float64" })],
    ["__proto__", tensor([true, false])],
    ["", zeros([0, 2], { dtype: "int32" })],
  ];
  const plain = (all: Iterable<readonly [string, Tensor]>) =>
    [...all].map(([name, x]) => [name, x.dtype, x.shape, x.toArray()]);

  it.each([false, true])("is undone by decodeNpz, with compress %s", (compress) => {
    expect(plain(decodeNpz(encodeNpz(tensors, { compress })))).toEqual(plain(tensors));
  });

  it("compresses, writes float16, and gives the same bytes each time", () => {
    const many = [["w", zeros([10_000])]] as const;
    expect(encodeNpz(many, { compress: true }).length).toBeLessThan(1000);
    expect(encodeNpz(many).length).toBeGreaterThan(40_000);
    expect(encodeNpz(many, { dtype: "float16" }).length).toBeLessThan(21_000);
    expect(encodeNpz(many)).toEqual(encodeNpz(many));
    const halves = decodeNpz(encodeNpz([["w", tensor([0.1])], ["n", tensor([3], { dtype: "int32" })]], { dtype: "float16" })); // biome-ignore format: pairs
    expect(halves.get("w")?.toArray()).toEqual([0.0999755859375]);
    expect(halves.get("n")?.dtype).toBe("int32");
  });

  it("writes what NumPy does: the first day of 1980, names with .npy, stored or deflated", () => {
    const [plain, packed] = [false, true].map((compress) => {
      const bytes = encodeNpz([["a", zeros([9])]], { compress });
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const name = Buffer.from(bytes.subarray(30, 35)).toString();
      return [view.getUint16(8, true), view.getUint16(10, true), view.getUint16(12, true), name];
    });
    // The day and the month are 1, and the year is the first that zip files have.
    expect(plain).toEqual([0, 0, 33, "a.npy"]);
    expect(packed).toEqual([8, 0, 33, "a.npy"]);
    expect(encodeNpz([["a", zeros([9])]])).toEqual(encodeNpz([["a", zeros([9])]], { compress: false }));
  });

  it("rounds floating tensors of both dtypes to float16, and leaves others", () => {
    const all = (["float32", "float64", "int32", "bool"] as const).map((dtype) => [dtype, zeros([100], { dtype })] as const); // biome-ignore format: one thing
    const [half, own] = [{ dtype: "float16" } as const, {}].map((options) =>
      all.map(([name, x]) => encodeNpz([[name, x]], options).length),
    );
    expect(half.map((size, n) => own[n] - size)).toEqual([200, 600, 0, 0]);
  });

  it("names what it cannot write", () => {
    const twice = [["a", tensor([1])], ["a", tensor([1])]] as const; // biome-ignore format: pairs
    expect(() => encodeNpz(twice)).toThrow(
      new FormatError("encodeNpz", "the name 'a' is already taken; use another one"),
    );
    expect(() => encodeNpz([["w", tensor([1, 1e6])]], { dtype: "float16" })).toThrow(
      "encodeNpz: tensor 'w': element 1 is 1000000, beyond the largest float16",
    );
  });
});
