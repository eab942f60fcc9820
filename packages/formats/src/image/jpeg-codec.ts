/*
 * mozjpeg as WebAssembly, of @jsquash/jpeg. It is loaded with the first JPEG file: in Node from the folder of that package,
 * elsewhere as bundlers give it.
 */

import { builtin } from "../builtin.ts";

interface Picture {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

interface Decoder {
  readonly HEAPU8: Uint8Array;
  decode(bytes: Uint8Array, turn: boolean): Picture | null;
}

interface Encoder {
  readonly HEAPU8: Uint8Array;
  encode(data: Uint8Array, width: number, height: number, options: object): Uint8Array;
}

type Factory<Codec> = (module: object) => Promise<Codec>;

/** What of Node is used, where there is Node. */
interface NodeParts {
  createRequire(from: string): { resolve(name: string): string };
  readFileSync(path: string): Uint8Array;
}

function nodeParts(): NodeParts | undefined {
  const modules = builtin<NodeParts>("node:module");
  const files = builtin<NodeParts>("node:fs");
  return modules === undefined || files === undefined ? undefined : ({ ...modules, ...files } as NodeParts);
}

/** What of WebAssembly is used. Its types are those of browsers, which not every program has. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** What the glue of Emscripten calls a maker of instances. */
type Instantiate = (imports: object, ready: (instance: { readonly exports: object }) => void) => object;

const engine = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/** The program of a codec, compiled; undefined where its glue finds it itself. */
function compiled(kind: "dec" | "enc"): object | undefined {
  const node = nodeParts();
  if (node === undefined) return undefined;
  const path = node
    .createRequire((import.meta as unknown as { url: string }).url)
    .resolve(`@jsquash/jpeg/codec/${kind}/mozjpeg_${kind}.wasm`);
  return new engine.WebAssembly.Module(node.readFileSync(path));
}

function instantiator(module: object | undefined): { instantiateWasm?: Instantiate } {
  if (module === undefined) return {};
  return {
    instantiateWasm: (imports, ready) => {
      const instance = new engine.WebAssembly.Instance(module, imports);
      ready(instance);
      return instance.exports;
    },
  };
}

/** Runs the glue, which looks for `ImageData`, and defines one for everybody where there is none. */
function isolated<T>(run: () => T): T {
  const global = globalThis as { ImageData?: unknown };
  if (global.ImageData !== undefined) return run();
  global.ImageData = PlainPicture;
  try {
    return run();
  } finally {
    delete global.ImageData;
  }
}

/** As large as memory may stay between two pictures: WebAssembly gives none back. */
const KEPT_BYTES = 2 ** 26;

/** A codec, which is made anew after an error, since it leaves its memory as it is, and after a large picture. */
class Instances<Codec extends { readonly HEAPU8: Uint8Array }> {
  readonly #kind: "dec" | "enc";
  readonly #load: () => Promise<Factory<Codec>>;
  #module: { readonly compiled: object | undefined } | undefined;
  #ready: Codec | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  /** What the codec said of the picture. */
  readonly #said: string[] = [];

  constructor(kind: "dec" | "enc", load: () => Promise<Factory<Codec>>) {
    this.#kind = kind;
    this.#load = load;
  }

  /** Calls the codec, one call after another. */
  use<T>(call: (codec: Codec, said: readonly string[]) => T): Promise<T> {
    const result = this.#turn.then(() => this.#use(call));
    this.#turn = result.catch(() => {});
    return result;
  }

  async #use<T>(call: (codec: Codec, said: readonly string[]) => T): Promise<T> {
    this.#ready ??= await this.#make();
    const codec = this.#ready;
    this.#ready = undefined;
    this.#said.length = 0;
    const value = isolated(() => call(codec, this.#said));
    if (codec.HEAPU8.length <= KEPT_BYTES) this.#ready = codec;
    return value;
  }

  async #make(): Promise<Codec> {
    const factory = await this.#load();
    this.#module ??= { compiled: compiled(this.#kind) };
    const said = this.#said;
    const settings = {
      noInitialRun: true,
      printErr: (text: string) => said.push(text),
      print: (text: string) => said.push(text),
      ...instantiator(this.#module.compiled),
    };
    return isolated(() => factory(settings));
  }
}

class PlainPicture implements Picture {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

export const jpegDecoder = /* @__PURE__ */ new Instances<Decoder>("dec", async () => {
  const { default: factory } = await import("@jsquash/jpeg/codec/dec/mozjpeg_dec.js");
  return factory as unknown as Factory<Decoder>;
});

export const jpegEncoder = /* @__PURE__ */ new Instances<Encoder>("enc", async () => {
  const { default: factory } = await import("@jsquash/jpeg/codec/enc/mozjpeg_enc.js");
  return factory as unknown as Factory<Encoder>;
});
