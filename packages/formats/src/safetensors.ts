import type { DType, Shape, Tensor } from "@gradiente/core";
import { SafetensorsError } from "@gradiente/core";
import { aFunction, check, checkArgument, found } from "@gradiente/core/arguments";
import {
  aFileName,
  type SafetensorsEntry,
  safetensorsHeader,
  safetensorsStart,
  someBytes,
  tensorOfEntry,
} from "@gradiente/core/elements";

/** A source of bytes that gives parts of them: a file, or a server. */
export interface ByteSource {
  /** What errors call it. */
  readonly name: string;
  /** The number of bytes. */
  readonly size: number;
  /** The bytes from `begin` up to `end`, which is not included. */
  read(begin: number, end: number): Promise<Uint8Array>;
  /** Lets go of it. */
  close(): Promise<void>;
}

/** What is known of a tensor before it is read. */
export interface TensorInfo {
  /** The dtype that it will have. */
  readonly dtype: DType;
  /** Its shape. */
  readonly shape: Shape;
  /** The bytes that it takes in the file. */
  readonly bytes: number;
}

const aSource = /* @__PURE__ */ check<ByteSource>(
  "a source of bytes, with a name, a size, read and close",
  (value) => {
    const { name, size, read, close } = (value ?? {}) as Partial<ByteSource>;
    const isCallable = [read, close].every((method) => aFunction().accepts(method));
    return aFileName.accepts(name) && Number.isSafeInteger(size) && (size as number) >= 0 && isCallable;
  },
);

const aName = /* @__PURE__ */ check<string>("the name of a tensor", (value) => typeof value === "string");

/** The bytes that are read at first: most headers are shorter. */
const FIRST = 2 ** 16;

/**
 * An open safetensors file. Its header has been read; its tensors are read one by one, as they are asked for.
 *
 * @example
 * ```ts
 * import { encodeSafetensors, tensor } from "@gradiente/core";
 * import { SafetensorsReader } from "@gradiente/formats/safetensors";
 *
 * const bytes = encodeSafetensors([["weight", tensor([1, 2])]]);
 * const reader = await SafetensorsReader.open({
 *   name: "model.safetensors",
 *   size: bytes.length,
 *   read: async (begin, end) => bytes.slice(begin, end),
 *   close: async () => {},
 * });
 * await reader.read("weight"); // [1, 2]
 * await reader.close();
 * ```
 */
export class SafetensorsReader {
  /** Free text by key. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What there is, by name, in the order of the header. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly #source: ByteSource;
  readonly #start: number;
  readonly #entries: ReadonlyMap<string, SafetensorsEntry>;

  /** @internal */
  constructor(source: ByteSource, beginning: Uint8Array) {
    const { metadata, entries, start } = safetensorsHeader(beginning, source.size, source.name);
    this.metadata = metadata;
    this.#source = source;
    this.#start = start;
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
    this.tensors = new Map(
      entries.map(({ name, format, shape, begin, end }) => [
        name,
        { dtype: format.dtype, shape, bytes: end - begin },
      ]),
    );
  }

  /**
   * Reads the header.
   *
   * @throws SafetensorsError that names the source, if it gives too few bytes or the header is not as it should be. The source is then closed.
   * @example
   * const bytes = encodeSafetensors([["w", tensor([1, 2])], ["b", tensor([3])]]);
   * const source = {
   *   name: "memory",
   *   size: bytes.length,
   *   read: async (begin: number, end: number) => bytes.subarray(begin, end),
   *   close: async () => {},
   * };
   * const file = await SafetensorsReader.open(source);
   * (await file.read("b")).toArray(); // [3]
   */
  static async open(source: ByteSource): Promise<SafetensorsReader> {
    checkArgument("SafetensorsReader.open", "the source", source, aSource);
    try {
      const first = await bytesOf(source, 0, Math.min(FIRST, source.size));
      const start = safetensorsStart(first, source.size, source.name);
      return new SafetensorsReader(source, start <= first.length ? first : await bytesOf(source, 0, start));
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /**
   * Reads one tensor.
   *
   * @throws SafetensorsError if there is none of this name, the source gives too few bytes, or an integer does not fit int32.
   */
  async read(name: string): Promise<Tensor> {
    checkArgument("SafetensorsReader.read", "the name", name, aName);
    const entry = this.#entries.get(name);
    if (entry === undefined) {
      throw new SafetensorsError(
        `SafetensorsReader.read: ${this.#source.name} has no tensor ${JSON.stringify(name)}`,
      );
    }
    const [begin, end] = [this.#start + entry.begin, this.#start + entry.end];
    const bytes = await bytesOf(this.#source, begin, end);
    return tensorOfEntry(entry, bytes, this.#source.name);
  }

  /** Lets go of the file. */
  close(): Promise<void> {
    return this.#source.close();
  }
}

/** @throws SafetensorsError if the source gives something else than these bytes. */
async function bytesOf(source: ByteSource, begin: number, end: number): Promise<Uint8Array> {
  if (begin === end) return new Uint8Array();
  const bytes = await source.read(begin, end);
  if (!someBytes.accepts(bytes)) {
    throw new SafetensorsError(`${source.name}: its read must give a Uint8Array, not ${found(bytes)}`);
  }
  if (bytes.length === end - begin) return bytes;
  throw new SafetensorsError(
    `${source.name}: it gave ${bytes.length} of ${end - begin} bytes; was it changed?`,
  );
}
