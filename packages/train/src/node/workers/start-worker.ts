import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { WorkerSettings } from "./messages.ts";

/** The URL of this file. In the CommonJS build, its path stands in the place of it. */
const here = import.meta.url.startsWith("file:") ? import.meta.url : pathToFileURL(import.meta.url).href;

/** The worker's file lies beside this one: as a source, and, bundled with others, as published. */
const workerUrl = here.endsWith(".ts")
  ? new URL("./worker.ts", here)
  : new URL(here.endsWith(".cjs") ? "./worker.cjs" : "./worker.js", here);

/**
 * tsx does not follow into worker threads by itself: the text that a worker begins with registers it first, and
 * then loads the worker's program.
 */
const bootstrap = `
import("node:worker_threads").then(async ({ workerData }) => {
  if (workerData.tsx !== undefined) (await import(workerData.tsx)).register();
  await import(workerData.program);
});
`;

/** What of tsx's manifest is read. */
interface TsxManifest {
  readonly exports: { readonly "./esm/api": { readonly import: { readonly default: string } } };
}

/** The URL of tsx's own interface, if this program runs under it. */
function tsxOf(module: string): string | undefined {
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ""];
  if (!options.some((option) => /(^|[\s=/\\])tsx([\s/\\]|$)/.test(option))) return undefined;
  const require = createRequire(module.startsWith("file:") ? module : here);
  const manifest = require.resolve("tsx/package.json");
  // Its entry for require cannot register (it looks for a file that is not there); resolve would choose that one.
  const entry = (require(manifest) as TsxManifest).exports["./esm/api"].import.default;
  return new URL(entry, pathToFileURL(manifest)).href;
}

/** A worker thread that will say that it is ready, or not usable. */
export function startWorker(settings: WorkerSettings): Worker {
  const workerData = { ...settings, program: workerUrl.href, tsx: tsxOf(settings.module) };
  return new Worker(bootstrap, { eval: true, workerData });
}
