import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entries } from "../entries.ts";
import { type Example, findExamples, inSource } from "../examples/find.ts";
import { is } from "../examples/is.ts";
import { type Names, type Origin, toModule } from "../examples/module.ts";
import { formatDiagnostic, original, programOf, root } from "../program.ts";

/* The programs in the documentation run as they are written there, and give the values that they tell. */

const folder = join(root, "out", "examples");
const SECONDS = 180;

/** The public names of all packages. */
function readNames(): Names {
  const program = programOf(entries.map(({ file }) => file));
  const checker = program.getTypeChecker();
  const exported = (file: string, from: string): [string, Origin][] => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile) as ts.Symbol;
    return checker.getExportsOfModule(module).map((symbol) => {
      const isType = (original(checker, symbol).flags & ts.SymbolFlags.Value) === 0;
      return [symbol.name, { from, isType }];
    });
  };
  const packages = entries.filter(({ name }) => !name.endsWith("(browser)"));
  return new Map(packages.flatMap(({ name, file }) => exported(file, name)));
}

const examples = findExamples();
const names = readNames();
/** A reader copies a block of a page as it is. Imports for the examples of comments are added where they are shown. */
const namesFor = ({ file }: Example): Names => (file.endsWith(".md") ? new Map() : names);
const fileOf = (example: Example) => join(folder, `example-${examples.indexOf(example)}.ts`);
const hasData = Boolean(process.env.GRADIENTE_DATA);
const runs = ({ mode }: Example) => mode === "run" || (mode === "needs-data" && hasData);

/** What is wrong with each example: messages that begin with file and line. */
const problems = new Map<Example, string[]>(examples.map((example) => [example, []]));

/** Notes what is wrong at a line of the module of an example: its first line is not the example's. */
function note(example: Example, line: number, message: string): void {
  problems.get(example)?.push(`${example.file}:${example.line + Math.max(0, line - 2)}: ${message}`);
}

function write(): Example[] {
  const written: Example[] = [];
  for (const example of examples) {
    try {
      // What the site draws of it.
      const draw = example.figure === undefined ? "" : '__is([figure.toSVG().slice(0, 5)], ["<svg "]);\n';
      writeFileSync(fileOf(example), toModule(example.code, namesFor(example)) + draw);
      written.push(example);
    } catch (error) {
      note(example, 2, (error as Error).message);
    }
  }
  return written;
}

function typeCheck(written: readonly Example[]): void {
  const program = programOf(written.map(fileOf));
  for (const example of written) {
    const source = program.getSourceFile(fileOf(example)) as ts.SourceFile;
    for (const found of [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]) {
      note(example, source.getLineAndCharacterOfPosition(found.start ?? 0).line + 1, formatDiagnostic(found));
    }
  }
}

async function run(written: readonly Example[]): Promise<void> {
  const list = join(folder, "list.json");
  const work = join(folder, "work");
  mkdirSync(work);
  writeFileSync(list, JSON.stringify(written.map(fileOf)));
  const args = ["--import", import.meta.resolve("tsx"), "--conditions=@gradiente/source"];
  const limits = { cwd: work, timeout: SECONDS * 1000, maxBuffer: 2 ** 26 };
  const child = await promisify(execFile)(process.execPath, [...args, `${root}tooling/examples/child.ts`, list], limits); // biome-ignore format: one thing
  (JSON.parse(child.stdout) as (string | null)[]).forEach((failure, i) => {
    if (failure === null) return;
    const place = new RegExp(`example-${examples.indexOf(written[i])}\\.ts:(\\d+)`).exec(failure);
    note(written[i], Number(place?.[1] ?? 2), failure.split("\n    at ")[0]);
  });
}

beforeAll(
  async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const written = write();
    typeCheck(written);
    await run(written.filter(runs));
  },
  (SECONDS + 60) * 1000,
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the example at", () => {
  for (const example of examples) {
    test(`${example.file}:${example.line}${runs(example) ? "" : " (types alone)"}`, () => {
      expect(problems.get(example)).toEqual([]);
    });
  }
});

describe("the runner", () => {
  const module = (code: string) => toModule(code, names).split("\n").slice(1).join("\n").trim();

  test("finds what there is", () => {
    expect(examples.length).toBeGreaterThan(65);
    for (const file of ["README.md", "docs/plotting.md", "packages/core/src/ops/contract/contraction.ts"]) {
      expect(examples.map((example) => example.file)).toContain(file);
    }
  });

  test("reads tags: one line, several, blocks and their markers", () => {
    const text = [
      "/**",
      " * Text.",
      " * @example a() // 1",
      " * @example",
      " * b();",
      " *   c();",
      " * @throws Error",
      " */",
      "/** @example d() */",
      "/**",
      " * @example",
      " * ```ts no-run",
      " * e();",
      " * ```",
      " * Not this.",
      " */",
    ].map((line, i) => ({ line: i + 1, text: line }));
    expect(inSource("f.ts", text).map(({ line, code, mode }) => [line, code, mode])).toEqual([
      [3, "a() // 1", "run"],
      [5, "b();\n  c();", "run"],
      [9, "d()", "run"],
      [13, "e();", "no-run"],
    ]);
  });

  test("compares expressions and what is printed with the values behind them, and heeds no remarks", () => {
    expect(module("a(1); // [1, 2]\nb() // a remark\nconsole.log(c, d); // 1, true")).toBe(
      "__is([a(1)], [[1, 2]]); // [1, 2]\nb() // a remark\n__is([c, d], [1, true]); // 1, true",
    );
    expect(() => module("a(); // [1, 2, ...]")).toThrow(
      '"[1, 2, ...]" is no value; begin remarks with a word',
    );
    expect(() => module("a(); // 1 and more")).toThrow("is no value");
  });

  test("imports what is used and not made: nothing public where there are imports", () => {
    const head = (code: string) =>
      toModule(code, names)
        .split("\n")[0]
        .replace(/^[^;]*; ?/, "");
    expect(head("const x = tensor(1); f(x.add(ones([2])), new SGD());")).toBe(
      'import { ones, tensor } from "@gradiente/core"; import { SGD } from "@gradiente/optim";',
    );
    expect(head("const f = (x: Shape) => x;")).toBe('import { type Shape } from "@gradiente/core";');
    expect(head('import { tensor } from "@gradiente/core";\ngrad(tensor);')).toBe("");
  });

  test("compares to the digits that are told", () => {
    const cases: [found: unknown, told: unknown, same: boolean][] = [
      [0.12349, 0.1235, true],
      [0.1236, 0.1235, false],
      [2.0000001, 2, false],
      [[1, [Number.NaN]], [1, [Number.NaN]], true],
      [[1, 2], [1], false],
      [true, 1, false],
      [{ a: 1 }, { a: 1 }, true],
      [{ a: 1, b: 2 }, { a: 1 }, false],
    ];
    for (const [found, told, same] of cases) {
      const compare = () => is([found], [told]);
      if (same) expect(compare).not.toThrow();
      else expect(compare, `${found} is not ${told}`).toThrow(/it is .*, and not /);
    }
  });

  test("adds no imports to the blocks of pages", () => {
    const code = "tensor(1);";
    expect(toModule(code, namesFor({ file: "docs/memory.md", line: 1, code, mode: "run" }))).not.toContain(
      "@gradiente/core",
    );
  });
});
