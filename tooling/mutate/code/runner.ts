import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { createVitest, type Reporter, type TestCase, type TestModule } from "vitest/node";

/* Runs tests of the copy, as told by its parent. Vitest stays, with all that it has compiled; its workers are new each time. */

/** A test file on one backend: `wasm packages/nn/test/dense.test.ts`. */
export type FileKey = string;

export interface Order {
  /** The mutants that are on. */
  readonly mutants: readonly number[];
  /** Test files, and which of their tests: all, or some by their ids. */
  readonly tests: readonly (readonly [FileKey, readonly string[] | "all"])[];
  /** Whether the first failure ends the run. */
  readonly bail: boolean;
  /** Whether to note which mutants are reached. */
  readonly noting: boolean;
}

export interface TestResult {
  readonly file: FileKey;
  readonly id: string;
  readonly name: string;
  readonly duration: number;
  /** The first line of its error, if it failed. */
  readonly failure: string | null;
  readonly reached: readonly number[];
}

export interface Results {
  readonly tests: readonly TestResult[];
  /** What failed outside of tests: a file that does not load, a process that ends. */
  readonly errors: readonly { readonly file: FileKey | null; readonly message: string }[];
  /** Mutants that were reached outside of tests. */
  readonly reachedOutside: readonly number[];
}

const [mode] = process.argv.slice(2);
const folder = process.cwd();
const notes = join(folder, `out/notes-${process.pid}`);
const switches = pathToFileURL(join(folder, "tooling/mutate/code/switches.mjs"));
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --import=${switches}`;

let modules: TestModule[] = [];
let tests: TestResult[] = [];
let bail = false;
const reporter: Reporter = {
  onTestModuleEnd: (module) => void modules.push(module),
  // A module that is interrupted has no end.
  onTestCaseResult(test) {
    const { state } = test.result();
    if (state === "passed" || state === "failed") tests.push(resultOf(test));
    if (bail && state === "failed") void vitest.cancelCurrentRun("test-failure");
  },
};
const vitest = await createVitest(
  "test",
  { mode, watch: false, reporters: [reporter], maxWorkers: 1 },
  { logLevel: "silent" },
);
const specs = new Map(
  (await vitest.globTestSpecifications()).map((spec) => [
    `${spec.project.name} ${relative(folder, spec.moduleId)}`,
    spec,
  ]),
);

async function run(order: Order): Promise<Results> {
  process.env.MUTANTS = order.mutants.join(",");
  rmSync(notes, { recursive: true, force: true });
  if (order.noting) {
    mkdirSync(notes, { recursive: true });
    process.env.MUTANTS_NOTES = notes;
  } else delete process.env.MUTANTS_NOTES;
  modules = [];
  tests = [];
  bail = order.bail;
  const chosen = order.tests.map(([key, ids]) => {
    const spec = specs.get(key);
    if (spec === undefined) throw new Error(`there is no test file ${key}`);
    return ids === "all" ? spec : spec.project.createSpecification(spec.moduleId, { testIds: [...ids] });
  });
  const { unhandledErrors } = await vitest.runTestSpecifications(chosen);
  const stopped = bail && tests.some(({ failure }) => failure !== null);
  return {
    tests,
    errors: [
      ...modules.flatMap((module) =>
        module.errors().map(({ message }) => ({ file: keyOf(module), message })),
      ),
      // Once a failure has ended the run, what it interrupted says nothing.
      ...(stopped
        ? []
        : unhandledErrors.map((error) => ({ file: null, message: String((error as Error).message) }))),
    ].map(({ file, message }) => ({ file, message: firstLine(message) })),
    reachedOutside: order.noting ? readNotes() : [],
  };
}

function resultOf(test: TestCase): TestResult {
  const { errors } = test.result();
  return {
    file: keyOf(test.module),
    id: test.id,
    name: test.fullName,
    duration: test.diagnostic()?.duration ?? 0,
    failure: errors === undefined || errors.length === 0 ? null : firstLine(errors[0].message),
    reached: test.meta().mutants ?? [],
  };
}

function keyOf(module: TestModule): FileKey {
  return `${module.project.name} ${relative(folder, module.moduleId)}`;
}

function readNotes(): number[] {
  const texts = readdirSync(notes).map((name) => readFileSync(join(notes, name), "utf8"));
  return [...new Set(texts.flatMap((text) => text.trim().split("\n").map(Number)))];
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0];
}

process.on("message", (order: Order) => {
  run(order).then(
    (results) => process.send?.(results),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(1));
process.send?.([...specs.keys()]);
