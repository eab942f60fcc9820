import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import type { Page } from "../src/gaps/main-thread.ts";
import { written } from "../src/places.ts";
import { servedSite } from "./served-site.ts";

/* The built site in a real browser: `pnpm test:site` builds it first. It is served below a path that it does not know. */

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let page: Page;
const site = servedSite();

async function open(...given: Parameters<typeof site.open>): Promise<void> {
  page = await site.open(...given);
}

/** The address changes before the page does. */
const expectTitle = async (text: string) => {
  await expect.poll(() => page.locator("h1").first().textContent()).toContain(text);
};

test("a reader goes from the first page to the quick start, and to a name of the API", async () => {
  await open("index.html");
  await page.getByRole("link", { name: "Quick start" }).first().click();
  await page.waitForURL(/quick-start\.html$/);
  await expectTitle("Quick start");
  await page.getByRole("link", { name: "API", exact: true }).first().click();
  await page.waitForURL(/api\/(index\.html)?$/);
  await page.locator(".vp-doc").getByRole("link", { name: "@gradiente/nn" }).click();
  await page.locator(".vp-doc").getByRole("link", { name: "Dense", exact: true }).first().click();
  await page.waitForURL(/api\/nn\/class\/Dense\.html$/);
  await expectTitle("Dense");
});

test("a page deep down works when it is opened first, and leads on without loading anew", async () => {
  await open("api/core/function/softmax.html");
  await expectTitle("softmax");
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  await page.getByRole("link", { name: "x.softmax" }).click();
  await page.waitForURL(/class\/Tensor\.html#softmax$/);
  await expectTitle("Tensor");
  expect(await page.evaluate(() => "stayed" in window)).toBe(true);
});

test("a reader changes languages, and stays on the page where it is there in both", async () => {
  await open("guide/tensors.html");
  const choose = async (language: string) => {
    await page.locator(".VPNavBarTranslations button").hover();
    await page.locator(".VPNavBarTranslations").getByRole("link", { name: language }).click();
  };
  await choose("Español");
  await page.waitForURL(/es\/guide\/tensors\.html$/);
  await expectTitle("Tensores y vistas");
  expect(await page.locator("html").getAttribute("lang")).toBe("es");
  expect(
    await page.locator(".VPSidebar").getByRole("link", { name: "Gradientes", exact: true }).count(),
  ).toBe(1);
  await choose("English");
  await page.waitForURL(/where\/guide\/tensors\.html$/);
  await expectTitle("Tensors and views");
  await page.getByRole("link", { name: "API", exact: true }).first().click();
  await page.waitForURL(/api\/(index\.html)?$/);
  await choose("Español");
  await page.waitForURL(/es\/(index\.html)?$/);
  await page.getByRole("link", { name: "Glosario" }).first().click();
  await page.waitForURL(/es\/glosario\.html$/);
  await expectTitle("Glosario");
});

describe("search", () => {
  for (const [words, wanted, first, button] of [
    ["softmax", /api\/core\/function\/softmax\.html/, "index.html", "Search"],
    ["toTypedArray", /class\/Tensor\.html#toTypedArray/, "index.html", "Search"],
    ["freeze", /idioms\.html#freeze/, "index.html", "Search"],
    ["early stopping", /EarlyStopping\.html|train\/README/, "index.html", "Search"],
    ["confusion matrix", /confusionMatrix(Chart)?\.html/, "index.html", "Search"],
    ["custom gradient", /defineOp\.html/, "index.html", "Search"],
    ["training loop", /function\/fit\.html/, "index.html", "Search"],
    ["save optimizer", /#save-and-(load|resume)/, "index.html", "Search"],
    ["nn.Linear", /class\/Dense\.html/, "index.html", "Search"],
    ["pérdida", /es\//, "es/index.html", "Buscar"],
    ["difusión", /es\/guide\/tensors\.html#difusi/, "es/index.html", "Buscar"],
    ["retropropagacion", /es\/guide\/backpropagation\.html/, "es/index.html", "Buscar"],
  ] as const) {
    test(`finds ${words}, without a network`, async () => {
      await open(first);
      await page.getByRole("button", { name: button }).first().click();
      await page.locator("#localsearch-input").fill(words);
      await page.locator(".results .result").first().waitFor();
      const links = await page
        .locator(".results a.result")
        .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
      expect(
        links.slice(0, 6).some((link) => wanted.test(link)),
        links.join("\n"),
      ).toBe(true);
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => !url.pathname.endsWith(first) || url.hash !== "");
      expect(page.url().startsWith(site.url())).toBe(true);
    });
  }
});

/** All pages that are written by hand, and some that are made. */
const looked = [
  ...readdirSync(written, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => path.replace(/\.md$/, ".html")),
  "docs/experiments.html",
  "docs/modules.html",
  "api/core/class/Tensor.html",
  "api/nn/class/Dense.html",
].sort();

/** What axe finds in the page as it stands, if it is serious. */
async function seriousProblems(): Promise<string[]> {
  return page.evaluate(async () => {
    const { violations } = await (
      window as never as {
        axe: {
          run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
        };
      }
    ).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => {
        const places = nodes.map(({ html }) => html).slice(0, 3);
        return `${id}: ${places.join(" ")}`;
      });
  });
}

test.each(looked)("%s: axe finds nothing serious in light and dark, and it fits on a phone", async (path) => {
  await open(path, { colorScheme: "light" });
  // What is folded away is read, too.
  await page.locator("details").evaluateAll((all) => {
    for (const one of all) (one as HTMLDetailsElement).open = true;
  });
  await page.evaluate(axe);
  const isDark = () => page.evaluate(() => document.documentElement.classList.contains("dark"));
  expect(await isDark()).toBe(false);
  expect(await seriousProblems()).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(isDark).toBe(true);
  expect(await seriousProblems()).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test.each(["guide/gradients.html", "es/guide/gradients.html"])(
  "%s has its figures and its formulas",
  async (path) => {
    await open(path);
    const figures = await page
      .locator(".vp-doc img")
      .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
    expect(figures.length).toBeGreaterThan(2);
    expect(Math.min(...figures)).toBeGreaterThan(100);
    expect(await page.locator(".vp-doc .katex").count()).toBeGreaterThan(10);
  },
);
