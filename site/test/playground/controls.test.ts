import { expect, test } from "vitest";
import type { Page } from "../../src/gaps/main-thread.ts";
import { servedSite } from "../served-site.ts";
import { numberOf } from "./numbers.ts";

/* Every control of the playground can be worked with a keyboard, and with a finger. */

const site = servedSite();

/** Each page, and a control that is there once the page can be worked. */
const pages = [
  ["digit", "Draw a 3"],
  ["code", "All to 0"],
  ["plane", "Step"],
  ["tape", "To the beginning"],
] as const;

const controls = ".playground :is(button:not(:disabled), input, select, [tabindex='0'])";

async function opened(name: string, ready: string, options = {}): Promise<Page> {
  const page = await site.open(`playground/${name}.html`, options);
  await page
    .locator(".playground button:not(:disabled)", { hasText: ready.replace("Draw a ", "") })
    .first()
    .waitFor();
  return page;
}

test.each(pages)("%s: the Tab key goes through all controls, in their order", async (name, ready) => {
  const page = await opened(name, ready);
  const count = await page.locator(controls).evaluateAll((all) => {
    for (const [i, one] of all.entries()) (one as HTMLElement).dataset.control = String(i);
    const title = document.querySelector("h1") as HTMLElement;
    title.tabIndex = -1;
    title.focus();
    return all.length;
  });
  expect(count).toBeGreaterThan(10);
  const reached: number[] = [];
  // Before them there are links in the text.
  for (let pressed = 0; reached.length < count && pressed < count + 20; pressed++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => (document.activeElement as HTMLElement).dataset.control);
    if (at !== undefined) reached.push(Number(at));
  }
  expect(reached).toEqual(Array.from({ length: count }, (_, i) => i));
});

const phone = { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } };

test.each(pages)("%s: each control is large enough for a finger, and has a name", async (name, ready) => {
  const page = await opened(name, ready, phone);
  const found = await page.locator(controls).evaluateAll((all) =>
    all.map((one) => {
      const { width, height } = one.getBoundingClientRect();
      const labels = [...((one as HTMLInputElement).labels ?? [])].map(({ textContent }) => textContent);
      const text = one.getAttribute("aria-label") ?? (labels.join(" ") || one.textContent);
      // A slider's track is thin; a finger needs some room around it, and its label beside it is part of that.
      return { text: text?.trim(), width, height };
    }),
  );
  expect(found.filter(({ text }) => !text)).toEqual([]);
  // What the guidelines for accessible pages ask for (WCAG 2.2, 2.5.8).
  expect(found.filter(({ width, height }) => Math.min(width, height) < 24)).toEqual([]);
});

test("buttons and sliders follow a finger", async () => {
  const plane = await opened("plane", "Step", phone);
  await plane.getByRole("button", { name: "Step", exact: true }).tap();
  await expect.poll(() => numberOf(plane, "Step")).toBe(1);
  const slider = plane.getByLabel("Neurons in layer 1");
  await slider.scrollIntoViewIfNeeded();
  const { width, height } = (await slider.boundingBox()) ?? { width: 0, height: 0 };
  await slider.tap({ position: { x: width - 4, y: height / 2 } });
  await expect.poll(() => slider.inputValue()).toBe("8");
  await expect.poll(() => plane.getByRole("img", { name: /of layer 1/ }).count()).toBe(8);
  await plane.getByRole("button", { name: "Add a layer" }).tap();
  await expect.poll(() => new URL(plane.url()).hash).toContain("layers=8-4-4");
});

test("what is drawn with a finger on the page of the nine numbers goes through them", async () => {
  const page = await opened("code", "All to 0", phone);
  const first = page.getByLabel("Number 1:");
  await page.getByLabel("Draw a 0").tap();
  const before = await first.inputValue();
  await page.getByLabel("Draw a 1", { exact: true }).tap();
  await expect.poll(() => first.inputValue()).not.toBe(before);
  await page.getByRole("button", { name: "All to 0" }).tap();
  await expect.poll(() => first.inputValue()).toBe("0");
});
