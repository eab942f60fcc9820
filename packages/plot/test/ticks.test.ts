import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logTicks } from "../src/parts/ticks.ts";

describe("ticks of a logarithmic scale", () => {
  it.each([
    ["powers of ten over many of them", [0.002, 15000], 10, [0.01, 0.1, 1, 10, 100, 1000, 10000]],
    ["1 and 3 over several", [0.002, 150], 12, [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]],
    ["1, 2 and 5 over few", [0.05, 2.3], 12, [0.05, 0.1, 0.2, 0.5, 1, 2]],
    ["all digits over less than one", [0.3, 0.9], 12, [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]],
    ["even numbers over hardly any", [0.51, 0.58], 12, [0.51, 0.52, 0.53, 0.54, 0.55, 0.56, 0.57, 0.58]],
    ["1 and 3 in little room, where powers would be two", [0.2, 32], 4, [0.3, 1, 3, 10, 30]],
    ["1, 2 and 5 where all digits would crowd", [1, 5], 14, [1, 2, 5]],
    ["all digits where there is room for the nearest two", [1, 5], 16, [1, 1.5, 2, 3, 4, 5]],
    ["every second power where all would crowd", [1e-4, 3e4], 8, [1e-4, 1e-2, 1, 1e2, 1e4]],
    ["few over very many", [1e-20, 1e20], 8, [1e-20, 1e-15, 1e-10, 1e-5, 1, 1e5, 1e10, 1e15, 1e20]],
  ] as [string, [number, number], number, number[]][])("are %s", (_, domain, labels, ticks) => {
    expect(logTicks(domain, labels)).toEqual(ticks);
  });

  it("leave no large part of an axis without a label, and do not crowd", () => {
    const lows = fc.double({ min: -20, max: 20, noNaN: true });
    const spans = fc.double({ min: 0.001, max: 30, noNaN: true });
    fc.assert(
      fc.property(lows, spans, fc.integer({ min: 8, max: 30 }), (exponent, span, labels) => {
        const domain = [10 ** exponent, 10 ** (exponent + span)] as const;
        const places = logTicks(domain, labels).map((tick) => (Math.log10(tick) - exponent) / span);
        expect(places.length).toBeGreaterThanOrEqual(3);
        const ends = [0, ...places, 1];
        const gaps = ends.slice(1).map((place, i) => place - ends[i]);
        expect(Math.max(...gaps)).toBeLessThan(0.5);
        expect(Math.min(...gaps.slice(1, -1))).toBeGreaterThan(0.5 / labels);
      }),
    );
  });
});
