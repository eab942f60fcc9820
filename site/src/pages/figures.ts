import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Example, inPage } from "../../../tooling/examples/find.ts";
import { root } from "../places.ts";
import { folderOfSpanish } from "../translation/state.ts";

/*
 * A block of code that begins with `ts figure=tape` makes a `figure`, and `![What it shows](figure:tape)` is where its
 * page has it. The program that runs examples in the tests runs the block here, too, and it is drawn in the same way.
 */

/** Where a figure lies beside its page. */
const fileOf = (page: string, figure: string) => `${page.replace(/\.md$/, "")}.${figure}.svg`;

const image = /(!\[[^\]]*\]\()figure:([\w-]+)\)/g;

/**
 * A page with links to its figures.
 *
 * @throws Error for a figure that no block draws, or that the page does not show.
 */
export function withFigures(text: string, page: string): string {
  const drawn = figuresOf(page, text).map(({ figure }) => figure);
  const shown = [...text.matchAll(image)].map(([, , figure]) => figure);
  for (const figure of shown) {
    if (!drawn.includes(figure)) throw new Error(`${page} shows figure:${figure}, which no block draws`);
  }
  for (const figure of drawn) {
    if (!shown.includes(figure)) throw new Error(`${page} draws the figure ${figure} and does not show it`);
  }
  return text.replace(image, (_, open, figure) => `${open}./${basename(fileOf(page, figure))})`);
}

/** The paths of the figures of a page, from the root of the site. */
export const figureFiles = (text: string, page: string): string[] =>
  figuresOf(page, text).map(({ figure }) => fileOf(page, figure));

/**
 * Draws the figures of pages into a folder. One whose code has not changed since it was drawn is left as it is.
 *
 * @param pages - Their texts, by their paths from the root of the site.
 * @param folder - Within the repository, where programs find the packages.
 * @throws Error with what each program failed with.
 */
export async function drawFigures(pages: ReadonlyMap<string, string>, folder: string): Promise<void> {
  const missing = [...pages].flatMap(([page, text]) =>
    figuresOf(page, text)
      .map((example) => programOf(example, join(folder, fileOf(page, example.figure))))
      .filter(({ code, program, drawn }) => {
        return !existsSync(drawn) || !existsSync(program) || readFileSync(program, "utf8") !== code;
      }),
  );
  if (missing.length === 0) return;
  for (const { code, program, drawn } of missing) {
    mkdirSync(dirname(program), { recursive: true });
    rmSync(drawn, { force: true });
    writeFileSync(program, code);
  }
  const failures = await runAll(
    missing.map(({ program }) => program),
    folder,
  );
  const told = failures.flatMap((failure, i) =>
    failure === null ? [] : [`${missing[i].drawn}: ${failure}`],
  );
  if (told.length > 0) throw new Error(told.join("\n"));
}

/** A block that draws. */
type Drawing = Example & { readonly figure: string };

const figuresOf = (page: string, text: string): Drawing[] =>
  inPage(page, text).filter((one): one is Drawing => one.figure !== undefined);

/** What charts write by themselves is in the language of the page. Other pages were drawn before by the same process. */
function programOf({ code, file }: Example, drawn: string) {
  const words = file.startsWith(`${folderOfSpanish}/`) ? "__plot.spanishWords" : "";
  const head = `import * as __plot from "@gradiente/plot";\n__plot.setWords(${words});\n`;
  return {
    code: `${head}${code}\nawait figure.save(${JSON.stringify(drawn)});\n`,
    program: `${drawn}.ts`,
    drawn,
  };
}

/** What each of the programs failed with: null for nothing. */
async function runAll(programs: readonly string[], folder: string): Promise<(string | null)[]> {
  // What a program writes by a relative path is not kept.
  const work = join(folder, "work");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  const list = join(work, "list.json");
  writeFileSync(list, JSON.stringify(programs));
  const args = ["--import", import.meta.resolve("tsx"), "--conditions=@gradiente/source"];
  const child = await promisify(execFile)(
    process.execPath,
    [...args, `${root}tooling/examples/child.ts`, list],
    { cwd: work },
  );
  return JSON.parse(child.stdout);
}
