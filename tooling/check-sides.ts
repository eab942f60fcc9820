import type { Condition } from "@gradiente/core/arguments";
import { describe, expect, it } from "vitest";

/* Tests of the checks of a module, all of them: a bound that moves by one, or a condition that is dropped, shows. */

/** What a check takes, and what it refuses: values on both sides of each bound, and against each condition by itself. */
export type Sides = readonly [taken: readonly unknown[], refused: readonly unknown[]];

/** Tests the checks among the exports of a module, by their names. */
export function testSides(module: object, sides: Readonly<Record<string, Sides>>): void {
  const checks = Object.entries(module).filter(
    (entry): entry is [string, Condition] =>
      typeof (entry[1] as Partial<Condition> | null)?.accepts === "function",
  );
  describe("what arguments must be", () => {
    it("has both sides of each check", () => {
      expect(checks.map(([name]) => name).sort()).toEqual(Object.keys(sides).sort());
    });

    for (const [name, { accepts }] of checks) {
      const [taken, refused] = sides[name] ?? [[], []];
      it.each(taken.map((value) => [value]))(`${name}: %o`, (value) => {
        expect(accepts(value)).toBe(true);
      });
      it.each(refused.map((value) => [value]))(`${name}: not %o`, (value) => {
        expect(accepts(value)).toBe(false);
      });
    }
  });
}

/** Numbers that an argument may be, at each of its bounds, and what lies beyond. */
export type Bounds = readonly [
  use: (value: number) => unknown,
  taken: readonly number[],
  refused: readonly number[],
];

/** Tests what is done with numbers, by the names of the arguments, which errors must have in them. */
export function testBounds(bounds: Readonly<Record<string, Bounds>>): void {
  const rows = Object.entries(bounds);
  it.each(rows)("%s is taken up to its bounds, and refused beyond", (name, [use, taken, refused]) => {
    for (const value of taken) expect(() => use(value), `${value}`).not.toThrow();
    const argument = name.slice(name.lastIndexOf(" ") + 1);
    for (const value of refused) {
      expect(() => use(value), `${value}`).toThrow(RangeError);
      expect(() => use(value), `${value}`).toThrow(new RegExp(`\\b${argument}\\b.*, not ${value}$`));
    }
  });
}
