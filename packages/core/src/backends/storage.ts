import { allocateArray, arrayOn, bytesPerElement, type DType, type TypedArray } from "../dtype.ts";

/*
 * Allocates memory for results. The cost of an array depends on its size (Node 20, V8 11.3). Up to 64 bytes, V8 keeps
 * elements inside the object, which takes 20 ns. Above that, every array gets its own block from the system, which
 * takes some 900 ns. The pages of a large array must also be cleared by the system at the first touch, which takes
 * about a microsecond for 4 KB.
 */

/** Up to this size, engines keep elements inside the object; those of any dtype, if there are so few. */
const INLINE_BYTES = 64;
const INLINE_ELEMENTS = 8;

/** Small arrays share slabs, which takes 30 ns for each. A slab is freed when none of its arrays is used any more. */
const SLAB_BYTES = 16384;
const LARGEST_IN_SLAB = 1024;

let slab = new ArrayBuffer(SLAB_BYTES);
let used = 0;

let poisoned = false;

/**
 * For tests: from now on, new arrays hold NaN or another conspicuous value, so that no code can rely on zeros that it
 * did not write.
 */
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
 * An array for the elements of a tensor. It may hold any values. Small arrays share a buffer with others, so they
 * must not be given to users, who might transfer the buffer. Users get arrays from {@link allocateArray}.
 */
export function allocateStorage(dtype: DType, size: number): TypedArray {
  return unknown(newArray(dtype, size), dtype);
}

/** An array whose values nobody may rely on, as it was somebody else's before. */
export function unknown(array: TypedArray, dtype: DType): TypedArray {
  return poisoned ? array.fill(poison[dtype]) : array;
}

function newArray(dtype: DType, size: number): TypedArray {
  if (size <= INLINE_ELEMENTS) return allocateArray(dtype, size);
  const bytes = size * bytesPerElement(dtype);
  if (bytes > INLINE_BYTES && bytes <= LARGEST_IN_SLAB) return inSlab(dtype, size, bytes);
  if (bytes >= LARGE_BYTES && !keepsFreed) keepFreed();
  if (bytes > LARGEST_IN_SLAB && bytes <= LESSON_BYTES && node !== undefined) {
    return arrayOn(node.allocUnsafeSlow(bytes).buffer, 0, dtype, size);
  }
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

/** From this size on, glibc maps a separate block, until its threshold has grown: see {@link keepFreed}. */
const LARGE_BYTES = 2 ** 17;

/** Just below the largest block size that raises the threshold of glibc: 32 MB. */
const LESSON_BYTES = 2 ** 25 - 2 ** 16;

interface Host {
  readonly process?: { readonly platform?: string };
  readonly Buffer?: { allocUnsafeSlow(bytes: number): Uint8Array<ArrayBuffer> };
}

const host = globalThis as unknown as Host;

/** Node gives memory that is not cleared, in half the time or less. Every kernel writes all of its result. */
const node = host.Buffer;

let keepsFreed = host.process?.platform !== "linux";

/**
 * Makes the C library reuse large blocks. At first, glibc maps each large block separately and returns it to the
 * system when it is freed, so every new block has pages that the system must clear. When a block of up to 32 MB is
 * freed, glibc raises its threshold: from then on, it takes blocks of up to that size from its heap, and keeps twice
 * as much freed memory (`mallopt(3)`, M_MMAP_THRESHOLD). This function allocates and drops one such block. It is
 * never touched, so it never uses real memory. Afterwards, a sum of two tensors of 4 MB takes 0.4 ms instead of 1.3.
 */
function keepFreed(): void {
  keepsFreed = new ArrayBuffer(LESSON_BYTES).byteLength > 0;
}
