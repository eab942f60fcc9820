import { bytesPerElement, type DType, type TypedArray } from "../../dtype.ts";
import { copyIn, copyOut, reserve } from "./scratch.ts";

/** An array, as far as it is copied. */
interface Elements {
  readonly buffer: TypedArray;
  readonly dtype: DType;
}

/** Room in the scratch memory for some elements of an array, and the ways in and out. */
export class Staging {
  readonly address: number;
  /** Of an element. */
  readonly bytes: number;
  private readonly buffer: TypedArray;
  private readonly dtype: DType;
  private readonly origin: number;

  /** Room for so many. Places in the array are counted from `origin`. */
  constructor({ buffer, dtype }: Elements, count: number, origin = 0) {
    this.bytes = bytesPerElement(dtype);
    this.address = reserve(count * this.bytes);
    this.buffer = buffer;
    this.dtype = dtype;
    this.origin = origin;
  }

  /** Copies elements in, from a place in the array to a place in the room. */
  load(from: number, count: number, to = 0): void {
    copyIn(this.address + to * this.bytes, this.dtype, this.buffer, this.origin + from, count);
  }

  /** Copies elements out, from a place in the room to a place in the array. */
  store(to: number, count: number, from = 0): void {
    copyOut(this.address + from * this.bytes, this.dtype, this.buffer, this.origin + to, count);
  }
}
