import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  safetensorsChunks,
  type Tensor,
  tensor,
  zeros,
} from "@gradiente/core";
import { dtypes, tensors } from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

function withHeader(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

describe("safetensors", () => {
  it("gives back what was saved: names, order, dtypes, shapes, values, metadata", () => {
    const anyTensor = dtypes().chain((dtype) =>
      tensors({ dtype, shape: { minimumSize: 0, maximumSize: 3 } }),
    );
    const anyName = fc.oneof(fc.string({ unit: "binary" }), fc.nat(20).map(String), fc.constantFrom("__proto__", "constructor", "toJSON")); // biome-ignore format: one thing
    const named = fc.uniqueArray(fc.tuple(anyName, anyTensor), { selector: ([name]) => name, maxLength: 4 });
    fc.assert(
      fc.property(
        named,
        fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
        (list, metadata) => {
          const { tensors: read, metadata: text } = decodeSafetensors(encodeSafetensors(list, metadata));
          expect({ ...text }).toEqual({ ...metadata });
          expect([...read.keys()]).toEqual(list.map(([name]) => name));
          for (const [name, x] of list) {
            const y = read.get(name) as Tensor;
            expect([y.dtype, y.shape, y.toArray()]).toEqual([x.dtype, x.shape, x.toArray()]);
          }
        },
      ),
    );
  });

  it("comes in pieces of the same bytes, one for the header and one for each tensor, read when its turn comes", () => {
    const list: [string, Tensor][] = [["flag", tensor([true])], ["wide", zeros([3], { dtype: "float64" })], ["w", tensor([[1, 2], [3, 4]]).transpose()], ["half", tensor([0.1])]]; // biome-ignore format: a list
    const options = { dtype: { half: "bfloat16" } } as const;
    const chunks = [...safetensorsChunks(list, { by: "test" }, options)];
    expect(chunks).toHaveLength(1 + list.length);
    expect(Buffer.concat(chunks).equals(encodeSafetensors(list, { by: "test" }, options))).toBe(true);
    expect(() => safetensorsChunks([...list, list[0]])).toThrow(
      "safetensorsChunks: the name 'flag' is already taken",
    );
    const large = safetensorsChunks([["w", tensor([1e30])]], {}, { dtype: "float16" })[Symbol.iterator]();
    expect(large.next().done).toBe(false);
    expect(() => large.next()).toThrow("safetensorsChunks: tensor 'w': element 0 is 1.0000000150474662e+30");
  });

  it("writes the format of the specification, header padded to eight bytes", () => {
    const bytes = encodeSafetensors([["w", tensor([1, 2])]], { by: "test" });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: { by: "test" },
      w: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
    });
    expect([...new Float32Array(bytes.slice(8 + length).buffer)]).toEqual([1, 2]);
  });

  it("lays the widest elements first, so that each tensor is aligned", () => {
    const bytes = encodeSafetensors([["flag", tensor([true])], ["wide", tensor([1], { dtype: "float64" })], ["w", tensor([1])]]); // biome-ignore format: a list
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(Object.keys(header)).toEqual(["flag", "wide", "w"]);
    expect([header.wide, header.w, header.flag].map((entry) => entry.data_offsets[0])).toEqual([0, 8, 12]);
  });

  it("reads from the middle of a larger buffer", () => {
    const bytes = encodeSafetensors([["w", tensor([1, 2])]]);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(decodeSafetensors(larger.subarray(3)).tensors.get("w")?.toArray()).toEqual([1, 2]);
  });

  it("fails cleanly when cut off anywhere", () => {
    const bytes = encodeSafetensors([["w", tensor([1, 2])], ["b", zeros([])]]); // biome-ignore format: a list
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length)), `${length} bytes`).toThrow(SafetensorsError);
    }
  });

  it("fails cleanly on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
      }),
    );
  });

  const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  const eight = new Uint8Array(8);
  const broken: Record<string, [bytes: Uint8Array, message: RegExp]> = {
    "a header longer than the file": [Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 1), /header should have .* bytes, but the file has 1/],
    "a header that is no JSON": [withHeader("{"), /header is not valid JSON: a key is missing, at character 1/],
    "a header that is no UTF-8": [Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff), /the header is not UTF-8/],
    "a name twice": [withHeader('{"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0077":{}}'), /the key "w" is there twice/],
    "a part of an entry twice": [withHeader('{"w":{"dtype":"F32","shape":[0],"shape":[0],"data_offsets":[0,0]}}'), /the key "shape" is there twice/],
    "metadata twice": [withHeader('{"__metadata__":{"a":"1","a":"2"}}'), /the key "a" is there twice/],
    "a header nested deep": [withHeader(`{"w":${"[".repeat(1e6)}`), /nests deeper than 32/],
    "a dtype in a list": [withHeader({ w: { ...entry, dtype: ["F32"] } }, eight), /tensor 'w': dtype \["F32"\] is not supported/],
    "a dtype that cannot be printed": [withHeader({ w: { ...entry, dtype: { toString: 1 } } }, eight), /dtype an object is not supported/],
    "no shape": [withHeader({ w: { dtype: "F32", data_offsets: [0, 8] } }, eight), /tensor 'w': undefined is not a shape/],
    "more axes than can be printed": [withHeader({ w: { ...entry, shape: Array(65).fill(1) } }, eight), /it has 65 axes, more than the 64 allowed/],
    "a size of minus nothing": [withHeader('{"w":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}'), /is not a shape/],
    "a name as long as a page": [withHeader({ ["w".repeat(5000)]: 1 }), /^safetensors: tensor 'w{57}\.\.\.': its entry/],
    "a header that is no object": [withHeader([1]), /not a JSON object/],
    "an entry that is no object": [withHeader({ w: 1 }), /tensor 'w': its entry in the header is not an object/],
    "an unknown dtype": [withHeader({ w: { ...entry, dtype: "F8_E4M3" } }, eight), /tensor 'w': dtype F8_E4M3 is not supported; convert it to F32, F64, I32, BOOL, F16/],
    "a negative size": [withHeader({ w: { ...entry, shape: [-2] } }, eight), /\[-2\] is not a shape/],
    "a huge shape": [withHeader({ w: { ...entry, shape: [2 ** 40, 2 ** 12] } }, eight), /takes .* bytes, but data_offsets span 8/],
    "offsets the wrong way round": [withHeader({ w: { ...entry, data_offsets: [8, 0] } }, eight), /are not \[begin, end\]/],
    "offsets beyond the file": [withHeader({ w: entry }), /take 8 bytes, but the file has 0/],
    "data left over": [withHeader({ w: entry }, new Uint8Array(9)), /take 8 bytes, but the file has 9/],
    "a gap": [withHeader({ w: { ...entry, data_offsets: [4, 12] } }, new Uint8Array(12)), /'w' begins at byte 4 of the data, but the tensor before it ends at 0/],
    "an overlap": [withHeader({ v: entry, w: { ...entry, data_offsets: [4, 12] } }, new Uint8Array(12)), /'w' begins at byte 4/],
    "a BOOL that is neither": [withHeader({ w: { dtype: "BOOL", shape: [1], data_offsets: [0, 1] } }, Uint8Array.of(2)), /'w': element 0 is 2: each byte of a BOOL must be 0 or 1/],
    "metadata that is no text": [withHeader({ __metadata__: { a: 1 } }), /must be an object of strings/],
  }; // biome-ignore format: one row a case
  for (const [name, [bytes, message]] of Object.entries(broken)) {
    it(`refuses ${name}`, () => {
      expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
      expect(() => decodeSafetensors(bytes)).toThrow(message);
    });
  }

  it("takes 64 axes, and tensors of nothing", () => {
    const { tensors } = decodeSafetensors(encodeSafetensors([["deep", zeros(new Array<number>(64).fill(1))], ["none", zeros([0, 3])]])); // biome-ignore format: one line
    expect([tensors.get("deep")?.ndim, tensors.get("none")?.shape]).toEqual([64, [0, 3]]);
  });

  it("knows a pointer of Git LFS, and no other text", () => {
    const read = (text: string) => () => decodeSafetensors(new TextEncoder().encode(text), "w");
    expect(read("version https://git-lfs.github.com/spec/v1\noid sha256:00\n")).toThrow(
      "w: it is a pointer of Git LFS, not the file itself; `git lfs pull` fetches that",
    );
    expect(read("<html>\nnot found\n</html>")).toThrow(
      /^w: the header should have \d+ bytes, but the file has 16 after this number/,
    );
  });

  it("names the file", () => {
    expect(() => decodeSafetensors(withHeader({ w: 1 }), "out/w.safetensors")).toThrow(
      "out/w.safetensors: tensor 'w': its entry in the header is not an object",
    );
  });

  it("keeps the order of names that an object would move", () => {
    const names = ["b", "2", "__proto__", "1", "a", "0"];
    const { tensors } = decodeSafetensors(encodeSafetensors(names.map((name, i) => [name, tensor(i)])));
    expect([...tensors].map(([name, x]) => [name, x.item()])).toEqual(names.map((name, i) => [name, i]));
  });

  it("writes nothing that it would not read", () => {
    expect(() => encodeSafetensors([], { a: 1 as never })).toThrow(
      /encodeSafetensors: the metadata must be an object of text by key/,
    );
  });

  it("refuses a name twice", () => {
    const x = tensor(1);
    expect(() => encodeSafetensors([["a", x], ["a", x]])).toThrow(/the name 'a' is already taken/); // biome-ignore format: a list
  });
});
