import { sizeOf, type Tensor, type TypedArray, tensor } from "@gradiente/core";
import { bytesOf, elementsOf, readElements } from "../elements.ts";
import { type Fail, within } from "../format-error.ts";
import type { StoredTensor } from "./values.ts";

/** What the elements of a storage are as a tensor, in their order. */
interface Elements {
  readonly flat: Tensor;
  readonly values: TypedArray;
}

/**
 * Makes tensors of what lies in storages. Those that share a storage are views of one buffer, where their elements lie in
 * row-major order; others are copies. The same view twice is the same tensor.
 */
export class Storages {
  readonly #read: (key: string, fail: Fail) => Uint8Array;
  readonly #isBigEndian: boolean;
  readonly #elements = new Map<string, Elements>();
  readonly #tensors = new Map<string, Tensor>();
  /** The most elements that copies may have. */
  #left: number;

  /** @param read gives the bytes of a storage. */
  constructor(
    read: (key: string, fail: Fail) => Uint8Array,
    { isBigEndian, mostCopied }: { readonly isBigEndian: boolean; readonly mostCopied: number },
  ) {
    this.#read = read;
    this.#isBigEndian = isBigEndian;
    this.#left = mostCopied;
  }

  /** @throws what `fail` makes, if the tensor reaches beyond its storage, or has an element that cannot be held. */
  tensorOf(stored: StoredTensor, fail: Fail): Tensor {
    const { storage, elements, offset, shape, strides } = stored;
    const key = JSON.stringify([storage.key, elements, offset, shape, strides]);
    const known = this.#tensors.get(key);
    if (known !== undefined) return known;
    const found = this.#elementsOf(stored, fail);
    const size = sizeOf(shape);
    const last = shape.reduce((sum, axis, i) => sum + (axis - 1) * strides[i], offset);
    if (size > 0 && last >= found.values.length) {
      throw fail(`its last element would be number ${last} of a storage of ${found.values.length}`);
    }
    // An expanded tensor repeats elements: of a byte, it could make any size.
    if (size > found.values.length) {
      throw fail(
        `its ${size} elements are more than the ${found.values.length} of its storage; save a .clone() of it`,
      );
    }
    const x = isRowMajor(stored) ? viewOf(found, stored, size) : this.#copyOf(found, stored, size, fail);
    this.#tensors.set(key, x);
    return x;
  }

  #elementsOf({ storage, elements }: StoredTensor, fail: Fail): Elements {
    const known = this.#elements.get(`${elements} ${storage.key}`);
    if (known !== undefined) return known;
    const format = elementsOf(elements);
    const bytes = this.#read(storage.key, fail);
    const expected = storage.size * (storage.elements === undefined ? 1 : bytesOf(storage.elements));
    if (bytes.length !== expected)
      throw fail(`its storage should have ${expected} bytes, and has ${bytes.length}`);
    if (bytes.length % format.bytes > 0)
      throw fail(`its storage of ${bytes.length} bytes has no whole elements of ${format.bytes}`);
    const values = readElements({ bytes, format, isBigEndian: this.#isBigEndian }, "decodePyTorch", fail);
    const read = { values, flat: tensor(values, { dtype: format.dtype }) };
    this.#elements.set(`${elements} ${storage.key}`, read);
    return read;
  }

  #copyOf(
    { values, flat }: Elements,
    { offset, shape, strides }: StoredTensor,
    size: number,
    fail: Fail,
  ): Tensor {
    this.#left -= size;
    if (this.#left < 0)
      throw within(fail, "in all")("tensors that overlap take far more room than the file has");
    const copy = values.slice(0, size);
    const position = shape.map(() => 0);
    let from = offset;
    for (let at = 0; at < size; at++) {
      copy[at] = values[from];
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++position[axis] < shape[axis]) break;
        from -= shape[axis] * strides[axis];
        position[axis] = 0;
      }
    }
    return tensor(copy, { dtype: flat.dtype, shape });
  }
}

/** Whether elements lie without gaps, the last axis innermost. */
function isRowMajor({ shape, strides }: StoredTensor): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

function viewOf({ flat }: Elements, { offset, shape }: StoredTensor, size: number): Tensor {
  if (size === 0) return tensor([], { dtype: flat.dtype, shape });
  const part = size === flat.size ? flat : flat.slice([[offset, offset + size]]);
  return part.reshape(shape);
}
