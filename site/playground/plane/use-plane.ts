import { onBeforeUnmount, onMounted, ref, shallowRef } from "vue";
import { Remote } from "../shared/remote.ts";
import { thinned } from "../shared/scale.ts";
import { DEFAULTS, hashOf, type PlaneSettings, settingsOf } from "./settings.ts";
import type { PlaneReport } from "./training.ts";
import type { PlainPoints, PlaneHandlers } from "./worker.ts";

/** The losses after some step. */
export type Losses = Pick<PlaneReport, "step" | "trainLoss" | "testLoss">;

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** The training of the page: its state, and what one can do with it. It runs in a worker while the page shows it. */
export function usePlane() {
  const settings = shallowRef<PlaneSettings>(DEFAULTS);
  const points = shallowRef<{ readonly train: PlainPoints; readonly test: PlainPoints }>();
  const report = shallowRef<PlaneReport>();
  const curve = shallowRef<readonly Losses[]>([]);
  const running = ref(false);
  const problem = ref("");
  let remote: Remote<PlaneHandlers> | undefined;
  /** Which training this is: answers about an earlier one are not shown. */
  let round = 0;
  /** How often it was started: of two loops, the older one ends. */
  let starts = 0;
  /** Whether the next training begins at once, since the one before it was running. */
  let goesOn = false;

  function show(next: PlaneReport): void {
    report.value = next;
    // Not the whole report: its pictures would be kept, too.
    const { step, trainLoss, testLoss } = next;
    curve.value = thinned([...curve.value, { step, trainLoss, testLoss }]);
  }

  /** Asks the worker, and shows what went wrong. */
  async function ask<T>(question: Promise<T>): Promise<T | undefined> {
    try {
      return await question;
    } catch (error) {
      running.value = false;
      problem.value = (error as Error).message;
      return undefined;
    }
  }

  async function reset(): Promise<void> {
    if (remote === undefined) return;
    const mine = ++round;
    goesOn ||= running.value;
    running.value = false;
    problem.value = "";
    const begun = await ask(remote.call("begin", settings.value));
    if (begun === undefined || mine !== round) return;
    points.value = { train: begun.train, test: begun.test };
    curve.value = [];
    show(begun.report);
    if (goesOn) void start();
  }

  async function start(): Promise<void> {
    if (remote === undefined || running.value) return;
    const mine = round;
    const started = ++starts;
    goesOn = false;
    running.value = true;
    // The next question is asked before an answer is shown: the worker trains while the page draws.
    let asked = ask(remote.call("train", undefined));
    for (;;) {
      const next = await asked;
      if (next === undefined || mine !== round || started !== starts) return;
      if (running.value) asked = ask(remote.call("train", undefined));
      show(next);
      if (!running.value) return;
      await nextFrame();
    }
  }

  function pause(): void {
    goesOn = false;
    running.value = false;
  }

  async function step(): Promise<void> {
    if (remote === undefined || running.value) return;
    const mine = round;
    const next = await ask(remote.call("step", undefined));
    if (next !== undefined && mine === round) show(next);
  }

  /** Takes other settings, puts them into the link, and begins anew. */
  function change(next: PlaneSettings): void {
    settings.value = next;
    history.replaceState(history.state, "", hashOf(next));
    void reset();
  }

  /** Another link to this page was opened. */
  function follow(): void {
    settings.value = settingsOf(location.hash);
    void reset();
  }

  onMounted(() => {
    remote = new Remote(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
    addEventListener("hashchange", follow);
    follow();
  });
  onBeforeUnmount(() => {
    round++;
    remote?.close();
    removeEventListener("hashchange", follow);
  });

  return { settings, points, report, curve, running, problem, start, pause, step, reset, change };
}
