import { dirname, join } from "node:path";
import type { Tensor, TensorLike } from "@gradiente/core";
import { check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { openRegularFile, readRegularFile, writeFileAtomically } from "@gradiente/files";
import { formatWritten, WRITTEN } from "../endings.ts";
import { FormatError } from "../format-error.ts";
import { DEFAULT_LIMIT, UNPACK, type UnpackOptions } from "../limit.ts";
import { SafetensorsReader } from "../safetensors.ts";
import {
  DECODE,
  type DecodeOptions,
  decodeTensors,
  ENCODE_CHECKS,
  type EncodeOptions,
  encodeTensors,
  type TensorFile,
} from "../tensor-file.ts";
import { decodeTfjs, tfjsShards } from "../tfjs.ts";
import { urlSource } from "../url-source.ts";
import { aPath } from "./paths.ts";

/** Options of {@link saveTensors}. */
export interface SaveOptions extends Omit<EncodeOptions, "format"> {
  /** The format. Default: by the ending of the name: `.safetensors`, `.npy`, `.npz`, `.mat`, `.csv`, `.txt` or `.parquet`. */
  readonly format?: EncodeOptions["format"];
}

const aWebAddress = /* @__PURE__ */ check<string>(
  "a path, or a URL that begins with http:// or https://; fileURLToPath makes a path of another one",
  (value) => typeof value === "string" && /^https?:\/\//.test(value),
);

const SAVE = /* @__PURE__ */ declareOptions<SaveOptions>(ENCODE_CHECKS);

/**
 * Reads a file of any format here, which is told by how it begins, or else by the ending of its name.
 *
 * @throws FileError of `@gradiente/files` if it cannot be read or has more bytes than the limit; FormatError,
 * SafetensorsError or NpyError that name the file, if it is not as it should be.
 * @example
 * await saveTensors("out/weights.npz", [["w", tensor([1, 2])]]);
 * (await loadTensors("out/weights.npz")).tensors.get("w")?.toArray(); // [1, 2]
 */
export async function loadTensors(path: string, options?: DecodeOptions): Promise<TensorFile> {
  checkArgument("loadTensors", "the path", path, aPath);
  const { limit = DEFAULT_LIMIT } = optionsOf("loadTensors", options, DECODE);
  const bytes = await readRegularFile(path, { limit });
  return decodeTensors(bytes, path, options);
}

/**
 * Writes a file whole, or not at all, in the format that its name ends in.
 *
 * @throws FileError of `@gradiente/files` if it cannot be written; FormatError, SafetensorsError or NpyError for what the
 * format cannot hold.
 * @example await saveTensors("out/weights.safetensors", [["w", tensor([1, 2])]], { dtype: "bfloat16" })
 */
export async function saveTensors(
  path: string,
  tensors: Iterable<readonly [string, TensorLike]>,
  options?: SaveOptions,
): Promise<void> {
  checkArgument("saveTensors", "the path", path, aPath);
  const given = optionsOf("saveTensors", options, SAVE);
  const format = given.format ?? formatWritten(path);
  if (format === undefined) {
    const problem = `its ending is none of ${WRITTEN.join(", ")}; give it one of them`;
    throw new FormatError(path, problem);
  }
  await writeFileAtomically(path, encodeTensors(tensors, { ...given, format }));
}

/**
 * Reads the weights of a model of TensorFlow.js: `model.json`, and the shards beside it.
 *
 * @throws FileError of `@gradiente/files` if a file cannot be read; FormatError that names what is wrong.
 * @example
 * ```ts no-run
 * const weights = await loadTfjs("model/model.json");
 * ```
 */
export async function loadTfjs(path: string, options?: UnpackOptions): Promise<Map<string, Tensor>> {
  checkArgument("loadTfjs", "the path", path, aPath);
  const { limit = DEFAULT_LIMIT } = optionsOf("loadTfjs", options, UNPACK);
  const model = await readRegularFile(path, { limit });
  const shards = new Map<string, Uint8Array>();
  let left = limit - model.length;
  for (const shard of tfjsShards(model, path)) {
    const bytes = await readRegularFile(join(dirname(path), shard), { limit: left });
    left -= bytes.length;
    shards.set(shard, bytes);
  }
  return decodeTfjs(model, shards, path);
}

/**
 * Opens a safetensors file whose tensors are read one by one, as they are asked for: a file, or a URL of a server that gives
 * parts of files (HTTP ranges). Close it afterwards.
 *
 * @param source a path, or a URL that begins with `http://` or `https://`: its text, or a `URL`.
 * @throws FileError of `@gradiente/files` if a file cannot be read; FormatError if a server cannot be reached, or does not
 * give parts; SafetensorsError if it is not as it should be.
 * @example
 * await saveTensors("out/large.safetensors", [["w", tensor([1, 2])], ["b", tensor([3])]]);
 * const file = await openSafetensors("out/large.safetensors");
 * [...file.tensors.keys()]; // ["w", "b"]
 * const b = await file.read("b");
 * await file.close();
 */
export async function openSafetensors(
  source: string | { readonly href: string },
): Promise<SafetensorsReader> {
  // Not by its class: jsdom has another `URL` than Node.
  const href = (source as Partial<URL> | null | undefined)?.href;
  if (href !== undefined) checkArgument("openSafetensors", "the source", href, aWebAddress);
  const text = href ?? (source as string);
  checkArgument("openSafetensors", "the source", text, aPath);
  return SafetensorsReader.open(await (aWebAddress.accepts(text) ? urlSource(text) : openRegularFile(text)));
}
