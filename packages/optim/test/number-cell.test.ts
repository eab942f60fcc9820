import { tensor } from "@gradiente/core";
import { expect, it } from "vitest";
import { NumberCell } from "../src/number-cell.ts";

it("is uploaded when it changes, and read when other code has set the Variable", () => {
  const cell = new NumberCell(2, tensor(2));
  const first = cell.variable.value;
  cell.set(2);
  expect(cell.variable.value).toBe(first);
  cell.set(3);
  const second = cell.variable.value;
  expect([second.item(), cell.get()]).toEqual([3, 3]);
  cell.variable.set(tensor(7));
  expect(cell.get()).toBe(7);
  cell.set(3);
  expect(cell.variable.value.item()).toBe(3);
  // Zeros of both signs, and NaN, which is not equal to itself.
  cell.set(0);
  cell.set(-0);
  expect(cell.variable.value.item()).toBe(-0);
  cell.set(Number.NaN);
  const none = cell.variable.value;
  cell.set(Number.NaN);
  expect(cell.variable.value).toBe(none);
});
