import type { Reach, Selection } from "./reach.ts";
import type { FileKey, Results } from "./runner.ts";
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
const FIRST_FILES = 4;
const FIRST_TIME = 4000;

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
 * Tries each mutant with the tests near it. Those that survive are then all on at once for the other tests, and each is
 * tried alone with the tests that failed: most pass, and run once for all mutants.
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
    const verdict = await tried(runner, [mutant], firstOf(tests));
    if (verdict !== null) onVerdict(mutant, verdict);
    else if (tests.length === 0) onVerdict(mutant, "not reached");
    else survivors.push(mutant);
  });
  await tryTogether(runners, survivors, reach, onVerdict);
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

function orderOf(mutants: readonly Numbered[], tests: readonly Selection[], bail: boolean) {
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

async function tryTogether(
  runners: readonly Runner[],
  mutants: readonly Numbered[],
  reach: Reach,
  onVerdict: (mutant: Numbered, verdict: Verdict) => void,
): Promise<void> {
  if (mutants.length === 0) return;
  const tests = merged(mutants.map((mutant) => reach.testsOf(mutant)));
  const failed: { readonly file: string; readonly id: string }[] = [];
  let hasEnded = true;
  await sharedOut(runners, partsOf(tests), async (runner, part) => {
    const time = part.reduce((sum, test) => sum + test.time, 0);
    const selections = part.map(({ selection }) => selection);
    const results = hasEnded && (await runner.run(orderOf(mutants, selections, false), patience(time)));
    if (!results || results.errors.length > 0) hasEnded = false;
    else failed.push(...results.tests.filter(({ failure }) => failure !== null));
  });
  if (!hasEnded && mutants.length > 1) {
    // One of them ends the process, or never lets it end.
    const half = Math.ceil(mutants.length / 2);
    await tryTogether(runners, mutants.slice(0, half), reach, onVerdict);
    await tryTogether(runners, mutants.slice(half), reach, onVerdict);
    return;
  }
  await sharedOut(runners, mutants, async (runner, mutant) => {
    const suspicious = reach.testsOf(mutant).flatMap(({ selection: [file, ids], time }) => {
      const some = hasEnded
        ? failed
            .filter((test) => test.file === file && reach.reaches(file, test.id, mutant))
            .map(({ id }) => id)
        : ids;
      return some.length === 0 ? [] : [{ selection: [file, some] as Selection, time }];
    });
    onVerdict(mutant, (await tried(runner, [mutant], suspicious)) ?? "survived");
  });
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
