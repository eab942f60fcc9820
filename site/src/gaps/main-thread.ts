import type { launchChromium } from "../../../browser/src/chromium.ts";

/** A page in a browser that {@link launchChromium} has launched. */
export type Page = Awaited<ReturnType<Awaited<ReturnType<typeof launchChromium>>["newPage"]>>;

/** What the main thread of a page did, one task after another. Times are in milliseconds. */
export interface Task {
  /** From its begin to its end: longer on a machine that does other things, too. */
  readonly duration: number;
  /** The time of the processor that it took. */
  readonly work: number;
  /** When it began. */
  readonly begin: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** What counts as long: https://www.w3.org/TR/longtasks-1/. */
export const LONG = 50;

/** The tasks of the main thread of a page while something is done with it. */
export async function mainThreadTasks(page: Page, action: () => Promise<void>): Promise<readonly Task[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("the page has no browser of its own");
  await browser.startTracing(page, { categories: ["toplevel"] });
  await action();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: readonly TraceEvent[];
  };
  // Of all renderers, that of the page has done most.
  const threads = traceEvents
    .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
    .map(({ pid, tid }) => tasksOf(traceEvents, pid, tid));
  return threads.reduce((most, tasks) => (tasks.length > most.length ? tasks : most), []);
}

function tasksOf(events: readonly TraceEvent[], pid: number, tid: number): Task[] {
  return events
    .filter(
      (event) =>
        event.pid === pid && event.tid === tid && event.name.endsWith("::RunTask") && event.ph === "X",
    )
    .map(({ ts, dur = 0, tdur = 0 }) => ({ begin: ts / 1000, duration: dur / 1000, work: tdur / 1000 }));
}
