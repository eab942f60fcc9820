import { conformance } from "@gradiente/testing";
import { describe, it } from "vitest";
import "../src/index.ts";

describe("native", () => {
  for (const { name, run } of conformance("native")) it(name, run);
});
