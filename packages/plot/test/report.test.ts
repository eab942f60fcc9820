import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { confusionMatrixChart, imageGrid, line, report } from "@gradiente/plot";
import { describe, expect, it } from "vitest";
import { elements, parse } from "./svg.ts";

/** The beginning of a PNG file, which is all that is looked at here. */
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1);

const curves = line({ a: [1, 2, 3] }, { title: "Loss" });
const page = report(
  [
    "Two seeds & more.",
    { heading: "Results <1>" },
    {
      table: {
        columns: ["seed", "accuracy"],
        rows: [
          [0, 0.5],
          ["all", 0.75],
        ],
        caption: "Held out",
      },
    },
    curves,
    {
      figure: confusionMatrixChart([
        [1, 0],
        [0, 1],
      ]),
      caption: "On the test set",
    },
    imageGrid([[0, 1, 1, 0]]),
    { preformatted: "a  b\n1  2" },
    { images: [{ png: PNG, caption: "step <1>" }] },
  ],
  { title: "XOR <script>", summary: "All there is to know." },
);

describe("report", () => {
  it("is one page with everything in it, in order", () => {
    const html = page.toHTML();
    expect(html.startsWith("<!doctype html>\n")).toBe(true);
    const parts = [
      "<h1>XOR &lt;script&gt;</h1>",
      "<p>All there is to know.</p>",
      "<p>Two seeds &amp; more.</p>",
      "<h2>Results &lt;1&gt;</h2>",
      '<th scope="col">seed</th><th scope="col">accuracy</th>',
      '<tr><td class="number">0</td><td class="number">0.5</td></tr>',
      '<tr><td>all</td><td class="number">0.75</td></tr>',
      `<figure>${curves.toSVG()}</figure>`,
      "<figcaption>On the test set</figcaption>",
      "<pre>a  b\n1  2</pre>",
      `<img src="data:image/png;base64,${Buffer.from(PNG).toString("base64")}" alt="step &lt;1&gt;">`,
      "<figcaption>step &lt;1&gt;</figcaption>",
    ];
    const places = parts.map((part) => html.indexOf(part));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it("refers to nothing outside, runs nothing, and has each id once", () => {
    const html = page.toHTML();
    expect(html).not.toMatch(/<script|<link|@import/);
    const addresses = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) expect(address).toMatch(/^data:image\/png;base64,/);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("is well formed", () => {
    const body = page
      .toHTML()
      .replace("<!doctype html>\n", "")
      .replaceAll(/<(meta|img) [^>]*>/g, "");
    const svgs = elements(parse(body), "svg");
    expect(svgs).toHaveLength(3);
  });

  it("does not cut off texts where fonts are wider than Arimo, for whose widths figures have room", () => {
    expect(page.toHTML()).toMatch(/figure svg \{[^}]*overflow: visible/);
  });

  it("is saved as .html alone", async () => {
    const root = await mkdtemp(join(tmpdir(), "gradiente-plot-"));
    await page.save(join(root, "new/page.html"));
    expect(await readFile(join(root, "new/page.html"), "utf8")).toBe(page.toHTML());
    await expect(page.save(join(root, "page.svg"))).rejects.toThrow("has the extension .svg; give it .html");
  });

  it("takes images that are PNG files alone", () => {
    for (const images of [[{ png: PNG.subarray(1), caption: "" }], [{ png: PNG }], {}]) {
      expect(() => report([{ images } as never], { title: "t" })).toThrow("{ images: [{ png, caption }] }");
    }
  });

  it("refuses to be empty, and tables with holes", () => {
    expect(() => report([], { title: "x" })).toThrow("report: there is nothing to show");
    expect(() => report([{ table: { columns: ["a", "b"], rows: [[1]] } }], { title: "x" })).toThrow(
      "report: row 0 of a table has 1 cells for 2 columns",
    );
  });
});

it("a report is not sent to another thread as an empty copy", () => {
  expect(() => structuredClone(page)).toThrow(/a Report; send report\.toHTML\(\)/);
});
