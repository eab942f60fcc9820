import type { Backend, Storage } from "./backend.ts";
import type { Tensor } from "./tensor.ts";

/*
 * Memory of gradients in the middle of a sweep, and of what is made on the way to them. Nobody but the sweep has them, so it
 * knows when the last one that lies in a storage has been used, and gives the storage back to its backend. The garbage
 * collector would find that out much later: results would go to memory that is in no cache.
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

/** What was allocated since a node was done. */
let made: Held[] = [];

/** Bytes that nodes hold since the last sweep, to give them back when they are done; as many as backends keep for later. */
export const lent = { bytes: 0, most: 64 * 2 ** 20 };

/** Runs a sweep that gives memory back. Inside of another sweep, the gradients may be those of the outer one: it gets null. */
export function reusing<T>(walk: (reuse: Reuse | null) => T): T {
  const outer = current;
  current ??= new Map();
  lent.bytes = 0;
  try {
    return walk(outer ? null : current);
  } finally {
    current = outer;
  }
}

/** A result has a storage of its own. */
export function noteAllocated(result: Held): void {
  if (current === null || result.buffer.byteLength < limits.smallest) return;
  current.set(result.buffer, 0);
  made.push(result);
}

/** The value of a Variable that nobody has but the Variable, and nodes that need it for their gradients. */
export class Loan {
  readonly value: Tensor;
  /** How many nodes need it. */
  open = 0;

  constructor(value: Tensor) {
    this.value = value;
  }
}

/** What is known of a node on the tape. */
interface Done {
  readonly isForeign: boolean;
  readonly own: readonly (Held | Loan)[] | null;
}

/**
 * The pullbacks of a node are done: what they made and did not give goes back, and so does what nobody needs after them. What
 * is not core's may keep all that it made.
 */
export function settle(reuse: Reuse | null, { isForeign, own }: Done): void {
  if (reuse === null) return;
  if (isForeign) reuse.clear();
  for (const each of made) hold(reuse, each, 0);
  made = [];
  if (own === null) return;
  for (const each of own) {
    if (each instanceof Loan) each.open--;
    else release(each);
  }
}

/** A result stays, whatever becomes of the sweep in which it was made. */
export function keep({ buffer }: Held): void {
  current?.delete(buffer);
}

/** Results of sweeps that have a storage for themselves: nobody but who gets one can reach what lies there. */
const alone = new WeakSet<Held>();

/** The sweep is over, and gives this. */
export function noteResult(reuse: Reuse | null, result: Held): void {
  if (reuse?.get(result.buffer) === 1) alone.add(result);
}

/** Who got the result of a sweep is done with it, and has shown it to nobody. */
export function releaseResult(result: Held): void {
  if (alone.delete(result)) release(result);
}

/** More or fewer need what lies in a storage: a gradient that is kept for later, or one that is done with. */
export function hold(reuse: Reuse | null, held: Held, more = 1): void {
  const holders = reuse?.get(held.buffer);
  if (holders === undefined) return;
  if (holders + more > 0) reuse?.set(held.buffer, holders + more);
  else release(held);
}

/** The storage of a result that nobody has any more goes back. */
export function release(held: Held): void {
  if (held.buffer.byteLength < limits.smallest) return;
  keep(held);
  held.backend.recycle?.(held.buffer);
}
