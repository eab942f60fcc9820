import { decodeNpy, encodeNpy, NpyError, type Tensor, type TensorLike } from "@gradiente/core";
import { aBoolean, check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aFileName, someBytes } from "@gradiente/core/elements";
import { type Zippable, zipSync } from "fflate";
import { FormatError, failing, shortened } from "./format-error.ts";
import { DEFAULT_LIMIT, UNPACK, type UnpackOptions } from "./limit.ts";
import { namedTensors } from "./named.ts";
import { Archive } from "./zip/archive.ts";

const ENDING = ".npy";

/** The most bytes that are packed at once: what is beyond 4 GiB would need sizes of 64 bits. */
const MOST_BYTES = 2 ** 31;

/** Options of {@link encodeNpz}. */
export interface NpzOptions {
  /** Whether the arrays are deflated, as by `numpy.savez_compressed`. Default: false, as by `numpy.savez`. */
  readonly compress?: boolean;
  /** A dtype of 16 bits for all floating tensors, each number rounded to the nearest. Default: the tensor's own dtype. */
  readonly dtype?: "float16";
}

const OPTIONS = /* @__PURE__ */ declareOptions<NpzOptions>({
  compress: aBoolean,
  dtype: /* @__PURE__ */ check<"float16">("float16", (value) => value === "float16"),
});

/**
 * The arrays in the bytes of an npz file, which is a zip file of npy files, stored or deflated. What becomes of each
 * dtype is said at `decodeNpy`.
 *
 * @param file the name of the file, for errors. Default: "npz".
 * @returns the tensors by name, in the order of the file, without `.npy`.
 * @throws FormatError that names what is wrong and with which array: the archive is damaged, it would unpack to more bytes
 * than the limit, or an array cannot be read. The directory is checked in full before anything is unpacked, and checksums
 * of what is.
 * @example
 * const bytes = encodeNpz([["a", tensor([1, 2])]]);
 * decodeNpz(bytes).get("a")?.shape; // [2]
 */
export function decodeNpz(bytes: Uint8Array, file = "npz", options?: UnpackOptions): Map<string, Tensor> {
  checkArgument("decodeNpz", "the bytes", bytes, someBytes);
  checkArgument("decodeNpz", "the file", file, aFileName);
  const { limit = DEFAULT_LIMIT } = optionsOf("decodeNpz", options, UNPACK);
  const fail = failing(file);
  const archive = new Archive(bytes, limit, fail);
  const tensors = new Map<string, Tensor>();
  for (const [name, part] of archive.parts) {
    if (!name.endsWith(ENDING)) throw fail(`'${shortened(name)}' in it is no npy file; is this an npz file?`);
    try {
      tensors.set(
        name.slice(0, -ENDING.length),
        decodeNpy(archive.read(part), `${file}: ${shortened(name)}`),
      );
    } catch (cause) {
      if (cause instanceof NpyError) throw fail(cause.message.slice(`${file}: `.length), cause);
      throw cause;
    }
  }
  return tensors;
}

/**
 * The bytes of an npz file, which `numpy.load` reads: a zip file with an npy file for each tensor. The same tensors give the
 * same bytes.
 *
 * @param tensors pairs of a name and a tensor, for instance of a state dict.
 * @throws FormatError if a name occurs twice, the arrays take more than 2 GiB, or a number is too large for float16.
 * @throws Error if a backend cannot be read synchronously.
 * @example encodeNpz(new Map([["w", zeros([2, 2])]]), { compress: true }).length > 0 // true
 */
export function encodeNpz(
  tensors: Iterable<readonly [string, TensorLike]>,
  options?: NpzOptions,
): Uint8Array {
  const { compress = false, dtype } = optionsOf("encodeNpz", options, OPTIONS);
  const parts: Zippable = {};
  let size = 0;
  for (const [name, x] of namedTensors("encodeNpz", tensors)) {
    const isHalf = dtype !== undefined && (x.dtype === "float32" || x.dtype === "float64");
    const bytes = written(name, () => encodeNpy(x, isHalf ? { dtype } : {}));
    size += bytes.length;
    parts[`${name}${ENDING}`] = bytes;
  }
  if (size > MOST_BYTES) {
    throw new FormatError(
      "encodeNpz",
      `the arrays take ${size} bytes, and 2 GiB are allowed; write safetensors`,
    );
  }
  // The date that NumPy gives.
  return zipSync(parts, { level: compress ? 6 : 0, mtime: new Date(1980, 0, 1) });
}

function written(name: string, write: () => Uint8Array): Uint8Array {
  try {
    return write();
  } catch (cause) {
    if (!(cause instanceof NpyError)) throw cause;
    const problem = cause.message.replace(/^encodeNpy: /, "");
    throw new FormatError("encodeNpz", `tensor '${shortened(name)}': ${problem}`, { cause });
  }
}
