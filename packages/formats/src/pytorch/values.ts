import type { Shape } from "@gradiente/core";

/* What a pickle of PyTorch can hold here: plain data, and tensors that lie in storages. */

/** A class of Python, known by its name alone: nothing of it is ever run. */
export class Global {
  readonly name: string;

  constructor(module: string, name: string) {
    this.name = `${module}.${name}`;
  }
}

/** A list or a tuple. */
export class Items {
  readonly values: Value[];
  /** Tuples and sizes stay as they are made. */
  readonly isTuple: boolean;

  constructor(values: Value[], isTuple: boolean) {
    this.values = values;
    this.isTuple = isTuple;
  }
}

/** A dictionary, ordered or not: both keep their order. */
export class Dictionary {
  readonly entries = new Map<string | number | bigint | boolean | null, Value>();
}

/** Where elements lie: a file in the archive, or a part of a file without one. */
export interface StoredElements {
  readonly kind: "storage";
  /** The name of the file or part. */
  readonly key: string;
  /** The elements, as safetensors calls them; undefined for bytes whose dtype each tensor says. */
  readonly elements: string | undefined;
  /** The number of elements, or of bytes where the dtype is open. */
  readonly size: number;
}

/** A tensor as it lies in a storage. */
export interface StoredTensor {
  readonly kind: "tensor";
  readonly storage: StoredElements;
  readonly elements: string;
  readonly offset: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
}

/** A dtype that stands as a value. */
export interface StoredDType {
  readonly kind: "dtype";
  readonly elements: string;
}

/** All that an unpickler here knows. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Global
  | Items
  | Dictionary
  | StoredElements
  | StoredTensor
  | StoredDType;
