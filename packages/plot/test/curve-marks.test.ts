import type { Mark } from "vega";
import { describe, expect, it } from "vitest";
import { type Curve, curveMarks } from "../src/parts/curves.ts";
import { cellCentres, cellsImage, contourLines } from "../src/parts/surface.ts";
import { evenly, formatFor, logTicks } from "../src/parts/ticks.ts";

/* Curves, planes and ticks by their numbers, on both sides of each bound. */

type Enter = Readonly<Record<string, { readonly value?: unknown }>>;
const enterOf = (mark: Mark) => (mark.encode?.enter ?? {}) as Enter;
const valuesOf = (curve: Curve, logScale = false) =>
  (curveMarks([curve], logScale).data[0] as { values: unknown[] }).values;

const colour = "#123456";
const flat = (y: number, x: readonly number[] = [0, 1]): Curve => ({ colour: `#00000${Math.round(y * 10) % 10}`, x, y: x.map(() => y) }); // biome-ignore format: one thing

/** The width of each line. */
const widths = (curves: readonly Curve[], logScale = false) =>
  curveMarks(curves, logScale).marks.flatMap((mark) => (mark.type === "line" ? [enterOf(mark).strokeWidth.value] : [])); // biome-ignore format: one thing

describe("a line under others", () => {
  it("is one that is nowhere further than a hundredth of all", () => {
    expect(widths([flat(0), flat(0.01), flat(1)])).toEqual([5, 2, 2]);
    expect(widths([flat(0), flat(0.0101), flat(1)])).toEqual([2, 2, 2]);
    // The same in x, past the ends of the one above.
    const upright = (x: number, top = 1): Curve => ({ colour, x: [x, x], y: [0, top] });
    expect(widths([upright(0), upright(0.01), upright(1)])).toEqual([5, 2, 2]);
    expect(widths([upright(0), upright(0.0101), upright(1)])).toEqual([2, 2, 2]);
    expect(widths([upright(0), upright(0, 0.991)])).toEqual([5, 2]);
    expect(widths([upright(0), upright(0, 0.98)])).toEqual([2, 2]);
    expect(widths([flat(0), flat(0, [0.02, 1])])).toEqual([2, 2]);
    expect(widths([flat(0), flat(0, [0.009, 1])])).toEqual([5, 2]);
  });

  it("is looked at between its points too, and by factors on a logarithmic axis", () => {
    const bowed: Curve = { colour, x: [0, 1, 2], y: [0, 0.2, 0] };
    expect(widths([flat(0, [0, 2]), bowed])).toEqual([2, 2]);
    expect(widths([bowed, flat(0, [0, 2])])).toEqual([2, 2]);
    const powers = (factor: number): Curve => ({ colour, x: [0, 1], y: [1e-3 * factor, 1e3 * factor] });
    expect(widths([powers(1), powers(1.1)], true)).toEqual([5, 2]);
    expect(widths([powers(1), powers(1.3)], true)).toEqual([2, 2]);
    expect(widths([powers(1), powers(1.3)])).toEqual([2, 2]);
  });

  it("may be a point, or nothing that can be drawn", () => {
    expect(widths([flat(0.5, [0.5]), flat(0.5)])).toEqual([5, 2]);
    expect(widths([flat(0.5, [0.5]), flat(0.5, [0.5])])).toEqual([5, 2]);
    expect(widths([flat(0.5, [0.5]), flat(0.5, [0.6])])).toEqual([2, 2]);
    const nothing: Curve = { colour, x: [0, 1], y: [Number.NaN, Number.NaN] };
    expect(widths([nothing, flat(0)])).toEqual([2, 2]);
    expect(widths([flat(0), nothing])).toEqual([2, 2]);
    expect(widths([flat(1)])).toEqual([2]);
    expect(curveMarks([])).toEqual({ data: [], marks: [] });
  });

  it("is pale if it has the same colour, at whatever place", () => {
    const paleness = (...colours: string[]) =>
      curveMarks(colours.map((each) => ({ ...flat(0), colour: each }))).marks.map((mark) => enterOf(mark).strokeOpacity?.value);
    expect(paleness("#000001", "#000002", "#000001")).toEqual([0.35, undefined, undefined]);
    expect(paleness("#000001", "#000001", "#000002")).toEqual([0.35, undefined, undefined]);
    expect(paleness("#000001", "#000002")).toEqual([undefined, undefined]);
  }); // biome-ignore format: one a line
});

describe("the data of a curve", () => {
  const band = [[0, -1, 1, Number.NaN], [2, 3, Infinity, 4]] as const; // biome-ignore format: a band
  const curve: Curve = { colour, x: [0, 1, 2, 3], y: [1, -1, 5, Infinity], band };

  it("have gaps for what cannot be drawn, and a band where both of its edges can", () => {
    expect(valuesOf(curve)).toEqual([{ x: 0, y: 1, low: 0, high: 2 }, { x: 1, y: -1, low: -1, high: 3 }, { x: 2, y: 5 }, { x: 3, y: null }]);
    expect(valuesOf(curve, true)).toEqual([{ x: 0, y: 1 }, { x: 1, y: null }, { x: 2, y: 5 }, { x: 3, y: null }]);
    expect(valuesOf({ ...curve, y: [0, 1e-300, 1, 1] }, true).map((each) => (each as { y: unknown }).y)).toEqual([null, 1e-300, 1, 1]);
  }); // biome-ignore format: one a line

  it("are drawn as bands below all lines, in the colour of each", () => {
    const { marks } = curveMarks([curve, { ...curve, colour: "#654321" }, flat(0)]);
    expect(marks.map(({ type }) => type).filter((type) => type !== "group")).toEqual(["area", "area", "line", "line", "line"]);
    expect(marks.slice(0, 2).map((mark) => [enterOf(mark).fill.value, enterOf(mark).fillOpacity.value])).toEqual([[colour, 0.2], ["#654321", 0.2]]);
  }); // biome-ignore format: one a line

  it.each<[string, number[], number[]]>([
    ["the first", [1, Number.NaN, 2, 3], [0]],
    ["the last", [1, 2, Number.NaN, 3], [3]],
    ["one in between", [1, 2, Number.NaN, 3, Number.NaN, 4, 5], [3]],
    ["the only one", [1], [0]],
    ["all", [1, Number.NaN, 2], [0, 2]],
    ["none of two", [1, 2], []],
  ])("are dots where one is alone: %s", (_name, y, alone) => {
    const x = y.map((_, i) => i);
    const dots = curveMarks([{ colour, x, y }]).marks.filter(({ type }) => type === "group");
    const found = dots.flatMap((dot) => (dot as { data: { values: { x: number }[] }[] }).data[0].values);
    expect(found.map((each) => each.x)).toEqual(alone);
  });

  it("are dashed, and their dots hollow, if the curve is", () => {
    const looks = (dashed: boolean) => {
      const [line, dots] = curveMarks([{ colour, dashed, x: [0], y: [1] }]).marks;
      const [symbol] = (dots as { marks: Mark[] }).marks;
      return [enterOf(line).strokeDash?.value, enterOf(symbol).fill.value, enterOf(symbol).stroke.value];
    };
    expect(looks(true)).toEqual([[6, 4], "#FFFFFF", colour]);
    expect(looks(false)).toEqual([undefined, colour, colour]);
  });
});

describe("a plane of cells", () => {
  it("has centres from the smallest x and y, with some outside", () => {
    expect(cellCentres([0, 2], [10, 30], 2, 0)).toEqual([[0.5, 15], [1.5, 15], [0.5, 25], [1.5, 25]]);
    const all = cellCentres([0, 2], [10, 30], 2, 1);
    expect([all.length, all[0], all[3], all[4], all[15]]).toEqual([16, [-0.5, 5], [2.5, 5], [-0.5, 15], [2.5, 35]]);
  }); // biome-ignore format: one a line

  it("is drawn upright, over the panel and what is outside", () => {
    const seen: number[] = [];
    const placement = { width: 100, height: 40, beyond: 1 };
    const mark = cellsImage({ columns: 4, rows: 4 }, (index) => [seen.push(index) && 0, 0, 0], placement);
    expect(seen.slice(0, 5)).toEqual([12, 13, 14, 15, 8]);
    const { x, y, width, height, smooth } = enterOf(mark);
    expect([x, y, width, height, smooth].map((each) => each.value)).toEqual([-50, -20, 200, 80, true]);
    expect(enterOf(cellsImage({ columns: 4, rows: 4 }, () => [0, 0, 0], placement, false)).smooth.value).toBe(false);
  }); // biome-ignore format: one a line

  it("has lines of equal value, in which what is not finite is the largest", () => {
    const cells = { columns: 2, rows: 2, values: [1, 2, Number.NaN, 4] };
    const look = { colour, strokeWidth: 2 };
    const mark = contourLines(cells, [3], { width: 20, height: 10, beyond: 0 }, look) as unknown as {
      data: { values: { grid: object }[] }[];
      marks: Mark[];
    };
    expect(mark.data[0].values[0].grid).toEqual({ width: 2, height: 2, values: [4, 4, 1, 2], scale: [10, 5], translate: [-0, -0] });
    expect(enterOf(mark.marks[0]).strokeOpacity.value).toBe(1);
  }); // biome-ignore format: one a line
});

describe("ticks", () => {
  it("have six digits, or as many as tell neighbours apart, up to sixteen", () => {
    expect(formatFor([0, 1, 2])).toBe(".6~g");
    expect(formatFor([10_000, 10_001])).toBe(".6~g");
    expect(formatFor([100_000, 100_001])).toBe(".7~g");
    expect(formatFor([100_001, 100_000])).toBe(".7~g");
    expect(formatFor([-100_001, -100_000])).toBe(".7~g");
    expect(formatFor([1, 2, 1e9, 1e9 + 1])).toBe(".11~g");
    expect(formatFor([1, 1 + 1e-15])).toBe(".16~g");
    expect(formatFor([1, 1 + 1e-13])).toBe(".15~g");
    expect(formatFor([5, 5])).toBe(".6~g");
    expect(formatFor([])).toBe(".6~g");
  });

  it("are evenly spaced, with at least one step", () => {
    expect(evenly([0, 1], 4)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(evenly([0, 1], 3.2)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(evenly([2, 4], 0)).toEqual([2, 4]);
  });

  it("of a logarithmic scale have the ends of a domain that is rounded", () => {
    expect(logTicks([1, 1000 * (1 - 1e-13)], 4)).toEqual([1, 10, 100, 1000]);
    expect(logTicks([1, 1000 * (1 - 1e-11)], 4)).toEqual([1, 10, 100]);
    expect(logTicks([1 + 1e-13, 1000], 4)).toEqual([1, 10, 100, 1000]);
    expect(logTicks([1 + 1e-11, 1000], 4)).toEqual([10, 100, 1000]);
  });
});
