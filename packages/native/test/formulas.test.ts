import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FORMULAS_FILE, formulasAsC } from "../../../tooling/native/formulas.ts";

it("the formulas in C are what core's formulas print (pnpm build:native writes them anew)", () => {
  expect(readFileSync(FORMULAS_FILE, "utf8")).toBe(formulasAsC());
});
