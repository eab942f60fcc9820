import { expect, test } from "vitest";
import { DEFAULTS, hashOf } from "../../playground/plane/settings.ts";
import { PlaneTraining } from "../../playground/plane/training.ts";
import { LONG, mainThreadTasks } from "../../src/gaps/main-thread.ts";
import { servedSite } from "../served-site.ts";
import { numberOf } from "./numbers.ts";

/* The page "A net on the plane", in a browser. */

const site = servedSite();
const address = "playground/plane.html";

test("the numbers after some steps are Node's", async () => {
  const settings = { ...DEFAULTS, data: "xor", layers: [4, 3], penalty: "l2", seed: 3 } as const;
  const page = await site.open(address + hashOf(settings));
  const training = new PlaneTraining(settings);
  for (let step = 1; step <= 5; step++) {
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect.poll(() => numberOf(page, "Step")).toBe(step);
    training.step();
  }
  const { trainLoss, testLoss, testAccuracy } = training.report();
  expect(await numberOf(page, "Loss")).toBeCloseTo(trainLoss, 5);
  expect(await numberOf(page, "Test loss")).toBeCloseTo(testLoss, 5);
  expect(await numberOf(page, "Test accuracy")).toBeCloseTo(testAccuracy, 5);
});

test("it trains while the page listens, without a long task", async () => {
  const page = await site.open(address);
  const controls = page.locator(".playground");
  const tasks = await mainThreadTasks(page, async () => {
    await controls.getByRole("button", { name: "Start" }).click();
    await expect.poll(() => numberOf(page, "Step"), { timeout: 60_000 }).toBeGreaterThan(300);
    await controls.getByRole("button", { name: "Pause" }).click();
    await controls.getByRole("button", { name: "Start" }).waitFor();
  });
  expect(tasks.length).toBeGreaterThan(100);
  // The work of each, and not the time that it took: other programs may be running beside the test.
  expect(tasks.filter(({ work }) => work > LONG)).toEqual([]);
  expect(await numberOf(page, "Test accuracy")).toBeGreaterThan(0.9);
  const stopped = await numberOf(page, "Step");
  await page.waitForTimeout(300);
  expect(await numberOf(page, "Step")).toBe(stopped);
});

test("settings begin a new training, and stand in the link", async () => {
  const page = await site.open(address);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect.poll(() => numberOf(page, "Step")).toBe(1);
  await page.getByLabel("Data").selectOption("Spirals");
  await page.getByLabel("Neurons in layer 1").focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "Add a layer" }).click();
  await expect.poll(() => numberOf(page, "Step")).toBe(0);
  const settings = { ...DEFAULTS, data: "spirals", layers: [7, 4, 4] } as const;
  expect(new URL(page.url()).hash).toBe(hashOf(settings));
  expect(await page.getByRole("img", { name: /neuron \d of layer/ }).count()).toBe(15);
  await page.reload();
  expect(await page.getByLabel("Data").inputValue()).toBe("spirals");
  await expect
    .poll(() => numberOf(page, "Loss"))
    .toBeCloseTo(new PlaneTraining(settings).report().trainLoss, 5);
});

test("a link in the text sets the page to what it speaks of", async () => {
  const page = await site.open(address);
  await page.getByRole("link", { name: "XOR without a hidden layer" }).click();
  await expect.poll(() => page.getByLabel("Data").inputValue()).toBe("xor");
  await expect.poll(() => page.getByRole("img", { name: /neuron \d of layer/ }).count()).toBe(0);
});

test("a training that runs goes on with other settings, however fast they change, until it is paused", async () => {
  const page = await site.open(address);
  const controls = page.locator(".playground");
  await controls.getByRole("button", { name: "Start" }).click();
  await expect.poll(() => numberOf(page, "Step")).toBeGreaterThan(10);
  // Two changes before the worker can answer, and then a pause and a start at once.
  await page.getByLabel("Neurons in layer 1").evaluate((slider) => {
    for (const value of ["7", "8"]) {
      (slider as HTMLInputElement).value = value;
      slider.dispatchEvent(new Event("input"));
    }
  });
  await expect.poll(() => controls.getByRole("button", { name: "Pause" }).count()).toBe(1);
  expect(await page.getByRole("img", { name: /of layer 1/ }).count()).toBe(8);
  await controls
    .getByRole("button", { name: "Pause" })
    .evaluate((button) => (button as HTMLButtonElement).click());
  await controls
    .getByRole("button", { name: "Start" })
    .evaluate((button) => (button as HTMLButtonElement).click());
  await expect.poll(() => numberOf(page, "Step")).toBeGreaterThan(10);
  await controls.getByRole("button", { name: "Pause" }).click();
  await controls.getByRole("button", { name: "Start" }).waitFor();
  // What was asked for last may still come.
  await page.waitForTimeout(500);
  const stopped = await numberOf(page, "Step");
  await page.waitForTimeout(300);
  expect(await numberOf(page, "Step")).toBe(stopped);
});
