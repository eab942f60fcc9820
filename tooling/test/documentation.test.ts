import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Editor } from "../packages/documentation.ts";

/* What `check:packages` asks an editor about the packed packages: that it notices what has no text. */

const folder = mkdtempSync(join(tmpdir(), "gradiente-editor-"));
const editor = new Editor(folder);

beforeAll(() => {
  const sample = join(folder, "node_modules/sample");
  mkdirSync(sample, { recursive: true });
  writeFileSync(
    join(sample, "package.json"),
    '{ "name": "sample", "exports": { ".": { "types": "./index.d.mts" } } }',
  );
  writeFileSync(
    join(sample, "index.d.mts"),
    'export { add, silent, type Options, Made, Given, SampleError } from "./all.mjs";\n',
  );
  writeFileSync(
    join(sample, "all.d.mts"),
    `/** Adds. */
export declare function add(): void;
export declare function silent(): void;
/** Options. */
export interface Options {
  /** The size. */
  readonly size?: number;
  readonly colour?: string;
}
/** Made by users. */
export declare class Made {
  /** Says hello. */
  hello(): void;
  mute(): void;
  private hidden;
  /** @throws Error */
  constructor(size: number);
}
/** Made by the library. */
export declare class Given {
  private constructor();
}
/** Fails. */
export declare class SampleError extends Error {
  readonly name = "SampleError";
}
`,
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

test("names, options, methods and constructors without a text are found", () => {
  const { asked, silent } = editor.names("sample");
  expect(silent).toEqual(["silent", "Options.colour", "Made.mute", "new Made"]);
  expect(asked).toBe(12);
});

test("completions without a text are found", () => {
  const program = 'import { Made } from "sample";\nnew Made(1).';
  expect(editor.completions(program)).toEqual({ asked: 2, silent: ["mute"] });
});

test("a package that is not there is an error", () => {
  expect(() => editor.names("absent")).toThrow("absent is not found");
});
