// Trains in the playground of the built site, and tells how long its page did not listen: `pnpm --dir site gaps`.
import { launchChromium } from "../../../browser/src/chromium.ts";
import { built } from "../places.ts";
import { serveBelow } from "../serve.ts";
import { LONG, mainThreadTasks, type Page } from "./main-thread.ts";

/** How long each training runs, in seconds. */
const SECONDS = 10;

/** How often a key is pressed meanwhile, in milliseconds. */
const EVERY = 100;

/** From a small net to the largest one. */
const LINKS = {
  "2-6-4-1": "",
  "2-8-8-8-8-1": "#data=spirals&layers=8-8-8-8&batch=8",
  "2-8-8-8-8-1, whole batch": "#data=spirals&layers=8-8-8-8&batch=200",
};

declare global {
  interface Window {
    /** Milliseconds from when each key was pressed to when the page heard of it, and between two frames. */
    measured: { readonly delays: number[]; readonly frames: number[] };
  }
}

/** Notes how late keys are heard, and how far frames are apart. */
function note(): void {
  const measured: Window["measured"] = { delays: [], frames: [] };
  window.measured = measured;
  addEventListener("keydown", (event) => measured.delays.push(performance.now() - event.timeStamp), true);
  // A method: tsx wraps functions in what the page does not have.
  const frames = {
    last: performance.now(),
    next(now: number) {
      measured.frames.push(now - frames.last);
      frames.last = now;
      requestAnimationFrame(frames.next);
    },
  };
  requestAnimationFrame(frames.next);
}

async function train(page: Page): Promise<void> {
  await page.locator(".playground").getByRole("button", { name: "Start" }).click();
  await page.evaluate(note);
  for (const end = Date.now() + 1000 * SECONDS; Date.now() < end; ) {
    await page.keyboard.press("Shift");
    await page.waitForTimeout(EVERY);
  }
}

/** The value that so much of a list is below, and the largest. */
function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1);
  return `${at(0.5)} / ${at(0.99)} / ${at(1)}`;
}

const site = await serveBelow(built, "/some/where/");
const browser = await launchChromium();
console.log("Milliseconds: median / 99 % / largest\n");
console.log(
  `| net | steps a second | frame to frame | key to page | work of a task | tasks of more than ${LONG} ms |`,
);
console.log("| --- | ---: | ---: | ---: | ---: | ---: |");
for (const [name, hash] of Object.entries(LINKS)) {
  const page = await browser.newPage();
  await page.goto(`${site.url}playground/plane.html${hash}`, { waitUntil: "networkidle" });
  const tasks = await mainThreadTasks(page, () => train(page));
  const { delays, frames } = await page.evaluate(() => window.measured);
  const steps = Number(await page.locator(".playground dd data").first().getAttribute("value"));
  const work = tasks.map((task) => task.work);
  const long = work.filter((one) => one > LONG).length;
  const cells = [name, Math.round(steps / SECONDS), spread(frames), spread(delays), spread(work), long];
  console.log(`| ${cells.join(" | ")} |`);
  await page.close();
}
await browser.close();
site.close();
