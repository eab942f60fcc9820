import type { Page } from "../../src/gaps/main-thread.ts";

/** The number beside a name in a list of numbers of the playground, with all its digits. */
export async function numberOf(page: Page, name: string): Promise<number> {
  const term = page.locator(".playground dt", { hasText: new RegExp(`^${name}$`) });
  return Number(await term.locator("xpath=../dd/data").getAttribute("value"));
}

/** Where an element is on the page. */
export async function boxOf(page: Page, selector: string) {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not seen`);
  return box;
}
