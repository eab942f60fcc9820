import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Recognizer } from "../../playground/digit/recognizer.ts";
import { DIGITS, imageOf } from "../../playground/shared/drawing.ts";
import type { Page } from "../../src/gaps/main-thread.ts";
import { servedSite } from "../served-site.ts";
import { boxOf } from "./numbers.ts";

/* The page "Draw a digit", in a browser. */

const site = servedSite();
const address = "playground/digit.html";
const pad = ".playground .pad canvas";

const weights = readFileSync(new URL("../../playground/weights/digit.safetensors", import.meta.url));
const recognizer = new Recognizer(weights);

const probabilities = (page: Page) =>
  page
    .locator(".playground tbody data")
    .evaluateAll((all) => all.map((one) => Number(one.getAttribute("value"))));

const answered = (page: Page) =>
  expect.poll(async () => (await probabilities(page)).reduce((sum, one) => sum + one)).toBeCloseTo(1, 5);

const best = (values: readonly number[]) => values.indexOf(Math.max(...values));

test("the answers to ten drawings are Node's", async () => {
  const page = await site.open(address);
  for (const [digit, drawing] of DIGITS.entries()) {
    await page.getByLabel(`Draw a ${digit}`).click();
    await expect.poll(async () => best(await probabilities(page))).toBe(digit);
    const expected = recognizer.answer(imageOf(drawing)).probabilities;
    (await probabilities(page)).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5);
    });
  }
  expect(await page.locator(".playground .layers canvas").count()).toBe(8 + 8 + 16 + 16 + 1);
});

/** Draws with the mouse. */
async function drawDigit(page: Page, digit: number): Promise<void> {
  const { x, y, width, height } = await boxOf(page, pad);
  for (const [[left, top], ...rest] of DIGITS[digit]) {
    await page.mouse.move(x + left * width, y + top * height);
    await page.mouse.down();
    for (const [right, bottom] of rest) await page.mouse.move(x + right * width, y + bottom * height);
    await page.mouse.up();
  }
}

describe("what is drawn is read", () => {
  test("with the mouse", async () => {
    const page = await site.open(address);
    for (const digit of DIGITS.keys()) {
      await drawDigit(page, digit);
      await expect.poll(async () => best(await probabilities(page)), { message: `${digit}` }).toBe(digit);
      await page.getByRole("button", { name: "Clear" }).click();
      await expect.poll(async () => Math.max(...(await probabilities(page)))).toBe(0);
    }
  });

  test("with a finger, which does not scroll the page", async () => {
    const page = await site.open(address, {
      hasTouch: true,
      isMobile: true,
      viewport: { width: 360, height: 740 },
    });
    await page.locator(pad).scrollIntoViewIfNeeded();
    const { x, y, width, height } = await boxOf(page, pad);
    const scrolled = await page.evaluate(() => scrollY);
    const session = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: readonly number[]) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: at === undefined ? [] : [{ x: x + at[0] * width, y: y + at[1] * height }],
      });
    for (const [first, ...rest] of DIGITS[7]) {
      await touch("touchStart", first);
      for (const point of rest) await touch("touchMove", point);
      await touch("touchEnd");
    }
    await answered(page);
    expect(best(await probabilities(page))).toBe(7);
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
  });

  test("with the keyboard", async () => {
    const page = await site.open(address);
    await page.locator(pad).focus();
    for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Space");
    for (let i = 0; i < 18; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await answered(page);
    await expect.poll(async () => best(await probabilities(page))).toBe(1);
    await page.keyboard.press("Delete");
    await expect.poll(async () => Math.max(...(await probabilities(page)))).toBe(0);
  });
});
