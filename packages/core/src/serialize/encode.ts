import { check, checkArgument } from "../arguments/check.ts";
import { declareOptions, isPlain, optionsOf } from "../arguments/options.ts";
import { bytesPerElement, isFloat } from "../dtype.ts";
import { severalOf, type TensorLike, toTensor } from "../operand.ts";
import type { Tensor } from "../tensor.ts";
import { formatNames, type HalfDType, halfFormats, toHalves, UnfitError } from "./elements.ts";
import { LENGTH_BYTES, MAX_HEADER_BYTES, METADATA, SafetensorsError } from "./header.ts";
import { shortened } from "./json.ts";
import { encodeText } from "./text.ts";

/* Tensors as the bytes of a safetensors file, at once or piece by piece. The format is described in safetensors.ts. */

const pairs = /* @__PURE__ */ severalOf<readonly [string, TensorLike]>(
  "pairs of a name and a tensor, such as a Map",
);

const aPair = /* @__PURE__ */ check<readonly [string, TensorLike]>(
  "a pair of a name and a tensor",
  (value) => Array.isArray(value) && value.length === 2 && typeof value[0] === "string",
);

/**
 * Free text by key, as metadata of files are.
 *
 * @example
 * ```ts
 * import { checkArgument, someMetadata } from "@gradiente/core/arguments";
 *
 * checkArgument("save", "the metadata", { made: "here" }, someMetadata);
 * ```
 */
export const someMetadata = /* @__PURE__ */ check<Readonly<Record<string, string>>>(
  "an object of text by key",
  (value) =>
    typeof value === "object" &&
    value !== null &&
    isPlain(value) &&
    Object.values(value).every((text) => typeof text === "string"),
);

/** Options of {@link encodeSafetensors}. */
export interface SafetensorsOptions {
  /**
   * Floating dtypes of 16 bits for what is written: one for all floating tensors, or one for each name that is to have one, as
   * in `{ "0.weight": "float16" }`. Each number is rounded to the nearest, halves to the even one. Integers and booleans stay
   * as they are. Default: every tensor in its own dtype.
   */
  readonly dtype?: HalfDType | Readonly<Record<string, HalfDType>>;
}

const isHalf = (value: unknown) => typeof value === "string" && Object.hasOwn(halfFormats, value);

const OPTIONS = /* @__PURE__ */ declareOptions<SafetensorsOptions>({
  dtype: /* @__PURE__ */ check<HalfDType | Readonly<Record<string, HalfDType>>>(
    "float16 or bfloat16, or an object of them by name",
    (value) =>
      isHalf(value) ||
      (typeof value === "object" && value !== null && isPlain(value) && Object.values(value).every(isHalf)),
  ),
});

/** What is written of a tensor. */
interface Part {
  readonly x: Tensor;
  /** The dtype of 16 bits that it is written in; undefined for its own. */
  readonly half: HalfDType | undefined;
  readonly bytesPerElement: number;
}

/**
 * The bytes of a safetensors file. float32 is written as F32, float64 as F64, int32 as I32, and bool as BOOL; floating
 * tensors as F16 or BF16, if that is asked for. The header names the tensors in their order.
 *
 * @param tensors pairs of a name and a tensor, for instance of a state dict.
 * @param metadata free text by key. Default: none.
 * @throws SafetensorsError if a name occurs twice or is `__metadata__`, if the header takes more than 100 MB, if a dtype is
 * given for a name that no floating tensor has, or if a number is too large for 16 bits.
 * @throws TypeError if metadata are not text.
 * @throws Error if the backend cannot be read synchronously.
 * @example
 * ```ts
 * const bytes = encodeSafetensors([["weight", tensor([1, 2])]]);
 * decodeSafetensors(bytes).tensors.get("weight")!; // [1, 2]
 * const half = encodeSafetensors([["weight", tensor([1, 2])]], {}, { dtype: "float16" }); // two bytes each
 * ```
 */
export function encodeSafetensors(
  tensors: Iterable<readonly [string, TensorLike]>,
  metadata: Readonly<Record<string, string>> = {},
  options?: SafetensorsOptions,
): Uint8Array {
  const { size, chunks } = layOut("encodeSafetensors", tensors, metadata, options);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks()) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * The bytes of {@link encodeSafetensors} piece by piece, for files that are larger than the memory that is left: the
 * header, then the elements of one tensor after another, each read when its turn comes. A piece may share the memory of
 * its tensor: write it before you ask for the next, and do not change it.
 *
 * @param tensors pairs of a name and a tensor, for instance of a state dict.
 * @param metadata free text by key. Default: none.
 * @throws SafetensorsError and TypeError as {@link encodeSafetensors} does: at once, but for a number that is too large
 * for 16 bits, which is found at its piece.
 * @example
 * ```ts
 * import { safetensorsChunks, tensor } from "@gradiente/core";
 *
 * let bytes = 0;
 * for (const chunk of safetensorsChunks([["w", tensor([1, 2, 3])]])) bytes += chunk.length;
 * bytes % 4; // 0
 * ```
 */
export function safetensorsChunks(
  tensors: Iterable<readonly [string, TensorLike]>,
  metadata: Readonly<Record<string, string>> = {},
  options?: SafetensorsOptions,
): Iterable<Uint8Array> {
  return layOut("safetensorsChunks", tensors, metadata, options).chunks();
}

/** A file before it is written: how many bytes it takes, and what makes them. */
function layOut(
  owner: string,
  tensors: Iterable<readonly [string, TensorLike]>,
  metadata: Readonly<Record<string, string>>,
  options: SafetensorsOptions | undefined,
): { readonly size: number; readonly chunks: () => Iterable<Uint8Array> } {
  const values = partsOf(owner, tensors, metadata, options);
  // Widest dtypes come first, so that each tensor starts at a multiple of its element size. Readers may then map them
  // in place.
  const parts = [...values].sort(([, a], [, b]) => b.bytesPerElement - a.bytesPerElement);
  const begins = new Map<string, number>();
  let end = 0;
  for (const [name, { x, bytesPerElement }] of parts) {
    begins.set(name, end);
    end += x.size * bytesPerElement;
  }
  const head = headOf(owner, headerOf(metadata, values, begins));
  return {
    size: head.length + end,
    *chunks() {
      yield head;
      for (const [name, part] of parts) yield bytesOf(owner, name, part);
    },
  };
}

/** What is to be written, by name, checked. */
function partsOf(
  owner: string,
  tensors: Iterable<readonly [string, TensorLike]>,
  metadata: Readonly<Record<string, string>>,
  options: SafetensorsOptions | undefined,
): ReadonlyMap<string, Part> {
  checkArgument(owner, "the tensors", tensors, pairs);
  checkArgument(owner, "the metadata", metadata, someMetadata);
  const { dtype } = optionsOf(owner, options, OPTIONS);
  const values = new Map<string, Part>();
  for (const pair of tensors) {
    checkArgument(owner, "each of the tensors", pair, aPair);
    const [name, value] = pair;
    if (values.has(name) || name === METADATA) {
      throw new SafetensorsError(`${owner}: the name '${name}' is already taken; use another one`);
    }
    const x = toTensor(owner, value);
    const chosen = typeof dtype === "object" ? (Object.hasOwn(dtype, name) ? dtype[name] : undefined) : dtype;
    const half = isFloat(x.dtype) ? chosen : undefined;
    values.set(name, { x, half, bytesPerElement: half === undefined ? bytesPerElement(x.dtype) : 2 });
  }
  for (const name of typeof dtype === "object" ? Object.keys(dtype) : []) {
    const { x } = values.get(name) ?? {};
    if (x !== undefined && isFloat(x.dtype)) continue;
    const is = x === undefined ? "there is no tensor of this name" : `it is ${x.dtype}, and not floating`;
    throw new SafetensorsError(`${owner}: the dtype of '${shortened(name)}' cannot be chosen: ${is}`);
  }
  return values;
}

/** The length of the header and the header, filled up with spaces. */
function headOf(owner: string, header: string): Uint8Array {
  const text = encodeText("safetensors", header);
  if (text.length > MAX_HEADER_BYTES) {
    throw new SafetensorsError(
      `${owner}: names and metadata take ${text.length} bytes, and ${MAX_HEADER_BYTES} are allowed`,
    );
  }
  const headerBytes = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  const head = new Uint8Array(LENGTH_BYTES + headerBytes).fill(0x20, LENGTH_BYTES);
  new DataView(head.buffer).setBigUint64(0, BigInt(headerBytes), true);
  head.set(text, LENGTH_BYTES);
  return head;
}

/** The elements of a tensor as the file has them. */
function bytesOf(owner: string, name: string, { x, half }: Part): Uint8Array {
  const values = x.toTypedArray();
  if (half === undefined) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  try {
    return toHalves(values, half);
  } catch (error) {
    if (!(error instanceof UnfitError)) throw error;
    throw new SafetensorsError(`${owner}: tensor '${shortened(name)}': ${error.message}`);
  }
}

/** The header, put together by hand: an object would move names such as "7" to the front. */
function headerOf(
  metadata: Readonly<Record<string, string>>,
  values: ReadonlyMap<string, Part>,
  begins: ReadonlyMap<string, number>,
): string {
  const entries = [...values].map(([name, { x, half, bytesPerElement }]): [string, unknown] => {
    const begin = begins.get(name) as number;
    const format = half === undefined ? formatNames[x.dtype] : halfFormats[half].name;
    return [name, { dtype: format, shape: x.shape, data_offsets: [begin, begin + x.size * bytesPerElement] }];
  });
  if (Object.keys(metadata).length > 0) entries.unshift([METADATA, metadata]);
  return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(",")}}`;
}
