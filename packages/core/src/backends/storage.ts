import { allocateArray, arrayOn, bytesPerElement, type DType, type TypedArray } from "../dtype.ts";

/*
 * Where results lie. What an array costs depends on its size (Node 20, V8 11.3): up to 64 bytes, V8 keeps elements
 * inside the object, 20 ns; beyond, every array has a block of the system's of its own, some 900 ns, and a large one
 * has pages that the system must clear at the first touch, about a microsecond for 4 KB.
 */

/** What engines keep inside the object. */
const INLINE_BYTES = 64;

/** Small arrays share slabs: 30 ns each. A slab lives as long as one of them. */
const SLAB_BYTES = 16384;
const LARGEST_IN_SLAB = 1024;

let slab = new ArrayBuffer(SLAB_BYTES);
let used = 0;

let poisoned = false;

/** For tests: new arrays hold NaN, or another value that shows, so that nothing can rely on zeros that nobody wrote. */
export function poisonStorage(): void {
  poisoned = true;
}

const poison: Record<DType, number> = {
  float32: Number.NaN,
  float64: Number.NaN,
  int32: -1515870811,
  bool: 165,
};

/**
 * An array for the elements of a tensor, which holds anything. Small ones share a buffer with others, so it must not be
 * handed out to users, who may transfer it: theirs are {@link allocateArray}'s.
 */
export function allocateStorage(dtype: DType, size: number): TypedArray {
  const array = newArray(dtype, size);
  return poisoned ? array.fill(poison[dtype]) : array;
}

function newArray(dtype: DType, size: number): TypedArray {
  const bytes = size * bytesPerElement(dtype);
  if (bytes > INLINE_BYTES && bytes <= LARGEST_IN_SLAB) return inSlab(dtype, size, bytes);
  if (bytes >= LARGE_BYTES && !keepsFreed) keepFreed();
  return allocateArray(dtype, size);
}

function inSlab(dtype: DType, size: number, bytes: number): TypedArray {
  if (used + bytes > SLAB_BYTES) {
    slab = new ArrayBuffer(SLAB_BYTES);
    used = 0;
  }
  const at = used;
  used = (at + bytes + 7) & ~7;
  return arrayOn(slab, at, dtype, size);
}

/** From here on glibc maps a block of its own, until it knows better. */
const LARGE_BYTES = 2 ** 17;

/** Just below the largest block that glibc learns from: 32 MB. */
const LESSON_BYTES = 2 ** 25 - 2 ** 16;

interface Host {
  readonly process?: { readonly platform?: string };
}

let keepsFreed = (globalThis as unknown as Host).process?.platform !== "linux";

/**
 * Teaches the C library to reuse large blocks. glibc maps large blocks one by one and gives them back when freed, so
 * that each new one is made of pages that the system clears, until a block of up to 32 MB has been freed: from then on
 * it takes blocks of that size from its heap, and keeps twice as much of what is freed (`mallopt(3)`, M_MMAP_THRESHOLD).
 * One block that is never touched, and so never becomes memory, is that lesson. A sum of two tensors of 4 MB takes
 * 0.4 ms after it instead of 1.3.
 */
function keepFreed(): void {
  keepsFreed = new ArrayBuffer(LESSON_BYTES).byteLength > 0;
}
