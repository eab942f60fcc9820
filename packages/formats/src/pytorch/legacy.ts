import { bytesOf } from "../elements.ts";
import { type Fail, shortened } from "../format-error.ts";
import { LONGEST_PICKLE, type Source } from "./source.ts";
import { unpickleFirst } from "./unpickle.ts";
import { Items, type StoredTensor, type Value } from "./values.ts";

/*
 * What torch.save wrote from PyTorch 0.4 up to 1.5, and writes with `_use_new_zipfile_serialization=False`: pickles one after
 * another (a number that marks the format, its version, the machine, what there is, the keys of the storages), and then the
 * storages in the order of their keys, each with the number of its elements in front. All numbers are little-endian.
 */

/** The number 0x1950a86a20f9469cfc6c in a pickle. */
const MARK = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

/** What is in front of it: the protocol, and from 4 on a frame, with its length in eight bytes. */
const [PROTOCOL_BYTES, FRAME, FRAME_BYTES] = [2, 0x95, 9];

const VERSION = 1001;

/** @throws what `fail` makes, if the file is another pickle, is damaged, or holds what is not read. */
export function legacySource(bytes: Uint8Array, fail: Fail): Source {
  const marked = PROTOCOL_BYTES + (bytes[PROTOCOL_BYTES] === FRAME ? FRAME_BYTES : 0);
  if (!MARK.every((byte, n) => bytes[marked + n] === byte)) {
    throw fail(
      "it is a pickle that torch.save has not written; load it in Python, and save it with torch.save",
    );
  }
  let at = marked + MARK.length;
  const next = (): Value => {
    const { value, end } = unpickleFirst(bytes.subarray(at, at + LONGEST_PICKLE), fail);
    at += end;
    return value;
  };
  const version = next();
  if (version !== VERSION) throw fail(`it has version ${shortened(String(version))}, and ${VERSION} is read`);
  // The machine: its byte order is not that of the file.
  next();
  const begin = at;
  const root = next();
  const pickled = at - begin;
  const keys = next();
  const from = at;
  return {
    root,
    pickled,
    isBigEndian: false,
    storagesFor: (tensors) => {
      const storages = storagesIn(bytes, from, keysOf(keys, fail), sizesOf(tensors, fail), fail);
      return (key, failTensor) => {
        const found = storages.get(key);
        if (found === undefined) throw failTensor(`there is no storage '${shortened(key)}' in the file`);
        return found;
      };
    },
  };
}

function keysOf(keys: Value, fail: Fail): string[] {
  const listed = keys instanceof Items ? keys.values : undefined;
  if (listed?.every((key) => typeof key === "string")) return listed as string[];
  throw fail("it has no list of its storages; it is damaged");
}

/** The bytes of an element of each storage, which its tensors alone tell. */
function sizesOf(tensors: Iterable<StoredTensor>, fail: Fail): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { storage } of tensors) {
    if (storage.elements === undefined) throw fail("a storage in it has no dtype; it is damaged");
    const size = bytesOf(storage.elements);
    if ((sizes.get(storage.key) ?? size) !== size)
      throw fail(`its storage '${shortened(storage.key)}' has two dtypes; it is damaged`);
    sizes.set(storage.key, size);
  }
  return sizes;
}

function storagesIn(
  bytes: Uint8Array,
  from: number,
  keys: readonly string[],
  sizes: ReadonlyMap<string, number>,
  fail: Fail,
): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const storages = new Map<string, Uint8Array>();
  let at = from;
  for (const key of keys) {
    const size = sizes.get(key);
    if (size === undefined || storages.has(key))
      throw fail(`its storage '${shortened(key)}' belongs to no tensor, or is there twice; it is damaged`);
    const end = at + 8 <= bytes.length ? at + 8 + Number(view.getBigInt64(at, true)) * size : Number.NaN;
    if (!(end >= at + 8 && end <= bytes.length)) throw fail(`its storage '${shortened(key)}' is cut off`);
    storages.set(key, bytes.subarray(at + 8, end));
    at = end;
  }
  if (at !== bytes.length)
    throw fail(`it has ${bytes.length - at} bytes more than its storages; it is damaged`);
  return storages;
}
