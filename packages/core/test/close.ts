import type { NestedArray } from "@gradiente/core";
import { expect } from "vitest";
import type { Expected } from "./samples/sample.ts";

export interface Tolerance {
  /** Relative to the expected value: 1e-12 unless said otherwise, a few roundings of a float64. */
  readonly relative?: number;
  /** For values near 0: 1e-14 unless said otherwise. */
  readonly absolute?: number;
}

/** Compares nested arrays, or records of them, element by element; NaN equals NaN, infinities only themselves, and -0 is 0. */
export function expectClose(actual: Expected, expected: Expected, tolerance: Tolerance = {}): void {
  const { relative = 1e-12, absolute = 1e-14 } = tolerance;
  const compare = (a: Expected, e: Expected, path: string): void => {
    if (Array.isArray(e)) {
      expect(Array.isArray(a) ? a.length : a, `elements at ${path}`).toBe(e.length);
      e.forEach((inner, i) => {
        compare((a as readonly NestedArray[])[i], inner, `${path}[${i}]`);
      });
    } else if (typeof e === "object") {
      expect(Object.keys(a as object), `outputs at ${path}`).toEqual(Object.keys(e));
      for (const [output, inner] of Object.entries(e)) {
        compare((a as Record<string, NestedArray>)[output], inner, `${path}.${output}`);
      }
    } else if (typeof e === "number" && Number.isFinite(e)) {
      const error = Math.abs((a as number) - e);
      // Not "error > allowed": a NaN must fail.
      if (!(error <= absolute + relative * Math.abs(e))) {
        expect.fail(`at ${path || "the scalar"}: got ${String(a)}, expected ${e} (off by ${error})`);
      }
    } else {
      expect(a, path).toEqual(e);
    }
  };
  compare(actual, expected, "");
}
