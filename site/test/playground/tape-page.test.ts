import { expect, test } from "vitest";
import { derivativesOf } from "../../playground/tape/derivatives.ts";
import { parseExpression } from "../../playground/tape/expression.ts";
import { graphOfExpression } from "../../playground/tape/graph.ts";
import { testOp } from "../../playground/tape/op-test.ts";
import { stepsOf } from "../../playground/tape/steps.ts";
import type { Page } from "../../src/gaps/main-thread.ts";
import { servedSite } from "../served-site.ts";

/* The page "The tape", in a browser. */

const site = servedSite();
const address = "playground/tape.html";

/** What the boxes of the drawing say: the numbers of each node; null for what is not known yet. */
const boxes = (page: Page) =>
  page.locator("[data-node]").evaluateAll((all) =>
    all.map((box) => {
      const number = (name: string) => (box.hasAttribute(name) ? Number(box.getAttribute(name)) : null);
      return {
        name: box.getAttribute("data-node"),
        value: number("data-value"),
        first: number("data-first"),
        second: number("data-second"),
      };
    }),
  );

test("an expression that is typed in has the derivatives that it has in Node", async () => {
  const page = await site.open(address);
  await page.getByLabel("Expression").fill("tanh(a * b) / (1 + a^2)");
  await page.getByLabel("a", { exact: true }).fill("0.5");
  await page.getByLabel("b", { exact: true }).fill("-1.5");
  await page.getByLabel("Second derivatives").selectOption("By a");
  const graph = graphOfExpression(parseExpression("tanh(a * b) / (1 + a^2)"));
  const { values, first, second } = derivativesOf(graph, { a: 0.5, b: -1.5 });
  const expected = graph.map(({ id, name }) => ({
    name,
    value: values[id],
    first: first[id],
    second: second.a[id],
  }));
  await expect.poll(() => boxes(page)).toEqual(expected);
});

test("one goes through it step by step", async () => {
  const page = await site.open(address);
  await page.getByLabel("Expression").fill("x * y + x");
  const graph = graphOfExpression(parseExpression("x * y + x"));
  await expect.poll(async () => (await boxes(page)).length).toBe(graph.length);
  const found = derivativesOf(graph, { x: 2, y: -1 });
  await page.getByRole("button", { name: "To the beginning" }).click();
  await expect.poll(async () => (await boxes(page)).every(({ value }) => value === null)).toBe(true);
  const steps = stepsOf(graph, found);
  for (const { text } of steps) {
    await page.getByRole("button", { name: "Next" }).click();
    await expect.poll(() => page.locator(".playground p[role=status]").textContent()).toBe(text);
  }
  expect((await boxes(page)).map(({ first }) => first)).toEqual([...found.first]);
  await page.getByRole("button", { name: "Back" }).click();
  await expect.poll(async () => (await boxes(page)).filter(({ first }) => first === null).length).toBe(1);
});

test("the steps go on to the derivatives of second order", async () => {
  const page = await site.open(address);
  await page.getByLabel("Expression").fill("x * y + x");
  await page.getByLabel("Second derivatives").selectOption("By y");
  const graph = graphOfExpression(parseExpression("x * y + x"));
  const found = derivativesOf(graph, { x: 2, y: -1 });
  const steps = stepsOf(graph, found, "y");
  await expect.poll(async () => (await boxes(page)).map(({ second }) => second)).toEqual([...found.second.y]);
  // Back through the second derivatives, one by one, to those of first order.
  for (let left = steps.length - 1; steps[left].part === "second"; left--) {
    await expect.poll(() => page.locator(".playground p[role=status]").textContent()).toBe(steps[left].text);
    await page.getByRole("button", { name: "Back" }).click();
  }
  await expect.poll(async () => (await boxes(page)).every(({ second }) => second === null)).toBe(true);
  expect((await boxes(page)).map(({ first }) => first)).toEqual([...found.first]);
});

test("what cannot be read is refused, and says where", async () => {
  const page = await site.open(address);
  await page.getByLabel("Expression").fill("sin(x * ");
  await expect
    .poll(() => page.getByRole("alert").textContent())
    .toBe("At character 8: something is missing at the end.");
  await page.getByLabel("Expression").fill("sin(x)");
  await expect.poll(() => page.getByRole("alert").count()).toBe(0);
});

const verdict = (page: Page) => page.locator(".verdict").textContent();

test("a right gradient passes, and a wrong one has a small counter-example", async () => {
  const page = await site.open(address);
  await page.getByRole("button", { name: "A right one" }).click();
  await expect.poll(() => verdict(page)).toContain("It passed: 100 random tensors");
  await page.getByRole("button", { name: "Half of the product rule" }).click();
  await expect.poll(() => verdict(page)).toContain("It failed.");
  const { counterExample } = testOp(
    parseExpression("x * sigmoid(x)"),
    parseExpression("sigmoid(x)"),
    "−3 to 3",
    0,
  );
  expect(await verdict(page)).toContain(`after ${counterExample?.shrinks} times`);
  expect(await page.locator(".verdict code").textContent()).toBe(counterExample?.text);
  expect(await verdict(page)).toContain(counterExample?.message);
});

test("a derivative of one's own is tested, or refused", async () => {
  const page = await site.open(address);
  await page.getByLabel("The op").fill("x^3");
  await page.getByLabel("Its derivative").fill("3 * x^2");
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await expect.poll(() => verdict(page)).toContain("It passed");
  await page.getByLabel("Its derivative").fill("3 * y");
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await expect.poll(() => verdict(page)).toContain("the only variable here is x, not y");
});
