import ts from "typescript";
import { expect, test } from "vitest";
import { reachable } from "../packages/reachable.ts";

/* What is published of declarations: what public names lead to, with its comments, and nothing else. */

/** What is published of some declarations by name, whose entry is `index`. */
function published(files: Readonly<Record<string, string>>): Record<string, string> {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`/p/${name}.d.ts`, text]));
  const options: ts.CompilerOptions = {
    noLib: true,
    noEmit: true,
    types: [],
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    directoryExists: () => true,
    fileExists: (file) => texts.has(file),
    getSourceFile: (file, version) => {
      const text = texts.get(file);
      return text === undefined ? undefined : ts.createSourceFile(file, text, version, true);
    },
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  const found = reachable(program, ["/p/index.d.ts"], new Set(texts.keys()));
  const renamed = (name: string) => name.replace(/\.ts$/, ".cjs");
  return Object.fromEntries(found.map(({ file, write }) => [file.slice(3, -5), write(renamed)]));
}

test("what no public name leads to is left out: statements, names of imports, whole files", () => {
  const files = published({
    index: 'export { f } from "./f.ts";\n',
    f: [
      'import { type A, type B } from "./types.ts";',
      'import { type C } from "./inside.ts";',
      "export declare function f(a: A): void;",
      "export declare function helper(b: B, c: C): void;",
    ].join("\n"),
    types: "export type A = Inner;\ntype Inner = 1;\nexport type B = 2;\nexport {};\n",
    inside: "export type C = 3;\n",
  });
  expect(files).toEqual({
    index: 'export { f } from "./f.cjs";\n',
    f: 'import { type A } from "./types.cjs";\nexport declare function f(a: A): void;\n',
    types: "export type A = Inner;\ntype Inner = 1;\nexport {};\n",
  });
});

test("what types lead to is kept: by import types, by whole modules, by merging", () => {
  const files = published({
    index: 'export * from "./all.ts";\n',
    all: [
      'import type * as methods from "./methods.ts";',
      'export declare const x: import("./x.ts").X;',
      "export declare class T { }",
      "export interface T extends M { }",
      "type M = { [N in keyof typeof methods]: 1 };",
    ].join("\n"),
    methods: "export declare function a(): void;\n",
    x: "export type X = 1;\nexport type Y = 2;\n",
  });
  expect(files.all).toContain('import type * as methods from "./methods.cjs";');
  expect(files.all).toContain('import("./x.cjs").X');
  expect(files.all).toContain("interface T extends M");
  expect(files.methods).toContain("function a");
  expect(files.x).toBe("export type X = 1;\n");
});

test("names that are passed on carry the comment of what they stand for: methods are documented by it", () => {
  const files = published({
    index: 'import type * as methods from "./methods.ts";\nexport type M = keyof typeof methods;\n',
    methods: 'export { a as b } from "./a.ts";\n',
    a: "/** Says a. */\nexport declare function a(): void;\n",
  });
  expect(files.methods).toBe('export { /** Says a. */ a as b } from "./a.cjs";\n');
});

test("a parameter that is taken apart has a name", () => {
  const files = published({
    index: [
      "export interface SumOptions { readonly axis?: 1 }",
      "export interface Run { readonly epoch: 1 }",
      "export declare function sum(x: 1, { axis }?: SumOptions): void;",
      "export declare function end({ epoch }: Run, { axis }?: SumOptions & Run): void;",
      "export declare function odd(options: 1, { axis }: SumOptions): void;",
    ].join("\n"),
  });
  expect(files.index).toContain("function sum(x: 1, options?: SumOptions)");
  expect(files.index).toContain("function end(run: Run, options?: SumOptions & Run)");
  expect(files.index).toContain("function odd(options: 1, { axis }: SumOptions)");
});
