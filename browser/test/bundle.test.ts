import type { Metafile } from "esbuild";
import ts from "typescript";
import { expect, it } from "vitest";
import { bundleAll } from "../src/bundle.ts";

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

it.each([{ packages: ["core"] }, { packages: ["core", "nn", "optim"] }])(
  "$packages: nothing of Node is in the bundle, and nothing twice",
  async ({ packages }) => {
    const { text, metafile, bytes, gzipped } = await bundleAll(packages.map((name) => `@gradiente/${name}`));
    console.log(`${packages.join(" + ")}: ${kilobytes(bytes)} minified, ${kilobytes(gzipped)} gzipped`);

    const files = filesIn(metafile);
    expect(files).toEqual(
      expect.arrayContaining(packages.map((name) => `../packages/${name}/dist/index.js`)),
    );
    // Modules alone: their twins for CommonJS would be the same again.
    const own = new RegExp(`^\\.\\./packages/(${packages.join("|")})/dist/[\\w-]+\\.js$`);
    expect(files.filter((name) => !own.test(name))).toEqual([]);
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
    expect(nodeWordsIn(text)).toEqual([]);
  },
);

it("train with all that it stands on: nothing of Node is in the bundle", async () => {
  const { text, metafile, bytes, gzipped } = await bundleAll(["@gradiente/train"]);
  console.log(`train: ${kilobytes(bytes)} minified, ${kilobytes(gzipped)} gzipped`);

  const others = filesIn(metafile).filter((name) => !/^\.\.\/packages\/\w+\/dist\/[\w-]+\.js$/.test(name));
  // What checks the files of strangers.
  expect(others.map((name) => name.replace(/^.*\/node_modules\//, ""))).toEqual(["valibot/dist/index.mjs"]);
  expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
  expect(nodeWordsIn(text)).toEqual([]);
});

it("what only Node has is found, unless it is asked for or in a text", () => {
  const code =
    'import f from "node:fs"; f(Buffer.from(x), process?.env?.HOME, y.process.platform, require("z"))';
  expect(nodeWordsIn(code)).toHaveLength(5);
  expect(nodeWordsIn("globalThis.process?.platform + \"take it from require('node:util')\"")).toEqual([]);
});

/** What the bundle is made of, but for the program that imports it. */
function filesIn({ inputs }: Metafile): string[] {
  return Object.keys(inputs).filter((name) => name !== "<stdin>");
}

const NODE = new Set(["process", "Buffer", "require", "__dirname", "__filename"]);

/** What only Node has, in the code itself: texts may speak of it, and one is a worker's that only Node runs. */
function nodeWordsIn(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && NODE.has(node.text) && !isAskedFor(node)) found.push(node.parent.getText());
    const isModule = ts.isStringLiteralLike(node) && node.text.startsWith("node:");
    if (isModule && !/\bgetBuiltinModule\?\./.test(node.parent.getText())) found.push(node.parent.getText());
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile("bundle.js", text, ts.ScriptTarget.ESNext, true));
  return found;
}

/** Whether it may be missing: `globalThis.process?.platform`. A browser has no answer. */
function isAskedFor(name: ts.Identifier): boolean {
  const { parent: member } = name;
  if (!ts.isPropertyAccessExpression(member) || member.name !== name) return false;
  return ts.isPropertyAccessExpression(member.parent) && member.parent.questionDotToken !== undefined;
}
