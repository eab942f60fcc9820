import { giveWay } from "@gradiente/core";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

/** Gives way until a timer has run, and says how often. */
async function turnsUntilTimer(): Promise<number> {
  let isOver = false;
  setTimeout(() => {
    isOver = true;
  }, 1);
  for (let turns = 1; turns < 1e6; turns++) {
    await giveWay();
    if (isOver) return turns;
  }
  return Number.POSITIVE_INFINITY;
}

test("timers run while a loop gives way", async () => {
  expect(await turnsUntilTimer()).toBeLessThan(1e6);
});

test.each([
  ["no setImmediate, as in a page", ["setImmediate"]],
  ["no MessageChannel either, as in jsdom", ["setImmediate", "MessageChannel"]],
])("timers run where there is %s", async (_, missing) => {
  for (const name of missing) vi.stubGlobal(name, undefined);
  expect(await turnsUntilTimer()).toBeLessThan(1e6);
});
