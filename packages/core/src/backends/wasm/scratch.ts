import type { DType, TypedArray } from "../../dtype.ts";
import { assemble, type FunctionBuilder, SHARED_PAGES } from "./assembler.ts";

/** What a platform offers for WebAssembly, as far as it is used; core needs no types of a platform. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { initial: number; maximum?: number; shared?: boolean }) => Memory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly run: Kernel } };
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export type Kernel = (...parameters: number[]) => void;

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi | undefined };

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

const PAGE = 65536;

/** Kernels read and write whole vectors, some of them at a time: so far beyond the end of an operand. */
const SLACK = 128;

const INITIAL_PAGES = 16;

let shared = false;
let memory = WebAssembly && new WebAssembly.Memory({ initial: INITIAL_PAGES });

type Heaps = Readonly<Record<DType, TypedArray>>;

let heaps: Heaps;

/** Growing detaches the old views. */
function mapHeaps(): void {
  const { buffer } = memory as Memory;
  heaps = {
    float32: new Float32Array(buffer),
    float64: new Float64Array(buffer),
    int32: new Int32Array(buffer),
    bool: new Uint8Array(buffer),
  };
}

if (memory !== undefined) mapHeaps();

let top = 0;

/** A compiled kernel, and its bytes for other threads to compile. */
export interface Compiled {
  readonly run: Kernel;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Counts kernels up. */
  readonly id: number;
}

const kernels = new Map<string, Compiled>();

/** The kernel of this name, assembled and compiled when it is first asked for. It works on scratch addresses. */
export function compiled(name: string, build: () => FunctionBuilder): Compiled {
  let found = kernels.get(name);
  if (found === undefined) {
    const api = WebAssembly as WebAssemblyApi;
    const bytes = assemble(build(), shared);
    const { run } = new api.Instance(new api.Module(bytes), { env: { memory } }).exports;
    found = { run, bytes, id: kernels.size };
    kernels.set(name, found);
  }
  return found;
}

/** The function of {@link compiled}. */
export function kernel(name: string, build: () => FunctionBuilder): Kernel {
  return compiled(name, build).run;
}

/** A memory that can become the scratch memory; threads can share it or not. */
export function newMemory(forThreads: boolean): Memory {
  const api = WebAssembly as WebAssemblyApi;
  const initial = INITIAL_PAGES;
  return new api.Memory(forThreads ? { initial, maximum: SHARED_PAGES, shared: true } : { initial });
}

/** Goes on with another memory; kernels are compiled anew for it. */
export function adoptMemory(other: Memory, forThreads: boolean): void {
  memory = other;
  shared = forThreads;
  kernels.clear();
  mapHeaps();
}

/** Whether a kernel may reserve so many bytes: addresses are 32-bit numbers with a sign. */
export function hasRoomFor(bytes: number): boolean {
  return bytes < 2 ** 31 - 2 ** 20;
}

/** Forgets what all earlier kernels used: the memory belongs to one kernel at a time. */
export function resetScratch(): void {
  top = 0;
}

/** Makes room, 16-byte aligned, and gives its address. */
export function reserve(bytes: number): number {
  const address = top;
  top = Math.ceil((address + bytes + SLACK) / 16) * 16;
  const missing = top - heaps.bool.length;
  if (missing > 0) {
    (memory as Memory).grow(Math.ceil(missing / PAGE));
    mapHeaps();
  }
  return address;
}

/** Sets elements from an address on. */
export function fill(address: number, dtype: DType, value: number, count: number): void {
  const heap = heaps[dtype];
  const from = address / heap.BYTES_PER_ELEMENT;
  heap.fill(value, from, from + count);
}

/** Copies elements to an address. */
export function copyIn(
  address: number,
  dtype: DType,
  values: TypedArray,
  start: number,
  count: number,
): void {
  const part = start === 0 && count === values.length ? values : values.subarray(start, start + count);
  heaps[dtype].set(part, address / values.BYTES_PER_ELEMENT);
}

/** Copies elements from an address. */
export function copyOut(
  address: number,
  dtype: DType,
  values: TypedArray,
  start: number,
  count: number,
): void {
  const heap = heaps[dtype];
  const from = address / heap.BYTES_PER_ELEMENT;
  values.set(heap.subarray(from, from + count), start);
}

/** The value at an address. */
export function readAt(address: number, dtype: DType): number {
  const heap = heaps[dtype];
  return heap[address / heap.BYTES_PER_ELEMENT];
}
