// Bundles a module for browsers, and prints the script: node --import tsx tooling/bundle.ts file
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { build, defaultClientConditions, type Plugin, type Rollup } from "vite";

/** To import a module that only Node has is an error which names who does it. */
const withoutNode: Plugin = {
  name: "without-node",
  enforce: "pre",
  resolveId(id, importer) {
    if (isBuiltin(id)) this.error(`${importer} imports ${id}, which browsers do not have`);
  },
};

const [{ output }] = (await build({
  root: fileURLToPath(new URL("..", import.meta.url)),
  configFile: false,
  logLevel: "silent",
  resolve: { conditions: ["@gradiente/source", ...defaultClientConditions] },
  plugins: [withoutNode],
  build: {
    write: false,
    minify: false,
    target: "es2022",
    lib: { entry: process.argv[2], formats: ["iife"], name: "bundle", fileName: "bundle" },
  },
})) as Rollup.RollupOutput[];
process.stdout.write(output[0].code);
