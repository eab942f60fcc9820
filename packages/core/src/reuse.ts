import type { Backend, Storage } from "./backend.ts";

/*
 * Memory of gradients in the middle of a sweep. Nobody but the sweep has them, so it knows when the last one that lies in a
 * storage has been used, and gives the storage back to its backend. The garbage collector would find that out much later:
 * results would go to memory that is in no cache.
 */

/** Bytes of a storage from which on it is worth following. */
export const limits = { smallest: 32_768 };

/** What lies in a storage, and knows its backend. */
interface Held {
  readonly buffer: Storage;
  readonly backend: Backend;
}

/** The storages that were allocated in a sweep and have not got out of it, with the number of gradients that lie there. */
export type Reuse = Map<Storage, number>;

let current: Reuse | null = null;
let isOpen = false;

/** Runs a sweep that gives memory back. Inside of another sweep, the gradients may be those of the outer one: it gets null. */
export function reusing<T>(walk: (reuse: Reuse | null) => T): T {
  if (current !== null) return walk(null);
  current = new Map();
  isOpen = true;
  try {
    return walk(current);
  } finally {
    current = null;
    isOpen = false;
  }
}

/** Runs code that may keep what it makes: its storages are not followed. */
export function keeping<T>(run: () => T): T {
  const before = isOpen;
  isOpen = false;
  try {
    return run();
  } finally {
    isOpen = before;
  }
}

/** A storage was allocated for the result of an op. */
export function noteAllocated(backend: Backend, storage: Storage): void {
  if (isOpen && backend.recycle && storage.byteLength >= limits.smallest) current?.set(storage, 0);
}

/** A gradient is kept for later. */
export function hold(reuse: Reuse | null, { buffer }: Held): void {
  const holders = reuse?.get(buffer);
  if (holders !== undefined) reuse?.set(buffer, holders + 1);
}

/** Gradients that were held are not needed any more: what nobody holds now goes back. */
export function release(reuse: Reuse | null, gradients: readonly Held[]): void {
  if (!reuse?.size) return;
  for (const { buffer, backend } of gradients) {
    const holders = reuse.get(buffer);
    if (holders === undefined) continue;
    reuse.set(buffer, holders - 1);
    if (holders > 1) continue;
    reuse.delete(buffer);
    backend.recycle?.(buffer);
  }
}
