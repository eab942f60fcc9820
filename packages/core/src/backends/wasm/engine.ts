import { assemble, type FunctionBuilder, SHARED_PAGES } from "./assembler.ts";

/* The engine's interface for WebAssembly. */

/** Only the parts that are used, so that core needs no types of a platform. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { initial: number; maximum?: number; shared?: boolean }) => Memory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly run: Entry } };
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The function of a module. */
export type Entry = (...parameters: number[]) => void;

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi | undefined };

export const hasWebAssembly = WebAssembly !== undefined;

/** Whether the engine knows the instructions of a function. */
export function isSupported(f: FunctionBuilder): boolean {
  return WebAssembly?.validate(assemble(f)) ?? false;
}

/** Whether a function can be compiled: a page's Content-Security-Policy may forbid it without `wasm-unsafe-eval`. */
export function canCompile(f: FunctionBuilder): boolean {
  if (!isSupported(f)) return false;
  try {
    return new (WebAssembly as WebAssemblyApi).Module(assemble(f)) !== null;
  } catch {
    return false;
  }
}

/** The function of a module, instantiated with a memory. */
export function instantiate(bytes: Uint8Array<ArrayBuffer>, memory: Memory): Entry {
  const api = WebAssembly as WebAssemblyApi;
  return new api.Instance(new api.Module(bytes), { env: { memory } }).exports.run;
}

const INITIAL_PAGES = 16;

/** A memory that can become the scratch memory. It may be shared with threads. */
export function newMemory(forThreads: boolean): Memory {
  const api = WebAssembly as WebAssemblyApi;
  const initial = INITIAL_PAGES;
  return new api.Memory(forThreads ? { initial, maximum: SHARED_PAGES, shared: true } : { initial });
}
