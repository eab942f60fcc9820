import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  arrange,
  barChart,
  type Figure,
  heatMap,
  histogram,
  learningCurves,
  line,
  lossSurface,
  scatterChart,
} from "@gradiente/plot";
import type { Element } from "@xmldom/xmldom";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { elements, parse, textsOf, translation } from "./svg.ts";

const figure = line({ "a < b & c": [1, 3, 2] }, { title: "Title", xLabel: "x", yLabel: "y" });

async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "gradiente-plot-"));
}

describe("Figure", () => {
  it("gives well-formed SVG with its size, title, labels and legend", () => {
    const svg = parse(figure.toSVG());
    expect(svg.tagName).toBe("svg");
    expect(Number(svg.getAttribute("width"))).toBeGreaterThan(420);
    expect(Number(svg.getAttribute("height"))).toBeGreaterThan(280);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["Title", "x", "y", "a < b & c"]));
    expect(svg.getAttribute("font-family")).toBe("Arimo, Arial, Helvetica, Liberation Sans, sans-serif");
    expect(elements(svg, "text").filter((text) => text.hasAttribute("font-family"))).toEqual([]);
    expect(svg.firstChild?.nodeName).toBe("title");
    const [title] = elements(parse(line([1, 2], { title: "a < b & c" }).toSVG()), "title");
    expect(title.textContent).toBe("a < b & c");
  });

  it("draws what is in a Map in its order, whatever the names are", () => {
    const names = ["sign", "2016", "7", "2015"];
    const of = <T>(value: T) => new Map(names.map((name) => [name, value]));
    const order = (figure: Figure) => textsOf(parse(figure.toSVG())).filter((text) => names.includes(text));
    expect(order(line(of([1, 2])))).toEqual(names);
    expect(order(barChart(of(1)))).toEqual(names);
    expect(order(histogram(of([1, 2, 3])))).toEqual(names);
    expect(order(scatterChart(of({ x: [1], y: [2] })))).toEqual(names);
    expect(order(learningCurves(of({ loss: [2, 1] })))).toEqual(names);
    expect(order(line({ sign: [1, 2], 2016: [1, 2] }))).toEqual(["2016", "sign"]);
  });

  it("gives the same text each time, whatever was drawn before", () => {
    const first = figure.toSVG();
    heatMap([
      [1, 2],
      [3, 4],
    ]).toSVG();
    expect(figure.toSVG()).toBe(first);
    expect(line({ "a < b & c": [1, 3, 2] }, { title: "Title", xLabel: "x", yLabel: "y" }).toSVG()).toBe(
      first,
    );
  });

  it("has ids of its own, so that figures can share a page", () => {
    const idsOf = (of: Figure) => [...of.toSVG().matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const [a, b] = [idsOf(figure), idsOf(line({ b: [3, 1, 2] }))];
    expect(a.length).toBeGreaterThan(0);
    expect(a.filter((id) => b.includes(id))).toEqual([]);
    for (const [, id] of figure.toSVG().matchAll(/url\(#([^)]+)\)/g)) expect(a).toContain(id);
  });

  it("gives PNG of its size times the scale, with text, on a machine without fonts", async () => {
    const svg = parse(figure.toSVG());
    const image = decode(await figure.toPNG({ scale: 1 }));
    expect([image.width, image.height]).toEqual([
      Number(svg.getAttribute("width")),
      Number(svg.getAttribute("height")),
    ]);
    const double = decode(await figure.toPNG());
    expect([double.width, double.height]).toEqual([2 * image.width, 2 * image.height]);
    // The title is the only thing in the first lines: dark pixels there are letters.
    const { data, channels, width } = image;
    let dark = 0;
    for (let y = 8; y < 26; y++)
      for (let x = 8; x < 60; x++) if (data[(y * width + x) * channels] < 100) dark++;
    expect(dark).toBeGreaterThan(40);
    expect(dark).toBeLessThan(400);
    expect([...data.slice(0, 3)]).toEqual([255, 255, 255]);
  });

  it("refuses a scale that is not positive", async () => {
    for (const scale of [0, -1, Number.NaN, Infinity]) {
      await expect(figure.toPNG({ scale })).rejects.toThrow("toPNG: scale must be above 0, at most 20");
    }
  });

  it("is saved by extension, into folders that it makes, and leaves nothing else", async () => {
    const root = await folder();
    await figure.save(join(root, "a/b/figure.svg"));
    await figure.save(join(root, "a/b/figure.PNG"));
    expect(await readFile(join(root, "a/b/figure.svg"), "utf8")).toBe(figure.toSVG());
    expect((await readFile(join(root, "a/b/figure.PNG"))).subarray(0, 8).toString("latin1")).toBe(
      "\x89PNG\r\n\x1a\n",
    );
    expect((await readdir(join(root, "a/b"))).sort()).toEqual(["figure.PNG", "figure.svg"]);
  });

  it("names the extensions it knows, and writes nothing else", async () => {
    const root = await folder();
    await expect(figure.save(join(root, "figure.jpg"))).rejects.toThrow(
      /has the extension \.jpg; give it \.svg or \.png/,
    );
    await expect(figure.save(join(root, "figure"))).rejects.toThrow(
      /has no extension; give it \.svg or \.png/,
    );
    expect(await readdir(root)).toEqual([]);
  });

  it("names the path that it cannot write", async () => {
    const root = await folder();
    await writeFile(join(root, "file"), "");
    await expect(figure.save(join(root, "file/figure.svg"))).rejects.toThrow(
      /cannot write .*file\/figure.svg: a folder in its path is a file; .*(ENOTDIR|EEXIST)/,
    );
  });
});

describe("arrange", () => {
  const named = ["one", "two", "three"].map((title) => scatterChart({ x: [1, 2], y: [1, 2] }, { title }));

  /** Where the texts of a figure stand. */
  function placesIn(arranged: Figure) {
    const svg = parse(arranged.toSVG());
    return (text: string) => {
      const found = elements(svg, "text").find((element) => element.textContent === text)!;
      let [x, y] = [0, 0];
      for (let node: Element | null = found; node !== null; node = node.parentNode as Element | null) {
        if (!node.getAttribute?.("transform")) continue;
        const [dx, dy] = translation(node);
        [x, y] = [x + dx, y + dy];
      }
      return { x, y };
    };
  }

  it("puts figures side by side, in the order of reading", () => {
    const at = placesIn(arrange(named, { columns: 2, title: "all" }));
    expect(at("two").x).toBeGreaterThan(at("one").x + 400);
    expect(at("two").y).toBeCloseTo(at("one").y, 0);
    expect(at("three").y).toBeGreaterThan(at("one").y + 250);
    expect(at("all").y).toBeLessThan(at("one").y);
  });

  it("has a title that is larger than those of its figures", () => {
    const svg = parse(arrange(named, { title: "all" }).toSVG());
    const sizeOf = (text: string) => elements(svg, "text").find(({ textContent }) => textContent === text)!.getAttribute("font-size"); // biome-ignore format: a line
    expect([sizeOf("all"), sizeOf("one"), sizeOf("two")]).toEqual(["17px", "15px", "15px"]);
  });

  it("keeps figures 36 pixels apart", () => {
    const bare = (columns: number) => {
      const { width, height } = sizes(arrange([heatMap([[1]]), heatMap([[1]])], { columns }));
      return [width, height];
    };
    const sizes = (figure: Figure) => {
      const svg = parse(figure.toSVG());
      return { width: Number(svg.getAttribute("width")), height: Number(svg.getAttribute("height")) };
    };
    const one = sizes(heatMap([[1]]));
    // All figures have a margin of 12 pixels; within it, each is as large as alone.
    expect(bare(2)).toEqual([2 * (one.width - 24) + 36 + 24, one.height]);
    expect(bare(1)).toEqual([one.width, 2 * (one.height - 24) + 36 + 24]);
  });

  it("puts all in one row unless told how many", () => {
    const at = placesIn(arrange(named));
    expect(at("two").x).toBeGreaterThan(at("one").x + 400);
    expect(at("three").x).toBeGreaterThan(at("two").x + 400);
    expect(at("three").y).toBeCloseTo(at("one").y, 0);
  });

  it("refuses no figures, and columns that are no count", () => {
    expect(() => arrange([])).toThrow("arrange: there is nothing to draw");
    expect(() => arrange([figure], { columns: 0 })).toThrow(
      "arrange: columns must be a whole number from 1 to 10000, not 0",
    );
  });
});

describe("size of the files", () => {
  it("is small for what has many values", () => {
    const many = Array.from({ length: 28 }, (_, i) => Array.from({ length: 28 }, (_, j) => Math.sin(i * j)));
    expect(heatMap(many).toSVG().length).toBeLessThan(30_000);
    const bowl = lossSurface((x, y) => x * x + y * y, { xRange: [-1, 1], yRange: [-1, 1] });
    expect(bowl.toSVG().length).toBeLessThan(150_000);
    const epochs = Array.from({ length: 50 }, (_, i) => Math.exp(-i / 10));
    expect(learningCurves({ loss: epochs, validationLoss: epochs }).toSVG().length).toBeLessThan(20_000);
  });
});
