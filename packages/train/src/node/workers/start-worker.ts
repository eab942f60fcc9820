import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { WorkerSettings } from "./messages.ts";

/** The URL of this file. In the CommonJS build, `import.meta.url` is its path instead. */
const here = import.meta.url.startsWith("file:") ? import.meta.url : pathToFileURL(import.meta.url).href;

/** The URL of the worker's program. It is next to this file, both in the sources and in the build. */
const workerUrl = here.endsWith(".ts")
  ? new URL("./worker.ts", here)
  : new URL(here.endsWith(".cjs") ? "./worker.cjs" : "./worker.js", here);

/**
 * The text with which a worker starts. tsx does not register itself in worker threads, so this text does that first, and
 * then loads the program of the worker.
 */
const bootstrap = `
import("node:worker_threads").then(async ({ workerData }) => {
  if (workerData.tsx !== undefined) (await import(workerData.tsx)).register();
  await import(workerData.program);
});
`;

/** The part of tsx's package.json that is read. */
interface TsxManifest {
  readonly exports: { readonly "./esm/api": { readonly import: { readonly default: string } } };
}

/** The URL of the API of tsx, if this program runs under tsx. */
function tsxOf(module: string): string | undefined {
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ""];
  if (!options.some((option) => /(^|[\s=/\\])tsx([\s/\\]|$)/.test(option))) return undefined;
  const require = createRequire(module.startsWith("file:") ? module : here);
  const manifest = require.resolve("tsx/package.json");
  // `resolve` would choose the entry for `require`, which cannot register: it looks for a file that does not exist.
  const entry = (require(manifest) as TsxManifest).exports["./esm/api"].import.default;
  return new URL(entry, pathToFileURL(manifest)).href;
}

/** Starts a worker thread. Its first message says whether it is ready or cannot be used. */
export function startWorker(settings: WorkerSettings): Worker {
  const workerData = { ...settings, program: workerUrl.href, tsx: tsxOf(settings.module) };
  return new Worker(bootstrap, { eval: true, workerData });
}
