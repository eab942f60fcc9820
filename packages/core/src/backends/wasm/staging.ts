import { bytesPerElement, type DType, type TypedArray } from "../../dtype.ts";
import { copyIn, copyOut, reserve, type Scope } from "./scratch.ts";

/** The part of a view that copies need: an array and its dtype. */
interface Elements {
  readonly buffer: TypedArray;
  readonly dtype: DType;
}

/** Scratch memory for some elements. It is filled with those from a place on, and they are written back from it. */
export interface Stage {
  readonly address: number;
  /** The size of an element. */
  readonly bytes: number;
  load(from: number, count: number): void;
  store(from: number, count: number): void;
}

/** Where the operands of a kernel are worked on. */
export interface Stages {
  /** What a view may have in place of an array: then only a stage has its elements. Null if all views have arrays. */
  readonly standIn: TypedArray | null;
  /** Reserves memory for a number of elements of a view. */
  stageOf(view: Elements, count: number, scope: Scope): Stage;
}

/** The elements of arrays, as they are. */
export const ofArrays: Stages = { standIn: null, stageOf: (view, count) => new Staging(view, count) };

/** Scratch memory for some elements of an array, with functions that copy them in and out. */
export class Staging implements Stage {
  readonly address: number;
  readonly bytes: number;
  private readonly buffer: TypedArray;
  private readonly dtype: DType;
  private readonly origin: number;

  /** Reserves memory for a number of elements. Places in the array are counted from `origin`. */
  constructor({ buffer, dtype }: Elements, count: number, origin = 0) {
    this.bytes = bytesPerElement(dtype);
    this.address = reserve(count * this.bytes);
    this.buffer = buffer;
    this.dtype = dtype;
    this.origin = origin;
  }

  /** Copies elements in, from a place in the array to a place in the scratch memory. */
  load(from: number, count: number, to = 0): void {
    copyIn(this.address + to * this.bytes, this.dtype, this.buffer, this.origin + from, count);
  }

  /** Copies elements out, from a place in the scratch memory to a place in the array. */
  store(to: number, count: number, from = 0): void {
    copyOut(this.address + from * this.bytes, this.dtype, this.buffer, this.origin + to, count);
  }
}
