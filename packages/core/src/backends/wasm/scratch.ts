import type { DType, TypedArray } from "../../dtype.ts";
import type { Layout } from "../../layout.ts";
import { fillOffsets } from "../strided.ts";
import { hasWebAssembly, type Memory, newMemory } from "./engine.ts";

/* The memory that kernels work in, and reservations in it. It belongs to one kernel at a time. */

const PAGE = 65536;

/** Kernels read and write several whole vectors at a time, up to this far beyond the end of an operand. */
const SLACK = 128;

/**
 * There are two memories: this thread's `own`, and one `shared` with other threads while there are any. Engines copy in
 * and out of shared memory at half the speed, so it is used only for work that is split over threads.
 */
export type Scope = "own" | "shared";

interface Heaps extends Readonly<Record<DType, TypedArray>> {
  readonly int32: Int32Array;
}

const memories: Record<Scope, Memory | undefined> = {
  own: hasWebAssembly ? newMemory(false) : undefined,
  shared: undefined,
};

/** The memory that kernels are compiled for. */
export function scratchMemory(scope: Scope): Memory {
  return memories[scope] as Memory;
}

/** The memory of the kernel at work, and its elements. */
let memory: Memory | undefined;
let heaps: Heaps;
let top: number;
let begun = 0;

/** Releases all reservations in one of them: the memory belongs to one kernel at a time. */
export function resetScratch(scope: Scope = "own"): void {
  top = 0;
  begun++;
  if (memory !== memories[scope]) mapHeaps(scratchMemory(scope));
}

/** How often reservations have been released. */
export function reservations(): number {
  return begun;
}

/** Makes new views, because growing detaches the old ones. */
function mapHeaps(of: Memory): void {
  memory = of;
  const { buffer } = of;
  heaps = {
    float32: new Float32Array(buffer),
    float64: new Float64Array(buffer),
    int32: new Int32Array(buffer),
    bool: new Uint8Array(buffer),
  };
}

/** Replaces the memory for threads, or removes it. */
export function shareScratch(other: Memory | undefined): void {
  memories.shared = other;
}

/** Whether a kernel may reserve this number of bytes: addresses are signed 32-bit numbers. */
export function hasRoomFor(bytes: number): boolean {
  return bytes < 2 ** 31 - 2 ** 20;
}

/** Reserves memory, aligned to 16 bytes, and returns its address. */
export function reserve(bytes: number): number {
  const address = top;
  top = Math.ceil((address + bytes + SLACK) / 16) * 16;
  const missing = top - heaps.bool.length;
  if (missing > 0) {
    const growing = memory as Memory;
    growing.grow(Math.ceil(missing / PAGE));
    mapHeaps(growing);
  }
  return address;
}

/** The size of a table entry in bytes. */
export const TABLE_ENTRY = 4;

/** Writes a table of the places of a layout's elements into the memory, and returns its address. */
export function reserveTable(layout: Layout): number {
  const address = reserve(layout.size * TABLE_ENTRY);
  fillOffsets(heaps.int32, address / TABLE_ENTRY, layout);
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

/** The elements from an address on, until more memory is reserved. */
export function elementsAt(address: number, dtype: DType, count: number): TypedArray {
  const heap = heaps[dtype];
  const from = address / heap.BYTES_PER_ELEMENT;
  return heap.subarray(from, from + count);
}

/** The value at an address. */
export function readAt(address: number, dtype: DType): number {
  const heap = heaps[dtype];
  return heap[address / heap.BYTES_PER_ELEMENT];
}
