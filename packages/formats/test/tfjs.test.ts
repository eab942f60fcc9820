import { decodeTfjs, FormatError, tfjsShards } from "@gradiente/formats";
import { describe, expect, it } from "vitest";
import { bytesOf, expectTensors, golden, type Told } from "./golden.ts";

const { tfjs } = golden<{
  readonly tfjs: {
    readonly model: string;
    readonly shards: Record<string, string>;
    readonly tensors: Record<string, Told>;
  };
}>("matrices.json");

const utf8 = (content: string) => new TextEncoder().encode(content);

describe("decodeTfjs", () => {
  const model = bytesOf(tfjs.model);
  const shards = new Map(Object.entries(tfjs.shards).map(([path, file]) => [path, bytesOf(file)]));
  const manifest = JSON.parse(new TextDecoder().decode(model)).weightsManifest;
  const changed = (change: (group: { paths: string[]; weights: Record<string, unknown>[] }) => unknown) => {
    const copy = structuredClone(manifest);
    change(copy[0]);
    return () => decodeTfjs(utf8(JSON.stringify({ weightsManifest: copy })), shards, "m.json");
  };

  it("reads weights that lie across shards, quantised or not", () => {
    expect(tfjsShards(model)).toEqual([...shards.keys()]);
    const tensors = decodeTfjs(model, shards);
    expectTensors(tensors, tfjs.tensors);
    expect([...tensors.values()].map((x) => x.dtype)).toEqual(["float32", "bool", "int32", "float32", "float32", "float32", "int32"]); // biome-ignore format: a list
  });

  it.each<[string, Parameters<typeof changed>[0], string]>([
    ["a shard that is missing", ({ paths }) => paths.splice(0, 1, "x.bin"), "the shard 'x.bin' is missing"],
    ["a shard elsewhere", ({ paths }) => paths.splice(0, 1, "../x.bin"), "'../x.bin' leads out of the folder"],
    ["an absolute shard", ({ paths }) => paths.splice(0, 1, "/etc/x"), "leads out of the folder"],
    ["a shard of a root of Windows", ({ paths }) => paths.splice(0, 1, "\\\\x"), "leads out of the folder"],
    ["a shard behind backslashes", ({ paths }) => paths.splice(0, 1, "a\\x"), "leads out of the folder"],
    ["a shard with a zero", ({ paths }) => paths.splice(0, 1, "a\0x"), "leads out of the folder"],
    ["a shard at a URL", ({ paths }) => paths.splice(0, 1, "https://a/x"), "leads out of the folder"],
    ["a shard without a name", ({ paths }) => paths.splice(0, 1, ""), "the path '' leads out of the folder"],
    ["a shard in a folder without a name", ({ paths }) => paths.splice(0, 1, "a//x"), "leads out of the folder"],
    ["a shard above a folder", ({ paths }) => paths.splice(0, 1, "a/../../x"), "leads out of the folder"],
    ["a shard that is a folder", ({ paths }) => paths.splice(0, 1, "a/"), "leads out of the folder"],
    ["paths that are none", ({ paths }) => paths.splice(0, 1, 3 as never), "weightsManifest[0]: it has no list of paths"],
    ["a weight that is null", ({ weights }) => weights.splice(0, 1, null as never), "weightsManifest[0]: weights[0]: it has no name"],
    ["half a size", ({ weights }) => Object.assign(weights[0], { shape: [0.5] }), "it has no shape"],
    ["no list of sizes", ({ weights }) => Object.assign(weights[0], { shape: 3 }), "it has no shape"],
    ["65 axes", ({ weights }) => Object.assign(weights[0], { shape: new Array(65).fill(1) }), "it has no shape"],
    ["a weight too few", ({ weights }) => weights.pop(), "but there are 86; is a shard cut off?"],
    ["a scale without an end", ({ weights }) => Object.assign(weights[4], { quantization: { dtype: "uint8", scale: 1, min: null } }), "its quantization is not understood"],
    ["a scale that is no number", ({ weights }) => Object.assign(weights[4], { quantization: { dtype: "uint8", scale: "1", min: 0 } }), "its quantization is not understood"],
    ["a scale of other numbers", ({ weights }) => Object.assign(weights[4], { quantization: { dtype: "uint32", scale: 1, min: 0 } }), "its quantization is not understood: float16, or uint8 or uint16 with scale and min"],
    ["a scale for true and false", ({ weights }) => Object.assign(weights[1], { dtype: "bool", quantization: { dtype: "uint8", scale: 1, min: 0 } }), "its quantization is not understood"],
    ["halves of whole numbers", ({ weights }) => Object.assign(weights[4], { dtype: "int32", quantization: { dtype: "float16" } }), "its quantization is not understood"],
    ["a quantisation that is no object", ({ weights }) => Object.assign(weights[4], { quantization: null }), "its quantization is not understood"],
    ["a shard of Windows", ({ paths }) => paths.splice(0, 1, "c:x"), "leads out of the folder"],
    ["a weight too many", ({ weights }) => weights.push({ name: "more", shape: [2], dtype: "float32" }), "take 94 bytes, but there are 86"],
    ["a huge shape", ({ weights }) => Object.assign(weights[0], { shape: [2 ** 50, 2 ** 50] }), "bytes, but there are"],
    ["a name twice", ({ weights }) => Object.assign(weights[1], { name: weights[0].name }), "the name occurs twice"],
    ["text", ({ weights }) => Object.assign(weights[0], { dtype: "string" }), "'dense/kernel': its dtype is string"],
    ["no list of weights", (group) => Object.assign(group, { weights: {} }), "weightsManifest[0]: it has no list of weights"],
    ["no name", ({ weights }) => Object.assign(weights[0], { name: 3 }), "weights[0]: it has no name"],
    ["no dtype", ({ weights }) => Object.assign(weights[0], { dtype: 3 }), "'dense/kernel': it has no dtype"],
    ["no shape", ({ weights }) => Object.assign(weights[0], { shape: [-1] }), "it has no shape"],
    ["no scale", ({ weights }) => Object.assign(weights[4], { quantization: { dtype: "uint8" } }), "its quantization is not understood"],
  ])("refuses %s", (_name, change, message) => {
    expect(changed(change)).toThrow(FormatError);
    expect(changed(change)).toThrow("m.json: ");
    expect(changed(change)).toThrow(message);
  }); // biome-ignore format: a table

  it("scales whole numbers to the nearest, and others as they are", () => {
    const scaled = { scale: 0.5, min: -1 };
    const weights = [
      { name: "a", shape: [2, 2], dtype: "int32", quantization: { dtype: "uint8", ...scaled } },
      { name: "b", shape: [2], dtype: "float32", quantization: { dtype: "uint16", ...scaled } },
      { name: "c", shape: [], dtype: "float32", quantization: { dtype: "float16" } },
    ];
    const all = [{ paths: ["a/x.bin", "y.bin"], weights }, { paths: ["y.bin"], weights: [] }];
    const text = (groups: unknown) => utf8(`\ufeff${JSON.stringify({ weightsManifest: groups })}`);
    expect(tfjsShards(text(all))).toEqual(["a/x.bin", "y.bin"]);
    const parts = new Map([["a/x.bin", Uint8Array.of(0, 1, 2, 255, 3)], ["y.bin", Uint8Array.of(1, 255, 255, 0, 0x3e)]]);
    const found = decodeTfjs(text([all[0]]), parts);
    expect([...found].map(([name, x]) => [name, x.dtype, x.toArray()])).toEqual([
      ["a", "int32", [[-1, -0], [0, 127]].map((row) => row.map((value) => value + 0))],
      ["b", "float32", [128.5, 32766.5]],
      ["c", "float32", 1.5],
    ]);
    // The second group has no weights, and so no bytes.
    expect(() => decodeTfjs(text(all), parts)).toThrow("the weights of y.bin take 0 bytes, but there are 5; is a shard cut off?");
    expect(decodeTfjs(text([]), new Map()).size).toBe(0);
    const wide = { paths: ["x"], weights: [{ name: "w", shape: new Array(64).fill(1), dtype: "int32" }] };
    expect(decodeTfjs(text([wide]), new Map([["x", Uint8Array.of(7, 0, 0, 0)]])).get("w")?.ndim).toBe(64);
  }); // biome-ignore format: tables

  it("refuses what is no model.json", () => {
    const read = (content: string) => () => decodeTfjs(utf8(content), new Map());
    expect(read("{")).toThrow("model.json: it is not JSON");
    expect(read("[]")).toThrow("it has no list weightsManifest");
    expect(read('{"weightsManifest":[1]}')).toThrow("weightsManifest[0]: it has no list of paths");
  });
});
