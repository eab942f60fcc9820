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

/** Runs a sweep that gives memory back. Inside of another sweep, the gradients may be those of the outer one: it gets null. */
export function reusing<T>(walk: (reuse: Reuse | null) => T): T {
  const outer = current;
  current ??= new Map();
  try {
    return walk(outer ? null : current);
  } finally {
    current = outer;
  }
}

/** A storage was allocated for the result of an op. */
export function noteAllocated({ recycle }: Backend, storage: Storage): void {
  if (recycle && storage.byteLength >= limits.smallest) current?.set(storage, 0);
}

/** A gradient is kept for later, or one that was kept is not needed any more: what nobody needs now goes back. */
export function hold(reuse: Reuse | null, { buffer, backend }: Held, more = 1): void {
  const holders = reuse?.get(buffer);
  if (holders === undefined) return;
  reuse?.set(buffer, holders + more);
  if (more > 0 || holders > 1) return;
  reuse?.delete(buffer);
  backend.recycle?.(buffer);
}

/** The storage of a result that nobody has any more goes back. */
export function release({ buffer, backend }: Held): void {
  if (backend.recycle === undefined || buffer.byteLength < limits.smallest) return;
  current?.delete(buffer);
  backend.recycle(buffer);
}
