import type { DType, TypedArray } from "../../dtype.ts";
import { hasWebAssembly, type Memory, newMemory } from "./engine.ts";

/* The memory that kernels work in, and room in it. It belongs to one kernel at a time. */

const PAGE = 65536;

/** Kernels read and write whole vectors, some of them at a time: so far beyond the end of an operand. */
const SLACK = 128;

let shared = false;
let memory = hasWebAssembly ? newMemory(false) : undefined;

/** What kernels are compiled for. */
export function scratchMemory(): Memory {
  return memory as Memory;
}

/** Whether other threads see it. */
export function isShared(): boolean {
  return shared;
}

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

/** Goes on with another memory. */
export function adoptMemory(other: Memory, forThreads: boolean): void {
  memory = other;
  shared = forThreads;
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
