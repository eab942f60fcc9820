import type { Reach, Selection } from "./reach.ts";
import type { FileKey, Order, Results } from "./runner.ts";
import { AN_HOUR, type Runner, sharedOut } from "./runners.ts";
import type { Numbered } from "./switched.ts";

/* What the tests say of mutants. */

/** The first test that failed, and why; that they did not end; that all passed; or that none reaches the mutant. */
export type Verdict = Failure | "no end" | "survived" | "not reached";

export interface Failure {
  readonly file: FileKey | null;
  /** Null if it was outside of tests: a file that does not load, a process that has ended. */
  readonly id: string | null;
  readonly name: string;
  readonly message: string;
}

type Tests = ReturnType<Reach["testsOf"]>;

/** The tests that a mutant meets first: from so many files, and of so many milliseconds. */
const FIRST_FILES = 6;
const FIRST_TIME = 10_000;

/** How long tests may take that took some milliseconds without a mutant. The machine may have other work. */
function patience(time: number): number {
  return 60_000 + 10 * time;
}

/**
 * What the tests say of some mutants. A test that notices one, but also fails alone with all mutants off, is left out,
 * and those that it noticed are tried again.
 */
export async function tryAll(
  runners: readonly Runner[],
  mutants: readonly Numbered[],
  reach: Reach,
  onVerdict: (mutant: Numbered, verdict: Verdict) => void,
): Promise<void> {
  const noticed = new Map<Failure, Numbered>();
  await tryEach(runners, mutants, reach, (mutant, verdict) => {
    if (typeof verdict !== "string") noticed.set(verdict, mutant);
    onVerdict(mutant, verdict);
  });
  const unsound = await thatFailAlways(runners[0], [...noticed.keys()]);
  if (unsound.length === 0) return;
  for (const { file, id } of unsound) if (file !== null && id !== null) reach.leaveOut(file, id);
  await tryAll(
    runners,
    unsound.map((failure) => noticed.get(failure) as Numbered),
    reach,
    onVerdict,
  );
}

/**
 * Tries each mutant with the tests that reach it, and with those near it. Those that survive are then switched on together for the other tests, most of which pass
 * and run once for all mutants.
 */
async function tryEach(
  runners: readonly Runner[],
  mutants: readonly Numbered[],
  reach: Reach,
  onVerdict: (mutant: Numbered, verdict: Verdict) => void,
): Promise<void> {
  const survivors: Numbered[] = [];
  await sharedOut(runners, mutants, async (runner, mutant) => {
    const tests = reach.testsOf(mutant);
    const verdict =
      (await tried(runner, [mutant], firstOf(tests))) ??
      (await tried(runner, [mutant], reach.nearTo(mutant)));
    if (verdict !== null) onVerdict(mutant, verdict);
    else if (tests.length === 0) onVerdict(mutant, "not reached");
    else survivors.push(mutant);
  });
  const left = new Set(survivors);
  const parts = partsOf(merged(survivors.map((mutant) => reach.testsOf(mutant))));
  await sharedOut(runners, parts, (runner, part) => tryTogether(runner, left, part, reach, onVerdict));
  for (const mutant of left) onVerdict(mutant, "survived");
}

/** The nearest tests, up to the time that is theirs. */
function firstOf(tests: Tests): Tests {
  const first = [];
  let left = FIRST_TIME;
  for (const { selection, time } of tests) {
    if (first.length === FIRST_FILES || left <= 0) break;
    const [file, ids] = selection;
    const share = Math.max(1, Math.floor((ids.length * left) / Math.max(time, left)));
    first.push({ selection: [file, ids.slice(0, share)] as Selection, time: Math.min(time, left) });
    left -= time;
  }
  return first;
}

/** Null if all pass. */
async function tried(
  runner: Runner,
  mutants: readonly Numbered[],
  tests: Tests,
): Promise<Failure | "no end" | null> {
  if (tests.length === 0) return null;
  const time = tests.reduce((sum, test) => sum + test.time, 0);
  const selections = tests.map(({ selection }) => selection);
  const results = await runner.run(orderOf(mutants, selections, true), patience(time));
  return results === null ? "no end" : verdictOf(results);
}

function orderOf(mutants: readonly Numbered[], tests: readonly Selection[], bail: boolean): Order {
  return { mutants: mutants.map(({ number }) => number), tests, bail, noting: false };
}

function verdictOf({ tests, errors }: Results): Failure | null {
  const failed = tests.find(({ failure }) => failure !== null);
  if (failed !== undefined) return { ...failed, message: failed.failure ?? "" };
  if (errors.length === 0) return null;
  const [{ file, message }] = errors;
  return { file, id: null, name: "(outside of tests)", message };
}

/** Of tests that noticed something, those that fail with all mutants off, too. */
async function thatFailAlways(runner: Runner, failures: readonly Failure[]): Promise<Failure[]> {
  const ids = new Map<FileKey, Set<string>>();
  for (const { file, id } of failures) {
    if (file !== null && id !== null) ids.set(file, (ids.get(file) ?? new Set()).add(id));
  }
  const tests = [...ids].sort().map(([file, some]) => [file, [...some]] as const);
  if (tests.length === 0) return [];
  const results = await runner.run(orderOf([], tests, false), AN_HOUR);
  if (results === null) throw new Error("with all mutants off, the tests that noticed some did not end");
  const failed = new Set(results.tests.filter(({ failure }) => failure !== null).map(({ id }) => id));
  return failures.filter(({ id }) => id !== null && failed.has(id));
}

/** Tries mutants at once. Where a test fails, each that it reaches is tried alone, and is left out if it is noticed. */
async function tryTogether(
  runner: Runner,
  left: Set<Numbered>,
  tests: Tests,
  reach: Reach,
  onVerdict: (mutant: Numbered, verdict: Verdict) => void,
): Promise<void> {
  for (let untold = tests; untold.length > 0 && left.size > 0; ) {
    const time = untold.reduce((sum, test) => sum + test.time, 0);
    const selections = untold.map(({ selection }) => selection);
    const results = await runner.run(orderOf([...left], selections, true), patience(time));
    const failure = results && verdictOf(results);
    if (results !== null && failure === null) return;
    const { file = null, id = null } = failure ?? {};
    const isTest = file !== null && id !== null;
    const suspects = [...left].filter((mutant) => !isTest || reach.reaches(file, id, mutant));
    const some = isTest ? [{ selection: [file, [id]] as Selection, time }] : untold;
    for (const mutant of suspects) {
      const verdict = await tried(runner, [mutant], some);
      if (verdict !== null && left.delete(mutant)) onVerdict(mutant, verdict);
    }
    if (!isTest || results === null) return;
    const told = new Set(results.tests.map((test) => test.id));
    untold = untold.flatMap(({ selection: [file, ids], time }) => {
      const others = ids.filter((id) => !told.has(id));
      return others.length === 0 ? [] : [{ selection: [file, others] as Selection, time }];
    });
  }
}

/** The tests of several mutants, each once. */
function merged(all: readonly Tests[]): Tests {
  const byFile = new Map<string, { ids: Set<string>; time: number }>();
  for (const { selection, time } of all.flat()) {
    const [file, ids] = selection;
    const known = byFile.get(file) ?? { ids: new Set(), time: 0 };
    for (const id of ids) known.ids.add(id);
    byFile.set(file, { ids: known.ids, time: Math.max(known.time, time) });
  }
  return [...byFile].map(([file, { ids, time }]) => ({ selection: [file, [...ids]] as const, time }));
}

/** Tests in parts of about a minute, those of a backend together. */
function partsOf(tests: Tests): Tests[] {
  const sorted = [...tests].sort(({ selection: [a] }, { selection: [b] }) => (a < b ? -1 : 1));
  const parts: (typeof sorted)[] = [[]];
  let time = 0;
  for (const test of sorted) {
    if (time > 60_000) {
      parts.push([]);
      time = 0;
    }
    parts[parts.length - 1].push(test);
    time += test.time;
  }
  return parts;
}
