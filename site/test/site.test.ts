import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import type { Page } from "../src/gaps/main-thread.ts";
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

describe("search", () => {
  for (const [words, wanted] of [
    ["softmax", /api\/core\/function\/softmax\.html/],
    ["toTypedArray", /class\/Tensor\.html#toTypedArray/],
    ["freeze", /idioms\.html#freeze/],
    ["early stopping", /EarlyStopping\.html|train\/README/],
  ] as const) {
    test(`finds ${words}, without a network`, async () => {
      await open("index.html");
      await page.getByRole("button", { name: "Search" }).first().click();
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
      await page.waitForURL((url) => !url.pathname.endsWith("/index.html") || url.hash !== "");
      expect(page.url().startsWith(site.url())).toBe(true);
    });
  }
});

const looked = [
  "index.html",
  "quick-start.html",
  "coming-from/pytorch.html",
  "api/nn/class/Dense.html",
  "docs/modules.html",
  "playground/code.html",
  "playground/digit.html",
  "playground/plane.html",
  "playground/tape.html",
];

describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
  test.each(looked)("%s: axe finds nothing serious", async (path) => {
    await open(path, { colorScheme });
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const { violations } = await (
        window as never as {
          axe: {
            run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
          };
        }
      ).axe.run();
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map(({ html }) => html)
              .slice(0, 3)
              .join(" ")}`,
        );
    });
    expect(found).toEqual([]);
  });
});

test.each(looked)("%s fits on a phone", async (path) => {
  await open(path, { viewport: { width: 360, height: 740 } });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
