import { expect, it } from "vitest";
import { lastPlaces } from "../src/conformance/tolerance.ts";
import { dense } from "../src/conformance/views.ts";

/* How far results may lie from the plain loops' before a check fails. */

const unit = (value: number, dtype: "float32" | "float64", isSum = false) =>
  lastPlaces(dtype, 1, isSum)(Float64Array.of(value), 0)(0);

it("a unit in the last place is that of the number, and below the normal numbers the smallest of them", () => {
  for (const [dtype, digits, lowest] of [
    ["float32", 23, -126],
    ["float64", 52, -1022],
  ] as const) {
    expect(unit(1, dtype)).toBe(2 ** -digits);
    expect(unit(-1.75, dtype)).toBe(2 ** -digits);
    expect(unit(2, dtype)).toBe(2 ** (1 - digits));
    expect(unit(2 ** lowest, dtype)).toBe(2 ** (lowest - digits));
    // What is smaller may be flushed to 0.
    expect(unit(2 ** (lowest - 1), dtype)).toBe(2 ** lowest);
    expect(unit(0, dtype)).toBe(2 ** lowest);
    expect(unit(0.25, dtype, true)).toBe(2 ** -digits);
    expect(unit(Number.POSITIVE_INFINITY, dtype)).toBe(0);
  }
});

it("an operand says how it lies, with at most eight of its elements", () => {
  const of = (count: number) =>
    String(
      dense(
        Array.from({ length: count }, (_, i) => -i),
        [count],
        "int32",
      ),
    );
  expect(of(2)).toBe("int32 [2] of strides [1] from 0: 0, -1");
  expect(of(8)).toBe("int32 [8] of strides [1] from 0: 0, -1, -2, -3, -4, -5, -6, -7");
  expect(of(9)).toBe("int32 [9] of strides [1] from 0: 0, -1, -2, -3, -4, -5, -6, -7, ...");
});
