import { onWarning, seed } from "@gradiente/core";
import { afterAll, vi } from "vitest";
import { forgetBackends } from "../packages/core/src/registry.ts";

/*
 * Many test files run in one process, since loading the packages for each takes longer than most tests. A file finds what
 * a new process would have, whichever files ran before.
 */

// A package that brings a backend makes it known as it is loaded, which is once for all files.
forgetBackends(["reference", "wasm", "native"]);
seed(0);
onWarning((code, text) => console.warn(`Warning (${code}): ${text}`));

afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});
