import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { written } from "../src/places.ts";
import { servedSite } from "./served-site.ts";

/* The chapters of the guide as a reader meets them, with the code of figures folded away. */

const site = servedSite();

/** A common window: a screen is as much of a page as it shows. */
const viewport = { width: 1440, height: 1000 };

const chapters = ["guide", "es/guide"].flatMap((folder) =>
  readdirSync(`${written}/${folder}`)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name.replace(/\.md$/, ".html")}`)
    .sort(),
);

test.each(chapters)("%s is two to five screens long", async (path) => {
  const page = await site.open(path, { viewport });
  const screens = await page
    .locator(".vp-doc")
    .evaluate((content) => content.getBoundingClientRect().height / window.innerHeight);
  expect(screens).toBeGreaterThanOrEqual(2);
  expect(screens, "fold code that only draws away, or tighten the text").toBeLessThanOrEqual(5);
});

test("the code of a figure is opened from the keyboard, and is there on paper", async () => {
  const page = await site.open("guide/descent.html", { viewport });
  const summary = page.locator(".vp-doc summary").first();
  const code = page.locator(".vp-doc details pre").first();
  const isShown = () => code.evaluate((pre) => pre.checkVisibility({ contentVisibilityAuto: true }));
  expect(await summary.textContent()).toBe("The code of this figure");
  expect(await isShown()).toBe(false);
  await page.emulateMedia({ media: "print" });
  expect(await isShown()).toBe(true);
  await page.emulateMedia({ media: "screen" });
  expect(await isShown()).toBe(false);
  await summary.focus();
  await page.keyboard.press("Enter");
  expect(await isShown()).toBe(true);
});
