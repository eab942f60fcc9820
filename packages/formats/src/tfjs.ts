import { type Tensor, tensor } from "@gradiente/core";
import { checkArgument, isMap, mapOf } from "@gradiente/core/arguments";
import { aFileName, decodeText, MOST_AXES, someBytes } from "@gradiente/core/elements";
import { elementsOf, readElements } from "./elements.ts";
import { type Fail, failing, shortened, within } from "./format-error.ts";
import { joined } from "./pieces.ts";

/*
 * What TensorFlow.js saves: model.json, whose weightsManifest has groups of weights, each with the files (shards) that hold
 * its bytes one after another; little-endian, without gaps. Weights may be quantised.
 */

/** What dtypes of TensorFlow.js are, as elements. */
const DTYPES: Readonly<Record<string, string>> = {
  float32: "F32",
  float16: "F16",
  int32: "I32",
  uint8: "U8",
  uint16: "U16",
  bool: "BOOL",
};

/** How a quantised number becomes the one that it stands for. */
interface Scale {
  readonly scale: number;
  readonly min: number;
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** What the bytes hold. */
  readonly stored: string;
  readonly scale: Scale | undefined;
}

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly Weight[];
}

const manyBytes = /* @__PURE__ */ mapOf<ReadonlyMap<string, Uint8Array>>(
  "bytes by the path of a shard",
  (value) => someBytes.accepts(value),
);

/**
 * The paths of the shards that a `model.json` of TensorFlow.js names, each once, as they stand there.
 *
 * @param file the name of the file, for errors. Default: "model.json".
 * @throws FormatError if it is no `model.json`, or a path leads out of its folder.
 * @example
 * const model = { weightsManifest: [{ paths: ["a.bin"], weights: [] }] };
 * tfjsShards(new TextEncoder().encode(JSON.stringify(model))); // ["a.bin"]
 */
export function tfjsShards(model: Uint8Array, file = "model.json"): string[] {
  checkArgument("tfjsShards", "the model", model, someBytes);
  checkArgument("tfjsShards", "the file", file, aFileName);
  return [...new Set(groupsOf("tfjsShards", model, failing(file)).flatMap(({ paths }) => paths))];
}

/**
 * The weights of a model of TensorFlow.js, layers or graph, by name. float32, int32 and bool stay as they are. Weights
 * that are quantised to float16, uint8 or uint16 become the numbers that they stand for, in float32 or int32.
 *
 * @param model the bytes of `model.json`.
 * @param shards the bytes of the other files, by the paths that {@link tfjsShards} gives.
 * @param file the name of `model.json`, for errors. Default: "model.json".
 * @throws FormatError that names what is wrong and with which weight: text and complex numbers, a shard that is missing,
 * or shards with more or fewer bytes than the weights take. All sizes are checked before anything is allocated.
 * @example
 * const weights = [{ name: "dense/bias", shape: [2], dtype: "float32" }];
 * const model = { weightsManifest: [{ paths: ["a.bin"], weights }] };
 * const shards = new Map([["a.bin", new Uint8Array(8)]]);
 * decodeTfjs(new TextEncoder().encode(JSON.stringify(model)), shards).get("dense/bias")?.shape; // [2]
 */
export function decodeTfjs(
  model: Uint8Array,
  shards: ReadonlyMap<string, Uint8Array>,
  file = "model.json",
): Map<string, Tensor> {
  checkArgument("decodeTfjs", "the model", model, someBytes);
  checkArgument("decodeTfjs", "the shards", shards, manyBytes);
  checkArgument("decodeTfjs", "the file", file, aFileName);
  const fail = failing(file);
  const tensors = new Map<string, Tensor>();
  for (const { paths, weights } of groupsOf("decodeTfjs", model, fail)) {
    const parts = paths.map((path) => {
      const bytes = shards.get(path);
      if (bytes === undefined) throw fail(`the shard '${shortened(path)}' is missing`);
      return bytes;
    });
    const sizes = weights.map(({ shape, stored }) => shape.reduce((a, b) => a * b, elementsOf(stored).bytes));
    const [needed, found] = [sizes, parts.map(({ length }) => length)].map((all) =>
      all.reduce((a, b) => a + b, 0),
    );
    if (needed !== found) {
      const shown = paths.map(shortened).join(", ");
      throw fail(`the weights of ${shown} take ${needed} bytes, but there are ${found}; is a shard cut off?`);
    }
    const data = parts.length === 1 ? parts[0] : joined(parts);
    let at = 0;
    for (const [i, weight] of weights.entries()) {
      const failWeight = within(fail, `weight '${shortened(weight.name)}'`);
      if (tensors.has(weight.name)) throw failWeight("the name occurs twice");
      tensors.set(weight.name, tensorOf(weight, data.subarray(at, at + sizes[i]), failWeight));
      at += sizes[i];
    }
  }
  return tensors;
}

function tensorOf({ shape, dtype, stored, scale }: Weight, bytes: Uint8Array, fail: Fail): Tensor {
  const format = elementsOf(stored);
  const values = readElements({ bytes, format }, "decodeTfjs", fail);
  if (scale === undefined) return tensor(values, { dtype: format.dtype, shape });
  const numbers = Float64Array.from(values, (value) => value * scale.scale + scale.min);
  return dtype === "int32"
    ? tensor(Int32Array.from(numbers, Math.round), { shape })
    : tensor(Float32Array.from(numbers), { shape });
}

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isMap(value);

function groupsOf(op: string, model: Uint8Array, fail: Fail): Group[] {
  const text = decodeText(op, model);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text?.replace(/^\ufeff/, "") ?? "");
  } catch (cause) {
    throw fail("it is not JSON", cause);
  }
  const groups = isPlain(parsed) ? parsed.weightsManifest : undefined;
  if (!Array.isArray(groups))
    throw fail("it has no list weightsManifest; is it the model.json of TensorFlow.js?");
  return groups.map((group, at) => groupOf(group, within(fail, `weightsManifest[${at}]`)));
}

function groupOf(group: unknown, fail: Fail): Group {
  const { paths, weights } = isPlain(group) ? group : ({} as Plain);
  if (!Array.isArray(paths) || !paths.every((path) => typeof path === "string"))
    throw fail("it has no list of paths");
  if (!Array.isArray(weights)) throw fail("it has no list of weights");
  for (const path of paths) {
    // A model from a stranger must not read what lies elsewhere.
    if (
      /^[/\\]|^\w+:|\\|\0/.test(path) ||
      path.split("/").some((part: string) => part === ".." || part === "")
    ) {
      throw fail(`the path '${shortened(path)}' leads out of the folder`);
    }
  }
  return { paths, weights: weights.map((weight, at) => weightOf(weight, within(fail, `weights[${at}]`))) };
}

function weightOf(weight: unknown, fail: Fail): Weight {
  const { name, shape, dtype, quantization } = isPlain(weight) ? weight : ({} as Plain);
  if (typeof name !== "string") throw fail("it has no name");
  const failNamed = within(fail, `'${shortened(name)}'`);
  const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize) || shape.length > MOST_AXES)
    throw failNamed("it has no shape");
  if (typeof dtype !== "string") throw failNamed("it has no dtype");
  if (!["float32", "int32", "bool"].includes(dtype)) {
    throw failNamed(`its dtype is ${shortened(dtype)}; float32, int32 and bool are read`);
  }
  if (quantization === undefined) return { name, shape, dtype, stored: DTYPES[dtype], scale: undefined };
  const { dtype: stored, scale, min } = isPlain(quantization) ? quantization : ({} as Plain);
  if (stored === "float16" && dtype === "float32")
    return { name, shape, dtype, stored: "F16", scale: undefined };
  const isScaled = (stored === "uint8" || stored === "uint16") && dtype !== "bool";
  if (!isScaled || !Number.isFinite(scale) || !Number.isFinite(min)) {
    throw failNamed("its quantization is not understood: float16, or uint8 or uint16 with scale and min");
  }
  return {
    name,
    shape,
    dtype,
    stored: DTYPES[stored],
    scale: { scale: scale as number, min: min as number },
  };
}
