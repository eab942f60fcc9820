import type { Fail } from "../format-error.ts";
import type { StoredTensor, Value } from "./values.ts";

/** What a file of PyTorch has, before anything is made of it. */
export interface Source {
  /** What its pickle holds. */
  readonly root: Value;
  /** The bytes of the pickle. */
  readonly pickled: number;
  readonly isBigEndian: boolean;
  /** What gives the bytes of storages, by their keys, to these tensors. */
  storagesFor(tensors: Iterable<StoredTensor>): (key: string, fail: Fail) => Uint8Array;
}

/** The most bytes of a pickle, whose values take far more room than it does. */
export const LONGEST_PICKLE = 2 ** 24;
