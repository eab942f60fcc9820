import { describe, expect, test } from "vitest";
import { DatasetFormatError, parseIdx } from "../src/index.ts";
import { idx } from "./fixtures.ts";

const cube = idx([2, 3, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

function failure(bytes: Uint8Array, rank = 3): DatasetFormatError {
  try {
    parseIdx(bytes, "some-file", rank);
  } catch (error) {
    expect(error).toBeInstanceOf(DatasetFormatError);
    return error as DatasetFormatError;
  }
  throw new Error("parsed");
}

function patched(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[offset] = value;
  return copy;
}

describe("parseIdx", () => {
  test("reads shape and values", () => {
    const { shape, values } = parseIdx(cube, "cube", 3);
    expect(shape).toEqual([2, 3, 2]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test("reads a view that does not start at the beginning of its buffer", () => {
    const shifted = new Uint8Array(cube.length + 3);
    shifted.set(cube, 3);
    expect([...parseIdx(shifted.subarray(3), "cube", 3).values]).toEqual([...cube.subarray(16)]);
  });

  test("gives plain bytes even for a Buffer, whose slice is no copy", () => {
    expect(Buffer.isBuffer(parseIdx(Buffer.from(cube), "cube", 3).values)).toBe(false);
  });

  test("reads an empty array", () => {
    expect(parseIdx(idx([0], []), "none", 1)).toEqual({ shape: [0], values: new Uint8Array(0) });
  });

  test("tells a truncated file at every length, and where it ends", () => {
    for (let length = 0; length < cube.length; length++) {
      const error = failure(cube.subarray(0, length));
      expect(error.message).toMatch(/^some-file, byte \d+: .*truncated/);
      expect(error.offset).toBe(length);
    }
    expect(failure(cube.subarray(0, 10)).message).toMatch(/inside its header of 16 bytes/);
    expect(failure(cube.subarray(0, 20)).message).toMatch(
      /after 4 of the 12 values of its shape \[2, 3, 2\]/,
    );
  });

  test("tells trailing bytes", () => {
    const error = failure(Uint8Array.from([...cube, 0, 0, 0]));
    expect(error.message).toMatch(/3 bytes follow the 12 values/);
    expect(error.offset).toBe(28);
  });

  test("tells a wrong beginning, type and number of dimensions", () => {
    expect(failure(patched(cube, 0, 0x1f)).message).toBe(
      "some-file, byte 0: an IDX file starts with two zero bytes, not with 0x1f 0x00",
    );
    expect(failure(patched(cube, 1, 1)).offset).toBe(0);
    expect(failure(patched(cube, 2, 0x0d)).message).toMatch(/byte 2: the type byte is 0x0d; only 0x08/);
    expect(failure(patched(cube, 3, 4)).message).toMatch(/byte 3: the number of dimensions is 4, not 3$/);
    expect(failure(idx([2], [1, 2])).message).toMatch(/is 1, not 3: labels where images should be\?/);
    expect(failure(cube, 1).message).toMatch(/is 3, not 1: images where labels should be\?/);
    expect(failure(idx([1, 2], [1, 2])).message).toMatch(/is 2, not 3$/);
    expect(failure(idx([2], [1, 2]), 2).message).toMatch(/is 1, not 2$/);
    expect(failure(cube, 2).message).toMatch(/is 3, not 2$/);
    expect(failure(idx([1, 2], [1, 2]), 1).message).toMatch(/is 2, not 1$/);
  });

  test("is not misled by sizes whose product no integer holds", () => {
    const huge = patched(patched(patched(cube, 4, 0xff), 8, 0xff), 12, 0xff);
    expect(failure(huge).message).toMatch(/truncated/);
  });

  test("reads sizes as unsigned", () => {
    expect(failure(patched(cube, 4, 0x80)).message).toMatch(/shape \[2147483650, 3, 2\]/);
  });
});
