import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";

/** What was given for each option of each function, as texts, a few of each. */
export type Seen = Record<string, Record<string, string[]>>;

/** More values say no more. */
const MOST = 8;

const seen: Seen = {};

function textOf(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null)
    return Array.isArray(value) ? JSON.stringify(value) : "an object";
  return typeof value === "function" ? "a function" : String(value);
}

Object.assign(globalThis, {
  sawOptions(op: string, options: Readonly<Record<string, unknown>>, names: readonly string[]) {
    seen[op] ??= {};
    const values = seen[op];
    for (const name of names) {
      values[name] ??= [];
      const text = options[name] === undefined ? undefined : textOf(options[name]);
      if (text !== undefined && values[name].length < MOST && !values[name].includes(text))
        values[name].push(text);
    }
  },
});

afterAll(() => {
  const folder = process.env.GRADIENTE_OPTIONS;
  const file = expect.getState().testPath;
  if (folder === undefined || file === undefined) return;
  mkdirSync(folder, { recursive: true });
  const name = `${process.env.VITEST_POOL_ID}-${file.replace(/\W/g, "_").slice(-120)}.json`;
  writeFileSync(join(folder, name), JSON.stringify(seen));
});
