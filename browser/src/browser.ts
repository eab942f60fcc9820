import type { Browser } from "playwright-core";
import type { PageResult } from "./page.ts";
import type { Outcome } from "./program.ts";
import { serve } from "./serve.ts";

/**
 * Runs the program in a page under a policy for scripts. The page's own script does it: code that a debugger sends
 * is not held to the policy.
 *
 * @throws Error with what the page threw.
 */
export async function runInBrowser(browser: Browser, scripts: string): Promise<Outcome> {
  const { url, close } = await serve(`default-src 'none'; connect-src 'self'; script-src ${scripts}`);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const result = await new Promise<PageResult>((resolve, reject) => {
      page.on("pageerror", reject);
      page
        .exposeFunction("report", resolve)
        .then(() => page.goto(url))
        .catch(reject);
    });
    if ("error" in result) throw new Error(result.error);
    return result.outcome;
  } finally {
    await context.close();
    close();
  }
}
