import { expect, test } from "vitest";
import { bundleForBrowser, runWithoutNode } from "../../../tooling/bundle-for-browser.ts";
import * as browser from "../src/browser.ts";
import * as node from "../src/index.ts";
import * as here from "./browser-program.ts";

test("in a bundle for browsers nothing is of Node, and it draws the same text", async () => {
  const script = await bundleForBrowser(new URL("./browser-program.ts", import.meta.url));
  const there = runWithoutNode<typeof here>(script);
  expect(there.draw()).toBe(here.draw());
  expect(there.page()).toBe(here.page());
  for (const error of await there.outside())
    expect(error).toMatch(/(toPNG|save): browsers have neither .*toSVG\(\)/);
}, 180_000);

test("both entries have the same names", () => {
  expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort());
});

test("what needs Node is refused by such a bundle", async () => {
  const entry = new URL("../src/index.ts", import.meta.url);
  await expect(bundleForBrowser(entry)).rejects.toThrow(/src\/node\/.*imports node:.*browsers do not have/);
});
