import { expect, test } from "vitest";
import { killed } from "../../../tooling/runs/kill.ts";

// `pnpm kills` does this with every optimiser, on every backend.
test("a process that is killed 8 times at random moments ends with the bits of one that is not, and no line lost or twice", async () => {
  const { kills, killed: after, whole } = await killed("Adam", { backend: "wasm", threads: 1 }, 8, 1);
  expect(kills).toBe(8);
  expect(after.result).toEqual(whole.result);
  expect(after.csv).toEqual(whole.csv);
  expect(after.jsonLines).toEqual(whole.jsonLines);
  expect(after.board).toEqual(whole.board);
  expect(whole.csv.length).toBeGreaterThan(60);
}, 600_000);
