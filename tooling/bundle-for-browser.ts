import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build, defaultClientConditions, type Plugin, type Rollup } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** To import a module that only Node has is an error which names who does it. */
const withoutNode: Plugin = {
  name: "without-node",
  enforce: "pre",
  resolveId(id, importer) {
    if (isBuiltin(id)) this.error(`${importer} imports ${id}, which browsers do not have`);
  },
};

/**
 * A module and all that it imports, the packages of this repository from their sources, as one script for browsers.
 * The script puts what the module exports into the global variable `bundle`.
 *
 * @param file - The URL of the module.
 * @throws Error for a module of Node in it.
 */
export async function bundleForBrowser(file: URL): Promise<string> {
  const [{ output }] = (await build({
    root,
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["@gradiente/source", ...defaultClientConditions] },
    plugins: [withoutNode],
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry: fileURLToPath(file), formats: ["iife"], name: "bundle", fileName: "bundle" },
    },
  })) as Rollup.RollupOutput[];
  return output[0].code;
}

/** What browsers give to every script; a page has more. */
const ofBrowsers = { performance, MessageChannel, TextEncoder, TextDecoder, URL, console, setTimeout };

/** Runs a script where there is neither `process` nor `require`, nor anything else that only Node has. */
export function runWithoutNode<Exports>(script: string): Exports {
  return runInContext(`${script}; bundle;`, createContext({ ...ofBrowsers })) as Exports;
}
