import { expect, test } from "vitest";
import { latest } from "../../playground/shared/latest.ts";

test("what comes while something is done is left out, but for the last", async () => {
  const done: number[] = [];
  const act = latest(async (asked: number) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    done.push(asked);
  });
  await Promise.all([1, 2, 3, 4].map(act));
  expect(done).toEqual([1, 4]);
  await act(5);
  expect(done).toEqual([1, 4, 5]);
});

test("after a failure it goes on", async () => {
  const act = latest(async (asked: number) => {
    if (asked === 1) throw new Error("no");
  });
  await expect(act(1)).rejects.toThrow("no");
  await expect(act(2)).resolves.toBeUndefined();
});
