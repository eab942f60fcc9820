import type { Graph } from "./graph.ts";
import type { FileKey, Results } from "./runner.ts";
import { AN_HOUR, type Runner, sharedOut } from "./runners.ts";
import type { Numbered } from "./switched.ts";

/* Which tests can notice which mutants, and how long they take. */

/** Tests of one file. */
export type Selection = readonly [FileKey, readonly string[]];

export interface Reach {
  /** For a mutant, the tests that reach it, with the time of each file; files that speak of its code come first, and of a file the tests that take least. */
  testsOf(mutant: Numbered): readonly { readonly selection: Selection; readonly time: number }[];
  /**
   * All tests of the files that are nearest to a mutant, by what they import. A kernel or a table is made once: the test that
   * comes first reaches the code that makes it, and others only use what it made.
   */
  nearTo(mutant: Numbered): ReturnType<Reach["testsOf"]>;
  /** Whether a test reaches a mutant. */
  reaches(file: FileKey, id: string, mutant: Numbered): boolean;
  /** Tests that fail with all mutants off, since they look at the text of the sources: they have no say. */
  readonly failing: readonly string[];
  /** Leaves out a test from now on. */
  leaveOut(file: FileKey, id: string): void;
}

/** Files that are near to a mutant. */
const NEAREST = 3;

/** Parts of the tests, so that the runners end at about the same time. */
const PARTS = 12;

/** Runs tests with all mutants off. */
export async function measureReach(
  runners: readonly Runner[],
  files: readonly FileKey[],
  graph: Graph,
): Promise<Reach> {
  const byFile = new Map<FileKey, Results["tests"][number][]>();
  const outside = new Map<number, readonly FileKey[]>();
  const failing: string[] = [];
  // The files of a part are of one backend, as far as possible: they share a process.
  const size = Math.ceil(files.length / PARTS);
  const sorted = [...files].sort();
  const parts = Array.from({ length: PARTS }, (_, i) => sorted.slice(i * size, (i + 1) * size));
  await sharedOut(
    runners,
    parts.filter((part) => part.length > 0),
    async (runner, part) => {
      const order = {
        mutants: [],
        tests: part.map((file) => [file, "all"] as const),
        bail: false,
        noting: true,
      };
      const results = await runner.run(order, AN_HOUR);
      if (results === null)
        throw new Error(`with all mutants off, the tests did not end: ${part.join(", ")}`);
      for (const number of results.reachedOutside) {
        outside.set(number, [...(outside.get(number) ?? []), ...part]);
      }
      for (const { file, message } of results.errors) failing.push(`${file ?? part.join(", ")}: ${message}`);
      for (const test of results.tests) {
        if (test.failure === null) byFile.set(test.file, [...(byFile.get(test.file) ?? []), test]);
        else failing.push(`${test.file}: ${test.name}: ${test.failure}`);
      }
    },
  );

  // Which test has a module loaded is chance: whatever imports it depends on what is done then.
  const importing = new Map<string, readonly string[]>();
  const ranked = (file: string) => {
    const list = importing.get(file) ?? graph.testsOf(file);
    importing.set(file, list);
    return list;
  };
  const reaches = (file: FileKey, reached: readonly number[], { number, mutant }: Numbered) => {
    if (reached.includes(number)) return true;
    const ranks = ranked(mutant.file);
    // What no test imports runs in processes and threads that tests start.
    return ranks.length > 0 && outside.has(number)
      ? ranks.includes(pathOf(file))
      : (outside.get(number)?.includes(file) ?? false);
  };
  return {
    testsOf(mutant) {
      const ranks = ranked(mutant.mutant.file);
      const rank = (file: FileKey) => {
        const at = ranks.indexOf(pathOf(file));
        return at < 0 ? ranks.length : at;
      };
      return [...byFile]
        .sort(([a], [b]) => rank(a) - rank(b) || order(a) - order(b))
        .flatMap(([file, tests]) => {
          const chosen = tests
            .filter(({ reached }) => reaches(file, reached, mutant))
            .sort((a, b) => a.duration - b.duration);
          if (chosen.length === 0) return [];
          const time = chosen.reduce((sum, { duration }) => sum + duration, 0);
          return [{ selection: [file, chosen.map(({ id }) => id)] as const, time }];
        });
    },
    nearTo({ mutant }) {
      const files = [...byFile.keys()].sort((a, b) => order(a) - order(b));
      return ranked(mutant.file)
        .flatMap((path) => files.find((file) => pathOf(file) === path) ?? [])
        .slice(0, NEAREST)
        .map((file) => {
          const tests = byFile.get(file) ?? [];
          const time = tests.reduce((sum, { duration }) => sum + duration, 0);
          return { selection: [file, tests.map(({ id }) => id)] as const, time };
        });
    },
    reaches(file, id, mutant) {
      const test = byFile.get(file)?.find((one) => one.id === id);
      return test !== undefined && reaches(file, test.reached, mutant);
    },
    failing,
    leaveOut(file, id) {
      byFile.set(
        file,
        (byFile.get(file) ?? []).filter((test) => test.id !== id),
      );
    },
  };
}

/** The path of a test file, without the backend that it runs on. */
export function pathOf(file: FileKey): string {
  return file.slice(file.indexOf(" ") + 1);
}

/** What says most at once: the backend that most tests run on first, and last the one that repeats them. */
function order(file: FileKey): number {
  return ["wasm", "default", "native", "reference"].indexOf(file.slice(0, file.indexOf(" ")));
}
