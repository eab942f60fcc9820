import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createMarkdownRenderer } from "vitepress";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { categorical, colours, rgbOf } from "../../packages/plot/src/parts/style.ts";
import { published } from "../../tooling/packages/manifest.ts";
import { checkSite } from "../src/check/site.ts";
import { sidebar } from "../src/navigation.ts";
import { withTables } from "../src/pages/comparison.ts";
import { drawFigures, figureFiles, withFigures } from "../src/pages/figures.ts";
import { withSiteLinks } from "../src/pages/links.ts";
import { isPicture, markPictures } from "../src/pages/pictures.ts";
import { repositoryPages } from "../src/pages/repository-pages.ts";
import { out, root, written } from "../src/places.ts";
import { makePortable, placeholder, portableScript } from "../src/portable.ts";
import { alsoCalled } from "../src/search/also-called.ts";
import { termsOf, weightOf } from "../src/search/ranking.ts";
import { searchText } from "../src/search/text.ts";
import { slug } from "../src/slug.ts";
import { sidebarInSpanish } from "../src/spanish.ts";

/* The parts that make the site, on small texts. */

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gradiente-site-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe("a portable site", () => {
  test("has scripts that put addresses together when they run", () => {
    const script = portableScript(
      `globalThis.found = ["${placeholder}a.js", \`${placeholder}\${"b" + "${placeholder}"}\`, '{"id":"${placeholder}c"}'];`,
    );
    expect(script).not.toContain(placeholder);
    const scope = globalThis as { __base?: string; found?: string[] };
    scope.__base = "/x/";
    new Function(script)();
    expect(scope.found).toEqual(["/x/a.js", "/x/b/x/", '{"id":"/x/c"}']);
  });

  test("has pages with relative links, which find out where they are", () => {
    write("index.html", `<html><head></head><a href="${placeholder}a/b.html">b</a></html>`);
    write("a/b.html", `<html><head></head><img src="${placeholder}c.png"></html>`);
    write("assets/style.css", `@font-face { src: url(${placeholder}assets/x.woff2) }`);
    makePortable(folder);
    expect(readFileSync(join(folder, "index.html"), "utf8")).toContain('href="./a/b.html"');
    expect(readFileSync(join(folder, "a/b.html"), "utf8")).toContain('src="../c.png"');
    expect(readFileSync(join(folder, "a/b.html"), "utf8")).toContain('new URL("../",location.href)');
    expect(readFileSync(join(folder, "assets/style.css"), "utf8")).toContain("url(../assets/x.woff2)");
  });
});

describe("a check of a site", () => {
  const good =
    '<a href="./b.html#data=xor">settings</a><h1 id="top">A</h1><a href="./b.html#there">b</a><a href="https://example.org">c</a>';
  beforeEach(() =>
    write("b.html", '<p id="there"><a href="./index.html">back</a><img src="data:image/png;base64,AA">'),
  );

  test("passes where all leads somewhere", () => {
    write("index.html", good);
    expect(() => checkSite(folder)).not.toThrow();
  });

  test.each([
    ['<a href="./c.html">c</a>', "the link ./c.html is dead"],
    ['<a href="./b.html#here">b</a>', "the link ./b.html#here is dead"],
    ['<a href="/b.html">b</a>', "depends on where the site lies"],
    ['<script src="https://example.org/x.js"></script>', "loads https://example.org/x.js"],
    ['<link rel="stylesheet" href="//example.org/x.css">', "loads //example.org/x.css"],
    ['<img src="./x.png">', "loads ./x.png, which is not there"],
  ])("finds %s", (html, problem) => {
    write("index.html", good + html);
    expect(() => checkSite(folder)).toThrow(problem);
  });

  test("finds what a style sheet loads from elsewhere", () => {
    write("index.html", good);
    write("a.css", "a { background: url(https://example.org/x.png) }");
    expect(() => checkSite(folder)).toThrow("a.css loads https://example.org/x.png");
  });
});

test("each page that is written by hand stands in a menu", () => {
  const byHand = readdirSync(written, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && !/^(es\/)?index\.md$/.test(path))
    .map((path) => path.replace(/\.md$/, ""));
  const menus = JSON.stringify([sidebar, sidebarInSpanish]);
  const missing = [...byHand, ...repositoryPages.map(({ page }) => page)].filter(
    (page) => !menus.includes(`"/${page}"`),
  );
  expect(missing).toEqual([]);
});

test("the menu of the guide has the introductions of all packages", () => {
  const guide = JSON.stringify((sidebar as Record<string, unknown>)["/"]);
  const introductions = repositoryPages
    .map(({ page }) => page)
    .filter((page) => page.startsWith("packages/"));
  expect(introductions.length).toBeGreaterThan(10);
  expect(introductions.filter((page) => !guide.includes(`"/${page}"`))).toEqual([]);
});

test.each([
  ["install.md", "No version is on npm yet."],
  ["es/install.md", "Todavía no hay ninguna versión en npm."],
])("%s says that no version is on npm as long as there is none, and links to each package", (page, none) => {
  const text = readFileSync(join(written, page), "utf8");
  const { version } = JSON.parse(readFileSync(`${root}packages/core/package.json`, "utf8"));
  expect(text.includes(none)).toBe(version === "0.0.0");
  const used = published.filter((name) => !/^native-/.test(name));
  expect(
    used.filter((name) => !text.includes(`[\`@gradiente/${name}\`](packages/${name}/README.md)`)),
  ).toEqual([]);
});

test("links of the repository lead to pages, or else to the source", () => {
  const turned = (text: string) => withSiteLinks(text, "docs/memory.md", "docs/memory");
  expect(turned("[a](../CONTRIBUTING.md#add-an-op)")).toBe("[a](../contributing.md#add-an-op)");
  expect(turned("[a](../packages/nn/README.md)")).toBe("[a](../packages/nn/README.md)");
  expect(turned("[a](../site/pages/guide/tensors.md)")).toBe("[a](../guide/tensors.md)");
  expect(turned("[a](../biome.json)")).toMatch(/^\[a\]\(https:.*\/blob\/main\/biome\.json\)$/);
  expect(turned("[a](#here) [b](https://example.org)")).toBe("[a](#here) [b](https://example.org)");
  expect(turned("```ts\nf[0](absent);\n```")).toContain("f[0](absent)");
  expect(() => turned("[a](absent.md)")).toThrow("docs/memory.md links to absent.md, which is not there");
});

test("tables of comparisons stand where a page wants them, and none is forgotten", () => {
  const comparison = {
    version: "1",
    checked: "It ran.",
    theirs: ["x = 1"],
    ours: ["const x = 1;"],
    sections: { Sums: [["x | y", null, "No."]] },
  } as const;
  expect(withTables("<!-- table: Sums -->", "Theirs", comparison)).toContain("| `x \\| y` |  | No. |");
  expect(withTables("<!-- given -->\n<!-- table: Sums -->", "Theirs", comparison)).toContain("It ran.");
  expect(() => withTables("", "Theirs", comparison)).toThrow("differ: Sums");
  expect(() => withTables("<!-- table: Sums -->\n<!-- table: More -->", "Theirs", comparison)).toThrow(
    "differ: More",
  );
});

describe("a figure", () => {
  const block = (name: string, code: string) => `\`\`\`ts figure=${name}\n${code}\n\`\`\`\n`;
  const draws = (y: string) =>
    `import { rand } from "@gradiente/core";\nimport { line } from "@gradiente/plot";\n\nconst figure = line(${y});`;

  test("stands where its page shows it", () => {
    const page = `${block("bend", draws("[0, 1, 4]"))}\n![A bend](figure:bend)`;
    expect(withFigures(page, "guide/a.md")).toContain("\n![A bend](./a.bend.svg)");
    expect(figureFiles(page, "guide/a.md")).toEqual(["guide/a.bend.svg"]);
    expect(withFigures("Text.", "guide/a.md")).toBe("Text.");
  });

  test("is drawn and shown, or neither", () => {
    expect(() => withFigures("![A bend](figure:bend)", "a.md")).toThrow(
      "a.md shows figure:bend, which no block draws",
    );
    expect(() => withFigures(block("bend", ""), "a.md")).toThrow(
      "a.md draws the figure bend and does not show it",
    );
  });

  // What the programs import is found from within the repository alone.
  let work: string;
  beforeEach(() => {
    mkdirSync(out, { recursive: true });
    work = mkdtempSync(join(out, "test-"));
  });
  afterEach(() => rmSync(work, { recursive: true }));

  test("is the same each time, whatever is drawn before it", async () => {
    const random = block("random", draws("rand([20])"));
    const svg = (name: string) => readFileSync(join(work, name), "utf8");
    await drawFigures(new Map([["b/first.md", random]]), work);
    await drawFigures(new Map([["second.md", block("other", draws("rand([9])")) + random]]), work);
    expect(svg("b/first.random.svg")).toMatch(/^<svg /);
    expect(svg("second.random.svg")).toBe(svg("b/first.random.svg"));
    expect(svg("second.other.svg")).not.toBe(svg("second.random.svg"));
  });

  test("is in the language of its page", async () => {
    const curves = block(
      "curves",
      'import { learningCurves } from "@gradiente/plot";\nconst figure = learningCurves({ loss: [2, 1] });',
    );
    await drawFigures(new Map([["es/a.md", curves], ["b.md", curves]]), work); // biome-ignore format: one thing
    const [spanish, english] = ["es/a", "b"].map((page) =>
      readFileSync(join(work, `${page}.curves.svg`), "utf8"),
    );
    expect([spanish.includes(">época<"), spanish.includes(">epoch<")]).toEqual([true, false]);
    expect([english.includes(">época<"), english.includes(">epoch<")]).toEqual([false, true]);
  });

  test("is drawn anew if its code has changed, and only then", async () => {
    const draw = (y: string) => drawFigures(new Map([["a.md", block("one", draws(y))]]), work);
    const file = join(work, "a.one.svg");
    await draw("[0, 1]");
    writeFileSync(file, "kept");
    await draw("[0, 1]");
    expect(readFileSync(file, "utf8")).toBe("kept");
    await draw("[0, 2]");
    expect(readFileSync(file, "utf8")).toMatch(/^<svg /);
  });

  test("that fails says where and why", async () => {
    await expect(drawFigures(new Map([["a.md", block("one", draws("[]"))]]), work)).rejects.toThrow(
      /a\.one\.svg: RangeError: line: the series is empty/,
    );
  });
});

describe("in the dark", () => {
  test("a figure with an image in it is a picture, and one of lines is none", () => {
    write("lines.svg", '<svg><path d="M0,0L1,1"/></svg>');
    write("sub/grid.svg", '<svg><image xlink:href="data:image/png;base64,AA"/></svg>');
    const page = join(folder, "page.md");
    expect(isPicture("./sub/grid.svg", page)).toBe(true);
    expect(isPicture("sub/grid.svg", page)).toBe(true);
    expect(isPicture("./lines.svg", page)).toBe(false);
    expect(isPicture("./absent.svg", page)).toBe(false);
    expect(isPicture("https://example.org/grid.svg", page)).toBe(false);
    expect(isPicture("./sub/grid.svg", undefined)).toBe(false);
  });

  test("pictures have their class, and other images have none", async () => {
    write("grid.svg", '<svg><image xlink:href="data:image/png;base64,AA"/></svg>');
    write("lines.svg", "<svg></svg>");
    const md = await createMarkdownRenderer(folder, { config: markPictures });
    const html = md.render("![a](./grid.svg) ![b](./lines.svg)", { path: join(folder, "page.md") });
    expect(
      html.match(/<img[^>]*>/g)?.map((tag) => [tag.includes("grid"), tag.includes('class="picture"')]),
    ).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  /** The filter of the style sheet: invert(0.9), then hue-rotate(180deg), as the standard defines them. */
  const filtered = (colour: readonly number[]) => {
    const [r, g, b] = colour.map((part) => 0.9 - (0.8 * part) / 255);
    const rotated = [
      -0.574 * r + 1.43 * g + 0.144 * b,
      0.426 * r + 0.43 * g + 0.144 * b,
      0.426 * r + 1.43 * g - 0.856 * b,
    ];
    return rotated.map((part) => Math.min(1, Math.max(0, part)));
  };
  const luminance = (parts: readonly number[]) => {
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (colour: string) => {
    const [ground, ink] = ["#FFFFFF", colour].map((one) => luminance(filtered(rgbOf(one))));
    return (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
  };

  test("texts and lines of figures stand out", () => {
    const sheet = readFileSync(join(written, "../.vitepress/theme/style.css"), "utf8");
    expect(sheet).toContain("filter: invert(0.9) hue-rotate(180deg);");
    for (const text of [colours.ink, colours.muted]) expect(contrast(text)).toBeGreaterThan(4.5);
    for (const line of categorical(7)) expect(contrast(line), line).toBeGreaterThan(3);
  });
});

test("each figure of an experiment has a title, and a line on what to see in it", () => {
  const document = readFileSync(`${root}docs/experiments.md`, "utf8");
  const sections = document.split(/^## /m).slice(1);
  expect(sections.length).toBe(25);
  for (const section of sections) {
    const [, file] = /^!\[[^\]]+\]\((.+)\)\n\n[A-Z].+\.$/m.exec(section) ?? [];
    expect(file, section).toBeDefined();
    const hasTitle = /^<svg [^>]*><title>[^<]+<\/title>/.test(readFileSync(`${root}docs/${file}`, "utf8"));
    expect([file, hasTitle]).toEqual([file, true]);
  }
});

test("of the API, search has names, members and the first sentence", () => {
  const text =
    "---\na: 1\n---\n\n# Dense {#the-name}\n\nclass of nn\n\n$$y$$\n\nA layer.\n\n## Methods\n\n### forward {#forward}\n\n```ts\nforward()\n```\n\nMore.";
  expect(searchText(text, "api/nn/class/Dense.md")).toBe(
    "# Dense (nn.Linear) {#the-name}\n\nA layer.\n\n### forward {#forward}",
  );
  expect(searchText(text, "guide/x.md")).toBe(text);
});

test("search knows what names are called elsewhere", () => {
  const titleOf = (page: string) => searchText(`# Here {#the-name}\n\nclass\n\nText.`, page).split("\n")[0];
  expect(titleOf("api/nn/class/Dense.md")).toBe("# Here (nn.Linear) {#the-name}");
  expect(titleOf("api/nn/class/LSTM.md")).toBe("# Here {#the-name}");
  expect(titleOf("api/nn/type/Dense.md")).toBe("# Here {#the-name}");
  expect(alsoCalled("api/core/function/concat.md")).toBe("torch.cat");
  expect(alsoCalled("api/optim/class/Momentum.md")).toBe("optim.SGD");
});

describe("search, with the texts of its functions, as pages have them,", () => {
  const fromText = <F>(f: F): F => new Function(`return ${f}`)();
  const terms = fromText(termsOf);
  const weight = fromText(weightOf);

  test("takes parts of names, accents off, and either spelling", () => {
    expect(terms("confusionMatrixChart")).toEqual(["confusionmatrixchart", "confusion", "matrix", "chart"]);
    expect(terms("LSTMOutput")).toEqual(["lstmoutput", "lstm", "output"]);
    expect(terms("toArray")).toEqual(["toarray", "array"]);
    expect(terms("Pérdida")).toEqual(["perdida"]);
    expect(terms("optimisers")).toEqual(["optimisers", "optimizers"]);
    expect(terms("list")).toEqual(["list"]);
  });

  test("puts first what has the word as its title, and last what few readers want", () => {
    const order = [
      ["/api/nn/class/Dense.html#the-name", "dense", "Dense (nn.Linear)"],
      ["/guide/digits.html#dense", "dense", "Dense layers"],
      ["/api/nn/class/Dense.html#methods", "dense", "Methods"],
      ["/docs/modules.html#layers", "dense", "Layers"],
      ["/api/nn/class/DenseBlock.html#the-name", "dense", "DenseBlock"],
      ["/api/nn/type/Options.html#the-name", "dense", "Options"],
      ["/api/core/arguments/value/x.html#the-name", "dense", "x"],
    ].map(([id, term, title]) => weight(id, term, { title }));
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(new Set(order).size).toBe(order.length);
  });
});

test("anchors are GitHub's", () => {
  expect(slug("A4: the progression of diabetes, with early stopping")).toBe(
    "a4-the-progression-of-diabetes-with-early-stopping",
  );
  expect(slug("`x.sum()` & δ")).toBe("xsum--δ");
});
