import type { Backend, Storage } from "./backend.ts";

/*
 * Memory of gradients in the middle of a sweep. Nobody but the sweep has them, so it knows when the last one that lies in a
 * storage has been used, and gives the storage back to its backend. The garbage collector would find that out much later:
 * results would go to memory that is in no cache.
 */

/** Bytes of a storage from which on it is worth following. */
export const limits = { smallest: 32_768 };

/** What lies in a storage. */
interface Held {
  readonly buffer: Storage;
}

interface Fresh {
  readonly backend: Backend;
  holders: number;
}

/** The storages of one sweep that were allocated in it and have not got out of it. */
export class Reuse {
  readonly #fresh = new Map<Storage, Fresh>();
  readonly #dropped: Held[] = [];

  /** A storage was allocated. */
  add(backend: Backend, storage: Storage): void {
    this.#fresh.set(storage, { backend, holders: 0 });
  }

  /** A gradient is kept for later. */
  hold({ buffer }: Held): void {
    const found = this.#fresh.size === 0 ? undefined : this.#fresh.get(buffer);
    if (found !== undefined) found.holders++;
  }

  /** A gradient that was held is not needed after the present step. */
  drop(gradient: Held): void {
    if (this.#fresh.size > 0) this.#dropped.push(gradient);
  }

  /** Somebody else gets to see a gradient, and may keep it. */
  letOut({ buffer }: Held): void {
    this.#fresh.delete(buffer);
  }

  /** The end of a step: gives back what nobody holds any more. */
  settle(): void {
    for (const { buffer } of this.#dropped) {
      const found = this.#fresh.get(buffer);
      if (found === undefined || --found.holders > 0) continue;
      this.#fresh.delete(buffer);
      found.backend.recycle?.(buffer);
    }
    this.#dropped.length = 0;
  }
}

let current: Reuse | null = null;
let isOpen = false;

/** Runs a sweep that gives memory back. Inside of another sweep, the gradients may be those of the outer one: it gets null. */
export function reusing<T>(walk: (reuse: Reuse | null) => T): T {
  if (current !== null) return walk(null);
  current = new Reuse();
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
  if (!isOpen || backend.recycle === undefined || storage.byteLength < limits.smallest) return;
  current?.add(backend, storage);
}
