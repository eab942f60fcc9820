import { expect, test } from "vitest";
import { bundleForBrowser, runWithoutNode } from "../../../tooling/bundle-for-browser.ts";
import * as here from "./fixtures/browser-program.ts";

test("in a bundle for browsers nothing is of Node, and it trains, resumes and searches as Node does", async () => {
  const script = await bundleForBrowser(new URL("./fixtures/browser-program.ts", import.meta.url));
  const there = runWithoutNode<typeof here>(script);
  const losses = [...(await there.train())];
  expect(losses).toHaveLength(4);
  expect(losses[3]).toBeLessThan(losses[0]);
  expect(losses).toEqual(await here.train());
  expect(await there.search()).toBe(1e-2);
});

test("what needs Node is refused by such a bundle", async () => {
  const entry = new URL("../src/node/index.ts", import.meta.url);
  await expect(bundleForBrowser(entry)).rejects.toThrow(/src\/node\/.*imports node:.*browsers do not have/);
});
