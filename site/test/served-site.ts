import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchChromium } from "../../browser/src/chromium.ts";
import type { Page } from "../src/gaps/main-thread.ts";
import { built } from "../src/places.ts";
import { serveBelow } from "../src/serve.ts";

type Browser = Awaited<ReturnType<typeof launchChromium>>;

/** The built site, served below a path that it does not know. */
export interface ServedSite {
  url(): string;
  /** Opens a page of it, in place of the last one. A test fails if something goes wrong in it, or it asks other hosts. */
  open(path: string, options?: Parameters<Browser["newPage"]>[0]): Promise<Page>;
}

/** Serves the built site to the tests of a file: `pnpm test:site` builds it first. */
export function servedSite(): ServedSite {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveBelow>>;
  let page: Page | undefined;
  let problems: string[];

  beforeAll(async () => {
    browser = await launchChromium();
    site = await serveBelow(built, "/some/where/");
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });
  beforeEach(() => {
    problems = [];
  });
  afterEach(async () => {
    await page?.close();
    page = undefined;
    expect(problems).toEqual([]);
  });

  return {
    url: () => site.url,
    async open(path, options = {}) {
      page = await browser.newPage(options);
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      page.on(
        "request",
        (request) =>
          request.url().startsWith(site.url) ||
          request.url().startsWith("data:") ||
          problems.push(`asks for ${request.url()}`),
      );
      await page.goto(site.url + path, { waitUntil: "networkidle" });
      return page;
    },
  };
}
