import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../program.ts";
import { comparisonExamples } from "./comparisons.ts";

/** `run`; `no-run` is type-checked alone; `needs-data` runs where `GRADIENTE_DATA` is set. */
export type Mode = "run" | "no-run" | "needs-data";

export interface Example {
  /** From the root of the repository. */
  readonly file: string;
  /** The line of the file, from 1, on which the code begins. */
  readonly line: number;
  readonly code: string;
  readonly mode: Mode;
  /** The name of the figure that the code draws, for a page of the site. */
  readonly figure?: string;
}

/** A line of a file and what it says, without the margin of a comment. */
interface Line {
  readonly line: number;
  readonly text: string;
}

const fence = /^```ts(?: (no-run|needs-data)| figure=([\w-]+))?$/;

/** The programs in blocks that begin with three backticks and `ts`. */
function fenced(file: string, lines: readonly Line[]): Example[] {
  const examples: Example[] = [];
  for (let i = 0; i < lines.length; i++) {
    const opening = fence.exec(lines[i].text.trim());
    if (opening === null) continue;
    const first = i + 1;
    while (++i < lines.length && lines[i].text.trim() !== "```");
    const code = lines.slice(first, i).map(({ text }) => text);
    const found = example(file, lines[first].line, code, (opening[1] ?? "run") as Mode);
    examples.push(opening[2] === undefined ? found : { ...found, figure: opening[2] });
  }
  return examples;
}

function example(file: string, line: number, code: readonly string[], mode: Mode): Example {
  return { file, line, code: code.join("\n").trimEnd(), mode };
}

const linesIn = (content: string): Line[] => content.split("\n").map((text, i) => ({ line: i + 1, text }));

const linesOf = (file: string): Line[] => linesIn(readFileSync(root + file, "utf8"));

/** The programs in blocks of a text in Markdown. */
export const inPage = (file: string, content: string): Example[] => fenced(file, linesIn(content));

/** What stands in the tags `@example` of a source: blocks, or else the text itself. */
export function inSource(file: string, lines: readonly Line[] = linesOf(file)): Example[] {
  const examples: Example[] = [];
  let open: Line[] | null = null;
  const close = () => {
    if (open === null) return;
    const blocks = fenced(file, open);
    const used = open.filter(({ text }) => text.trim() !== "");
    const whole = used.length === 0 ? [] : [example(file, used[0].line, open.slice(open.indexOf(used[0])).map(({ text }) => text), "run")]; // biome-ignore format: one thing
    examples.push(...(blocks.length > 0 ? blocks : whole));
    open = null;
  };
  for (const { line, text } of lines) {
    const [, inside] = /^\s*\*(?: (.*))?$/.exec(text) ?? /^\s*\/\*\*(?: (.*))$/.exec(text) ?? [];
    const tag = /^(?:\s*\/?\*+ )(@\w+) ?(.*)$/.exec(text);
    if (tag !== null || /\*\//.test(text)) close();
    if (tag?.[1] === "@example") open = [{ line, text: tag[2].replace(/ *\*\/$/, "") }];
    else open?.push({ line, text: inside ?? "" });
  }
  close();
  return examples;
}

/** The files below a folder whose names end so, from the root of the repository. */
function filesIn(folder: string, ending: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith(ending))
    .sort();
}

/** All examples of the documentation: those of the sources, of the READMEs of the packages, of docs/, and of the site. */
export function findExamples(): Example[] {
  const packages = readdirSync(`${root}packages`).map((name) => `packages/${name}`);
  // A package with the compiled kernels of a platform has no sources.
  const there = (path: string) =>
    packages.map((folder) => `${folder}/${path}`).filter((one) => existsSync(root + one));
  const readmes = there("README.md");
  return [
    ...there("src")
      .flatMap((folder) => filesIn(folder, ".ts"))
      .flatMap((file) => inSource(file)),
    ...["README.md", ...readmes, ...filesIn("docs", ".md"), ...filesIn("site/pages", ".md")].flatMap((file) => fenced(file, linesOf(file))), // biome-ignore format: one thing
    ...comparisonExamples(),
  ];
}
