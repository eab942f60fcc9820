import { Figure } from "@gradiente/plot";
import { describe, expect, it } from "vitest";

/* How a specification of Vega becomes text: digits, room for texts, fonts and names. */

const mark = (type: string, enter: Readonly<Record<string, unknown>>) => {
  const encoded = Object.fromEntries(Object.entries(enter).map(([name, value]) => [name, { value }]));
  return new Figure({ marks: [{ type, encode: { enter: encoded } }] }).toSVG();
};
const sizeOf = (svg: string) => ["width", "height"].map((name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(svg)?.[1])); // biome-ignore format: one thing

describe("an SVG text", () => {
  it("has a hundredth of a pixel in places, and a tenth in paths", () => {
    const placed = (x: number) => /translate\(([^,]+),/.exec(mark("path", { path: "M0,0L1,1", x }).split("mark-path")[1])?.[1];
    expect([placed(1.236), placed(1.25), placed(-7.999), placed(3)]).toEqual(["1.24", "1.25", "-8", "3"]);
    const path = mark("path", { path: "M0.126,0.25L1.234e-7,2.5L-3.96,4" });
    expect(path).toContain('d="M0.1,0.3L0,2.5L-4,4"');
  }); // biome-ignore format: one a line

  it("has room for its marks, with 12 pixels around", () => {
    const rect = (x: number, y: number) =>
      sizeOf(mark("rect", { x, y, width: 100, height: 50, fill: "red" }));
    expect(rect(0, 0)).toEqual([124, 74]);
    expect(rect(-30, 0)).toEqual([124, 74]);
    expect(rect(0.4, 0.4)).toEqual([125, 75]);
    expect(rect(30, 20)[0]).toBeGreaterThanOrEqual(124);
  });

  it("has room for texts by the widths of their letters, bold ones from a weight of 600 on", () => {
    // Ten letters of 667 thousandths.
    const widthOf = (enter: object) => sizeOf(mark("text", { text: "A".repeat(10), ...enter }))[0] - 24;
    expect(widthOf({ fontSize: 10 })).toBe(Math.ceil(66.7));
    expect(widthOf({})).toBe(Math.ceil(73.37));
    for (const fontWeight of [100, 400, 599, "normal"]) expect(widthOf({ fontWeight, fontSize: 10 })).toBe(67);
    for (const fontWeight of [600, 700, "bold"]) expect(widthOf({ fontWeight, fontSize: 10 })).toBe(Math.ceil(66.7 * 1.07));
    expect(widthOf({ fontSize: 10, limit: 20 })).toBeLessThanOrEqual(21);
    expect(widthOf({ fontSize: 10, limit: 200 })).toBe(67);
  }); // biome-ignore format: one a line

  it("has its fonts once, and ids of its content", () => {
    const svg = mark("text", { text: "a" });
    expect(svg.match(/font-family/g)).toHaveLength(1);
    expect(svg).toMatch(/^<svg font-family="Arimo, Arial, Helvetica, Liberation Sans, sans-serif" /);
    const clipped = (width: number) => new Figure({ marks: [{ type: "group", clip: true, encode: { enter: { width: { value: width }, height: { value: 5 } } } }] }).toSVG();
    const ids = [5, 5, 6].map((width) => [...clipped(width).matchAll(/id="(f[0-9a-f]{8}-[^"]+)"/g)].map(([, id]) => id));
    expect(ids[0].length).toBeGreaterThan(0);
    expect(ids[1]).toEqual(ids[0]);
    expect(ids[2]).not.toEqual(ids[0]);
    for (const id of ids[0]) expect(clipped(5)).toContain(`url(#${id})`);
  }); // biome-ignore format: one a line
});
