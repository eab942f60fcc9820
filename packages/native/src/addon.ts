import type { TypedArray } from "./arrays.ts";

/**
 * The number of this border, which is in `border.h` too. It goes up with each release that calls functions differently, so
 * that an addon of another release is refused.
 */
export const BORDER = 1;

/**
 * What the compiled addon has. All numbers of a call stand in the registered block; a function that gives false has written
 * nothing.
 */
export interface Addon {
  /** The number of the border that it was compiled with: {@link BORDER}. */
  readonly border: number;
  /** Instruction sets that this processor has kernels for, the best one first. */
  readonly levels: readonly string[];
  /** Functions of one element, in the order of their numbers. */
  readonly unaryNames: readonly string[];
  /** Functions of two elements. */
  readonly binaryNames: readonly string[];
  /** Takes the block of parameters. */
  register(block: Float64Array): void;
  /** Chooses an instruction set; false if it is not one of `levels`. */
  choose(level: string): boolean;
  /**
   * Shares the work of calls among so many threads, from 1 to 64; false if they cannot be started. Work is shared that takes
   * one thread about so many nanoseconds, with threads that are awake, and with threads that sleep.
   */
  setThreads(threads: number, awake: number, asleep: number): boolean;
  unary(x: TypedArray, out: TypedArray): boolean;
  binary(a: TypedArray, b: TypedArray, out: TypedArray): boolean;
  where(condition: TypedArray, a: TypedArray, b: TypedArray, out: TypedArray): boolean;
  elementwise(inputs: readonly TypedArray[], outputs: readonly TypedArray[]): boolean;
  contract(a: TypedArray, b: TypedArray, out: TypedArray): boolean;
  winograd(filters: TypedArray, images: TypedArray, maps: TypedArray): boolean;
  reduce(x: TypedArray, out: TypedArray): boolean;
  normalize(x: TypedArray, out: TypedArray): boolean;
  copy(x: TypedArray, out: TypedArray): boolean;
  accumulate(x: TypedArray, out: TypedArray): boolean;
  indexed(data: TypedArray, index: TypedArray, elements: TypedArray): boolean;
  /** Inputs, and outputs behind them. */
  standardize(...views: readonly TypedArray[]): boolean;
  standardizeBack(...views: readonly TypedArray[]): boolean;
  /** Inputs, and the output behind them. */
  causalShares(...views: readonly TypedArray[]): boolean;
  sharesBack(...views: readonly TypedArray[]): boolean;
  random(out: TypedArray): boolean;
  /** A scan of one input gets it twice. */
  scan(a: TypedArray, b: TypedArray, out: TypedArray): boolean;
  argsort(x: TypedArray, out: TypedArray): boolean;
  foldIntegers(x: TypedArray, out: TypedArray): boolean;
  /** Inputs, and outputs behind them; where it gives false, outputs may have been written. */
  matrices(...views: readonly TypedArray[]): boolean;
}
