import { expect, it } from "vitest";
import { bundleAll } from "../src/bundle.ts";

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

it.each([{ packages: ["core"] }, { packages: ["core", "nn", "optim"] }])(
  "$packages: nothing of Node is in the bundle, and nothing twice",
  async ({ packages }) => {
    const { text, metafile, bytes, gzipped } = await bundleAll(packages.map((name) => `@gradiente/${name}`));
    console.log(`${packages.join(" + ")}: ${kilobytes(bytes)} minified, ${kilobytes(gzipped)} gzipped`);

    const files = Object.keys(metafile.inputs).filter((name) => name !== "<stdin>");
    expect(files.sort()).toEqual(packages.map((name) => `../packages/${name}/dist/index.js`));
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
    expect(nodeWordsIn(text)).toBeNull();
  },
);

it("train with all that it stands on: nothing of Node is in the bundle", async () => {
  const { text, metafile, bytes, gzipped } = await bundleAll(["@gradiente/train"]);
  console.log(`train: ${kilobytes(bytes)} minified, ${kilobytes(gzipped)} gzipped`);

  const files = Object.keys(metafile.inputs).filter((name) => name !== "<stdin>");
  expect(files.filter((name) => !/^\.\.\/packages\/\w+\/dist\//.test(name))).toEqual([]);
  expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
  expect(nodeWordsIn(text)).toBeNull();
});

function nodeWordsIn(text: string): RegExpMatchArray | null {
  // What threads need is asked of the platform when they are asked for, and their worker is a text that only Node runs.
  // How the system allocates is asked too; a browser has no answer.
  const portable = text
    .replace(/\w+\.process\?\.platform/, "")
    .replace(/\w+\.process\?\.getBuiltinModule\?\.\("node:worker_threads"\)/, "")
    .replace(/`\s*const \{ receiveMessageOnPort[^`]*`/, "");
  return portable.match(/["'`]node:|\b(process|Buffer|require|__dirname|__filename)\b/);
}
