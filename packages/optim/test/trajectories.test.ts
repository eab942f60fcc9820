import { expect, it } from "vitest";
import golden from "./golden/trajectories.json" with { type: "json" };
import { trajectories } from "./trajectories.ts";

it("20 steps of every optimiser end at the same bits as ever (golden/trajectories.ts)", () => {
  expect(trajectories()).toEqual(golden);
});
