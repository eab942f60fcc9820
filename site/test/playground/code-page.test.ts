import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Coder } from "../../playground/code/coder.ts";
import { INKED, pixelsOf } from "../../playground/shared/colours.ts";
import { DIGITS, imageOf } from "../../playground/shared/drawing.ts";
import type { Page } from "../../src/gaps/main-thread.ts";
import { servedSite } from "../served-site.ts";
import { numberOf } from "./numbers.ts";

/* The page "The nine numbers", in a browser. */

const site = servedSite();
const address = "playground/code.html";
const coder = new Coder(readFileSync(new URL("../../playground/weights/code.safetensors", import.meta.url)));

/** The largest difference of a picture's pixels to the values that it should show, from 0 to 255. */
async function difference(page: Page, name: string, values: Float32Array): Promise<number> {
  const shown = await page.getByRole("img", { name }).evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const context = (canvas as HTMLCanvasElement).getContext("2d") as CanvasRenderingContext2D;
    return [...context.getImageData(0, 0, width, height).data];
  });
  const expected = pixelsOf(values, INKED.light);
  expect(shown.length).toBe(expected.length);
  return Math.max(...shown.map((byte, i) => Math.abs(byte - expected[i])));
}

const slider = (page: Page, place: number) => page.getByLabel(`Number ${place}:`);

test("an image goes through the nine numbers as in Node", async () => {
  const page = await site.open(address, { colorScheme: "light" });
  for (const digit of [3, 8]) {
    await page.getByLabel(`Draw a ${digit}`).click();
    const image = imageOf(DIGITS[digit]);
    const code = coder.encode(image);
    await expect.poll(() => difference(page, "The image: 784 numbers", image)).toBeLessThanOrEqual(1);
    await expect
      .poll(() => difference(page, "From the nine numbers", coder.decode(code)))
      .toBeLessThanOrEqual(1);
    for (const [i, value] of code.entries()) {
      // A slider has steps.
      expect(Number(await slider(page, i + 1).inputValue())).toBeCloseTo(Math.min(Math.max(value, -4), 4), 1);
    }
  }
});

test("the sliders make a digit, with the keyboard too", async () => {
  const page = await site.open(address, { colorScheme: "light" });
  await slider(page, 1).waitFor();
  await page.getByRole("button", { name: "All to 0" }).click();
  const code = new Array<number>(9).fill(0);
  await expect
    .poll(() => difference(page, "From the nine numbers", coder.decode(code)))
    .toBeLessThanOrEqual(1);
  await slider(page, 4).focus();
  await page.keyboard.press("End");
  code[3] = 4;
  await expect
    .poll(() => difference(page, "From the nine numbers", coder.decode(code)))
    .toBeLessThanOrEqual(1);
  await page.getByRole("button", { name: "As drawn" }).click();
  code.splice(0, 9, ...coder.encode(imageOf(DIGITS[3])));
  await expect
    .poll(() => difference(page, "From the nine numbers", coder.decode(code)))
    .toBeLessThanOrEqual(1);
});

test("noise is added and removed as in Node", async () => {
  const page = await site.open(address);
  await page.getByLabel("Draw a 6").click();
  await page.getByLabel("Strength of the noise").fill("0.5");
  await page.getByRole("button", { name: "Other noise" }).click();
  const expected = coder.restore(imageOf(DIGITS[6]), 0.5, 1);
  await expect.poll(() => numberOf(page, "Error before")).toBeCloseTo(expected.before, 5);
  expect(await numberOf(page, "Error after")).toBeCloseTo(expected.after, 5);
});
