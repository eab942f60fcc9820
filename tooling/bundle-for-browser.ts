import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";

const program = fileURLToPath(new URL("bundle.ts", import.meta.url));

/**
 * A module and all that it imports, the packages of this repository from their sources, as one script for browsers.
 * The script puts what the module exports into the global variable `bundle`. Vite runs in a process of its own: tests share
 * theirs.
 *
 * @param file - The URL of the module.
 * @throws Error for a module of Node in it.
 */
export async function bundleForBrowser(file: URL): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", program, fileURLToPath(file)],
    { maxBuffer: 2 ** 26, timeout: 120_000 },
  );
  return stdout;
}

/** What browsers give to every script; a page has more. */
const ofBrowsers = { performance, MessageChannel, TextEncoder, TextDecoder, URL, console, setTimeout };

/** Runs a script where there is neither `process` nor `require`, nor anything else that only Node has. */
export function runWithoutNode<Exports>(script: string): Exports {
  return runInContext(`${script}; bundle;`, createContext({ ...ofBrowsers })) as Exports;
}
