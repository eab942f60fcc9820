import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { erf, erfc } from "../../src/special/error-function.ts";
import { digamma, lgamma, polygamma } from "../../src/special/gamma.ts";

/* Special functions against values with a hundred digits: values.py wrote values.json. */

const { functions } = JSON.parse(readFileSync(new URL("./values.json", import.meta.url), "utf8")) as {
  functions: Record<string, readonly (readonly [x: number, y: number])[]>;
};

/** The distance from y to the next float64, which is no smaller than that of a subnormal one. */
function unitInTheLastPlace(y: number): number {
  return 2 ** Math.max(Math.floor(Math.log2(Math.abs(y))) - 52, -1074);
}

interface Bounds {
  readonly of: (x: number) => number;
  /** Units in the last place for x > 0: what the docstrings say. */
  readonly right: number;
  /** For x < 0, units of the larger of 1 and the result. */
  readonly left: number;
}

const bounds: Record<string, Bounds> = {
  erf: { of: erf, right: 2, left: 2 },
  erfc: { of: erfc, right: 6, left: 2 },
  lgamma: { of: lgamma, right: 4, left: 8 },
  digamma: { of: digamma, right: 4, left: 8 },
  "polygamma 1": { of: (x) => polygamma(1, x), right: 6, left: 12 },
  "polygamma 2": { of: (x) => polygamma(2, x), right: 6, left: 12 },
  "polygamma 3": { of: (x) => polygamma(3, x), right: 6, left: 12 },
  "polygamma 8": { of: (x) => polygamma(8, x), right: 6, left: 24 },
  "polygamma 20": { of: (x) => polygamma(20, x), right: 6, left: 48 },
};

it("has bounds for all functions", () => {
  expect(Object.keys(bounds)).toEqual(Object.keys(functions));
});

for (const [name, { of, right, left }] of Object.entries(bounds)) {
  describe(name, () => {
    it(`is within ${right} units in the last place for x > 0`, () => {
      for (const [x, y] of functions[name].filter(([at]) => at > 0)) {
        expect(Math.abs(of(x) - y) / unitInTheLastPlace(y), `at ${x}`).toBeLessThanOrEqual(right);
      }
    });

    it(`is within ${left} units of the larger of 1 and the result for x < 0`, () => {
      for (const [x, y] of functions[name].filter(([at]) => at < 0)) {
        const unit = unitInTheLastPlace(Math.max(1, Math.abs(y)));
        expect(Math.abs(of(x) - y) / unit, `at ${x}`).toBeLessThanOrEqual(left);
      }
    });
  });
}
