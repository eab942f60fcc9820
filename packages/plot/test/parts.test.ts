import type { GroupMark } from "vega";
import { describe, expect, it } from "vitest";
import { arrowMarks, boxMarks, sizeFor } from "../src/parts/boxes.ts";
import { colourBar, legend, missingEntry } from "../src/parts/legend.ts";
import { figureOf, type PanelAxis, panel } from "../src/parts/panel.ts";
import { categorical, colourOf, hex, isDark, mix, rampOf, rgbOf } from "../src/parts/style.ts";
import { cellsImage } from "../src/parts/surface.ts";
import { isExtreme } from "../src/parts/ticks.ts";
import { textWidth } from "../src/render/text-width.ts";

/* The parts that charts are made of, each by its numbers: what a drawing of them would show only somewhere. */

const drawn = (x: PanelAxis, y: PanelAxis, width = 160, height = 100) =>
  panel({ width, height, x, y, marks: [] }) as GroupMark & { scales: object[]; axes: object[] };

describe("axes of numbers", () => {
  const domainOf = (axis: object) => (drawn({ domain: [0, 1], ...axis }, { domain: [0, 1] }).scales[0] as { domain: number[] }).domain; // biome-ignore format: a line

  it.each<[object, [number, number]]>([
    [{}, [0, 1]],
    [{ domain: [-2, 8], room: 0.1 }, [-3, 9]],
    [{ domain: [4, 4] }, [3.6, 4.4]],
    [{ domain: [-4, -4] }, [-4.4, -3.6]],
    [{ domain: [0, 0] }, [-0.5, 0.5]],
    [{ domain: [1, 100], logScale: true }, [1, 100]],
    [{ domain: [1, 100], logScale: true, room: 0.5 }, [0.1, 1000]],
    [{ domain: [4, 4], logScale: true }, [2, 8]],
  ])("%j goes from and to %j", (axis, [low, high]) => {
    const [from, to] = domainOf(axis);
    expect(from).toBeCloseTo(low, 12);
    expect(to).toBeCloseTo(high, 12);
  });

  it("run to the right and upwards, names downwards", () => {
    const rangesOf = (x: PanelAxis, y: PanelAxis) =>
      drawn(x, y).scales.map((scale) => (scale as { range: number[] }).range);
    expect(rangesOf({ domain: [0, 1] }, { domain: [0, 1] })).toEqual([[0, 160], [100, 0]]); // biome-ignore format: ranges
    expect(rangesOf({ names: ["a"] }, { names: ["a"] })).toEqual([[0, 160], [0, 100]]); // biome-ignore format: ranges
  });

  it("are linear, from what is drawn on, and round only if asked to", () => {
    const [x, y] = drawn({ domain: [0, 1] }, { domain: [1, 10], logScale: true, nice: true }).scales;
    expect(x).toEqual({
      name: "x",
      type: "linear",
      domain: [0, 1],
      range: [0, 160],
      nice: false,
      zero: false,
    });
    expect(y).toEqual({ name: "y", type: "log", domain: [1, 10], range: [100, 0], nice: true, zero: false });
  });

  it("have a tick for every 80 pixels across and 50 upwards, at least two", () => {
    const ticks = (width: number, height: number) =>
      drawn({ domain: [0, 1] }, { domain: [0, 1] }, width, height).axes.map((axis) => (axis as { tickCount: number }).tickCount); // biome-ignore format: a line
    expect(ticks(420, 280)).toEqual([5, 6]);
    expect(ticks(440, 275)).toEqual([6, 6]);
    expect(ticks(200, 125)).toEqual([3, 3]);
    expect(ticks(199, 124)).toEqual([2, 2]);
    expect(ticks(10, 10)).toEqual([2, 2]);
  });

  it("have the marks of their kind", () => {
    const [plain, whole] = drawn(
      { domain: [0, 1] },
      { domain: [0, 9], whole: true, grid: false, label: "n" },
    ).axes;
    const common = { grid: true, labelOverlap: "greedy", labelFlush: false, tickCount: 2 };
    expect(plain).toEqual({ scale: "x", orient: "bottom", ...common });
    expect(whole).toEqual({
      scale: "y",
      orient: "left",
      title: "n",
      ...common,
      grid: false,
      tickMinStep: 1,
      format: ",d",
    });
    const [tiny, log] = drawn({ domain: [0, 1e-4] }, { domain: [1, 1000], logScale: true }, 160, 110).axes;
    expect(tiny).toMatchObject({ format: ".6~g" });
    expect(log).toMatchObject({ values: [1, 10, 100, 1000], format: ".6~g", tickCount: undefined });
    // One label for every 60 pixels across: between 1 and 3 there are 0.477 of 3 powers of ten.
    const across = (width: number) =>
      drawn({ domain: [1, 1000], logScale: true }, { domain: [0, 1] }, width).axes[0];
    expect(across(378)).toMatchObject({ values: [1, 3, 10, 30, 100, 300, 1000] });
    expect(across(377)).toMatchObject({ values: [1, 10, 100, 1000] });
  });
});

describe("axes of names", () => {
  const axisOf = (axis: PanelAxis, length: number) => drawn(axis, { domain: [0, 1] }, length).axes[0] as Record<string, unknown>; // biome-ignore format: a line

  it("have a band for each name, with half of a gap at both ends", () => {
    const [x, y] = drawn({ names: ["a", "b"], gap: 0.25 }, { names: ["c"] }).scales;
    expect(x).toEqual({
      name: "x",
      type: "band",
      domain: ["a", "b"],
      range: [0, 160],
      paddingInner: 0.25,
      paddingOuter: 0.125,
    });
    expect(y).toEqual({
      name: "y",
      type: "band",
      domain: ["c"],
      range: [0, 100],
      paddingInner: 0,
      paddingOuter: 0,
    });
    expect(axisOf({ names: ["a"] }, 160)).toEqual({
      scale: "x",
      orient: "bottom",
      ticks: false,
      domain: false,
      labelLimit: 200,
    });
    expect(axisOf({ names: ["a"], gap: 0 }, 160)).toMatchObject({ domain: true });
  });

  it.each([
    [10, 240, 1],
    [10, 239, 2],
    [20, 240, 2],
    [50, 240, 5],
    [100, 240, 10],
    [200, 240, 20],
    [500, 240, 50],
    [501, 240, 100],
    [5000, 240, 500],
    [5001, 240, 1000],
  ])("of %i numbers over %i pixels, each %ith is named", (count, length, step) => {
    const names = Array.from({ length: count }, (_, i) => String(i));
    const { values } = axisOf({ names, every: true }, length);
    expect(values).toEqual(names.filter((_, i) => i % step === 0));
  });

  it("are turned where one is wider than its step, with 6 pixels between two", () => {
    // Of 667 / 1000 of 12 pixels each.
    const names = ["AAAAA", "A"];
    const room = 2 * (5 * 0.667 * 12 + 6);
    expect(axisOf({ names }, Math.ceil(room))).not.toHaveProperty("labelAngle");
    expect(axisOf({ names }, Math.floor(room))).toMatchObject({
      labelAngle: -40,
      labelAlign: "right",
      labelBaseline: "middle",
    });
    expect(axisOf({ names, every: true }, 10)).not.toHaveProperty("labelAngle");
    expect(drawn({ domain: [0, 1] }, { names }, 10, 10).axes[1]).not.toHaveProperty("labelAngle");
  });
});

describe("panels and figures", () => {
  it("have a title in the middle above, and clip what is drawn at the edges", () => {
    const { marks } = panel({ title: "Of a kind", width: 160, height: 100, x: { domain: [0, 1] }, y: { domain: [0, 1] }, marks: [{ type: "rule" }], over: [{ type: "rect" }] }); // biome-ignore format: a line
    const value = (each: unknown) => ({ value: each });
    expect(marks).toEqual([
      {
        type: "text",
        encode: { enter: { x: value(80), y: value(-14), text: value("Of a kind"), align: value("center"), fontSize: value(13), fontWeight: value("bold"), fill: value("#222222") } },
      },
      { type: "group", clip: true, encode: { enter: { width: value(160), height: value(100) } }, marks: [{ type: "rule" }] },
      { type: "rect" },
    ]); // biome-ignore format: marks
  });

  it("stand in one row, 28 pixels apart, unless told otherwise", () => {
    const of = (columns?: number) =>
      figureOf({ panels: [{ type: "rect" }, { type: "rule" }], ...(columns && { columns }) }).scope;
    const layout = { padding: { column: 28, row: 28 }, bounds: "full", align: "each" };
    expect(of().layout).toEqual({ columns: 2, ...layout });
    expect(of(1).layout).toEqual({ columns: 1, ...layout });
  });

  it("have notes under their title, or small and pale instead of one", () => {
    const titleOf = (parts: object) => figureOf({ panels: [], ...parts }).scope.title;
    expect(titleOf({})).toBe(undefined);
    expect(titleOf({ title: "A" })).toEqual({ text: "A" });
    expect(titleOf({ title: "A", notes: ["b", "c"] })).toEqual({ text: "A", subtitle: ["b", "c"] });
    expect(titleOf({ notes: ["b"] })).toEqual({
      text: ["b"],
      color: "#666666",
      fontSize: 12,
      fontWeight: "normal",
    });
  });
});

describe("legends", () => {
  it("have a sign for each kind of entry", () => {
    const kinds = ["line", "dashed", "point", "cross", "area"] as const;
    const { scales, legends } = legend(kinds.map((as) => ({ label: as, colour: "#123456", as })), "kinds"); // biome-ignore format: a line
    expect(scales.map((scale) => [scale.name, (scale as { range: unknown }).range])).toEqual([
      ["legendFill", ["transparent", "transparent", "#123456", "#123456", "#123456"]],
      ["legendStroke", ["#123456", "#123456", "#123456", "#222222", "#123456"]],
      ["legendShape", ["stroke", "stroke", "circle", "cross", "square"]],
      ["legendSize", [400, 400, 70, 110, 140]],
      ["legendDash", [[1, 0], [6, 4], [1, 0], [1, 0], [1, 0]]],
    ]); // biome-ignore format: scales
    expect(legends).toMatchObject([{ orient: "right", symbolStrokeWidth: 1.8, title: "kinds" }]);
    expect(legend([])).toEqual({ scales: [], legends: [] });
    expect(legend([missingEntry("none")]).legends[0]).not.toHaveProperty("title");
    expect(missingEntry("none")).toEqual({ label: "none", colour: "#D0D0D0", as: "area" });
  });

  it("show colours with as many positions as there are colours", () => {
    const plain = colourBar("grey", [0, 16]);
    expect(plain.scales).toMatchObject([
      { type: "linear", domain: Array.from({ length: 17 }, (_, i) => i), nice: false, zero: false },
    ]);
    expect(plain.legends).toEqual([
      {
        fill: "colourBar",
        type: "gradient",
        orient: "right",
        gradientLength: 160,
        gradientThickness: 12,
        labelOverlap: "greedy",
      },
    ]);
    const log = colourBar("blues", [1, 2 ** 16], { logScale: true, length: 100, title: "loss" });
    const [{ domain }] = log.scales as unknown as { domain: number[] }[];
    for (const [i, value] of domain.entries()) expect(value).toBeCloseTo(2 ** i, 6);
    expect(log.legends).toMatchObject([{ gradientLength: 100, title: "loss", format: ".6~g" }]);
    expect(colourBar("grey", [0, 1e-4]).legends).toMatchObject([{ format: ".6~g" }]);
  });
});

describe("colours", () => {
  it("of up to seven categories are those of Okabe and Ito, and steps of viridis of more", () => {
    expect(categorical(7)).toEqual([
      "#0072B2",
      "#E69F00",
      "#009E73",
      "#D55E00",
      "#CC79A7",
      "#56B4E9",
      "#000000",
    ]);
    expect(categorical(2)).toEqual(["#0072B2", "#E69F00"]);
    const many = categorical(8);
    expect([many.length, new Set(many).size, many[0], many[7]]).toEqual([
      8,
      8,
      "#440154",
      hex(colourOf("sequential")(0.92)),
    ]);
  });

  it("of scales run from end to end", () => {
    const ends = (["grey", "sequential", "blues"] as const).map((scale) =>
      [0, 0.5, 1].map((share) => hex(colourOf(scale)(share))),
    );
    expect(ends).toEqual([
      ["#000000", "#808080", "#ffffff"],
      ["#440154", "#21918d", "#fde725"],
      ["#ffffff", "#84a2ca", "#084594"],
    ]);
    // Vega's redblue, without the darkest ends of ColorBrewer's RdBu, turned round, and nearly white in the middle.
    expect([0, 1].map((share) => hex(colourOf("diverging")(share)))).toEqual(["#134b85", "#8c0d25"]);
    expect(Math.min(...colourOf("diverging")(0.5))).toBeGreaterThan(235);
    const ramp = rampOf("grey");
    expect([ramp.length, ramp[0], ramp[1], ramp[16]]).toEqual([17, "#000000", "#101010", "#ffffff"]);
  });

  it("are mixed, read and written", () => {
    expect(mix([0, 10, 200], [100, 20, 100], 0.25)).toEqual([25, 13, 175]);
    expect([rgbOf("#0A0b10"), hex([10, 11, 16])]).toEqual([[10, 11, 16], "#0a0b10"]);
  });

  it("are dark below a luminance of 128, where green counts most", () => {
    expect([[127, 127, 127], [128, 128, 128], [255, 0, 0], [0, 178, 0], [0, 179, 0], [0, 0, 255]].map((rgb) => isDark(rgb as never))).toEqual([true, false, true, true, false, true]); // biome-ignore format: a list
  });
});

it("numbers below 0.001 or from ten millions on are extreme", () => {
  expect([[0, 9.99e-4], [0, 1e-3], [0, 9_999_999], [0, 1e7], [-1e7, 0], [-9.99e-4, 0], [0, 0]].map((domain) => isExtreme(domain as never))).toEqual([true, false, false, true, true, true, false]); // biome-ignore format: a list
});

describe("boxes and arrows", () => {
  it("are as wide as their longest line, at least 28, with 8 around, and 16 a line", () => {
    expect(sizeFor([{ text: "a" }])).toEqual({ width: 44, height: 24 });
    const text = "mmmmmm";
    expect(sizeFor([{ text }, { text: "a" }])).toEqual({ width: Math.ceil(6 * 0.833 * 12) + 16, height: 40 });
    expect(sizeFor([{ text, bold: true }]).width).toBe(Math.ceil(6 * 0.833 * 12 * 1.07) + 16);
  });

  it("have their lines around the middle", () => {
    const box = { width: 44, height: 40, lines: [{ text: "a", bold: true }, { text: "b", colour: "#123456" }], fill: "#fff", stroke: "#000", strokeWidth: 1, description: "" }; // biome-ignore format: a line
    const [{ data }] = boxMarks([box], [[100, 50]]) as unknown as { data: { values: object[] }[] }[];
    expect(data.map(({ values }) => values)).toEqual([
      [
        {
          width: 44,
          height: 40,
          fill: "#fff",
          stroke: "#000",
          strokeWidth: 1,
          description: "",
          x: 78,
          y: 30,
        },
      ],
      [
        { x: 100, y: 42, text: "a", align: "center", bold: true, colour: "#222222" },
        { x: 100, y: 58, text: "b", align: "center", bold: false, colour: "#123456" },
      ],
    ]);
  });

  it("point at their end with a head of 8 by 7, and turn smoothly", () => {
    const pathsOf = (...way: (readonly [number, number])[]) => {
      const [{ data }] = arrowMarks([way]) as unknown as {
        data: { values: { line: string; head: string }[] }[];
      }[];
      return data[0].values[0];
    };
    expect(pathsOf([0, 0], [0, 10])).toEqual({ line: "M0,0L0,10", head: "M0,10L-3.5,2L3.5,2Z" });
    expect(pathsOf([0, 0], [20, 0])).toEqual({ line: "M0,0L20,0", head: "M20,0L12,3.5L12,-3.5Z" });
    expect(pathsOf([0, 0], [5, 5], [0, 10]).line).toBe("M0,0Q5,5,0,10");
    // Through the middle between two corners.
    expect(pathsOf([0, 0], [4, 4], [8, 4], [8, 20]).line).toBe("M0,0Q4,4,6,4Q8,4,8,20");
  });
});

it("texts are as wide as Arial's letters, bold ones more", () => {
  expect(textWidth("", 12, false)).toBe(0);
  expect(textWidth(" ~Ai", 10, false)).toBeCloseTo(2.78 + 5.84 + 6.67 + 2.22, 12);
  expect(textWidth("Ai", 10, true)).toBeCloseTo((6.67 + 2.22) * 1.07, 12);
  expect(textWidth("日\u007f\u001f", 10, false)).toBeCloseTo(18, 12);
});

it("a picture of cells fills its panel, whatever the number of cells", () => {
  const placement = { width: 90, height: 50, beyond: 0 };
  const { encode } = cellsImage({ columns: 3, rows: 2 }, () => [0, 0, 0], placement);
  expect(encode?.enter).toMatchObject({ width: { value: 90 }, height: { value: 50 } });
});
