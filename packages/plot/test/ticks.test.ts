import { describe, expect, it } from "vitest";
import { logTicks } from "../src/parts/ticks.ts";

describe("ticks of a logarithmic scale", () => {
  it("are powers of ten over several of them", () => {
    expect(logTicks([0.002, 1500])).toEqual([0.01, 0.1, 1, 10, 100, 1000]);
  });

  it("are 1, 2 and 5 over few", () => {
    expect(logTicks([0.05, 2.3])).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
    expect(logTicks([0.3, 0.9])).toEqual([0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  });

  it("are few over very many", () => {
    const ticks = logTicks([1e-20, 1e20]);
    expect(ticks.length).toBeLessThan(12);
    expect(ticks.length).toBeGreaterThan(5);
  });
});
